"""What people read is set as a printer would set it."""

import ast
import re

from tests.house.source import files, name

# « l'atelier » typed with the sign of the keyboard.
TYPED = re.compile(
    r"(?<![\wÀ-ÿ])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|aujourd|quelqu)'(?=[aeiouyhà-ÿœ{])",
    re.IGNORECASE,
)
# What a file must hold for one of its strings to be such: the others are not parsed.
PERHAPS = re.compile(r"[cdjlmnstu]'|\\(?:'|x27|u0027)", re.IGNORECASE)
WITH_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef)

# A last day, as Python or a template writes it; what ends at an hour of that day, it is before.
BEFORE_THE_DAY = re.compile(r"(?i)\bavant le ?(?:\{|<|$)")
ENDS_IN_THE_DAY = (
    "portal/views/letters.py",
    "events/notices/gifts.py",
    "events/registrations/take",
)


def strings(path):
    """(line, text) of the strings of a Python file, but its docstrings."""
    tree = ast.parse(path.read_text())
    aside = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, WITH_DOCSTRING) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "{" for part in node.values)
            yield node.lineno, "".join(parts)
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in aside
        ):
            yield node.lineno, node.value


def texts():
    """Everything but the tests, which hold what people and files may write."""
    for path in files(".py", ".html", ".txt", ".typ", ".js"):
        if name(path).startswith("tests/"):
            continue
        content = path.read_text()
        if not PERHAPS.search(content):
            continue
        lines = enumerate(content.splitlines(), 1)
        for line, text in strings(path) if path.suffix == ".py" else lines:
            yield f"{name(path)}:{line}", text


def test_apostrophes_are_those_of_print():
    assert [where for where, text in texts() if TYPED.search(text)] == []


def test_the_control_sees_one():
    assert TYPED.search("Chef d'établissement") and TYPED.search("l'{word}")
    assert not TYPED.search("the company's isn't d’ici")


def test_a_last_day_is_counted():
    """« jusqu’au 11 », « au plus tard le 11 »: on the 11th one may still answer."""
    found = [
        f"{name(path)}:{number}"
        for path in files(".py", ".html", ".txt", ".typ")
        if not (
            name(path).startswith("tests/") or any(one in name(path) for one in ENDS_IN_THE_DAY)
        )
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if BEFORE_THE_DAY.search(line.rstrip('" ,)'))
    ]
    assert found == []
