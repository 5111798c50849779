"""What is asked of the sheets of companies: merging two, creating one that may be there."""

import datetime as dt
from dataclasses import dataclass

from directory.french import full_day
from directory.violations import Violation

# A need is of the months before it was told, or of the years that a training takes.
LAST_MONTHS, NEXT_YEARS = dt.timedelta(days=92), dt.timedelta(days=3 * 366)

NOT_NEAR = Violation(
    "R-ID-3",
    "Une fusion se fait entre deux entreprises de votre département, et par qui en tient "
    "les fiches : bureau des entreprises, chargé de mission, rectorat.",
)


def check_contact(refuses, reason="", until=None):
    """A company that asked to be left alone is not asked: requests, invitations, renewals."""
    if not refuses:
        return []
    limit = f" jusqu’au {full_day(until)}" if until else ""
    text = f"Cette entreprise ne doit pas être sollicitée{limit} : {reason}."
    return [Violation("R-CEE-6", text, "company")]


@dataclass(frozen=True)
class Sheet:
    """What a merge looks at."""

    name: str
    siret: str = ""
    is_active: bool = True
    is_merged: bool = False


def check_merge(kept, dropped, *, same):
    """R-ID-3: one row per SIRET. What forbids to merge `dropped` into `kept`; two SIRETs are
    two establishments, hence a warning."""
    if same:
        return [Violation("R-ID-3", "Une fiche ne peut pas être fusionnée avec elle-même.")]
    found = []
    for sheet in (kept, dropped):
        if sheet.is_merged:
            found.append(Violation("R-ID-3", f"« {sheet.name} » est déjà fusionnée."))
    if found:
        return found
    if not kept.is_active:
        text = f"« {kept.name} » a fermé : gardez une fiche en activité."
        found.append(Violation("R-ID-3", text))
    if dropped.siret and not kept.siret:
        text = f"Gardez la fiche qui a un SIRET : « {dropped.name} »."
        found.append(Violation("R-ID-3", text))
    if kept.siret and dropped.siret:
        text = (
            "Deux SIRET sont deux lieux d’activité. Ne fusionnez que si l’un remplace l’autre, "
            "après un déménagement par exemple."
        )
        found.append(Violation("R-ID-3", text, blocking=False))
    return found


def check_need(job, wanted_from, department, today):
    """A need names a job, is for a day of these three years, and has a place on the map."""
    found = []
    if not job.strip():
        found.append(Violation("DOMAIN §7", "Nommez le métier.", "job"))
    if not today - LAST_MONTHS <= wanted_from <= today + NEXT_YEARS:
        text = "Indiquez un jour des trois prochaines années."
        found.append(Violation("DOMAIN §7", text, "wanted_from"))
    if not department:
        text = "La fiche de l’entreprise n’a pas de département : complétez-la d’abord."
        found.append(Violation("DOMAIN §7", text, "company"))
    return found
