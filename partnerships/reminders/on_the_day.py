"""Reminders before a departure: the teacher prepares it, the head knows what still lacks."""

from django.urls import reverse

from directory.enums import Rhythm
from outbox.addresses import absolute
from outbox.kinds import MailContent
from partnerships.enums.contract import PartyFunction
from partnerships.models import ContractParty, Departure
from partnerships.rules import on_the_day
from partnerships.wording import day, facts_of, in_days
from partnerships.workflow.day import departure_facts, lacking
from reminders.rules import Rule, To, days, register

START = "le début de l’immersion"


def unprepared():
    """Accepted immersions of pupils that nobody has declared « prêtes à partir »."""
    return Departure.objects.unprepared()


def heads_of_unprepared():
    """The heads who sign for them."""
    return ContractParty.objects.filter(
        function=PartyFunction.HEAD, contract__booking__in=Departure.objects.unprepared()
    )


def _mail(notice, booking, opening):
    left = lacking(on_the_day.checklist(departure_facts(booking)))
    missing = [(line.label, line.words or "à vérifier et à cocher") for line in left]
    when = in_days(booking.starts_on, notice.told_on)
    return MailContent(
        subject=f"Avant le départ : {booking.host}, {when}",
        paragraphs=[
            opening.format(when=f"le {day(booking.starts_on)}, {when}"),
            "Voici ce qui manque encore."
            if missing
            else "Tout est réglé : il reste à la déclarer prête à partir.",
        ],
        facts=[*facts_of(booking), *missing],
        action=(
            "Préparer le départ",
            absolute(reverse("partnerships:departure", args=[booking.pk])),
        ),
    )


def prepare(notice):
    return _mail(notice, notice.subject, "Votre groupe part {when}.")


def not_ready(notice):
    opening = "Un groupe de votre établissement part {when} et n’est pas déclaré prêt à partir."
    return _mail(notice, notice.subject.contract.booking, opening)


register(
    Rule(
        "immersion.departure.teacher",
        "Départ à préparer, au responsable",
        "vous êtes responsable de cette immersion",
        unprepared,
        [To.user("teacher", Rhythm.SCHOOL)],
        "starts_on",
        START,
        days(-5),
        prepare,
    )
)
register(
    Rule(
        "immersion.departure.head",
        "Départ qui n’est pas prêt, au chef d’établissement",
        "vous signez la convention de cette immersion",
        heads_of_unprepared,
        [To(email="email", name="name", rhythm=Rhythm.SCHOOL)],
        "contract__booking__starts_on",
        START,
        days(-2),
        not_ready,
    )
)
