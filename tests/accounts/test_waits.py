"""Counts of what waits: kept for each shape of actor, an app's in one statement."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.waits import Wait, settled, waiting
from directory.models import ClassGroup, School
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory, SchoolFactory

pytestmark = pytest.mark.django_db


def head_of(*groups):
    """A head, and as many classes in their school."""
    school = SchoolFactory()
    for name in groups:
        ClassGroupFactory(school=school, name=name)
    return actor_for(Role.HEAD, school=school)


def test_one_shape_is_compiled_once_and_each_reads_their_own(django_assert_num_queries):
    asked = []

    @waiting(due="school__missing_since", first="pk", groups="school")
    def of_classes(actor, name):
        asked.append(actor)
        return ClassGroup.objects.filter(school__in=actor.school_ids, name__lte=name)

    one, other, nobody = head_of("3e A", "3e B"), head_of("3e A", "3e B", "3e C"), head_of()

    def line(found):
        return found.count, found.first, found.groups

    def counts(actor, name):
        return settled([of_classes(actor, line, name=name)])

    first = ClassGroup.objects.filter(school__in=one.school_ids).earliest("pk").pk
    assert counts(one, "3e C") == [(2, first, 1)]
    assert [found[0] for found in counts(other, "3e C")] == [3]
    assert [found[0] for found in counts(other, "3e A")] == [1]
    assert counts(nobody, "3e C") == [] and len(asked) == 1
    with django_assert_num_queries(1):
        rows = School.objects.filter(pk__in=one.school_ids)
        lines = [
            of_classes(one, lambda found: found.count, name="3e A"),
            None,
            "a to-do",
            Wait.of(rows, lambda found: found.count * 10),
            of_classes(other, lambda found: found.count, name="3e B"),
        ]
        assert settled(lines) == [1, "a to-do", 10, 2]


def test_nothing_can_wait_for_some():
    none = waiting()(lambda actor: School.objects.none())
    actor = head_of()
    assert none(actor, str) is None and Wait.of(School.objects.none(), str) is None


def test_the_day_of_the_first_asking_is_never_kept():
    @waiting()
    def of_today(actor):
        return School.objects.filter(updated_at__lt=timezone.now() - dt.timedelta(days=1))

    with pytest.raises(TypeError, match="first asking"):
        of_today(head_of(), str)
