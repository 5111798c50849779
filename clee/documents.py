"""What committees put to signature: the adhesion of a member to the charter (R-CL-2)."""

from clee import action_types  # noqa: F401 after each migration, the first types
from clee.charter_wording import VARIABLES, WORDING
from clee.enums import MemberKind
from clee.models import Member
from clee.workflow import charter
from documents.registry import SignatureSubject, register

TITLE = "Charte académique des comités locaux école-entreprise"


def layout_data(member):
    """What `contract.typ` lays out."""
    committee = member.committee
    places = ", ".join(row.name for row in committee.departments.all())
    kind = MemberKind(member.kind).label
    return {
        "title": TITLE,
        "subtitle": str(committee),
        "parties": [{"title": "Le membre", "name": member.name, "facts": [("Nature", kind)]}],
        "glance": [("Comité", str(committee)), ("Membre", member.name)],
        "variables": {"membre": member.name, "comite": str(committee), "territoire": places},
    }


def on_sealed(signed):
    charter.sealed(signed.subject, signed.sealed_at, signed.template.version)


def on_voided(actor, voided, reason):
    charter.voided(voided.subject)


register(
    SignatureSubject(
        code=charter.ROUND_KIND,
        label="Adhésion à la charte des CLEE",
        prefix="CHC",
        model=Member,
        wording=WORDING,
        variables=VARIABLES,
        data=layout_data,
        function_of=charter.function_of,
        concerns=lambda member: {"school": member.school, "company": member.company},
        on_sealed=on_sealed,
        on_voided=on_voided,
    )
)
