"""« Accueilleriez-vous de nouveau ? »: the host's word, and next year's offer (R-CEE-7, R-ID-8)."""

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from directory.years import label
from documents.models import QuestionnaireAnswer
from partnerships import rules
from partnerships.evaluation import AGAIN, HOSTS
from partnerships.models import Booking, Offer
from partnerships.workflow.people import Address, living, renewal_link
from partnerships.workflow.tables import RENEW_PURPOSE, SYSTEM


def words_of(offers):
    """{offer's key: the host's last word, yes or no} of those of these offers that have one."""
    bookings = Booking.objects.filter(offer__in=offers)
    offer_of = dict(bookings.order_by().values_list("pk", "offer"))
    rows = QuestionnaireAnswer.objects.given().filter(
        questionnaire__kind__in=HOSTS,
        subject_type=ContentType.objects.get_for_model(Booking),
        subject_id__in=offer_of,
        answers__has_key=AGAIN,
    )
    rows = rows.order_by("answered_at", "pk").values_list("subject_id", "answers")
    return {offer_of[key]: given[AGAIN] for key, given in rows}


def refused_by_host(offers):
    """The keys of these offers whose host said no: nobody asks it to renew them."""
    return [key for key, word in words_of(offers).items() if not word]


def answered(actor, row):
    """The host says yes in season: its link to renew the offer is there at once.

    Hook of the questionnaire, in its transaction; an account needs no link.
    """
    offer, start_year = _renewable(row)
    if offer is None or row.user_id or not row.answers.get(AGAIN):
        return
    person = Address(row.email, row.name)
    renewal_link(SYSTEM, offer.host_company, person, rules.end_of_renewals(start_year))


def next_step(row):
    """(label, address) of the renewal that a yes opens; None when there is none now."""
    offer, start_year = _renewable(row)
    if offer is None or not row.answers.get(AGAIN):
        return None
    said = f"Renouveler l’offre pour {label(start_year)}"
    if row.user_id:
        return said, reverse("partnerships:offer_renew", args=[offer.pk])
    link = living(RENEW_PURPOSE, offer.host_company, Address(row.email, row.name))
    return (said, link.path) if link else None


def _renewable(row):
    """(offer, year) that this answer could renew today, else (None, None)."""
    start_year, booking = rules.renewed_year(timezone.localdate()), row.subject
    if start_year is None or booking.offer_id is None:
        return None, None
    rows = Offer.objects.renewable(start_year).filter(host_company__isnull=False)
    offer = rows.filter(pk=booking.offer_id).select_related("host_company").first()
    return (offer, start_year) if offer else (None, None)
