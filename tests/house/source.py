"""Where our own source is, for the tests that read it."""

import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
# From the top floor down; one list for import-linter and for the tests.
FLOORS = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
FOLDERS = [*FLOORS, "templates", "static", "tests", "benchmarks", "tools"]


@cache
def files(*suffixes):
    """Our own source files, migrations aside: those are written by a machine."""
    return [
        path
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in suffixes
        and path.is_file()
        and not {"migrations", "vendor", "__snapshots__"} & set(path.parts)
    ]


def name(path):
    return str(path.relative_to(ROOT))
