"""bandit on our code: each finding is answered, with its reason, in `answers.toml`.

An answer that meets no finding any more is an error too: it would hide the next one.
"""

import json
import subprocess
import sys
import tomllib
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path

from tools.audit.table import REPORTS, ROOT, TOOLS, show

ANSWERS = Path(__file__).with_name("answers.toml")
LEVELS = ("HIGH", "MEDIUM", "LOW")


def folders():
    """The apps and what is run beside them; tests run on invented data only."""
    floors = tomllib.loads((ROOT / "pyproject.toml").read_text())
    apps = floors["tool"]["importlinter"]["contracts"][0]["layers"]
    return [*apps, "benchmarks", "tools", "manage.py"]


def findings():
    """What bandit finds; its report is kept under var/audit."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    report = REPORTS / "bandit.json"
    command = [TOOLS / "bandit", "--quiet", "--recursive", *folders()]
    command += ["--format", "json", "--output", report]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr)
    found = json.loads(report.read_text())
    if found["errors"]:
        sys.exit(f"bandit could not read: {found['errors']}")
    return found["results"]


def answered(finding, answers):
    """The first answer that covers a finding, or None."""
    path = finding["filename"].removeprefix("./")
    for answer in answers:
        if finding["test_id"] == answer["test"] and any(fnmatch(path, p) for p in answer["files"]):
            return answer
    return None


def judge(found, answers):
    """(findings without an answer, answers without a finding)."""
    used = [answered(finding, answers) for finding in found]
    open_ones = [finding for finding, answer in zip(found, used, strict=True) if answer is None]
    return open_ones, [answer for answer in answers if answer not in used]


def main():
    answers = tomllib.loads(ANSWERS.read_text())["answer"]
    found = findings()
    unanswered, useless = judge(found, answers)
    by_level = Counter(finding["issue_severity"] for finding in found)
    left = Counter(finding["issue_severity"] for finding in unanswered)
    rows = [(level, by_level[level], left[level]) for level in LEVELS]
    show("bandit", ["level", "found", "unanswered"], rows)
    for finding in unanswered:
        where = f"{finding['filename']}:{finding['line_number']}"
        print(f"  {where} {finding['test_id']} {finding['issue_text']}")
    for answer in useless:
        print(f"  an answer that meets nothing: {answer['test']} in {answer['files']}")
    return 1 if unanswered or useless else 0


if __name__ == "__main__":
    sys.exit(main())
