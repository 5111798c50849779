"""Text messages: numbers in one spelling, the console by default."""

import pytest
from django.core.management import CommandError, call_command

from outbox import sms


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("06.12.34.56.78", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("0033612345678", "+33612345678"),
        ("0692 12 34 56", "+262692123456"),
        ("0690 12 34 56", "+590690123456"),
        ("+34 612 345 678", "+34612345678"),
    ],
)
def test_a_number_has_one_spelling(text, number):
    assert sms.normalise_number(text) == number


@pytest.mark.parametrize(
    "text", ["", "06 12 34", "00", "+0612345678", "06123456789", "abc", "3615"]
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="n’est pas valable"):
        sms.normalise_number(text)


class Kept:
    """A provider of the tests."""

    sent = []

    def send(self, number, text):
        self.sent.append((number, text))
        return "n° 1"


def test_the_console_is_the_default_and_a_provider_is_a_setting(settings, capsys):
    call_command("send_test_sms", "06 12 34 56 78")
    assert "SMS +33612345678 : Passerelle" in capsys.readouterr().out

    settings.SMS_BACKEND = f"{__name__}.Kept"
    assert sms.send("06 12 34 56 78", "Bonjour") == "n° 1"
    assert Kept.sent == [("+33612345678", "Bonjour")]


def test_the_command_says_that_a_number_is_none():
    with pytest.raises(CommandError, match="n’est pas valable"):
        call_command("send_test_sms", "3615")
