"""The function addresses of /mon-interlocuteur/ in the admin."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from portal.models import ServiceContact
from tests.accounts.factories import actor_for
from tests.directory.factories import DepartmentFactory

pytestmark = pytest.mark.django_db


def test_a_département_office_keeps_its_own_addresses_only(client):
    own, other = DepartmentFactory(code="09"), DepartmentFactory(code="34")
    data = {"kind": "department_office", "name": "DSDEN", "email": "ce@essai.example"}
    theirs = ServiceContact.objects.create(department=other, **data)
    client.force_login(actor_for(Role.DEPARTMENT_OFFICE, department=own).user)

    for page in ("change", "delete"):
        address = reverse(f"admin:portal_servicecontact_{page}", args=[theirs.pk])
        assert client.post(address, {"post": "yes", "name": "Volé"}).status_code == 403
    add = reverse("admin:portal_servicecontact_add")
    assert client.post(add, data | {"department": other.pk}).status_code == 200
    assert client.post(add, data | {"department": own.pk}).status_code == 302
    assert set(ServiceContact.objects.values_list("name", "department")) == {
        ("DSDEN", "34"),
        ("DSDEN", "09"),
    }
