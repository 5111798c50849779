"""Plans and reviews of the committees, one in each state, one frozen last year (R-CL-5)."""

from accounts.actor import Actor
from accounts.enums import Role
from accounts.workflow.grants import grant
from clee.enums.reviews import ReviewKind
from clee.models import Committee, Mandate, Review
from clee.workflow import reviews
from directory.models import SchoolYear

# Co-leads of the demonstration who have an account, by their name.
ACCOUNTS = {
    "Denis Fabre": "principal.moulin",
    "Alice Bastide": "contact.cevennes",
    "Hugo Sanchez": "contact.biterrois",
}
REVIEW = {
    "highlights": "Le forum a réuni trente professionnels. Les entretiens sont demandés partout.",
    "difficulties": "Peu d’entreprises du tertiaire.",
    "outlook": "Deux collèges de plus l’an prochain.",
}
PLAN = {
    "priorities": "Les élèves de 3e sans réseau, l’égalité entre filles et garçons.",
    "means": "Le club des entreprises prête ses locaux.",
}


def add(people, year):
    """Told once, by who co-leads, sees and answers."""
    if Review.objects.exists():
        return
    rectorat = Actor.of(people["rectorat"], Role.EDUCATION_AUTHORITY)
    office = Actor.of(people["admin"], Role.ADMINISTRATOR)
    leads = {name: _co_lead(people[account], name, rectorat) for name, account in ACCOUNTS.items()}
    head, company = leads["Denis Fabre"], leads["Alice Bastide"]
    hugo = leads["Hugo Sanchez"]
    clee = Actor.of(people["clee"], Role.CO_LEAD)
    last, _ = SchoolYear.objects.get_or_create(start_year=year.start_year - 1)
    ales, beziers = "CLEE d’Alès", "CLEE de Béziers"

    past = _start(head, ales, last, ReviewKind.REVIEW, REVIEW)
    for who, event, words in (
        (head, "propose", ""), (company, "agree", ""), (office, "see", "Un bilan complet."),
        (rectorat, "validate", "Bravo pour les entretiens."),
    ):  # fmt: skip
        past = reviews.act(who, past, event, words)
    plan = _start(head, ales, year, ReviewKind.PLAN, PLAN)
    for who, event in ((head, "propose"), (company, "agree"), (office, "see")):
        plan = reviews.act(who, plan, event)
    reviews.act(head, _start(head, ales, year, ReviewKind.REVIEW, REVIEW), "propose")

    noted = _start(hugo, beziers, year, ReviewKind.PLAN, PLAN)
    for who, event in ((hugo, "file"), (office, "see"), (rectorat, "note")):
        noted = reviews.act(who, noted, event)
    _co_leads_of_ariege(clee, year)


def _co_leads_of_ariege(clee, year):
    name = "CLEE de l’Ariège"
    reviews.act(clee, _start(clee, name, year, ReviewKind.PLAN, PLAN), "file")
    _start(clee, name, year, ReviewKind.REVIEW, {"highlights": REVIEW["highlights"]})


def _co_lead(user, name, officer):
    """The account of a co-lead who had only a name."""
    Mandate.objects.filter(person_name=name, user=None).update(user=user)
    grant(officer, user, Role.CO_LEAD)
    return Actor.of(user, Role.CO_LEAD)


def _start(actor, name, year, kind, texts):
    row = reviews.start(actor, Committee.objects.get(name=name), year, kind)
    return reviews.write(actor, row, texts)
