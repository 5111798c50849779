"""Rules of the Industrie Cup: pure functions (R-EV-1, R-EV-4, R-CEE-7)."""

import datetime as dt
from decimal import Decimal, InvalidOperation

from directory.violations import Violation
from events.enums.cup import College
from partnerships.enums.contract import COVERED_STATES, ContractKind

EVE = dt.timedelta(days=1)
HALF = Decimal("0.5")
COMMENT_LENGTH = 1000


def first_day_of_links(held_on):
    """Jurors' links open from the eve (R-EV-4)."""
    return held_on - EVE


def read_mark(text, criterion):
    """The mark that a person typed: (Decimal, "") or (None, why not), in French."""
    try:
        mark = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None, f"Notez ce critère de 0 à {criterion.maximum}."
    if not mark.is_finite() or not 0 <= mark <= criterion.maximum:
        return None, f"Notez ce critère de 0 à {criterion.maximum}."
    if mark % HALF:
        return None, "Les notes vont par demi-points."
    return mark.quantize(Decimal("0.1")), ""


def check_entry(contract, edition):
    """What keeps a class out of an edition (R-CEE-7)."""
    if contract.kind != ContractKind.CLASS_IMMERSION:
        return [Violation("R-CEE-7", "Seule une Classe en Entreprise participe.")]
    if contract.school_year_id != edition.school_year_id:
        text = f"Cette finale est celle de l’année scolaire {edition.school_year}."
        return [Violation("R-CEE-7", text)]
    if contract.state not in COVERED_STATES:
        text = "La convention doit d’abord être signée par toutes les parties."
        return [Violation("R-CEE-7", text)]
    return []


def check_numbers(values):
    """A team has pupils; no more are hidden from pictures than there are."""
    pupils = sum(values.get(name) or 0 for name in ("girls", "boys", "unspecified"))
    found = []
    if not pupils:
        found.append(Violation("R-CEE-3", "Indiquez l’effectif de l’équipe.", "girls"))
    if (values.get("image_excluded") or 0) > pupils:
        text = "Il y a plus d’élèves à ne pas montrer que d’élèves dans l’équipe."
        found.append(Violation("R-CEE-3", text, "image_excluded"))
    comes, goes = values.get("arrives_at"), values.get("leaves_at")
    if comes and goes and goes <= comes:
        found.append(Violation("R-EV-2", "L’équipe repart après son arrivée.", "leaves_at"))
    return found


def check_ready_to_score(panels, teams, jurors):
    """Why sheets cannot be opened: teams without panel, panels without both colleges."""
    if not teams:
        return [Violation("R-EV-1", "Aucune équipe n’est inscrite.")]
    found = []
    if any(team.panel_id is None for team in teams):
        found.append(Violation("R-EV-1", "Placez chaque équipe devant un jury."))
    for panel in panels:
        if not any(team.panel_id == panel.pk for team in teams):
            continue
        present = {one.college for one in jurors if panel.pk in (one.panel_id, one.bridge_id)}
        if not present.issuperset((College.ECONOMIC, College.EDUCATIONAL)):
            text = f"{panel.name} : il faut un juré de chaque collège, économique et éducatif."
            found.append(Violation("R-EV-1", text))
    return found


def expected_pairs(jurors, teams, submitted):
    """{(juror, team)} keys of the sheets that are due, or were given by who has left.

    `submitted`: the pairs whose sheet is in. Who replaces somebody takes the teams that the
    other has not scored yet.
    """
    by_key = {juror.pk: juror for juror in jurors}
    found = set()
    for juror in jurors:
        if juror.left_at is not None:
            found |= {pair for pair in submitted if pair[0] == juror.pk}
            continue
        before = _before(juror, by_key)
        panels = {juror.panel_id, juror.bridge_id} - {None}
        found |= {
            (juror.pk, team.pk)
            for team in teams
            if team.panel_id in panels and not any((key, team.pk) in submitted for key in before)
        }
    return found


def _before(juror, by_key):
    """The keys of those whose place this juror has taken, one after the other."""
    found = []
    while juror.replaces_id:
        found.append(juror.replaces_id)
        juror = by_key[juror.replaces_id]
    return found
