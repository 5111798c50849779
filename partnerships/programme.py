"""A first programme for a new contract: the last one with the same host, or a sensible standard.

Pure: half-days in, drafts of sessions out. The teacher and the host then edit them.
"""

from dataclasses import dataclass
from datetime import date

from partnerships.enums.contract import ContractKind, Half, LedBy, SessionKind


@dataclass(frozen=True)
class SessionDraft:
    day: date
    half: Half
    kind: SessionKind
    title: str
    led_by: LedBy
    leaders: str = ""


STANDARD = (
    (
        SessionKind.WELCOME_SAFETY,
        "Accueil, présentation de l’entreprise et consignes de sécurité",
        LedBy.COMPANY,
    ),
    (SessionKind.VISIT, "Visite du site et de ses métiers, en petits groupes", LedBy.COMPANY),
    (SessionKind.LESSON, "Cours en lien avec l’activité de l’entreprise", LedBy.TEACHER),
    (SessionKind.OBSERVATION, "Observation des postes et des gestes métier", LedBy.COMPANY),
    (SessionKind.INTERVIEW, "Entretiens des élèves avec des salariés", LedBy.COMPANY),
    (SessionKind.OTHER, "Préparation de la restitution et bilan du séjour", LedBy.BOTH),
)

# R-VI-1: most visits last a half-day or a day; the rest is for the editor to add.
STANDARD_VISIT = (
    STANDARD[0],
    (
        SessionKind.INTERVIEW,
        "Visite du site et échanges avec des salariés sur leurs métiers",
        LedBy.COMPANY,
    ),
)

STANDARD_TEXTS = {
    "objectives": (
        "Découvrir une entreprise, ses métiers et les formations qui y mènent ; donner du sens"
        " aux enseignements en les reliant à une activité réelle ; rencontrer des professionnels"
        " et préparer son projet d’orientation."
    ),
    "safety": (
        "Les consignes de sécurité du site sont présentées aux élèves et à leurs accompagnateurs"
        " avant toute visite. Les élèves observent : ils n’utilisent aucune machine et ne"
        " prennent part à aucune production."
    ),
    "equipment": "L’entreprise fournit les équipements de protection nécessaires.",
    "transport": "Le transport est organisé et pris en charge par l’établissement.",
    "meals": "Le déjeuner est organisé par l’établissement, en accord avec l’entreprise.",
    "insurance": (
        "L’établissement et l’entreprise déclarent être assurés chacun en responsabilité civile"
        " pour les dommages dont ils auraient à répondre pendant l’immersion."
    ),
    "evaluation": (
        "À l’issue de l’immersion, l’enseignant et l’entreprise répondent chacun à un court"
        " questionnaire : satisfaction, métiers découverts, souhait de renouveler."
    ),
}


VISIT_TEXTS = {
    "objectives": (
        "Découvrir une entreprise, ses métiers et les formations qui y mènent ; rencontrer des"
        " professionnels et préparer son projet d’orientation."
    ),
    "safety": (
        "Les consignes de sécurité du site sont présentées au groupe avant la visite. Les élèves"
        " observent : ils n’utilisent aucune machine et ne prennent part à aucune production."
    ),
    **{name: STANDARD_TEXTS[name] for name in ("equipment", "transport", "meals")},
    "insurance": (
        "L’établissement et la structure d’accueil déclarent être assurés chacun en"
        " responsabilité civile pour les dommages dont ils auraient à répondre pendant la visite."
    ),
}


def texts_for(kind):
    """The first wording of each clause, until the parties write theirs."""
    return VISIT_TEXTS if kind == ContractKind.VISIT else STANDARD_TEXTS


def standard(halves, kind=ContractKind.CLASS_IMMERSION):
    """The standard programme laid over the given half-days; a longer stay repeats observation."""
    observation = STANDARD[3]
    known = STANDARD_VISIT if kind == ContractKind.VISIT else STANDARD
    drafts = []
    for rank, (day, half) in enumerate(halves):
        nature, title, led_by = known[rank] if rank < len(known) else observation
        drafts.append(SessionDraft(day, half, nature, title, led_by))
    return drafts


def carried_over(sessions, first_day, halves):
    """The sessions of a former contract that began on `first_day`, moved to the new half-days.

    Half-days that the former programme did not know are left to the editor.
    """
    wanted = set(halves)
    start = halves[0][0]
    moved = (
        SessionDraft(
            start + (session.day - first_day),
            Half(session.half),
            SessionKind(session.kind),
            session.title,
            LedBy(session.led_by),
            session.leaders,
        )
        for session in sessions
    )
    return [draft for draft in moved if (draft.day, draft.half) in wanted]
