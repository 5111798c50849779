"""On a phone with JavaScript off: a class is booked, a contract is signed."""

import pytest

from tests.browser.actors import signatory, teacher
from tests.browser.actors.pages import facts, told
from tests.browser.mailbox import Mailbox

PHONE = {"java_script_enabled": False, "viewport": {"width": 390, "height": 844}}
OFFER = "Forger, tremper, contrôler"
CLASS = "4e Sans script"
HEAD = "principal@demo.example"


def test_a_class_is_booked(walker):
    nadia = walker("enseignante", **PHONE)
    teacher.find(nadia.page, OFFER)
    teacher.describe_new_class(nadia.page, CLASS, girls=0, boys=0)
    told(nadia.page, "Indiquez")  # the summary of errors, then the same form
    teacher.describe_again(nadia.page, girls=10, boys=10, adults=2)
    assert facts(nadia.page)["Élèves"] == "20 (filles 10, garçons 10)"
    teacher.send(nadia.page)
    told(nadia.page, "La demande est prête")


@pytest.mark.long
def test_a_contract_is_signed(walker, portal):
    """The contract of the demonstration that waits for the head."""
    head = walker(**PHONE)
    signatory.sign(head.page, Mailbox(portal), HEAD, "CEE-")
    assert head.page.evaluate("document.documentElement.scrollWidth") <= 390
