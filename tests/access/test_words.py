"""Words that a mail carries are read before it leaves: every form with a field for some."""

from importlib import import_module

import pytest
from django import forms
from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.test import RequestFactory

from directory.forms import PortalForm
from outbox.workflow import notify
from tests.access import words
from tests.outbox.kinds import CAMILLE, a_subject

OURS = "accounts clee directory documents events partnerships placements portal reminders reports"
# Said of what one types about, to nobody: a number that a company has not.
NOT_SAID = {"no_siret_reason", "picture_words"}


def below(model):
    for one in model.__subclasses__():
        yield one
        yield from below(one)


def is_for_words(name, field):
    """Whether somebody may speak to somebody there."""
    if type(field) is not forms.CharField or isinstance(field.widget, forms.HiddenInput):
        return False
    named = words.NAMED.search(name) and name not in NOT_SAID
    return bool(named) or isinstance(field.widget, forms.Textarea)


def name_of(form):
    return f"{form.__module__}.{form.__qualname__}"


def forms_for_words():
    """Every form of ours with such a field, by name."""
    import_module(settings.ROOT_URLCONF)
    return {
        name_of(form): form
        for form in set(below(forms.BaseForm))
        if form.__module__.partition(".")[0] in OURS.split()
        if any(is_for_words(*pair) for pair in getattr(form, "base_fields", {}).items())
    }


def test_a_form_for_words_shows_the_mail_first_or_says_why_not():
    silent = {name for names in words.SILENT.values() for name in names.split()}
    unread = {
        name for name, form in forms_for_words().items() if not getattr(form, "reads_first", False)
    }
    assert sorted(unread - silent) == [], "Its words leave by mail? reads_first. No? say why."
    assert sorted(silent - unread) == [], "Take it out of tests/access/words.py"


# --- the watch itself -----------------------------------------------------------------------


def sent(name, typed):
    request = RequestFactory().post("/", QueryDict(f"{name}={typed}"))
    request.resolver_match = type("Match", (), {"view_name": "somewhere"})
    return request


@pytest.mark.django_db
def test_the_watch_sees_words_that_left_unread(monkeypatch):
    notice = notify("test.plain", a_subject(), CAMILLE)
    (said,) = (words.text_of(notice),)
    with pytest.raises(AssertionError, match="without having been read"):
        words.check(sent("form-reason", said), [notice])
    words.check(sent("code", said), [notice])
    words.check(sent("reason", "Autre chose"), [notice])


def test_the_watch_asks_for_the_button():
    form = PortalForm()
    form.reads_first = True
    request = RequestFactory().get("/")
    with pytest.raises(AssertionError, match="no button"):
        words.check_buttons(request, HttpResponse("<button>Envoyer</button>"), [form])
