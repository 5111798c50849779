"""The plan and the review of the year, from each co-lead until they are filed (R-CL-3)."""

from django.db.models import DateField, Exists, F, Func, IntegerField, OuterRef, Q, Subquery, Value
from django.urls import reverse

from clee.enums import CommitteeState
from clee.enums.reviews import FROZEN, ReviewKind
from clee.models import Mandate, Review
from directory.enums import YearState
from directory.models import SchoolYear
from outbox.addresses import absolute
from outbox.kinds import MailContent
from reminders.rules import Rule, To, register, their_days


def _day(year, month, day):
    return Func(year, Value(month), Value(day), function="make_date", output_field=DateField())


# What is awaited → its day in the school year in progress, in words, and why now.
DUE = {
    ReviewKind.PLAN: _day(F("year"), 10, 31),
    ReviewKind.REVIEW: _day(F("year") + 1, 6, 30),
}
DAYS = {ReviewKind.PLAN: "31 octobre", ReviewKind.REVIEW: "30 juin"}
HELP = {
    ReviewKind.PLAN: "Les actions prévues y sont déjà : il reste à dire vos priorités et vos "
    "moyens, puis à valider des deux côtés.",
    ReviewKind.REVIEW: "Les chiffres sont déjà calculés à partir des actions : il reste à rédiger, "
    "puis à valider des deux côtés.",
}


def unfiled(kind):
    """The terms of active committees whose document of the year in progress is not filed; not
    those that end before it is due."""
    due = DUE[kind]
    current = SchoolYear.objects.filter(state=YearState.CURRENT).values("start_year")
    rows = Mandate.objects.filter(
        user__isnull=False, committee__state=CommitteeState.ACTIVE
    ).annotate(year=Subquery(current[:1], output_field=IntegerField()))
    filed = Review.objects.filter(
        committee=OuterRef("committee"), school_year=OuterRef("year"), kind=kind, state__in=FROZEN
    )
    still = Q(ends_on=None) | Q(ends_on__gte=due)
    return rows.filter(still, ~Exists(filed), starts_on__lte=due)


def _mail(kind, words):
    def render(notice):
        committee = notice.subject.committee
        page = reverse("clee:reviews", args=[committee.pk])
        return MailContent(
            f"{kind.label} de l’année à déposer : {committee}",
            [f"Le {kind.label.lower()} de votre comité {words} le {DAYS[kind]}.", HELP[kind]],
            [("Comité", committee.name)],
            ("Ouvrir les plans et bilans du comité", absolute(page)),
        )

    return render


def _register(kind, days, label, words):
    register(
        Rule(
            code=f"clee.{kind}_due.{abs(days)}",
            label=label,
            why="vous copilotez ce comité",
            subjects=lambda: unfiled(kind),
            recipients=[To.user("user")],
            anchor=DUE[kind],
            anchor_label=f"le {DAYS[kind]}",
            offset=their_days(days),
            render=_mail(kind, words),
        )
    )


for _kind in ReviewKind:
    _register(
        _kind, -20, f"{_kind.label} de CLEE bientôt attendu, aux copilotes", "est attendu pour"
    )
    _register(_kind, 5, f"{_kind.label} de CLEE non déposé, aux copilotes", "était attendu pour")
