"""What the pages of a booking say: the same facts by account and by link."""

from django.utils import timezone

from directory.enums import Level
from directory.french import full_day
from partnerships.enums import PENDING, AgreedBy, BookingState
from partnerships.enums.on_the_day import correctable_until
from partnerships.wording import numbers_of, period_of


def booking_facts(booking):
    """(label, value) pairs of the request; an empty value is not shown."""
    group = booking.class_group
    return [
        ("Dates", period_of(booking)),
        ("Demandeur", booking.guest),
        ("Classe ou groupe", group and f"{group.name} ({group.get_level_display()})"),
        ("Effectif", numbers_of(booking)),
        ("Responsable", booking.teacher),
        ("Organisme", booking.provider and booking.get_provider_display()),
        ("Besoins particuliers", booking.needs),
        ("Message", booking.message),
        ("Accord pris", _agreed(booking)),
        ("Réponse", booking.answer_message),
        ("Motif du refus", booking.refusal_reason and booking.get_refusal_reason_display()),
        ("Motif de l’annulation", booking.cancel_reason and _cancelled(booking)),
    ]


def _agreed(booking):
    if booking.agreed_on is None:
        return ""
    how = AgreedBy(booking.agreed_by).label
    return f"le {full_day(booking.agreed_on)} avec {booking.agreed_with}, {how}"


def _cancelled(booking):
    who = booking.get_cancelled_by_side_display()
    words = f"{booking.get_cancel_reason_display()} (annulée par {who})"
    return f"{words}\n{booking.cancel_message}" if booking.cancel_message else words


def host_facts(booking):
    """Whom to call at the host's, and where."""
    host, offer = booking.host, booking.offer
    place = offer or host
    address = " ".join(
        str(part)
        for part in (getattr(place, name, "") for name in ("address", "postcode", "city"))
        if part
    )
    return [
        ("Nom", host),
        ("Adresse", address),
        ("Personne de contact", booking.contact_name),
        ("Courriel", booking.contact_email),
        ("Téléphone", booking.contact_phone),
    ]


def sheet_facts(offer):
    """The practical sheet, open to everybody."""
    levels = [Level(level).label for level in (offer.min_level, offer.max_level) if level]
    names = ("access", "dress", "protective_equipment", "meals", "languages", "accessibility")
    facts = [(_label(offer, name), getattr(offer, name)) for name in names]
    adults = offer.accompanying_adults
    nominative = offer.list_fields
    if nominative and offer.list_days_before:
        nominative += f", {offer.list_days_before} jours avant la venue"
    return [
        ("Niveaux", " à ".join(levels) if len(levels) > 1 else "".join(levels)),
        ("Âge minimal", offer.minimum_age and f"{offer.minimum_age} ans le premier jour"),
        *facts,
        ("Adultes accompagnateurs demandés", adults or ""),
        ("Liste nominative", nominative),
    ]


def _label(row, name):
    label = row._meta.get_field(name).verbose_name
    return label[0].upper() + label[1:]


def contact_facts(offer):
    """Exact address and contact, for people who signed in."""
    place = " ".join(part for part in (offer.address, offer.postcode, offer.city) if part)
    return [
        ("Adresse", place),
        ("Personne de contact", offer.contact_name),
        ("Courriel", offer.contact_email),
        ("Téléphone", offer.contact_phone),
    ]


def waiting_for(booking):
    """Who is awaited, since when, until when; nothing once it is settled."""
    company = booking.company
    if company and not company.is_active and booking.state in (*PENDING, BookingState.ACCEPTED):
        return (
            f"D’après le répertoire de l’État, {company} a fermé. Rien n’est annulé : appelez "
            "l’entreprise, puis annulez si elle n’accueille plus."
        )
    if booking.state == BookingState.AWAITING_VISA:
        return (
            "En attente du visa du chef d’établissement depuis le "
            f"{full_day(timezone.localdate(booking.created_at))}, "
            f"jusqu’au {full_day(booking.visa_expires_on)}."
        )
    if booking.state == BookingState.SENT:
        return (
            f"Envoyée le {full_day(timezone.localdate(booking.sent_at))}. {booking.host} répond "
            f"jusqu’au {full_day(booking.expires_on)}."
        )
    if booking.state == BookingState.MISSED:
        return (
            "D’après la présence relevée, personne n’est venu : aucun bilan ne compte cette "
            "immersion. Si c’est une erreur, la présence se corrige jusqu’au "
            f"{full_day(correctable_until(booking))}."
        )
    if booking.state == BookingState.ACCEPTED and booking.is_confirmed_by_phone_only:
        return "La structure d’accueil n’a pas encore confirmé par son lien."
    return ""
