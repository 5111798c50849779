"""What the audit takes for an answer, and for a failure."""

from tools.audit.code import judge
from tools.audit.pages import EXCLUDED, URL, found_in, was_inside

FINDING = {"test_id": "B608", "filename": "./directory/importers/schools.py"}
ANSWER = {"test": "B608", "files": ["directory/importers/*.py"], "reason": "names, not values"}


def test_an_answer_covers_one_test_in_its_files():
    assert judge([FINDING], [ANSWER]) == ([], [])

    elsewhere = {**FINDING, "filename": "accounts/views.py"}
    assert judge([elsewhere], [ANSWER]) == ([elsewhere], [ANSWER])
    another = {**FINDING, "test_id": "B102"}
    assert judge([another], [ANSWER])[0] == [another]


def test_an_answer_that_meets_nothing_is_told():
    assert judge([], [ANSWER]) == ([], [ANSWER])


def test_weaknesses_and_breakdowns_count_and_remarks_do_not():
    one = {"level": 3, "method": "GET", "path": "/clee/", "info": "500"}
    report = {
        "vulnerabilities": {"SQL Injection": [one]},
        "anomalies": {"Internal Server Error": [one]},
        "additionals": {"HTTP Methods": [one]},
    }

    kinds = [kind for _, kind, *_ in found_in(report)]
    assert kinds == ["SQL Injection", "Internal Server Error"]


def test_the_scan_does_not_sign_itself_out():
    assert "/deconnexion/" in EXCLUDED


def test_a_scan_that_was_not_signed_in_proves_nothing():
    def report(status):
        page = {"request": {"url": f"{URL}/tableau-de-bord/", "status_code": status}}
        return {"infos": {"crawled_pages": [page]}}

    assert was_inside(report(200)) and not was_inside(report(302))
