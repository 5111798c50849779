"""Where our own source is, for the tests that read it."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
# From the top floor down; one list for import-linter and for the tests.
FLOORS = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
FOLDERS = [*FLOORS, "templates", "static", "tests", "benchmarks", "tools"]


def files(*suffixes):
    """Our own source files, migrations aside: those are written by a machine."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            kept = path.suffix in suffixes and path.is_file()
            if kept and not {"migrations", "vendor", "__snapshots__"} & set(path.parts):
                yield path


def name(path):
    return str(path.relative_to(ROOT))
