"""Two reminders before entries close, to teachers whose class is signed and not entered; one to
jurors on the eve, when their sheets open (R-EV-4)."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.models import PersonalLink
from directory.enums import Rhythm
from directory.french import full_day
from events.entries import open_finals, to_enter
from events.enums.cup import SCORING
from events.models import Juror
from events.workflow.who import JURY_PURPOSE
from outbox.addresses import absolute
from outbox.kinds import MailContent
from outbox.topics import Topic
from reminders.rules import Rule, To, days, register


def classes():
    return to_enter().select_related("booking__school", "booking__class_group")


def entry(notice):
    contract = notice.subject
    final, booking = open_finals(contract.school_year_id).first(), contract.booking
    return MailContent(
        f"Inscrivez votre classe au plus tard le {full_day(final.due)} : {final}",
        [
            "La convention de votre classe est signée : elle peut participer à la finale. "
            "L’inscription se complète ensuite, jusqu’aux dates indiquées sur sa page.",
        ],
        [
            ("Classe", f"{booking.class_group or 'groupe'}, {booking.school}"),
            ("Finale", f"{full_day(final.held_on, weekday=True)}, {final.place}"),
            ("Inscription", f"jusqu’au {full_day(final.due, weekday=True)}"),
        ],
        ("Inscrire la classe", absolute(reverse("events:enter", args=[final.pk]))),
    )


for number, label, follower in (
    (14, "Classe à inscrire à l’Industrie Cup", "cup.entry.3"),
    (3, "Classe à inscrire à l’Industrie Cup, dernier rappel", ""),
):
    register(
        Rule(
            f"cup.entry.{number}",
            label,
            "la convention de votre classe est signée",
            classes,
            [To.user("booking__teacher", Rhythm.SCHOOL)],
            "entry_due",
            "la clôture des inscriptions",
            days(-number),
            entry,
            follower=follower,
        )
    )


def links_of(juror):
    """What opens a juror's sheets, whatever its end: a key, or an expression."""
    kind = ContentType.objects.get_for_model(Juror)
    rows = PersonalLink.objects.not_taken_back().filter(purpose=JURY_PURPOSE, subject_type=kind)
    return rows.filter(subject_id=juror)


def jurors():
    """Those who sit, and got a link."""
    rows = Juror.objects.sitting().filter(edition__state__in=SCORING, panel__isnull=False)
    return rows.filter(Exists(links_of(OuterRef("pk")))).select_related("edition", "panel")


def eve(notice):
    juror = notice.subject
    edition = juror.edition
    return MailContent(
        f"Vos feuilles de notation sont ouvertes : {edition}",
        [
            "Ouvrez-les dès maintenant : vous y lisez la présentation et les supports des équipes. "
            "Une page ouverte garde vos notes si le réseau manque dans la salle."
        ],
        [
            ("Finale", full_day(edition.held_on, weekday=True)),
            ("Lieu", edition.place),
            ("Jury", ", ".join(filter(None, (juror.panel.name, juror.panel.place)))),
        ],
        ("Ouvrir mes feuilles", links_of(juror.pk).latest("pk").url),
    )


register(
    Rule(
        "cup.juror_eve",
        "La veille d’une finale, aux jurés",
        "vous êtes membre d’un jury",
        jurors,
        [To(email="email", name="name")],
        "edition__held_on",
        "la finale",
        days(-1),
        eve,
        topic=Topic.COMING,
    )
)
