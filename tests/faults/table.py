"""The table that ends a run of the fault tests: what was done, and what it cost.

A plugin of the whole suite (`conftest.py`), because the process that prints may not be one
that ran any test. The figures of a long run are kept in docs/faults.md.
"""

COLUMNS = ("fault", "kills", "mails", "lost", "doubled", "stale")
PROPERTY = "fault"


def rows(reports):
    """The rows that tests recorded, in the order of the tests."""
    return [
        value
        for report in reports
        if getattr(report, "when", None) == "call"
        for name, value in report.user_properties
        if name == PROPERTY
    ]


def in_markdown(table):
    """The table as docs/faults.md keeps it."""
    lines = [COLUMNS, ["---"] + ["---:"] * (len(COLUMNS) - 1), *table]
    return [f"| {' | '.join(map(str, line))} |" for line in lines]


def pytest_terminal_summary(terminalreporter):
    """Print the table when some test recorded a row."""
    reports = [report for some in terminalreporter.stats.values() for report in some]
    if table := rows(reports):
        terminalreporter.section("faults")
        for line in in_markdown(table):
            terminalreporter.write_line(line)
