"""Many pupils of a period at once: hosts given, placements made."""

from dataclasses import dataclass
from functools import partial

from accounts.idempotency import once
from directory.models import Company
from directory.violations import Violation
from partnerships import seats
from placements import rules
from placements.enums import Source
from placements.models import Campaign, HostAsk, Pupil
from placements.rules.presence import WeekTable
from placements.workflow import pfmp_requests, placements
from placements.workflow.agreement_batch import Outcome
from placements.workflow.placements import Found, Hosting
from placements.workflow.pupils import check_author

VERB = "a attribué un accueil"


@dataclass(frozen=True)
class Given:
    """A host for a pupil and a period; `ask` when the company had accorded places."""

    pupil: Pupil
    period: Campaign
    company: Company
    ask: HostAsk | None = None


@seats.unit_of_work
def assign(actor, gifts, table: WeekTable, *, key):
    """A placement for each of `gifts` over the whole period, with the same hours; an `Outcome`
    of pupils. Sent twice, it is done once. The statements are as many for six hundred pupils
    as for one; what one of them lacks does not hold the others back."""
    outcome = Outcome()
    once(actor, key, partial(_assign, actor, list(gifts), table, outcome))
    return outcome


def _assign(actor, gifts, table, outcome):
    groups = {gift.pupil.class_group.pk: gift.pupil.class_group for gift in gifts}
    lacks = {key: check_group(actor, group) for key, group in groups.items()}
    founds = []
    for gift in gifts:
        if lack := lacks[gift.pupil.class_group.pk]:
            outcome.refused.append((gift.pupil, lack[0].message))
        else:
            founds.append(_found(gift, table))
    made, refused = placements.place_many(actor, founds, VERB)
    outcome.done = len(made)
    outcome.refused += [(found.pupil, why.message) for found, why in refused]


def check_group(actor, group):
    """Who acts follows the class, and one knows what it prepares."""
    found = check_author(actor, group)
    if group.diploma is None:
        found.append(Violation("R-PF-1", "Indiquez d’abord le diplôme que prépare la classe."))
    return found


def _found(gift, table):
    kind = rules.kind_of_diploma(gift.pupil.class_group.diploma.kind)
    hosting = Hosting(gift.company, gift.period.starts_on, gift.period.ends_on, table)
    return Found(gift.pupil, (hosting,), Source.SCHOOL, kind, gift.period, gift.ask)


placements.on_cancelled(pfmp_requests.give_back)
placements.on_changed(pfmp_requests.give_back_if_left)
