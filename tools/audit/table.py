"""What the parts of the audit print."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "var" / "audit-tools" / "bin"
REPORTS = ROOT / "var" / "audit"


def show(title, columns, rows):
    """A table of texts in a terminal."""
    lines = [columns, *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    print(f"\n— {title}")
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))
