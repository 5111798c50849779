"""What the rules say of a placement before it is recorded, changed or signed: the pure rules
over the facts that were read (`Facts`), for one as for a whole list."""

from functools import partial

from directory.french import of
from directory.violations import Violation
from directory.years import start_year_of
from partnerships.rules import check_host
from placements import rules
from placements.rules import presence
from placements.workflow.facts import Facts
from placements.workflow.host_rules import at_hosts
from placements.workflow.pupils import check_author


def check(actor, found, *, but=None):
    """Every violation and warning, before recording; `but` is the placement that it moves."""
    facts = Facts.of([found], but)
    return check_author(actor, found.pupil.class_group) + check_found(found, facts)


def check_found(found, facts):
    """The same, whoever records it."""
    stays = [hosting.stay for hosting in found.hostings]
    violations = check_hosts(found.hostings)
    violations += check_stays(found.pupil, found.kind, found.hostings, stays, facts)
    return violations + check_overlap(found, facts) + check_place(found, facts)


def check_stays(pupil, kind, hostings, stays, facts):
    """`check_days`, and what R-PF-1, R-PF-2 and R-PF-5 say of a vocational placement at these
    hosts (`host_rules.at_hosts`); `stays` are the days and hours of `hostings`."""
    derogated, found = at_hosts(pupil, kind, hostings, facts)
    return check_days(pupil, kind, stays, facts, derogated=derogated) + found


def check_days(pupil, kind, stays, facts, *, derogated=False):
    """What the rules say of these days and hours for this pupil (R-PL-1 to R-PL-4, R-PL-8,
    R-PL-9, R-ID-8, R-ID-9), live in a form as at the recording.

    Hours are checked once they are known: what was signed elsewhere has none (R-AG-5).
    `derogated` when each host noted a derogation of its sector (R-PF-5).
    """
    group, calendar = pupil.class_group, facts.calendar
    first, last = min(stay.first for stay in stays), max(stay.last for stay in stays)
    violations = rules.check_level(
        kind, group.level, group.special_kind, group.diploma and group.diploma.kind
    )
    if group.school_year_id != start_year_of(first):
        text = "Ces dates ne sont pas de l’année scolaire de la classe."
        violations.append(Violation("R-ID-8", text, "starts_on"))
    if any(stay.table.minutes for stay in stays):
        limits = facts.limits_of(kind, group.school_id, first)
        of_pupil = limits.of(pupil.birth_date, first, derogated=derogated)
        found, days = presence.examine(stays, pupil.birth_date, calendar, of_pupil)
        violations += found
    else:
        violations += rules.check_ends(first, last, calendar)
        days = calendar.school_days(first, last)
    violations += rules.check_length(kind, group.level, len(days))
    windows = [(one.starts_on, one.ends_on) for one in facts.windows[group.pk]]
    return violations + rules.check_window(first, last, windows)


def period_of(found, facts):
    """The period that a vocational placement belongs to: the one that was chosen, else that
    of the class with which it shares most days; None for the other kinds."""
    if not found.kind.is_vocational:
        return None
    if found.period is not None:
        return found.period
    windows = facts.windows[found.pupil.class_group.pk]
    met = [one for one in windows if one.starts_on <= found.last and one.ends_on >= found.first]
    return max(met, key=partial(_shared, found), default=None)


def _shared(found, window):
    return min(found.last, window.ends_on) - max(found.first, window.starts_on)


def check_hosts(hostings):
    """L4153-2: a host barred from agreements; R-ID-6: one that has closed. `hostings` have a
    company and a first day (`Hosting`, rows of `Stay`)."""
    violations = []
    for hosting in hostings:
        company = hosting.company
        barred = company.forbids_agreement(hosting.starts_on)
        violations += check_host(barred, company.agreement_forbidden_reason)
        if not company.is_active:
            text = f"{company} a fermé, selon le répertoire des entreprises."
            violations.append(Violation("R-ID-6", text, "company", blocking=False))
    return violations


def check_overlap(found, facts):
    """R-PL-7: a pupil has no two overlapping placements."""
    others = sorted(facts.held[found.pupil.pk])
    met = [days for days in others if days[0] <= found.last and days[1] >= found.first]
    return [rules.overlapping(*days) for days in met[:1]]


def check_place(found, facts):
    """The place that a company accorded is still there: the last one goes once."""
    if found.ask is None or facts.asks[found.ask.pk].left > 0:
        return []
    company = found.ask.company
    text = f"La dernière place {of(company)} vient d’être attribuée : choisissez ailleurs."
    return [Violation("R-PF-2", text, "company")]
