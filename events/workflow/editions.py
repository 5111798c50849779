"""The life of an edition, from its preparation to its archives. Raises `Refused`."""

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from accounts import journal
from accounts.transitions import Table, Transition
from directory.violations import Refused, Violation, reason_of, require
from events.enums.cup import CUP_ORGANISERS, SETTING, EditionState, TeamState
from events.models import Edition, Regulation, ScoreSheet
from events.rules.cup import check_ready_to_score
from events.workflow import order, results, teams, who

S = EditionState


def _organiser(edition, actor):
    return who.organises(actor, edition)


def _authority(edition, actor):
    return who.reopens(actor, edition)


AGAIN = "Rouvrir la délibération"
TABLE = Table(
    {
        (S.DRAFT, "open"): Transition(S.OPEN, _organiser, "Ouvrir les inscriptions"),
        (S.OPEN, "close"): Transition(S.CLOSED, _organiser, "Clore les inscriptions"),
        (S.CLOSED, "deliberate"): Transition(S.DELIBERATION, _organiser, "Passer en délibération"),
        (S.CLOSED, "enter"): Transition(S.OPEN, _organiser, "Rouvrir les inscriptions"),
        (S.DELIBERATION, "freeze"): Transition(S.FROZEN, _organiser, "Figer le résultat"),
        (S.DELIBERATION, "score"): Transition(S.CLOSED, _organiser, "Rouvrir la notation"),
        (S.FROZEN, "publish"): Transition(S.PUBLISHED, _organiser, "Publier le résultat"),
        (S.FROZEN, "reopen"): Transition(S.DELIBERATION, _authority, AGAIN),
        (S.PUBLISHED, "archive"): Transition(S.ARCHIVED, _organiser, "Archiver l’édition"),
        (S.PUBLISHED, "reopen"): Transition(S.DELIBERATION, _authority, AGAIN),
    }
)
VERBS = {
    "open": "a ouvert les inscriptions",
    "close": "a clos les inscriptions et ouvert la notation",
    "enter": "a rouvert les inscriptions",
    "deliberate": "a verrouillé les feuilles et ouvert la délibération",
    "score": "a rouvert la notation",
    "freeze": "a figé le résultat",
    "reopen": "a rouvert la délibération",
    "publish": "a publié le résultat",
    "archive": "a archivé l’édition",
}
# What is done again says why.
WITH_REASON = frozenset({"enter", "score", "reopen"})
# The fields that nobody changes once sheets are open.
FIXED = frozenset({"method", "quorum", "tie_chain"})
LENGTHS = frozenset({"speaking_minutes", "questions_minutes"})
TOO_LATE = "Le calcul et les critères sont fixés depuis l’ouverture de la notation."


def may_create(actor):
    return actor.role in CUP_ORGANISERS


@transaction.atomic
def create(actor, edition):
    """Keep a new edition (an unsaved Edition), in preparation."""
    who.demand(may_create(actor))
    edition.state = S.DRAFT
    edition.save()
    who.demand(who.organises(actor, edition))
    journal.record(actor, "a créé l’édition", edition)
    return edition


@transaction.atomic
def change(actor, edition, values):
    """Change the settings given; the way of ranking only before sheets are open."""
    edition = locked(edition)
    who.demand(who.organises(actor, edition))
    changed = {name for name, value in values.items() if getattr(edition, name) != value}
    if changed & FIXED:
        demand_setting(edition)
    for name in changed:
        setattr(edition, name, values[name])
    if changed:
        edition.save(update_fields=changed)
        who.demand(who.organises(actor, edition))
        if changed & LENGTHS:
            order.stretch(edition)
        journal.record(actor, "a modifié l’édition", edition)
    return edition


