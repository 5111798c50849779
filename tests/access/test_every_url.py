"""Every address × every role, as a reviewed snapshot (a view without a line fails).

Look at the difference, then write it anew with

    .venv/bin/pytest tests/access/test_every_url.py --snapshot-update
"""

import re
from copy import copy, deepcopy

import pytest
from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore
from django.template.backends.django import Template
from django.test import Client
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from accounts.actor import Actor
from accounts.demo import DEMO_ACCOUNTS
from tests.access.headers import is_private, missing
from tests.access.rollback import rolled_back
from tests.access.routes import every_route

# Ten thousand pages: minutes on a busy machine.
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1200)]
WIDTH = 6
SIGN_IN = ("/connexion/?next=", "/admin/login/?next=")


class TextFile(SingleFileSnapshotExtension):
    """One readable file per snapshot."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"

    def serialize(self, data, **_):
        return data


@pytest.fixture
def text_file(snapshot):
    return snapshot.use_extension(TextFile)


@pytest.fixture
def known_people(monkeypatch):
    """Who asks, and as what, is read once and not at each request: nothing here changes it."""
    monkeypatch.setattr(auth, "get_user", read_once(auth.get_user, session_key_of))
    monkeypatch.setattr(Actor, "of", read_once(Actor.of, lambda user, role=None: (user.pk, role)))
    load = read_once(SessionStore.load, lambda session: session.session_key, deepcopy)
    monkeypatch.setattr(SessionStore, "load", load)


class Drawing:
    """Draws each page of each address for the first who asks; who else is let in sees its
    status alone. Whatever is drawn without a request (a field, a document) is drawn."""

    def __init__(self, render):
        self.render, self.drawn = render, set()

    def __call__(self, template, context=None, request=None):
        if request is None:
            return self.render(template, context, request)
        page = request.path, template.template.name
        if page in self.drawn:
            return ""
        self.drawn.add(page)
        return self.render(template, context, request)


@pytest.fixture
def drawn_once(monkeypatch):
    draw = Drawing(Template.render)
    monkeypatch.setattr(Template, "render", lambda *given, **named: draw(*given, **named))


@pytest.fixture
def no_page_drawn(monkeypatch):
    render = Template.render

    def without_request(template, context=None, request=None):
        return render(template, context) if request is None else ""

    monkeypatch.setattr(Template, "render", without_request)


def session_key_of(request):
    return request.session.session_key


def read_once(read, key_of, copy=copy):
    """A copy for each request: a form may write on what it is given."""
    kept = {}

    def known(*given):
        key = key_of(*given)
        if key not in kept:
            kept[key] = read(*given)
        return copy(kept[key])

    return known


def answer_of(client, method, path, **how):
    """Nothing that the request did remains, neither in the database nor in the browser."""
    cookies = copy(client.cookies)
    with rolled_back():
        answer = getattr(client, method)(path, **how)
    client.cookies = cookies
    return answer


def status(client, method, path):
    return word(answer_of(client, method, path))


def word(answer):
    """The status, or "conn." for a redirection to sign-in."""
    to_sign_in = answer.status_code == 302 and answer.url.startswith(SIGN_IN)
    return "conn." if to_sign_in else str(answer.status_code)


def line(text, cells):
    return "".join(cell.ljust(WIDTH) for cell in cells) + text


def browser(user=None):
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def test_every_url_for_every_role(
    demo, text_file, as_in_production, bare_refusals, known_people, drawn_once
):
    """The first of those who are let in has the page drawn; a long test draws it for each. Of the
    admin its lists: a long test opens the rest."""
    check_pages(demo, text_file, [one for one in every_route() if not is_inside_admin(one)])


@pytest.mark.long
def test_every_page_of_the_admin_for_every_role(
    demo, text_file, as_in_production, bare_refusals, known_people, drawn_once
):
    check_pages(demo, text_file, [one for one in every_route() if is_inside_admin(one)])


def is_inside_admin(route):
    return is_admin(route) and not re.fullmatch(r"admin/(\w+/\w+/)?", route.text)


def check_pages(demo, text_file, routes):
    """Every answer also has the headers of every answer, and a person's is kept by no cache."""
    clients = clients_of(demo)
    lines, broken, headers = [heading()], [], {}
    for route in routes:
        answers = [answer_of(client, "get", route.path, secure=True) for client in clients]
        cells = [word(answer) for answer in answers]
        broken += [route.text] if any(cell.startswith("5") for cell in cells) else []
        lines.append(line(f"/{route.text}", cells))
        visitor, *people = answers
        wrong = [*missing(visitor), *(name for answer in people for name in of_person(answer))]
        if wrong:
            headers[route.text] = sorted(set(wrong))

    assert "\n".join(lines) + "\n" == text_file
    assert not broken
    assert headers == {}


