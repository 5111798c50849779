"""Run the benchmarks: ONLY=part-of-a-name, SIZE=small|full."""

import json
import os
import pkgutil
import sys
import time
from importlib import import_module
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

import benchmarks
from benchmarks.harness import REGISTRY, Row
from config import services
from config.migrating import quickly

OUTPUT = Path(__file__).resolve().parent.parent / "var" / "bench.json"
HARNESS = {"__main__", "harness"}


def prepare():
    """An instance of its own, migrated; no query log as in production."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    services.join("bench")
    django.setup()
    settings.DEBUG = False
    with quickly():
        call_command("migrate", verbosity=0)
    # Its pages loaded and out of the collector's way, as in a process of the web.
    import_module("config.wsgi")


def discover(only):
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if module.name not in HARNESS:
            import_module(f"benchmarks.{module.name}")
    return {name: function for name, function in sorted(REGISTRY.items()) if only in name}


def run(name, function, size):
    """Its rows; a benchmark that breaks is a row that does not hold."""
    start = time.perf_counter()
    print(f"{name}…", end=" ", file=sys.stderr, flush=True)
    try:
        rows = list(function(size))
    except Exception as error:  # the other benchmarks still run
        rows = [Row(name, "ratio", 0, "", "runs", False, f"{type(error).__name__}: {error}")]
    print(f"{time.perf_counter() - start:.0f} s", file=sys.stderr)
    return rows


def table(rows):
    head = ("", "name", "value", "goal", "detail")
    body = [
        ("✓" if row.holds else "✗", row.name, f"{row.value:.4g} {row.unit}", row.goal, row.detail)
        for row in rows
    ]
    widths = [max(len(line[column]) for line in [head, *body]) for column in range(4)]
    for line in [head, *body]:
        cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=False)]
        print("  ".join([*cells, line[4]]).rstrip())


def main():
    size = os.environ.get("SIZE", "small")
    if size not in ("small", "full"):
        sys.exit("SIZE is small or full.")
    prepare()
    chosen = discover(os.environ.get("ONLY", ""))
    if not chosen:
        sys.exit(f"No benchmark of that name; there are: {', '.join(sorted(REGISTRY))}")
    rows = [row for name, function in chosen.items() for row in run(name, function, size)]
    table(rows)
    OUTPUT.write_text(json.dumps([row.as_json() for row in rows], ensure_ascii=False, indent=1))
    sys.exit(any(row.kind == "ratio" and not row.holds for row in rows))


if __name__ == "__main__":
    main()