@transaction.atomic
def regulate(actor, edition, text):
    """A new version of the regulations; what is printed with the result is the last one."""
    edition = locked(edition)
    who.demand(who.organises(actor, edition))
    last = edition.regulations.first()
    text = text.strip()
    if last and last.text == text:
        return last
    demand_setting(edition)
    version = last.version + 1 if last else 1
    made = Regulation.objects.create(edition=edition, version=version, text=text)
    journal.record(actor, f"a écrit la version {version} du règlement", edition)
    return made


@transaction.atomic
def save_part(actor, part, *, until=SETTING):
    """Keep a criterion, a panel, a prize, a deadline (an instance with its edition)."""
    edition = locked(part.edition)
    who.demand(who.organises(actor, edition))
    if edition.state not in until:
        raise Refused(TOO_LATE)
    verb = "a ajouté" if part.pk is None else "a modifié"
    part.save()
    journal.record(actor, f"{verb} : {part._meta.verbose_name}", edition, words=str(part))
    return part


@transaction.atomic
def remove_part(actor, part, *, until=SETTING):
    """Take one of these away. A second click finds nothing."""
    edition = locked(part.edition)
    who.demand(who.organises(actor, edition))
    if edition.state not in until:
        raise Refused(TOO_LATE)
    words = str(part)
    try:
        with transaction.atomic():
            part.delete()
    except ProtectedError:
        raise Refused("Des jurés ou des notes en dépendent encore.") from None
    journal.record(actor, f"a retiré : {part._meta.verbose_name}", edition, words=words)


@transaction.atomic
def act(actor, edition, event, *, reason="", at=None):
    """One transition of the table, with its guards.

    `reason` is wanted for what opens something again, and to freeze with teams that have no
    rank; `at` (aware, default now) is when everybody reads a published result.
    """
    edition = locked(edition)
    reason = reason_of(reason, wanted=event in WITH_REASON)
    TABLE.apply(edition, event, actor)
    after = AFTER.get(event, _nothing)
    after(actor, edition, reason, at)
    edition.save(update_fields=["state", "unranked_reason", "published_at"])
    journal.record(actor, VERBS[event], edition, reason=reason)
    return edition


def _nothing(actor, edition, reason, at):
    """This event has no guard of its own."""


def _open(actor, edition, reason, at):
    if not edition.criteria.exists():
        raise Refused("Écrivez d’abord les critères.")
    if not edition.regulations.exists():
        raise Refused("Écrivez d’abord le règlement.")


def _close(actor, edition, reason, at):
    """R-CEE-7 is checked here: every team is eligible, or admitted with a reason."""
    teams.refresh(edition)
    present = list(edition.teams.present())
    waiting = sum(team.state == TeamState.PROVISIONAL for team in present)
    if waiting:
        text = "Admettez, avec un motif, ou retirez les équipes encore provisoires."
        raise Refused(violations=[Violation("R-CEE-7", text)])
    panels, jurors = list(edition.panels.all()), list(edition.jurors.sitting())
    require(check_ready_to_score(panels, present, jurors))


def _enter(actor, edition, reason, at):
    if ScoreSheet.objects.filter(juror__edition=edition).exists():
        raise Refused("Des feuilles de notation sont commencées.")


def _deliberate(actor, edition, reason, at):
    edition.panels.filter(locked_at=None).update(locked_at=timezone.now())


def _score(actor, edition, reason, at):
    edition.panels.update(locked_at=None)


def _freeze(actor, edition, reason, at):
    edition.unranked_reason = reason
    results.freeze(actor, edition)


def _reopen(actor, edition, reason, at):
    edition.published_at = None


def _publish(actor, edition, reason, at):
    edition.published_at = at or timezone.now()
    results.tell(actor, edition)


AFTER = {
    "open": _open,
    "close": _close,
    "enter": _enter,
    "deliberate": _deliberate,
    "score": _score,
    "freeze": _freeze,
    "reopen": _reopen,
    "publish": _publish,
}


def locked(edition):
    return Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)


def demand_setting(edition):
    """Raise Refused once sheets are open (R-EV-1)."""
    if edition.state not in SETTING:
        raise Refused(TOO_LATE)
