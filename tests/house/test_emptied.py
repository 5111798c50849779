"""After a test that really commits the next one finds what `migrate` left."""

import pytest

from accounts.models import User
from directory.models import Department
from events.models import Theme
from tests import emptied
from tests.accounts.factories import UserFactory


@pytest.mark.django_db
def test_rows_that_were_added_changed_or_deleted():
    departments, themes = set(Department.objects.values_list()), set(Theme.objects.values_list())
    assert departments and themes
    UserFactory()
    Department.objects.filter(code="31").update(name="Ailleurs")
    Theme.objects.all().delete()

    emptied.put_back()

    assert not User.objects.exists()
    assert set(Department.objects.values_list()) == departments
    assert set(Theme.objects.values_list()) == themes
