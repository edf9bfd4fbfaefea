from reputation.forms.schemes import PARTS, SchemeForm

__all__ = ["PARTS", "SchemeForm"]
