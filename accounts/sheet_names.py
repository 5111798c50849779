"""Names of sheets that every spreadsheet takes."""

LONGEST_NAME = 31
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def sheet_name(title, used):
    """A name that every spreadsheet takes: 31 characters, none of `[]:*?/\\`, no apostrophe at
    an end, not twice; it is added to `used`."""
    name = " ".join(title.translate(FORBIDDEN).split()).strip("'")[:LONGEST_NAME].strip(" '")
    name = base = name or "Feuille"
    number = 1
    while name.lower() in used:
        number += 1
        end = f" ({number})"
        name = base[: LONGEST_NAME - len(end)].rstrip() + end
    used.add(name.lower())
    return name
