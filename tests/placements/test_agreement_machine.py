"""R-AG-1 to R-AG-7 as a machine: whatever the order of the acts, nothing signed is lost."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.actor import Actor
from accounts.models import JournalEntry
from directory.violations import Refused
from documents.models import SignatureRound
from documents.rounds import give, refuse
from placements.enums import PlacementState as P
from placements.enums.agreement import FILLING
from placements.enums.agreement import AgreementState as S
from placements.workflow import agreement_notices, agreement_parts, agreements, placements
from tests.placements.agreement_world import SAID, make_agreement_world

WORDS = st.sampled_from(["Fraisage", "Contrôle", "Accueil", "Atelier"])
# What each act writes in the journal, once when it is done and never when it is refused.
VERBS = {
    "prepare": "a modifié la convention",
    "ask": "a demandé à l’accueillant",
    "fill": "a complété la convention",
    "send_back": "a renvoyé la convention",
    "open": "a mis à la signature",
    "sign": "a signé",
    "seal": "a scellé",
    "refuse": "a refusé de signer",
    "amend": "a annulé : ",
    "notice": "a modifié la convention (avis",
    "cancel": "a annulé un stage",
}
OF_PLACEMENT = {S.SIGNING: P.SIGNING, S.SIGNED: P.SIGNED, S.CANCELLED: P.CANCELLED}
OF_STAY = ("tutor_name", "activities")


def written(verb):
    return JournalEntry.objects.filter(verb__startswith=VERBS[verb]).count()


class Signing(RuleBasedStateMachine):
    """One agreement; `said` is the last that was typed, `sealed` every document ever sealed."""

    reached: set = set()

    @initialize(start=st.sampled_from(["open", "filled", "empty"]))
    def begin(self, start):
        self.world = make_agreement_world()
        self.world.prepare()
        self.said, self.sealed = {}, {}
        if start != "empty":
            self.host_fills("Fraisage")
        if start == "open":
            self.school_opens()

    def state(self):
        return self.world.agreement.state

    def act(self, verb, function, allowed):
        """Do it: it is refused exactly when it is not allowed, and the journal says it once."""
        before, total = written(verb), JournalEntry.objects.count()
        try:
            function()
        except Refused:
            assert not allowed, verb
            assert JournalEntry.objects.count() == total
            return False
        assert allowed, verb
        assert written(verb) == before + 1
        return True

    @rule(words=WORDS)
    def school_prepares(self, words):
        def prepare():
            self.world.prepare(objectives=words)

        allowed = self.state() in FILLING and self.world.state()[1] == P.FOUND
        if self.act("prepare", prepare, allowed):
            assert self.world.agreement.objectives == words

    @rule()
    def school_asks(self):
        waiting = self.world.part.completed_at is None
        agreement = self.world.agreement
        never = self.world.part.asked_at is None
        if self.state() in (S.DRAFT, S.ASKED) and waiting and never:
            self.act("ask", lambda: agreement_parts.ask_hosts(self.world.teacher, agreement), True)

    @rule(words=WORDS)
    def host_fills(self, words):
        values = {"activities": words, "insurance": words}
        if self.act("fill", lambda: self.world.fill(**values), self.state() in FILLING):
            self.said = SAID | values
            assert self.state() == S.TO_REVIEW

    @rule()
    def school_sends_back(self):
        agreement, field = self.world.agreement, f"host{self.world.part.pk}_activities"
        self.act(
            "send_back",
            lambda: agreements.send_back(self.world.teacher, agreement, {field: "Précisez."}),
            self.state() in FILLING,
        )

    @rule()
    def school_opens(self):
        if self.state() == S.SIGNING:
            return  # opened a second time, nothing changes
        is_ready = self.state() == S.TO_REVIEW and self.world.part.completed_at is not None
        agreement = self.world.agreement
        teacher = self.world.teacher
        self.act("open", lambda: agreements.open_signatures(teacher, agreement), is_ready)

    def asked(self):
        last = self.world.round
        return list(last.signatories.order_by("position")) if last else []

    @precondition(lambda self: self.asked())
    @rule(rank=st.integers(0, 4))
    def one_signs(self, rank):
        one = self.asked()[rank % len(self.asked())]
        before = written("seal")
        holder = Actor.of_link(one.current_link)
        allowed = self.world.round.state == "open" and not one.has_signed
        if self.act("sign", lambda: give(holder, one, "192.0.2.1"), allowed):
            is_sealed = self.world.round.state == "sealed"
            assert written("seal") == before + is_sealed

    @precondition(lambda self: self.asked() and self.world.round.state == "open")
    @rule()
    def the_others_sign(self):
        for one in list(self.world.round.signatories.awaited()):
            one.refresh_from_db()
            if not one.is_spared:
                give(Actor.of_link(one.current_link), one, "192.0.2.1")
        assert self.state() == S.SIGNED

    @precondition(lambda self: self.asked())
    @rule(rank=st.integers(0, 4))
    def one_declines(self, rank):
        one = self.asked()[rank % len(self.asked())]
        holder = Actor.of_link(one.current_link)
        allowed = self.world.round.state == "open" and not one.has_signed
        self.act("refuse", lambda: refuse(holder, one, "Pas ces dates."), allowed)

    @rule()
    def school_amends(self):
        agreement, teacher = self.world.agreement, self.world.teacher
        allowed = self.state() in (S.SIGNING, S.SIGNED)
        self.act("amend", lambda: agreements.amend(teacher, agreement, "Autre jour."), allowed)

    @rule(words=WORDS)
    def host_changes_its_tutor(self, words):
        part = self.world.part
        if part.stays.get().tutor_name == words:
            return
        values = {"tutor_name": words}
        allowed = self.state() in (S.SIGNING, S.SIGNED)

        def tell():
            agreement_notices.tell_change(self.world.company, part, values)

        if self.act("notice", tell, allowed):
            self.said = self.said | values

    @rule(sure=st.sampled_from([False, False, False, True]))
    def school_cancels(self, sure):
        if sure:
            allowed = self.state() != S.CANCELLED
            world = self.world
            self.act(
                "cancel", lambda: placements.cancel(world.teacher, world.placement, "host"), allowed
            )

    @invariant()
    def never_signed_with_a_signature_missing(self):
        last = self.world.round
        is_signed = self.state() == S.SIGNED
        self.reached.add(self.state())
        assert is_signed == (last is not None and last.state == "sealed")
        if is_signed:
            assert not last.signatories.awaited().exists()
            given = set(last.signatories.signed().values_list("function", flat=True))
            assert {f"host-{self.world.part.pk}", "head"} <= given
            assert given & {"guardian-1", "guardian-2"}
            assert all(one.sha256 == last.sha256 for one in last.signatories.signed())

    @invariant()
    def nothing_typed_is_lost(self):
        if self.said:
            stay, part = self.world.part.stays.get(), self.world.part
            assert {name: getattr(stay, name) for name in OF_STAY} == {
                name: self.said[name] for name in OF_STAY
            }
            assert part.insurance == self.said["insurance"] and part.works_read

    @invariant()
    def what_was_sealed_is_kept(self):
        found = SignatureRound.objects.about(self.world.agreement).exclude(sealed_file=None)
        kept = {one.number: one.sealed_file.sha256 for one in found}
        assert self.sealed.items() <= kept.items()
        self.sealed = kept

    @invariant()
    def placement_and_agreement_agree(self):
        agreement, placement = self.world.state()
        assert placement == {
            S.SIGNING: P.SIGNING,
            S.SIGNED: P.SIGNED,
            S.CANCELLED: P.CANCELLED,
        }.get(agreement, P.FOUND)


def run(examples, steps):
    """What was reached over all the examples, the same at each run."""
    Signing.reached = set()
    run_state_machine_as_test(
        Signing,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return Signing.reached


@pytest.mark.django_db
def test_any_order_of_acts():
    assert run(2, 8)


@pytest.mark.long
@pytest.mark.django_db
def test_any_order_of_many_acts():
    assert S.SIGNED in run(8, 16)
