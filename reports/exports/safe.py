"""A text that a spreadsheet must not run (RELIABILITY §4)."""

FIRST_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def neutral(value):
    """Texts that would be read as a formula get an apostrophe; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(FIRST_SIGNS):
        return f"'{value}"
    return value
