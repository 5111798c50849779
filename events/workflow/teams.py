"""Teams: entered by the teacher of a signed contract (`order` places them).

Raises `Refused`.
"""

from django.db import transaction
from django.db.models import Q

from accounts import journal
from accounts.enums import Role
from accounts.workflow.validators import recipient
from directory.violations import Refused, Violation, reason_of, require
from documents.models import StoredFile
from events.enums.cup import COMING, ENTERING, SCORING, TeamState
from events.models import Edition, Support, Team, Vote
from events.rules.cup import check_entry, check_numbers
from events.workflow import who
from outbox.workflow import notify
from partnerships.enums.contract import ContractState

SUPPORTS = 5
# Title, supports and needs are still completed while the final is prepared.
COMPLETING = COMING
CLOSED = "Les inscriptions sont closes."


@transaction.atomic
def enter(actor, edition, contract, values):
    """Enter a class: provisional until its immersion is done (R-CEE-7)."""
    edition = _locked(edition)
    who.demand(who.speaks_for(actor, contract) or who.organises(actor, edition))
    _demand_open(edition)
    require([*check_entry(contract, edition), *check_numbers(values)])
    is_done = contract.state == ContractState.COMPLETED
    state = TeamState.ELIGIBLE if is_done else TeamState.PROVISIONAL
    team, is_new = Team.objects.get_or_create(
        edition=edition, contract=contract, defaults={**values, "state": state}
    )
    if not is_new:
        raise Refused("Cette classe est déjà inscrite.")
    _write(actor, "a inscrit une équipe", team)
    return team


@transaction.atomic
def change(actor, team, values):
    """What the team presents and needs."""
    team = locked_team(team)
    who.demand(who.speaks_for(actor, team.contract) or who.organises(actor, team.edition))
    _demand_completing(team)
    require(check_numbers(values))
    changed = {name for name, value in values.items() if getattr(team, name) != value}
    for name in changed:
        setattr(team, name, values[name])
    if changed:
        team.save(update_fields=changed)
        _write(actor, "a modifié l’inscription d’une équipe", team)
    return team


@transaction.atomic
def add_support(actor, team, label, upload):
    """Keep a file that was found sound (`documents.uploads.checked`)."""
    team = locked_team(team)
    who.demand(who.speaks_for(actor, team.contract) or who.organises(actor, team.edition))
    _demand_completing(team)
    if team.supports.count() >= SUPPORTS:
        text = f"{SUPPORTS} supports au plus : retirez-en un, ou donnez un lien."
        raise Refused(violations=[Violation("", text, "upload")])
    stored = StoredFile.objects.keep(upload.content, name=upload.name, mimetype=upload.mimetype)
    support = Support.objects.create(team=team, label=label, file=stored)
    _write(actor, "a ajouté un support", team)
    return support


@transaction.atomic
def remove_support(actor, support):
    team = locked_team(support.team)
    who.demand(who.speaks_for(actor, team.contract) or who.organises(actor, team.edition))
    _demand_completing(team)
    support.delete()
    _write(actor, "a retiré un support", team)


@transaction.atomic
def admit(actor, team, reason):
    """Let in a team whose immersion is not done; the reason stands in the minutes."""
    return _set_state(actor, team, TeamState.ADMITTED, reason, "a admis une équipe")


@transaction.atomic
def withdraw(actor, team, reason):
    """The team does not come. Its school may say so itself."""
    return _set_state(actor, team, TeamState.WITHDRAWN, reason, "a retiré une équipe")


def _set_state(actor, team, state, reason, verb):
    team = locked_team(team)
    own = state == TeamState.WITHDRAWN and who.speaks_for(actor, team.contract)
    who.demand(own or who.organises(actor, team.edition))
    if team.state == state:
        return team
    _demand_completing(team)
    team.state, team.state_reason = state, reason_of(reason)
    names = ["state", "state_reason"]
    if state == TeamState.WITHDRAWN:
        team.passes_at = team.passes_until = None
        team.is_pinned = False
        names += ["passes_at", "passes_until", "is_pinned"]
    team.save(update_fields=names)
    _write(actor, verb, team, team.state_reason)
    _tell(actor, team)
    return team


def _tell(actor, team):
    """The teacher hears what the organisers decided; these hear that a school withdraws."""
    booking = team.contract.booking
    if not who.organises(actor, team.edition):
        for to in who.organisers(team.edition):
            notify("cup.team_left", team, to, by=actor, occasion=team.state)
    elif booking.teacher is not None:
        to = recipient(booking.teacher, Role.TEACHER)
        notify("cup.team_decided", team, to, by=actor, occasion=team.state)


@transaction.atomic
def vote(actor, team, choice):
    """The ballot of a class, by its teacher: one, never for itself; it may be changed until
    the sheets are locked."""
    team = locked_team(team)
    who.demand(who.speaks_for(actor, team.contract))
    if team.edition.state not in SCORING:
        raise Refused("Le vote du public n’est pas ouvert.")
    if choice.pk == team.pk:
        text = "Votre classe ne peut pas voter pour elle-même."
        raise Refused(violations=[Violation("R-EV-1", text, "choice")])
    if choice.edition_id != team.edition_id or choice.state == TeamState.WITHDRAWN:
        raise Refused("Cette équipe ne participe pas.")
    ballot, _ = Vote.objects.update_or_create(team=team, defaults={"choice": choice})
    # For whom stays a secret of the ballot.
    _write(actor, "a voté pour le choix du public", team)
    return ballot


def refresh(edition=None):
    """Teams follow their immersion (R-CEE-7): eligible once it is done, provisional again when
    nobody came after all. Those of one edition, or of all that still prepare; how many."""
    rows = Team.objects.filter(edition=edition) if edition else Team.objects.all()
    rows = rows.filter(edition__state__in=COMPLETING)
    lived = Q(contract__state=ContractState.COMPLETED)
    moved = rows.filter(lived, state=TeamState.PROVISIONAL).update(state=TeamState.ELIGIBLE)
    missed = rows.filter(~lived, state=TeamState.ELIGIBLE, edition__state__in=ENTERING)
    return moved + missed.update(state=TeamState.PROVISIONAL)


def _demand_open(edition):
    if edition.state not in ENTERING:
        raise Refused(CLOSED)


def _demand_completing(team):
    if team.edition.state not in COMPLETING or team.state == TeamState.WITHDRAWN:
        raise Refused(CLOSED)


def _locked(edition):
    return Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)


def locked_team(team):
    """The edition first, as its own acts do."""
    _locked(team.edition)
    rows = Team.objects.select_for_update(of=("self",)).select_related("edition")
    return rows.with_classes().get(pk=team.pk)


def _write(actor, verb, team, reason=""):
    school = team.contract.booking.school
    journal.record(actor, verb, team, school=school, reason=reason)
