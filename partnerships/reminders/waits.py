"""Reminders of what waits before and between immersions: a visa, a host's word, last year's
offers, companies that nobody has called for long."""

from dataclasses import replace
from datetime import timedelta

from django.db.models import (
    Case,
    CharField,
    DateField,
    DateTimeField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    Max,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Greatest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry, PersonalLink
from directory.enums import Rhythm
from directory.models import Company
from directory.years import label
from outbox.addresses import absolute
from outbox.kinds import MailContent
from outbox.models import Notice
from partnerships.enums import BookingState, OfferState, Origin, SlotState
from partnerships.models import Booking, Interaction, Offer, Slot, SlotWaiting
from partnerships.notices import answer_link, booking_page, quoted, short
from partnerships.notices.offers import offer_to_confirm
from partnerships.notices.waiting import facts_of as waiting_facts
from partnerships.rules import RENEWAL_ENDS, end_of_renewals, renewed_year
from partnerships.stand_ins import contact
from partnerships.wording import day, facts_of, in_days, period_of
from partnerships.workflow.company_word import OF_CONTACT
from partnerships.workflow.tables import (
    CONFIRM_PURPOSE,
    RENEW_PURPOSE,
    VISA_ROLES,
    WAIT_PURPOSE,
)
from reminders.holders import with_holders
from reminders.rules import Rule, To, at_school_if, days, register, their_days

YEAR = 365


def own_link(notice, purpose):
    """The living link of its recipient about the subject; None for who has an account."""
    links = PersonalLink.objects.alive(notice.told_at).about(notice.subject)
    return links.filter(purpose=purpose, holder_email=notice.recipient_email).first()


def awaiting_visa():
    return with_holders(
        Booking.objects.awaiting_visa(),
        "school__role_assignments",
        VISA_ROLES,
        "visa_expires_on",
    )


def give_visa(notice):
    booking = notice.subject
    last = booking.visa_expires_on
    return MailContent(
        subject=f"Visa toujours attendu : {short(booking)}",
        paragraphs=[
            f"Sans votre visa au plus tard le {day(last)}, {in_days(last, notice.told_on)}, cette "
            "demande sera close et les places rendues.",
            *filter(None, [quoted(booking.message, "Message de l’enseignant")]),
        ],
        facts=facts_of(booking),
        action=booking_page(booking, None, "Lire et viser la demande"),
    )


def agreed_elsewhere():
    """R-IM-1: what was agreed by phone and the host has not confirmed by its link."""
    return Booking.objects.filter(
        state=BookingState.ACCEPTED, origin=Origin.ELSEWHERE, host_confirmed_at=None
    )


def confirm_agreement(notice):
    booking = notice.subject
    return MailContent(
        subject=f"Toujours à confirmer : {short(booking)}",
        paragraphs=[
            f"{booking.school} a enregistré l’accord pris avec {booking.agreed_with}. Un clic "
            "suffit pour le confirmer ; « Signaler une erreur » dit à l’enseignant ce qui ne "
            "va pas.",
        ],
        facts=facts_of(booking),
        action=booking_page(booking, answer_link(notice), "Confirmer ou signaler une erreur"),
    )


def offers_to_confirm():
    """R-IM-1: offers typed for a company, with the moment at which it was first asked; those
    that it confirmed and that wait for its word on a change, with the last one."""
    asked = Notice.objects.filter(
        kind="offer.to_confirm", subject_id=Cast(OuterRef("pk"), CharField())
    )
    changes = asked.exclude(Q(occasion="") | Q(occasion__startswith=OF_CONTACT))
    first = Subquery(asked.order_by("created_at", "pk").values("created_at")[:1])
    last = Subquery(changes.order_by("-created_at", "-pk").values("created_at")[:1])
    waiting = Offer.objects.awaiting_company().values("pk")
    return Offer.objects.filter(pk__in=waiting).annotate(
        asked_at=Case(When(state=OfferState.PUBLISHED, then=last), default=first)
    )


def confirm_offer(notice):
    asked = offer_to_confirm(notice)
    label, url = asked.action or ("", "")
    link = own_link(notice, CONFIRM_PURPOSE)
    return replace(
        asked,
        subject=asked.subject.replace("à confirmer", "toujours à confirmer", 1),
        action=(label, link.url if link else url),
    )


def seats_offered():
    return SlotWaiting.objects.offered()


def take_seats(notice):
    entry = notice.subject
    last = entry.held_until
    link = own_link(notice, WAIT_PURPOSE)
    return MailContent(
        subject=f"Places tenues pour vous : {period_of(entry.slot)}",
        paragraphs=[
            f"Les places libérées sont tenues jusqu’au {day(last)}, {in_days(last, notice.told_on)}"
            ". Sans réponse, elles sont proposées à la suivante de la liste d’attente.",
        ],
        facts=waiting_facts(entry),
        action=(
            "Prendre ou laisser ces places",
            link.url if link else absolute(entry.get_absolute_url()),
        ),
    )


def hosts_of_last_year():
    """Companies with the last day of the season that follows their latest slot."""
    latest = (
        Slot.objects.filter(offer__host_company=OuterRef("pk"), offer__published_at__isnull=False)
        .exclude(state=SlotState.CANCELLED)
        .order_by()
        .values("offer__host_company")
        .values(latest=Max("school_year"))
    )
    month, last = RENEWAL_ENDS
    year = ExpressionWrapper(Subquery(latest) + 1, output_field=IntegerField())
    season_end = Func(
        year, Value(month), Value(last), function="make_date", output_field=DateField()
    )
    published = Q(offers__state__in=(OfferState.PUBLISHED, OfferState.CLOSED))
    return Company.objects.filter(published, is_active=True).annotate(season_ends_on=season_end)


def renew(notice):
    year = renewed_year(notice.told_on) or notice.told_on.year
    link = own_link(notice, RENEW_PURPOSE)
    return MailContent(
        subject=f"Vos offres pour {label(year)} : encore quelques jours",
        paragraphs=[
            f"Les offres de {notice.subject} pour l’année {label(year)} ne sont pas renouvelées. "
            f"Sans réponse au plus tard le {day(end_of_renewals(year))}, rien n’est publié.",
        ],
        action=("Renouveler", link.url if link else absolute(reverse("partnerships:offers"))),
    )


def known_companies():
    """Companies of which a school keeps a contact, with the school's enterprise officers and
    the day on which it last dealt with the company; what the portal did alone does not count."""
    acts = JournalEntry.objects.filter(
        company=OuterRef("pk"), school=OuterRef("contacts__owner_school")
    ).exclude(user=None, link=None)
    noted = Interaction.objects.contacts().filter(
        company=OuterRef("pk"), school=OuterRef("contacts__owner_school")
    )
    day = Cast(Subquery(noted.values("happened_on")[:1]), DateTimeField())
    rows = Company.objects.filter(is_active=True, contacts__left_on=None)
    rows = rows.annotate(
        last_dealt_at=Greatest(Subquery(acts.order_by("-at").values("at")[:1]), day)
    )
    path = "contacts__owner_school__role_assignments"
    later = ExpressionWrapper(
        F("last_dealt_at") + Value(timedelta(days=YEAR)), output_field=DateField()
    )
    return with_holders(rows, path, [Role.RBDE], later)


def call_again(notice):
    company = notice.subject
    return MailContent(
        subject=f"Sans nouvelles depuis longtemps : {company}",
        paragraphs=[
            f"Votre établissement n’a plus échangé avec {company} depuis un an. Un appel suffit "
            "pour savoir si elle accueille toujours, et si vos contacts y sont encore.",
        ],
        facts=[("Entreprise", str(company)), ("Commune", company.city)],
        action=(
            "Ouvrir la fiche",
            absolute(reverse("admin:directory_company_change", args=[company.pk])),
        ),
    )


RULES = (
    Rule(
        code="waiting.offered.last",
        label="Places proposées à la liste d’attente, sans réponse",
        why="vous avez inscrit une classe ou une personne en liste d’attente",
        subjects=seats_offered,
        recipients=[To.user("asked_by", at_school_if(Q(school__isnull=False)))],
        anchor="held_until",
        anchor_label="le dernier jour où les places sont tenues",
        offset=days(-1),
        render=take_seats,
    ),
    Rule(
        code="booking.visa",
        label="Visa attendu, au chef d’établissement et à ses adjoints",
        why="vous donnez le visa aux demandes de votre établissement",
        subjects=awaiting_visa,
        recipients=[To.user("holder__user", Rhythm.SCHOOL)],
        anchor="visa_expires_on",
        anchor_label="la fin du délai de visa",
        offset=days(-2),
        render=give_visa,
    ),
    Rule(
        code="booking.to_confirm",
        label="Accord pris hors du portail, à confirmer par la structure d’accueil",
        why="vous accueillez cette immersion",
        subjects=agreed_elsewhere,
        recipients=[
            To(
                *contact(),
                rhythm=at_school_if(Q(host_school__isnull=False)),
            )
        ],
        anchor="created_at",
        anchor_label="l’enregistrement de l’accord",
        offset=their_days(5),
        render=confirm_agreement,
        until="starts_on",
    ),
    Rule(
        code="offer.to_confirm.again",
        label="Offre, ou changement d’une offre, saisi pour une entreprise, à confirmer",
        why="cette offre porte le nom de votre structure",
        subjects=offers_to_confirm,
        recipients=[To(*contact(company="host_company"))],
        anchor="asked_at",
        anchor_label="la demande de confirmation",
        offset=their_days(5),
        render=confirm_offer,
    ),
    Rule(
        code="offer.to_renew.again",
        label="Offres de l’an dernier toujours à renouveler",
        why="vous avez accueilli des élèves l’an dernier",
        subjects=hosts_of_last_year,
        recipients=[To(email="offers__contact_email", name="offers__contact_name")],
        anchor="season_ends_on",
        anchor_label="la fin des renouvellements",
        offset=days(-21),
        render=renew,
    ),
    Rule(
        code="company.stale",
        label="Entreprise sans échange depuis longtemps, au bureau des entreprises",
        why="votre établissement suit cette entreprise",
        subjects=known_companies,
        recipients=[To.user("holder__user", Rhythm.SCHOOL)],
        anchor="last_dealt_at",
        anchor_label="le dernier échange avec l’entreprise",
        offset=days(YEAR),
        render=call_again,
        lasts=timedelta(days=60),
    ),
)

for rule in RULES:
    register(rule)
