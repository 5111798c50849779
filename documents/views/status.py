"""Where a document stands, in the words of its pages."""

from dataclasses import dataclass

from django.http import Http404
from django.utils import timezone

from documents.enums import RoundState
from documents.models import Signatory, SignatureRound


@dataclass(frozen=True)
class Line:
    """One signatory as the others see it."""

    signatory: Signatory
    state: str
    label: str
    can_confirm: bool


@dataclass(frozen=True)
class Status:
    round: SignatureRound
    facts: list
    amended: list
    lines: list

    @property
    def is_open(self):
        return self.round.state == RoundState.OPEN

    @property
    def sign_by(self):
        """Until when an open round asks for signatures; None once that is past."""
        return self.round.deadline.next(timezone.localdate())

    @property
    def is_sealed(self):
        return self.round.state == RoundState.SEALED

    @property
    def is_voided(self):
        return self.round.state == RoundState.VOIDED

    @property
    def to_confirm(self):
        return [line for line in self.lines if line.can_confirm]


def status_of(round, function):
    """What a party speaking for `function` sees of a round."""
    return Status(
        round=round,
        facts=round.glance,
        amended=round.declared.amended(round),
        lines=[_line(one, round, function) for one in round.signatories.all()],
    )


def _line(signatory, round, function):
    state, label = _words(signatory, round)
    can_confirm = (
        round.state == RoundState.OPEN
        and signatory.awaits_confirmation
        and bool(function)
        and signatory.paper_recorded_for != function
    )
    return Line(signatory, state, label, can_confirm)


def _words(signatory, round):
    if signatory.has_signed:
        return "signed", "signé"
    if round.state != RoundState.OPEN:
        return "closed", "non signé"
    if signatory.awaits_confirmation:
        return "to_confirm", "papier à confirmer"
    if signatory.is_spared:
        return "closed", "n’est plus nécessaire"
    if signatory.has_refused:
        return "refused", "refusé"
    return "pending", "facultatif" if signatory.optional else "attendu"


def signatory_or_404(round, pk):
    """A signatory of this very round, from what a form or an address says."""
    known = str(pk).isdecimal() and len(str(pk)) < 19
    found = round.signatories.filter(pk=pk).first() if known else None
    if found is None:
        raise Http404
    return found


def trail_to(subject, actor):
    """The breadcrumb back to what a document is about, for an actor who sees that page."""
    if subject is None or not hasattr(subject, "get_absolute_url"):
        return []
    seen = type(subject).objects.visible_to(actor).filter(pk=subject.pk).exists()
    return [(str(subject), subject.get_absolute_url())] if seen else []
