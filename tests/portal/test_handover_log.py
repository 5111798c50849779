"""Handing over: the notes and next actions of the log, which are the school's."""

import pytest
from django.utils import timezone

from accounts.enums import Role
from partnerships.enums.relation import InteractionKind
from partnerships.models import Interaction
from partnerships.todo.relation import relation_todos
from portal.workflow import preview
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory, SchoolFactory

pytestmark = pytest.mark.django_db


def test_notes_and_next_actions_are_listed_and_already_the_successors():
    """Nothing to move, and the list says so without the words: a supervisor reads it too."""
    school, today = SchoolFactory(), timezone.localdate()
    leaver, successor = (actor_for(Role.RBDE, school=school) for _ in range(2))
    facts = {"company": CompanyFactory(name="Fonderie Roc"), "author": leaver.user}
    write = Interaction.objects.create
    note = write(school=school, kind=InteractionKind.NOTE, text="Le gérant part", **facts)
    write(school=school, text="Appel", next_action="Rappeler", next_action_on=today, **facts)
    write(school=school, text="Un appel sans suite", **facts)
    write(school=SchoolFactory(), kind=InteractionKind.NOTE, text="Ailleurs", **facts)

    done = preview(leaver.user, school)

    (kept,) = done["kept"]
    assert kept["what"] == "2 notes et suites à donner"
    assert kept["rows"] == [str(facts["company"])] * 2
    assert not done["moved"] and "gérant" not in str(done) and "Rappeler" not in str(done)
    assert Interaction.objects.held_by(successor).filter(pk=note.pk).exists()
    titles = [todo.title for todo in relation_todos(successor)]
    assert "Donner suite à un échange" in titles
