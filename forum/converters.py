"""Path converters: ids that fit a 64-bit column, so that a huge number is a missing page."""


class IdConverter:
    regex = r"[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)
