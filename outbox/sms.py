"""Text messages, behind one call; the console unless `SMS_BACKEND` names another class.

A provider is a class with `send(number, text)` that returns the provider's own number of the
message and raises what it likes when the message did not leave. The code of a signature goes
this way when its holder has a telephone and chooses it (`accounts.codes`).
"""

import re
import sys

from django.conf import settings
from django.utils.module_loading import import_string

# National numbers of the overseas départements belong to other countries of the plan.
OVERSEAS = {
    "+262": ("0262", "0263", "0269", "0639", "0692", "0693"),
    "+590": ("0590", "0690", "0691"),
    "+594": ("0594", "0694"),
    "+596": ("0596", "0696", "0697"),
}
NATIONAL = re.compile(r"0[1-9]\d{8}")
INTERNATIONAL = re.compile(r"\+[1-9]\d{7,14}")
SPACES = re.compile(r"[\s.\-/()\u00a0\u202f]+")


def normalise_number(text):
    """A telephone number as E.164 (+33612345678), French unless it names a country.

    Raises ValueError for anything else.
    """
    number = SPACES.sub("", text.replace("(0)", ""))
    number = re.sub(r"^00", "+", number)
    if NATIONAL.fullmatch(number):
        country = next((c for c, heads in OVERSEAS.items() if number.startswith(heads)), "+33")
        number = country + number[1:]
    if not INTERNATIONAL.fullmatch(number):
        raise ValueError("Ce numéro de téléphone n’est pas valable.")
    return number


class ConsoleBackend:
    """Development: the message is printed, and nothing leaves."""

    def send(self, number, text):
        print(f"SMS {number} : {text}", file=sys.stdout, flush=True)
        return ""


def send(number, text):
    """Send a text message to a number in any usual spelling; the provider's own number of it.

    Raises ValueError for what is no telephone number.
    """
    return import_string(settings.SMS_BACKEND)().send(normalise_number(number), text)
