"""Who took which file away is in the journal, once, with what it was limited to."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from accounts.downloads import UNTOLD, Taking, give, show_pdf
from accounts.enums import Role
from accounts.models import JournalEntry
from tests.accounts.factories import actor_for
from tests.directory.factories import SchoolFactory

pytestmark = pytest.mark.django_db


def asked(method="get"):
    request = getattr(RequestFactory(), method)("/")
    request.actor = actor_for(Role.RBDE)
    return request


def test_a_file_is_told_with_its_filters_and_its_rows():
    request, school = asked(), SchoolFactory()
    taking = Taking("a exporté", filters="q = dupont", rows=2, places={"school": school})
    response = give(request, b"a;b", "liste.csv", "text/csv", taking)

    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.words) == ("a exporté", "q = dupont, 2 lignes")
    assert (entry.user, entry.school) == (request.actor.user, school)
    assert response["Content-Disposition"] == 'attachment; filename="liste.csv"'
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"


def test_a_head_takes_nothing_away():
    give(asked("head"), b"a", "a.csv", "text/csv", Taking("a exporté"))

    assert not JournalEntry.objects.exists()


def test_what_is_untold_leaves_nothing():
    assert isinstance(give(asked(), b"a", "a.csv", "text/csv", UNTOLD), HttpResponse)
    assert not JournalEntry.objects.exists()


def test_a_pdf_of_ours_is_shown_in_the_reader():
    response = show_pdf(asked(), b"%PDF", "a.pdf", Taking("a ouvert"))

    assert response["Content-Disposition"].startswith("inline")
    assert "sandbox" not in response["Content-Security-Policy"]
    assert JournalEntry.objects.get().verb == "a ouvert"


def test_lines_are_streamed_as_they_come():
    response = give(asked(), iter(["a;", "b"]), "a.csv", "text/csv", UNTOLD)

    assert b"".join(response.streaming_content) == b"a;b"
