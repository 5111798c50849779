"""The review of the year is awaited by 30 June, from each co-lead until it is filed (R-CL-3)."""

from django.db.models import DateField, Exists, F, Func, IntegerField, OuterRef, Q, Subquery, Value
from django.urls import reverse

from clee.enums import CommitteeState
from clee.enums_reviews import FROZEN, ReviewKind
from clee.models import Mandate, Review
from directory.enums import YearState
from directory.models import SchoolYear
from outbox.addresses import absolute
from outbox.kinds import MailContent
from reminders.rules import Rule, To, register, their_days

DUE = Func(F("year") + 1, Value(6), Value(30), function="make_date", output_field=DateField())


def unfiled():
    """The terms of active committees whose review of the year in progress is not filed; not
    those that end before it is due."""
    current = SchoolYear.objects.filter(state=YearState.CURRENT).values("start_year")
    rows = Mandate.objects.filter(
        user__isnull=False, committee__state=CommitteeState.ACTIVE
    ).annotate(year=Subquery(current[:1], output_field=IntegerField()))
    filed = Review.objects.filter(
        committee=OuterRef("committee"),
        school_year=OuterRef("year"),
        kind=ReviewKind.REVIEW,
        state__in=FROZEN,
    )
    still = Q(ends_on=None) | Q(ends_on__gte=DUE)
    return rows.filter(still, ~Exists(filed), starts_on__lte=DUE)


def _mail(notice, sentence):
    committee = notice.subject.committee
    page = reverse("clee:reviews", args=[committee.pk])
    return MailContent(
        f"Bilan de l’année à déposer : {committee}",
        [
            sentence,
            "Les chiffres sont déjà calculés à partir des actions : il reste à rédiger, puis à "
            "valider des deux côtés.",
        ],
        [("Comité", committee.name)],
        ("Ouvrir les bilans du comité", absolute(page)),
    )


def soon(notice):
    return _mail(notice, "Le bilan de votre comité est attendu pour le 30 juin.")


def late(notice):
    return _mail(notice, "Le bilan de votre comité était attendu pour le 30 juin.")


for _code, _label, _days, _render in (
    ("clee.review_due.20", "Bilan de CLEE bientôt attendu, aux copilotes", -20, soon),
    ("clee.review_due.5", "Bilan de CLEE non déposé, aux copilotes", 5, late),
):
    register(
        Rule(
            code=_code,
            label=_label,
            why="vous copilotez ce comité",
            subjects=unfiled,
            recipients=[To.user("user")],
            anchor=DUE,
            anchor_label="le 30 juin",
            offset=their_days(_days),
            render=_render,
        )
    )