@pytest.mark.long
def test_every_page_is_drawn_for_every_role(demo, bare_refusals, known_people):
    """A minute of templates: no role's page breaks where another's was well."""
    clients = clients_of(demo)
    broken = [
        route.text
        for route in every_route()
        if any(status(client, "get", route.path).startswith("5") for client in clients)
    ]

    assert not broken


def of_person(answer):
    """The headers that are wrong in an answer to somebody who is signed in."""
    return missing(answer) + ([] if is_private(answer) else ["Cache-Control"])


@pytest.mark.long
def test_every_form_for_every_role(demo, text_file, no_page_drawn, bare_refusals, known_people):
    """A minute: what a visitor's POST does is tried before every push, and who may open each
    form is in the GET above.

    An empty POST tells who may act at all: 302 or 200 is a form that was heard. What a form
    then shows is not drawn: its GET was, and other tests read its errors.
    """
    check_forms(demo, text_file, [one for one in every_route() if not is_admin(one)])


@pytest.mark.long
def test_every_admin_form_for_every_role(
    demo, text_file, no_page_drawn, bare_refusals, known_people
):
    """A minute of stock pages: the base class of our admin says what each lets do."""
    check_forms(demo, text_file, [one for one in every_route() if is_admin(one)])


def is_admin(route):
    return route.text.startswith("admin/")


def check_forms(demo, text_file, routes):
    clients = clients_of(demo)
    lines, broken = [heading()], []
    for route in routes:
        cells = [status(client, "post", route.path) for client in clients]
        broken += [route.text] if any(cell.startswith("5") for cell in cells) else []
        lines.append(line(f"/{route.text}", cells))

    assert "\n".join(lines) + "\n" == text_file
    assert not broken


@pytest.mark.parametrize(
    ("path", "code", "words"),
    [("/rien/", 404, "Page introuvable"), ("/sante/", 403, "Cette page ne vous est pas ouverte")],
)
def test_every_role_reads_its_refusal(demo, path, code, words):
    answers = [answer_of(client, "get", path) for client in clients_of(demo)]
    refused = [answer for answer in answers if answer.status_code == code]

    assert len(refused) >= len(demo) - 1  # the administrator may read how the portal does
    assert all(words in answer.content.decode() for answer in refused)


def clients_of(demo):
    return [browser(), *(browser(user) for user in demo.values())]


def heading():
    return line("adresse", ["(rien)", *(account.name[: WIDTH - 1] for account in DEMO_ACCOUNTS)])


def test_the_public_addresses(demo, text_file):
    visitor = browser()
    public = [route for route in every_route() if not route.asks_sign_in]

    answers = {route.text: status(visitor, "get", route.path) for route in public}
    lines = [line(f"/{text}", [cell]) for text, cell in answers.items() if cell != "conn."]

    assert "\n".join(lines) + "\n" == text_file


def test_only_marked_views_are_public(demo):
    """Views of ours open themselves by `accounts.access.public`, and by nothing else."""
    for route in every_route():
        if not route.asks_sign_in and not route.is_public:
            assert route.text in ("admin/login/", "admin/(?P<url>.*)$", "admin/jsi18n/")


def test_a_visitor_changes_nothing(demo, bare_refusals):
    visitor = browser()
    refused = {"conn.", "403", "404", "405"}

    answered = {
        route.text: status(visitor, "post", route.path)
        for route in every_route()
        if not route.text.lstrip("^").startswith("connexion/")
    }

    taken = {text: code for text, code in answered.items() if code not in refused}
    assert taken.keys() <= {
        "admin/login/",
        "clee/<int:pk>/contact/",  # a message, a request: a link by mail proves who writes
        "clee/demander/",
        "deconnexion/",
        "evenements/inscriptions/retrouver/",  # the links leave by mail only
        "stages/offres/proposer/",  # what a company without account proposes: a mail proves it
        "verifier/",
    }, taken


def test_no_view_does_without_a_token():
    """What the middleware asks of a view; that it is there, and of each view: below."""
    free = {one.text for one in every_route() if getattr(one.view, "csrf_exempt", False)}

    # A mail program and a mail service post: a secret of theirs is the proof.
    assert free == {"courriels/<str:token>/arreter/", "courriels/suites/"}


@pytest.mark.long
def test_every_form_needs_its_token(demo, bare_refusals):
    visitor = Client(enforce_csrf_checks=True, raise_request_exception=False)
    signed_in = Client(enforce_csrf_checks=True, raise_request_exception=False)
    signed_in.force_login(demo["admin"])

    for route in every_route():
        assert status(visitor, "post", route.path) in ("403", "404", "405", "conn."), route.text
        assert status(signed_in, "post", route.path) in ("403", "404", "405"), route.text
