"""The agreement of a partnership as its document prints it."""

from directory import french
from partnerships.enums.relation import PartnershipFunction, PartnershipKind
from partnerships.workflow.contract_people import head_recipients

F = PartnershipFunction
TO_COMPLETE = "à compléter"


def layout_data(row):
    """What `contract.typ` lays out."""
    people = people_of(row)
    return {
        "title": PartnershipKind(row.kind).document,
        "subtitle": row.title,
        "parties": [_partner(row, people), _holder(row, people), *_third(row, people)],
        "glance": [("Objet", row.title), ("Durée", duration(row))],
        "variables": {
            "objet": row.title.rstrip("."),
            "partenaire": str(row.party),
            "etablissement": row.holder_name,
            "duree": duration(row),
            "engagements_partenaire": row.partner_commitments or TO_COMPLETE,
            "engagements_etablissement": row.holder_commitments or TO_COMPLETE,
        },
    }


def functions_of(row):
    """The functions that sign a partnership, in the order of its document; the third party
    only where its kind has one, and then only when somebody is named."""
    third = [F.THIRD] if PartnershipKind(row.kind).third else []
    return [F.PARTNER, F.HEAD if row.school_id else F.HOLDER, *third]


def label_of(row, function):
    """« Pour l’entreprise X », as the document and the mails say it."""
    if function == F.PARTNER:
        return f"Pour l’entreprise {row.company}" if row.company_id else f"Pour {row.partner}"
    if function == F.THIRD:
        return f"Pour {PartnershipKind(row.kind).third}"
    return f"Pour l’établissement {row.school}" if row.school_id else f"Pour {row.holder_name}"


def people_of(row):
    """{function: (name, title, address)} of those known today; the head's is the school's."""
    found = {one.function: (one.name, one.title, one.email) for one in row.parties.all()}
    if row.school_id:
        heads = head_recipients(row.school)
        named = (heads[0].name, "chef d’établissement", heads[0].email) if heads else ("", "", "")
        found[F.HEAD.value] = named
    return {function: found.get(function.value, ("", "", "")) for function in functions_of(row)}


def duration(row):
    if row.ends_on is None:
        return f"à partir du {french.full_day(row.starts_on)}, sans terme"
    return f"du {french.full_day(row.starts_on)} au {french.full_day(row.ends_on)}"


def _known(*pairs):
    return [pair for pair in pairs if pair[1]]


def _address(place):
    return f"{place.address}, {place.postcode} {place.city}".strip(" ,")


def _represented(people, function):
    name, title, _ = people[function]
    return ", ".join(filter(None, (name, title)))


def _partner(row, people):
    if row.company_id:
        facts = [("SIRET", row.company.siret or ""), ("Adresse", _address(row.company))]
    else:
        facts = [("Nature", row.partner.get_kind_display())]
    return {
        "title": "Le partenaire",
        "name": str(row.party),
        "facts": _known(*facts, ("Représenté par", _represented(people, F.PARTNER))),
    }


def _holder(row, people):
    if row.school_id is None:
        facts = _known(("Représentée par", _represented(people, F.HOLDER)))
        return {"title": "La structure", "name": row.holder_name, "facts": facts}
    school = row.school
    by_board = ""
    if school.is_public and school.board_delegation_on:
        day = french.full_day(school.board_delegation_on)
        by_board = f"délégation du conseil d’administration du {day}"
    return {
        "title": "L’établissement scolaire",
        "name": school.name,
        "facts": _known(
            ("UAI", school.uai),
            ("Adresse", _address(school)),
            ("Représenté par", _represented(people, F.HEAD)),
            ("Habilitation à signer", by_board),
        ),
    }


def _third(row, people):
    if not people.get(F.THIRD, ("",))[0]:
        return []
    name = PartnershipKind(row.kind).third
    facts = [("Représentée par", _represented(people, F.THIRD))]
    return [{"title": "Autre partie", "name": name[0].upper() + name[1:], "facts": facts}]
