"""Two last signatures at once seal exactly once; two openings make one round.

Real connections. The control takes the lock away and must show the fault, else these
tests prove nothing.
"""

import threading

import pytest
from django.db import connection

from accounts.enums import Role
from directory.violations import Refused
from documents import batch, closing, parties, rounds
from documents.models import Signatory, SignatureRound
from documents.rounds import SignatoryData
from documents.snapshots import freeze
from outbox.models import Notice
from tests.accounts.factories import actor_for
from tests.directory.factories import SchoolFactory
from tests.documents.factories import CODE, THREE, holder, open_charter, signatory_of, told

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def at_once(*acts):
    """Run each act in a thread and a connection of its own; what each gave or raised."""
    barrier, results = threading.Barrier(len(acts)), {}

    def run(rank, act):
        try:
            barrier.wait(10)
            results[rank] = act()
        except Exception as error:  # what a thread raises would be lost
            results[rank] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return [results[rank] for rank in range(len(acts))]


def ready_to_sign(typed_code):
    signed = open_charter(signatories=THREE)
    acts = []
    for function in ("company", "head", "branch"):
        one = signatory_of(signed, function)
        rounds.send_code(holder(one), one)
        code = typed_code(one.email)
        acts.append(lambda one=one, code=code: rounds.sign(holder(one), one, code, "192.0.2.7"))
    return signed, acts


def test_three_last_signatures_at_once_seal_once(typed_code):
    signed, acts = ready_to_sign(typed_code)
    results = at_once(*acts)
    assert all(isinstance(result, Signatory) for result in results), results
    signed = SignatureRound.objects.get(pk=signed.pk)
    assert signed.state == "sealed"
    assert [fact for fact in told if fact[0] == "sealed"] == [("sealed", signed.number)]
    assert Notice.objects.filter(kind="documents.round_sealed").count() == 3


def test_without_the_lock_nobody_seals(typed_code, monkeypatch):
    """Control: each signature is blind to the others, which are not committed yet."""

    def unlocked(signatory):
        return signatory.round, Signatory.objects.select_related("link", "round").get(
            pk=signatory.pk
        )

    meeting = threading.Barrier(3)

    def meet(signed):
        meeting.wait(10)  # all have written, none has committed
        closing.close_if_complete(signed)
        meeting.wait(10)  # all have looked, none has committed

    monkeypatch.setattr(rounds, "locked", unlocked)
    monkeypatch.setattr(rounds, "close_if_complete", meet)
    signed, acts = ready_to_sign(typed_code)
    at_once(*acts)
    signed.refresh_from_db()
    assert signed.signatories.signed().count() == 3
    assert signed.state == "open"
    assert parties.locked is not unlocked


def test_the_same_code_twice_at_once_signs_once(typed_code):
    signed = open_charter(signatories=THREE)
    one = signatory_of(signed, "head")
    rounds.send_code(holder(one), one)
    code = typed_code(one.email)
    results = at_once(*[lambda: rounds.sign(holder(one), one, code, "192.0.2.7")] * 4)
    assert sum(isinstance(result, Signatory) for result in results) == 1
    assert all(isinstance(result, Signatory | Refused) for result in results), results
    assert told == [("signed", "head")]


def test_two_openings_at_once_make_one_round():
    school = SchoolFactory()
    open_charter()  # the first version of the wording exists
    results = at_once(*[lambda: open_charter(school)] * 3)
    assert sum(isinstance(result, SignatureRound) for result in results) == 1
    assert all(isinstance(result, SignatureRound | Refused) for result in results), results
    assert SignatureRound.objects.about(school).filter(kind=CODE).count() == 1


def test_a_void_and_the_last_signature_at_once(typed_code):
    """Either the void came first and the signature is refused, or the file was sealed."""
    signed = open_charter(signatories=THREE[:1])
    one = signatory_of(signed, "company")
    rounds.send_code(holder(one), one)
    code = typed_code(one.email)
    results = at_once(
        lambda: rounds.sign(holder(one), one, code, "192.0.2.7"),
        lambda: rounds.void(holder(one), signed, "Changement de date."),
    )
    signed = SignatureRound.objects.get(pk=signed.pk)
    assert signed.state == "voided"
    was_signed = isinstance(results[0], Signatory)
    assert (signed.sealed_file is not None) == was_signed
    assert was_signed or isinstance(results[0], Refused)


def test_snapshots_at_once_get_versions_of_their_own():
    school = SchoolFactory()
    actor = holder(signatory_of(open_charter(school), "head"))
    results = at_once(*[lambda: freeze(actor, "bilan", school, {"n": 1})] * 4)
    assert sorted(one.version for one in results) == [1, 2, 3, 4]


def test_a_batch_signed_twice_at_once_signs_each_document_once(typed_code):
    """Two clicks on one code: one gives every signature, the others give none."""
    head = actor_for(Role.HEAD)
    email = head.user.email
    people = [SignatoryData("head", "Pour l’établissement", "Claire Petit", email, 1)]
    signed = [open_charter(signatories=people), open_charter(signatories=[*people, THREE[0]])]
    batch.send_code(head)
    code, keys = typed_code(email), [one.pk for one in batch.awaited_of(head.user)]
    results = at_once(*[lambda: batch.sign(head, keys, code, "192.0.2.7")] * 4)
    assert sorted(str(one) for one in results if not isinstance(one, Exception)) == ["2"], results
    assert all(isinstance(one, int | Refused) for one in results), results
    assert told.count(("signed", "head")) == 2
    states = [SignatureRound.objects.get(pk=one.pk).state for one in signed]
    assert states == ["sealed", "open"]
    assert [one.signatories.signed().count() for one in signed] == [1, 1]
