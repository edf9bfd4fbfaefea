from forum.forms.ask import AskForm
from forum.forms.fields import SourceField, TitleField

__all__ = ["AskForm", "SourceField", "TitleField"]
