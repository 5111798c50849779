"""The example files that the pages of imports give: what they say is really read."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "static" / "placements" / "exemples"


def sample(name):
    """The text of an example, as a school would change it."""
    return (FOLDER / f"{name}.csv").read_text("utf-8-sig")
