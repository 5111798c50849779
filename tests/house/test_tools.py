"""The tools that a person runs: the bootstrap, the pictures of the tour."""

import shutil
import subprocess
import sys
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from tests.house.source import ROOT
from tools import chromium, screenshots

# A Python that says to be another one.
OTHER = """#!/bin/sh
exec {python} -c 'import sys; sys.version_info = {version}; exec(sys.argv[1])' "$2"
"""


@pytest.mark.parametrize("version", [(3, 10, 9), (3, 14, 0)])
def test_a_python_out_of_bounds_is_refused_with_both_bounds(tmp_path, version):
    for name in ("requirements.lock", "tools/uv.txt", "tools/bootstrap"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    python = tmp_path / "python3"
    python.write_text(OTHER.format(python=sys.executable, version=version))
    python.chmod(0o755)

    done = subprocess.run(
        [tmp_path / "tools/bootstrap"],
        env={"PATH": "/usr/bin:/bin", "PYTHON": str(python)},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert "3.11" in done.stderr and "3.14" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_the_pictures_are_taken_with_the_browser_of_the_tests(monkeypatch, tmp_path):
    shell, launched = "/usr/bin/chromium-headless-shell", []
    only = {"chromium-headless-shell": shell}
    browser = SimpleNamespace(close=lambda: None)
    running = SimpleNamespace(
        chromium=SimpleNamespace(launch=lambda **how: launched.append(how) or browser)
    )
    monkeypatch.setattr(chromium.shutil, "which", only.get)
    monkeypatch.setattr(screenshots, "sync_playwright", lambda: nullcontext(running))
    monkeypatch.setattr(screenshots, "IMAGES", tmp_path / "images")
    monkeypatch.setattr(screenshots, "TOUR", ())
    monkeypatch.setattr(sys, "argv", ["screenshots"])

    screenshots.main()
    assert launched == [{"executable_path": shell, "args": chromium.FLAGS}]

    only.clear()
    with pytest.raises(SystemExit, match="Chromium is not installed"):
        screenshots.main()
