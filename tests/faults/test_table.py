"""The table of results tells each row once, from whatever process ran the test."""

from types import SimpleNamespace

from tests.faults.table import in_markdown, rows


def report(when, *properties):
    return SimpleNamespace(when=when, user_properties=list(properties))


def test_each_row_is_told_once_and_other_properties_never():
    row = ["a fault", 60, 2000, 0, 0, 0]
    reports = [
        report("call", ("fault", row), ("other", 1)),
        report("teardown", ("fault", row)),
        SimpleNamespace(message="a warning"),
    ]

    assert rows(reports) == [row]
    assert in_markdown([row]) == [
        "| fault | kills | mails | lost | doubled | stale |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        "| a fault | 60 | 2000 | 0 | 0 | 0 |",
    ]
