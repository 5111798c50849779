"""People of the benchmarks, signed in."""

from django.test import Client
from django.utils import timezone

from accounts.enums import Role, RoleState
from accounts.models import RoleAssignment, User
from directory.models import School
from portal.scale.directory import SOURCE


def person(email, role, **scopes):
    """The user of this address, made once, with a validated role over `schools`,
    `departments`… or `whole_region`."""
    user = User.objects.filter(email=email).first() or User.objects.create_user(email)
    places = {name: rows for name, rows in scopes.items() if isinstance(rows, list | tuple)}
    values = {name: value for name, value in scopes.items() if name not in places}
    held, _ = RoleAssignment.objects.get_or_create(
        user=user,
        role=role,
        defaults={"state": RoleState.VALIDATED, "validated_at": timezone.now()} | values,
    )
    for name, rows in places.items():
        getattr(held, name).add(*rows)
    return user


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def first_school():
    return School.objects.filter(source=SOURCE).earliest("pk")


def teacher():
    """A teacher of the first school, signed in."""
    return signed_in(person("banc@demo.example", Role.TEACHER, schools=[first_school()]))


def rbde():
    """An RBDE of the first school, signed in."""
    return signed_in(person("banc.rbde@demo.example", Role.RBDE, schools=[first_school()]))
