"""The sizes that keep the house readable."""

import ast
from functools import cache

from tests.house.source import FLOORS, files, name

FILE, FUNCTION, CLASS = 400, 40, 300
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@cache
def definitions():
    """(where, kind, lines, floors imported inside) of each class and function, in one reading:
    the trees of the whole house would be too much to keep."""
    return [
        (f"{name(path)}:{node.lineno} {node.name}", type(node), _lines(node), _inside(node))
        for path in files(".py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, (*FUNCTIONS, ast.ClassDef))
    ]


def _lines(node):
    return node.end_lineno - node.lineno + 1


def _inside(node):
    if not isinstance(node, FUNCTIONS):
        return []
    modules = [module for part in ast.walk(node) for module in imported(part)]
    return [module for module in modules if module.split(".")[0] in FLOORS]


def too_long(kinds, budget):
    return [
        f"{where}: {lines} lines"
        for where, kind, lines, _ in definitions()
        if issubclass(kind, kinds) and lines > budget
    ]


def imported(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [FLOORS[0]] if node.level else [node.module]
    return []


def test_no_file_is_longer_than_its_budget():
    long_files = [
        f"{name(path)}: {length} lines"
        for path in files(".py", ".html", ".js", ".css", ".typ")
        if (length := len(path.read_text().splitlines())) > FILE
    ]

    assert long_files == []


def test_no_function_is_longer_than_its_budget():
    assert too_long(FUNCTIONS, FUNCTION) == []


def test_no_class_is_longer_than_its_budget():
    assert too_long(ast.ClassDef, CLASS) == []


def test_no_function_imports_our_own_code():
    hidden = [f"{where} imports {inside}" for where, *_, inside in definitions() if inside]

    assert hidden == []


def test_the_control_sees_a_long_function_and_its_import():
    function = ast.parse("def f():\n    import portal.views\n\n    return portal").body[0]

    assert (_lines(function), _inside(function)) == (4, ["portal.views"])
