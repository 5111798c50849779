"""Rows of another tenant about committees: nobody of elsewhere reads them."""

from django.utils import timezone

from clee.models import Enquiry, Letter, News
from tests.access import foreign_desk
from tests.accounts.factories import UserFactory
from tests.clee.factories import CommitteeFactory
from tests.directory.factories import DepartmentFactory

NUMBERS = foreign_desk.NUMBERS | {"actualites/": News}


def elsewhere():
    """A département where no actor of these tests works."""
    return DepartmentFactory(code="48", name="Lozère")


def letter(marker):
    made = Letter.objects.create(
        subject=marker, text=marker, sent_by=UserFactory(), sent_at=timezone.now()
    )
    made.committees.add(CommitteeFactory(departments=[elsewhere()]))
    return made


MAKERS = {
    Enquiry: lambda marker: Enquiry.objects.create(
        kind="create",
        department=elsewhere(),
        name=marker,
        email=f"{marker.lower()}@essai.example",
        organisation=marker,
        words=marker,
        state="sent",
        sent_at=timezone.now(),
    ),
    Letter: letter,
    News: lambda marker: News.objects.create(
        committee=CommitteeFactory(departments=[elsewhere()]), title=marker, text=marker
    ),
}
