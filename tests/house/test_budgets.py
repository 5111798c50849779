"""The sizes that keep the house readable."""

import ast

from tests.house.source import FLOORS, files, name

FILE, FUNCTION, CLASS = 400, 40, 300
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def trees():
    for path in files(".py"):
        yield name(path), ast.parse(path.read_text())


def too_long(kinds, budget):
    return [
        f"{path}:{node.lineno} {node.name}: {length} lines"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, kinds) and (length := node.end_lineno - node.lineno + 1) > budget
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
    hidden = {
        f"{path}:{node.lineno} imports {module}"
        for path, tree in trees()
        for function in ast.walk(tree)
        if isinstance(function, FUNCTIONS)
        for node in ast.walk(function)
        for module in imported(node)
        if module.split(".")[0] in FLOORS
    }

    assert sorted(hidden) == []
