"""What a team still owes before the final: one reminder a week before each date."""

from django.db.models import Exists, OuterRef, Q, Subquery

from directory.enums import Rhythm
from directory.french import full_day
from events.enums.cup import DeadlineKind
from events.models import Deadline, Support, Team
from events.reminders import (
    entries,  # noqa: F401 declares the rules of entries and jurors
    registration,  # noqa: F401 declares the rules of registrations
)
from events.workflow.teams import COMPLETING
from outbox.addresses import absolute
from outbox.kinds import MailContent
from reminders.rules import Rule, To, days, register

NO_SUPPORT = Q(video_url="") & ~Exists(Support.objects.filter(team=OuterRef("pk")))
# What is asked → what is still missing, and how the mail asks for it.
OWED = {
    DeadlineKind.TITLE: (Q(title=""), "Donnez le titre de votre présentation."),
    DeadlineKind.SUPPORTS: (NO_SUPPORT, "Déposez vos supports, ou donnez le lien de votre vidéo."),
    DeadlineKind.NEEDS: (
        Q(needs=""),
        "Dites ce dont vous avez besoin sur place ; écrivez « aucun » s’il ne vous faut rien.",
    ),
    DeadlineKind.ADULTS: (
        Q(adults=0) | Q(coach="") | Q(arrives_at=None) | Q(leaves_at=None),
        "Indiquez le nombre d’adultes, le transport, les heures d’arrivée et de départ : l’ordre "
        "de passage en tient compte.",
    ),
    DeadlineKind.FUNDING: (
        Q(coach_payer="") | Q(coach_granted=None),
        "Indiquez qui paie le transport et le montant accordé ; écrivez 0 s’il n’y en a pas.",
    ),
    DeadlineKind.IMAGE: (
        Q(image_consents_attested=False),
        "Attestez que les autorisations de droit à l’image sont conservées dans l’établissement, "
        "et dites combien d’élèves ne sont pas à montrer.",
    ),
}


def _due(kind):
    return Deadline.objects.filter(edition=OuterRef("edition"), kind=kind)


def due_date(kind):
    """Of teams: the day by which their edition asks for this."""
    return Subquery(_due(kind).values("due_on")[:1])


def owing(kind):
    """The teams that still owe this, where the edition asks for it by a date."""

    def subjects():
        missing, _ = OWED[kind]
        rows = Team.objects.present().filter(missing, Exists(_due(kind)))
        return rows.filter(edition__state__in=COMPLETING).with_classes().select_related("edition")

    return subjects


def asking(kind):
    def render(notice):
        team = notice.subject
        due = team.edition.deadlines.get(kind=kind).due_on
        return MailContent(
            f"{kind.label.capitalize()}, pour le {full_day(due)} : {team.edition}",
            [OWED[kind][1]],
            [("Équipe", str(team)), ("Finale", full_day(team.edition.held_on, weekday=True))],
            ("Compléter l’inscription", absolute(team.get_absolute_url())),
        )

    return render


for one in DeadlineKind:
    register(
        Rule(
            f"cup.{one}",
            f"Industrie Cup : {one.label}",
            "votre classe participe à la finale",
            owing(one),
            [To.user("contract__booking__teacher", Rhythm.SCHOOL)],
            due_date(one),
            "la date demandée",
            days(-7),
            asking(one),
        )
    )
