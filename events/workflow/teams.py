"""Teams: entered by the teacher of a signed contract, placed by the organiser.

Raises `Refused`.
"""

import datetime as dt

from django.db import transaction

from accounts import journal
from directory.violations import Refused, Violation, require
from documents.models import StoredFile
from events.enums_cup import ENTERING, SCORING, SETTING, TeamState
from events.models import Edition, Support, Team, Vote
from events.rules_cup import check_entry, check_numbers
from events.workflow import who
from partnerships.enums_contract import ContractState

SUPPORTS = 5
# Title, supports and needs are still completed while the final is prepared.
COMPLETING = (*ENTERING, *SCORING)
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
    team = _locked_team(team)
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
    team = _locked_team(team)
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
    team = _locked_team(support.team)
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
    team = _locked_team(team)
    own = state == TeamState.WITHDRAWN and who.speaks_for(actor, team.contract)
    who.demand(own or who.organises(actor, team.edition))
    if team.state == state:
        return team
    _demand_completing(team)
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(violations=[Violation("", "Indiquez le motif.", "reason")])
    team.state, team.state_reason = state, reason
    names = ["state", "state_reason"]
    if state == TeamState.WITHDRAWN:
        team.passes_at = None
        names.append("passes_at")
    team.save(update_fields=names)
    _write(actor, verb, team, reason)
    return team


@transaction.atomic
def place(actor, team, panel, passes_at):
    """Which panel hears the team, and when; one team at a time on a stage (R-EV-2)."""
    team = _locked_team(team)
    edition = team.edition
    who.demand(who.organises(actor, edition))
    if edition.state not in (*SETTING, *SCORING):
        raise Refused(CLOSED)
    if team.panel_id != (panel and panel.pk) and team.sheets.exists():
        raise Refused("Cette équipe a déjà des feuilles : elle ne change plus de jury.")
    if panel and passes_at and _stage_is_taken(team, panel, passes_at):
        text = f"Une autre équipe passe devant {panel} à cette heure."
        raise Refused(violations=[Violation("R-EV-2", text, "passes_at")])
    team.panel, team.passes_at = panel, passes_at
    team.save(update_fields=["panel", "passes_at"])
    _write(actor, "a placé une équipe", team)
    return team


def _stage_is_taken(team, panel, passes_at):
    """Whether the passages overlap: speaking and questions hold the stage."""
    edition = team.edition
    length = dt.timedelta(minutes=edition.speaking_minutes + edition.questions_minutes)
    day = edition.held_on
    start = dt.datetime.combine(day, passes_at)
    others = panel.teams.present().exclude(pk=team.pk).exclude(passes_at=None)
    starts = (dt.datetime.combine(day, at) for at in others.values_list("passes_at", flat=True))
    return any(abs(other - start) < max(length, dt.timedelta(minutes=1)) for other in starts)


@transaction.atomic
def vote(actor, team, choice):
    """The ballot of a class, by its teacher: one, never for itself; it may be changed until
    the sheets are locked."""
    team = _locked_team(team)
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


def refresh(edition):
    """Provisional teams whose immersion is done are eligible."""
    done = edition.teams.filter(
        state=TeamState.PROVISIONAL, contract__state=ContractState.COMPLETED
    )
    done.update(state=TeamState.ELIGIBLE)


def _demand_open(edition):
    if edition.state not in ENTERING:
        raise Refused(CLOSED)


def _demand_completing(team):
    if team.edition.state not in COMPLETING or team.state == TeamState.WITHDRAWN:
        raise Refused(CLOSED)


def _locked(edition):
    return Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)


def _locked_team(team):
    """The edition first, as its own acts do."""
    _locked(team.edition)
    rows = Team.objects.select_for_update(of=("self",)).select_related("edition")
    return rows.with_classes().get(pk=team.pk)


def _write(actor, verb, team, reason=""):
    school = team.contract.booking.school
    journal.record(actor, verb, team, school=school, reason=reason)
