"""R-AG-2: the code of a signature by text message, to the phone of the pupil's sheet."""

import datetime as dt
import re

import pytest

from accounts.models import JournalEntry, OneTimeCode
from directory.violations import Refused
from documents import rounds
from documents.closing import signature_lines
from documents.parties import phone_of
from outbox.models import Notice
from tests.documents.factories import holder
from tests.placements.agreement_world import make_agreement_world

pytestmark = pytest.mark.django_db
PHONE = "06 12 34 56 78"
KEPT = "+33612345678"
texts = []


class Backend:
    """Keeps what would leave, as the mail backend of the tests does."""

    def send(self, number, text):
        texts.append((number, text))
        return str(len(texts))


class Broken:
    def send(self, number, text):
        raise ConnectionError(f"no route for {number}")


@pytest.fixture(autouse=True)
def backend(settings):
    texts.clear()
    settings.SMS_BACKEND = f"{__name__}.Backend"


@pytest.fixture
def world():
    world = make_agreement_world()
    world.pupil.guardians.filter(rank=1).update(phone=PHONE)
    world.signing()
    return world


def guardian(world, rank=1):
    return world.signatories()[f"guardian-{rank}"]


@pytest.fixture
def send(django_capture_on_commit_callbacks):
    def by_text(signatory):
        with django_capture_on_commit_callbacks(execute=True):
            return rounds.send_code(holder(signatory), signatory, by_text=True)

    return by_text


def test_a_guardian_signs_with_a_code_by_text(world, send):
    send(guardian(world))
    ((number, text),) = texts
    assert number == KEPT and f"signer le document n° {world.round.number}" in text
    assert not Notice.objects.filter(kind="accounts.one_time_code").exists()
    typed = re.search(r"\b\d{6}\b", text)[0]
    rounds.sign(holder(guardian(world)), guardian(world), typed, "192.0.2.7")
    signed = guardian(world)
    assert signed.has_signed and signed.sent_to == "un téléphone qui finit par 78"
    assert "envoyé à un téléphone qui finit par 78" in signature_lines(signed)["origin"]


def test_the_number_stays_on_the_sheet(world, send, caplog):
    """Neither in the journal, nor in the code's row, nor in a log."""
    code = send(guardian(world))
    kept = str(vars(code)) + str(list(JournalEntry.objects.values())) + caplog.text
    assert "612345678" not in kept and "12 34 56" not in kept
    assert (code.email, code.phone_end) == ("", "78")


def test_what_did_not_leave_is_not_open_and_not_told_to_a_log(world, send, settings, caplog):
    settings.SMS_BACKEND = f"{__name__}.Broken"
    code = send(guardian(world))
    assert f"The text message of code {code.pk} did not leave: ConnectionError" in caplog.text
    assert "612345678" not in caplog.text
    code.refresh_from_db()
    assert not code.is_open
    with pytest.raises(Refused, match="Demandez-en un nouveau"):
        rounds.sign(holder(guardian(world)), guardian(world), "000000", None)


def test_the_limits_count_both_ways_together(world, send):
    for _ in range(3):
        send(guardian(world))
    for _ in range(2):
        rounds.send_code(holder(guardian(world)), guardian(world))
    for by_text in (True, False):
        with pytest.raises(Refused, match="Trop de codes"):
            rounds.send_code(holder(guardian(world)), guardian(world), by_text=by_text)
    assert OneTimeCode.objects.count() == 5


def test_only_the_phone_of_the_very_person(world):
    """The other guardian, the host and the head have none; nor a number that is no number."""
    for function in ("guardian-2", "head", f"host-{world.part.pk}"):
        one = world.signatories()[function]
        assert phone_of(one) == ""
        with pytest.raises(Refused, match="Aucun numéro"):
            rounds.send_code(holder(one), one, by_text=True)
    world.pupil.guardians.filter(rank=1).update(phone="sonner deux fois")
    assert phone_of(guardian(world)) == ""


def test_an_adult_pupil_has_the_choice_too(send):
    world = make_agreement_world(birth_date=dt.date(2008, 11, 1), guardians=0)
    world.pupil.phone = PHONE
    world.pupil.save()
    world.signing()
    assert send(world.signatories()["pupil"]).phone_end == "78"


def test_the_page_offers_both(client, world, django_capture_on_commit_callbacks):
    path = guardian(world).current_link.path
    page = client.get(path).content.decode()
    assert "Recevoir mon code par courriel" in page and "Recevoir mon code par SMS" in page
    assert "téléphone qui finit par 78" in page and "34 56" not in page
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(path, {"act": "code-sms"}, follow=True)
    assert "Un code à six chiffres vient de vous être envoyé." in answer.content.decode()
    assert len(texts) == 1
    other = client.get(guardian(world, 2).current_link.path).content.decode()
    assert "par SMS" not in other
