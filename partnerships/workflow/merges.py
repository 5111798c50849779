"""Two sheets of one company made one (R-ID-3: one row per SIRET), and undone."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts import journal
from accounts.enums import Role
from directory.models import Company, Contact
from directory.violations import Refused, require
from partnerships import merging
from partnerships.models import CompanyMerge, Interaction, Partnership, Portfolio
from partnerships.models.merges import MERGERS, nearby
from partnerships.rules import companies as rules_companies
from partnerships.workflow.people import tell, with_role

# Who keeps what a school knows of companies, and is told when its sheet leads elsewhere.
DESKS = (Role.RBDE, Role.DDFPT)
FOLLOWED_FOR = dt.timedelta(hours=1)

# Shared facts that the kept sheet takes when it has none: the first column says whether.
GROUPS = (
    ("email",),
    ("phone",),
    ("website",),
    ("postcode", "address", "city", "municipality_id", "department_id"),
    ("latitude", "longitude", "position_is_approximate"),
    ("naf_code", "naf_nomenclature", "naf_recorded_on"),
    ("sector_id",),
    ("staff_band",),
    # A ban and a refusal hold for the company, whichever sheet told of them.
    ("agreement_forbidden", "agreement_forbidden_reason", "agreement_forbidden_until"),
    ("contact_refused", "contact_refused_reason", "contact_refused_until"),
)


def mergeable(actor):
    """The companies whose sheets the actor may merge: those of the own départements."""
    rows = Company.objects.visible_to(actor).filter(merged_into=None)
    if actor.is_administrator:
        return rows
    return rows.filter(nearby(actor)) if actor.role in MERGERS else rows.none()


def check(actor, kept, dropped):
    """Every violation and warning, before merging."""
    found = rules_companies.check_merge(_facts(kept), _facts(dropped), same=kept.pk == dropped.pk)
    if any(one.blocking for one in found):
        return found
    if mergeable(actor).filter(pk__in=[kept.pk, dropped.pk]).count() < 2:
        return [rules_companies.NOT_NEAR]
    return found


def _facts(company):
    return rules_companies.Sheet(
        name=str(company),
        siret=company.siret or "",
        is_active=company.is_active,
        is_merged=company.merged_into_id is not None,
    )


@transaction.atomic
def merge(actor, kept, dropped, reason):
    """`kept` takes everything of `dropped`, which leads to it from now on.

    Raises Refused: one sheet twice, closed or already merged, one of another département,
    no reason.
    """
    kept, dropped = _locked(kept, dropped)
    require(check(actor, kept, dropped))
    if not reason.strip():
        raise Refused("Indiquez pourquoi les deux fiches sont celles d’une même entreprise.")
    schools = _schools_of(kept, dropped)
    row = CompanyMerge.objects.create(
        kept=kept,
        dropped=dropped,
        reason=reason.strip(),
        was_active=dropped.is_active,
        moved=merging.move(kept, dropped),
        filled=_fill(kept, dropped),
    )
    dropped.merged_into, dropped.is_active = kept, False
    dropped.save(update_fields=["merged_into", "is_active", "updated_at"])
    words = f"{dropped} ({dropped.siret or 'sans SIRET'}) dans {kept}"
    journal.record(
        actor, "a fusionné deux fiches d’entreprise", row, company=kept, reason=reason, words=words
    )
    _tell_desks(actor, "company.merged", row, schools)
    return row


def _tell_desks(actor, kind, row, schools):
    """The *bureaux des entreprises* of these schools, but who acts."""
    desks = with_role(DESKS, schools=schools) if schools else []
    others = [one for one in desks if not actor.is_person(one.email, one.user_id)]
    tell(actor, kind, row, others)


def _schools_of(*companies):
    """The schools that follow, log, hold a contact or a partnership of these companies."""
    found: set[int | None] = set()
    for rows, school in (
        (Portfolio.objects, "school"),
        (Interaction.objects, "school"),
        (Partnership.objects, "school"),
        (Contact.objects, "owner_school"),
    ):
        found |= set(rows.filter(company__in=companies).order_by().values_list(school, flat=True))
    return found - {None}


@transaction.atomic
def follow(row):
    """What was written to the old sheet while the merge committed goes where that leads, and
    back with the rest if the merge is undone. How many rows."""
    row = CompanyMerge.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.undone_at:
        return 0
    late = merging.move(*_locked(row.kept, row.dropped))
    for label, done in late.items():
        known = row.moved.setdefault(label, {"moved": [], "double": []})
        for name, keys in done.items():
            known[name] = sorted({*known[name], *keys})
    count = sum(len(done["moved"]) for done in late.values())
    if count:
        row.save(update_fields=["moved"])
    return count


def advance(now=None):
    """`follow` the merges of the last hour: no transaction lasts as long."""
    since = (now or timezone.now()) - FOLLOWED_FOR
    return sum(map(follow, CompanyMerge.objects.standing().filter(merged_at__gte=since)))


def _locked(*companies):
    """The rows, locked in one order for everybody; who adds to them waits."""
    keys = sorted({company.pk for company in companies})
    rows = Company.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    found = {row.pk: row for row in rows}
    return [found[company.pk] for company in companies]


def _fill(kept, dropped):
    filled = {}
    for group in GROUPS:
        if not getattr(kept, group[0]) and getattr(dropped, group[0]):
            filled |= {name: (getattr(kept, name), getattr(dropped, name)) for name in group}
    for name, (_, value) in filled.items():
        setattr(kept, name, value)
    kept.save()
    return {name: [_plain(value) for value in pair] for name, pair in filled.items()}


def _plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


@transaction.atomic
def undo(actor, row):
    """Exactly what was moved goes back, and the old sheet is one of its own again.

    Returns {label of column: rows that could not: deleted, or moved elsewhere}. Raises
    Refused when it was undone, when the kept sheet was merged in its turn, and when things
    made since hang on what would go back.
    """
    row = CompanyMerge.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.undone_at:
        raise Refused("Cette fusion est déjà annulée.")
    kept, dropped = _locked(row.kept, row.dropped)
    if not CompanyMerge.objects.visible_to(actor).filter(pk=row.pk).exists():
        raise Refused(violations=[rules_companies.NOT_NEAR])
    if kept.merged_into_id:
        raise Refused(f"« {kept} » a été fusionnée depuis : annulez d’abord cette fusion.")
    since = merging.made_since(kept, row.moved)
    if since:
        things = ", ".join(merging.in_words(label, count) for label, count in since.items())
        raise Refused(
            f"Depuis la fusion, d’autres ont ajouté sur ce qui reviendrait à l’ancienne fiche : "
            f"{things}. La fusion ne peut plus être annulée."
        )
    missing = merging.put_back(kept, dropped, row.moved)
    _empty(kept, row.filled)
    dropped.merged_into, dropped.is_active = None, row.was_active
    dropped.save(update_fields=["merged_into", "is_active", "updated_at"])
    row.undone_at = timezone.now()
    row.save(update_fields=["undone_at"])
    words = f"{dropped} n’est plus dans {kept}"
    journal.record(actor, "a annulé la fusion de deux fiches", row, company=kept, words=words)
    _tell_desks(actor, "company.separated", row, _schools_of(kept, dropped))
    return missing


def _empty(kept, filled):
    """What the merge had filled in is taken back, but for what was changed since."""
    for name, (before, given) in filled.items():
        if _plain(getattr(kept, name)) == given:
            setattr(kept, name, before)
    kept.save()
