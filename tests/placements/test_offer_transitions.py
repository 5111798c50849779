"""The table of transitions of an offer of placements: every state × event × actor × origin."""

import pytest

from accounts.actor import Actor
from accounts.enums import Role
from directory.violations import Refused
from partnerships.workflow.people import Address
from partnerships.workflow.tables import SYSTEM
from placements.enums.offers import OfferOrigin, OfferState
from placements.models import PlacementOffer
from placements.workflow.offer_people import link_of
from placements.workflow.offer_tables import ANSWER_PURPOSE, CONFIRM_PURPOSE, OFFER
from tests.accounts.factories import actor_for
from tests.directory.factories import SchoolFactory
from tests.placements.bank import company_and_host, offer_of

pytestmark = pytest.mark.django_db

# Whoever may change the offer: the company, who typed it, the office that follows it.
MANAGES = {"company", "author", "office"}
HOST, ENDS = {"company", "link"}, {"company", "author", "office", "link"}
MODERATES, PORTAL = {"moderator", "administrator"}, {"portal"}
OWN, TYPED, GUEST = {"company"}, {"behalf"}, {"guest"}
ALL = OWN | TYPED | GUEST
# state → event → (who may, to which state, of which origin); all else is refused to everybody.
WANTED = {
    "draft": {
        "publish": (MANAGES, "published", OWN),
        "submit": (MANAGES, "to_confirm", TYPED | GUEST),
    },
    "to_confirm": {
        "confirm": (HOST, "published", OWN | TYPED),
        "prove": (HOST, "to_validate", GUEST),
        "decline": (HOST, "closed", ALL),
        "reopen": (MANAGES, "draft", ALL),
    },
    "to_validate": {
        "validate": (MODERATES, "published", ALL),
        "hide": (MODERATES, "hidden", ALL),
        "decline": (HOST, "closed", ALL),
    },
    "published": {
        "close": (ENDS, "closed", ALL),
        "fill": (PORTAL, "full", ALL),
        "hide": (MODERATES, "hidden", ALL),
        "end": (PORTAL, "closed", ALL),
    },
    "full": {
        "close": (ENDS, "closed", ALL),
        "free": (PORTAL, "published", ALL),
        "hide": (MODERATES, "hidden", ALL),
        "end": (PORTAL, "closed", ALL),
    },
    "closed": {"reopen": (MANAGES, "draft", ALL)},
    "hidden": {"restore": (MODERATES, "published", ALL)},
}


@pytest.fixture
def offer():
    """Typed by somebody of another département, followed by the office of a school."""
    company, _ = company_and_host()
    author = actor_for(Role.BRANCH_OFFICER)
    row = offer_of(company, department=company.department, origin=OfferOrigin.BEHALF)
    row.created_by, row.office = author.user, SchoolFactory()
    row.save()
    return row


@pytest.fixture
def actors(offer):
    """Every kind of actor; the last ones have the role or the link, and no relation."""
    person, other = Address("ines@fournil.example", "Inès"), Address("x@fournil.example")
    stranger = offer_of(company_and_host(name="Autre")[0], department=offer.department)
    stranger.save()
    links = {
        "link": link_of(SYSTEM, offer, person, CONFIRM_PURPOSE),
        "link to answer": link_of(SYSTEM, offer, person, ANSWER_PURPOSE),
        "link of another": link_of(SYSTEM, stranger, other, CONFIRM_PURPOSE),
    }
    return {
        "company": actor_for(Role.COMPANY_REPRESENTATIVE, company=offer.company),
        "author": actor_for(Role.BRANCH_OFFICER, user=offer.created_by),
        "office": actor_for(Role.HEAD, school=offer.office),
        "moderator": actor_for(Role.MISSION_OFFICER, department=offer.department),
        "administrator": actor_for(Role.ADMINISTRATOR),
        "portal": SYSTEM,
        "other company": actor_for(Role.COMPANY_REPRESENTATIVE, company=stranger.company),
        "other officer": actor_for(Role.BRANCH_OFFICER),
        "teacher of the office": actor_for(Role.TEACHER, school=offer.office),
        "other head": actor_for(Role.HEAD, school=SchoolFactory()),
        "moderator elsewhere": actor_for(
            Role.MISSION_OFFICER, school=SchoolFactory(department=_other(offer))
        ),
        **{name: Actor.of_link(link) for name, link in links.items()},
    }


def _other(offer):
    rows = type(offer.department).objects.exclude(pk=offer.department_id)
    return rows.order_by("pk").first()


@pytest.mark.parametrize("state", OfferState.values)
def test_every_event_of_every_actor(offer, actors, state):
    """Allowed exactly as WANTED says; refused, nothing moves."""
    for origin in OfferOrigin.values:
        PlacementOffer.objects.filter(pk=offer.pk).update(origin=origin)
        for event in OFFER.events:
            who, target, origins = WANTED[state].get(event, (set(), None, set()))
            for name, actor in actors.items():
                offer.state, offer.origin = state, origin
                case = (state, event, origin, name)
                if name in who and origin in origins:
                    assert OFFER.apply(offer, event, actor) == offer.state == target, case
                    continue
                with pytest.raises(Refused):
                    OFFER.apply(offer, event, actor)
                assert offer.state == state, case


def test_the_buttons_are_the_lines_of_the_table(offer, actors):
    """`events_for` proposes what `apply` allows, and the wanted lines are all in the table."""
    wanted = {(state, event): one[1] for state, row in WANTED.items() for event, one in row.items()}
    assert {key: line.to for key, line in OFFER.transitions.items()} == wanted
    for state in OfferState.values:
        offer.state = state
        for actor in actors.values():
            shown = {event for event, _ in OFFER.events_for(offer, actor)}
            assert shown == {event for event in OFFER.events if OFFER.can(offer, event, actor)}
