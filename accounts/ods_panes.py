"""Headings of an OpenDocument sheet that stay in sight: what the program shows is a setting of
the file, not of its content."""

from odf.config import (
    ConfigItem,
    ConfigItemMapEntry,
    ConfigItemMapIndexed,
    ConfigItemMapNamed,
    ConfigItemSet,
)

FROZEN = 2


def freeze(document, panes):
    """Of an odfpy document: {name of a sheet: (rows, columns)} that do not scroll."""
    tables = ConfigItemMapNamed(name="Tables")
    for name, (rows, columns) in panes.items():
        entry = ConfigItemMapEntry(name=name)
        for axis, split in (("Horizontal", columns), ("Vertical", rows)):
            entry.addElement(_item(f"{axis}SplitMode", "short", FROZEN if split else 0))
            entry.addElement(_item(f"{axis}SplitPosition", "int", split))
        # The part below the headings is the one that is written in, from its first row.
        entry.addElement(_item("ActiveSplitRange", "short", 3 if columns else 2))
        entry.addElement(_item("PositionRight", "int", columns))
        entry.addElement(_item("PositionBottom", "int", rows))
        tables.addElement(entry)
    view = ConfigItemMapEntry()
    view.addElement(_item("ViewId", "string", "view1"))
    view.addElement(tables)
    views, shown = ConfigItemMapIndexed(name="Views"), ConfigItemSet(name="ooo:view-settings")
    views.addElement(view)
    shown.addElement(views)
    document.settings.addElement(shown)


def _item(name, kind, value):
    item = ConfigItem(name=name, type=kind)
    item.addText(str(value))
    return item
