import datetime as dt

import factory
from factory.django import DjangoModelFactory

from accounts.actor import Actor
from clee import models
from clee.enums import MemberKind, Side
from documents.models import StoredFile
from documents.snapshots import freeze
from tests.directory.factories import DepartmentFactory, SchoolYearFactory


class CommitteeFactory(DjangoModelFactory):
    class Meta:
        model = models.Committee
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"CLEE {n}")
    contact_email = factory.Sequence(lambda n: f"clee{n}@academie.example")

    @factory.post_generation
    def departments(self, create, places, **_):
        self.departments.set(places or [DepartmentFactory()])


class MandateFactory(DjangoModelFactory):
    class Meta:
        model = models.Mandate

    committee = factory.SubFactory(CommitteeFactory)
    side = Side.SCHOOL
    person_name = "Denis Fabre"
    organisation = "Collège Jean Moulin"
    starts_on = dt.date(2025, 9, 1)
    designated_on = dt.date(2025, 9, 1)
    designated_by = "l’IA-DASEN"


class MemberFactory(DjangoModelFactory):
    class Meta:
        model = models.Member

    committee = factory.SubFactory(CommitteeFactory)
    kind = MemberKind.ASSOCIATION
    other_name = factory.Sequence(lambda n: f"Association {n}")
    joined_on = dt.date(2025, 10, 1)


class ActionFactory(DjangoModelFactory):
    class Meta:
        model = models.Action

    committee = factory.SubFactory(CommitteeFactory)
    school_year = factory.SubFactory(SchoolYearFactory)
    type = factory.LazyFunction(lambda: models.ActionType.objects.order_by("rank").first())
    title = factory.Sequence(lambda n: f"Action {n}")
    levels = factory.LazyFunction(lambda: ["3e"])
    starts_on = dt.date(2027, 1, 25)
    ends_on = dt.date(2027, 1, 27)


class ActionDocumentFactory(DjangoModelFactory):
    class Meta:
        model = models.ActionDocument

    action = factory.SubFactory(ActionFactory)
    title = "Affiche"
    file = factory.LazyFunction(
        lambda: StoredFile.objects.keep(b"%PDF-", name="a.pdf", mimetype="application/pdf")
    )


class PracticeFactory(DjangoModelFactory):
    class Meta:
        model = models.Practice

    action = factory.SubFactory(ActionFactory, state="done")
    committee = factory.SelfAttribute("action.committee")
    type = factory.SelfAttribute("action.type")
    title = "Visite d’atelier"
    levels = factory.LazyFunction(lambda: ["3e"])
    recipe = "Prévenir un mois avant."


class ResourceFactory(DjangoModelFactory):
    class Meta:
        model = models.Resource

    committee = factory.SubFactory(CommitteeFactory)
    kind = "booklet"
    title = factory.Sequence(lambda n: f"Livret {n}")
    audience = "members"


class ResourceVersionFactory(DjangoModelFactory):
    class Meta:
        model = models.ResourceVersion

    resource = factory.SubFactory(ResourceFactory)
    number = 1
    file = factory.LazyFunction(
        lambda: StoredFile.objects.keep(b"%PDF-", name="a.pdf", mimetype="application/pdf")
    )


class ReviewFactory(DjangoModelFactory):
    class Meta:
        model = models.Review

    committee = factory.SubFactory(CommitteeFactory)
    school_year = factory.SubFactory(SchoolYearFactory)
    kind = "review"


class ReviewVersionFactory(DjangoModelFactory):
    class Meta:
        model = models.ReviewVersion

    review = factory.SubFactory(ReviewFactory)
    number = 1
    snapshot = factory.LazyAttribute(
        lambda version: freeze(Actor.system("essai"), "clee.review.data", version.review, {})
    )
