"""The tables of transitions, exhaustively: every state × event × actor of bookings."""

import pytest

from accounts.actor import Actor
from accounts.enums import Role
from directory.violations import Refused
from partnerships.enums import BookingState, OfferState
from partnerships.workflow.tables import BOOKING, OFFER, SYSTEM
from tests.accounts.factories import UserFactory, actor_for
from tests.directory.factories import CompanyFactory, SchoolFactory
from tests.partnerships.conftest import host_of
from tests.partnerships.factories import BookingFactory, OfferFactory

pytestmark = pytest.mark.django_db

HEAD, TEACHER, HOST, PORTAL = {"head"}, {"teacher", "head", "rbde"}, {"company", "link"}, {"portal"}
# state → event → (who may, to which state); what is not here is refused to everybody.
WANTED = {
    "awaiting_visa": {
        "give_visa": (HEAD, "sent"),
        "refuse_visa": (HEAD, "cancelled"),
        "cancel": (TEACHER, "cancelled"),
        "withdraw": (PORTAL, "withdrawn"),
        "expire": (PORTAL, "expired"),
    },
    "sent": {
        "accept": (HOST, "accepted"),
        "refuse": (HOST, "refused"),
        "extend": (HOST, "sent"),
        "propose": (HOST, "sent"),
        "transfer": (HOST, "sent"),
        "agree": (TEACHER, "accepted"),
        "cancel": (TEACHER, "cancelled"),
        "withdraw": (PORTAL, "withdrawn"),
        "expire": (PORTAL, "expired"),
    },
    "accepted": {
        "confirm": (HOST, "accepted"),
        "contest": (HOST, "accepted"),
        "propose": (TEACHER | HOST, "accepted"),
        "transfer": (HOST, "accepted"),
        "cancel": (TEACHER | HOST, "cancelled"),
        "finish": (PORTAL, "done"),
        "miss": (PORTAL, "missed"),
    },
    "done": {"miss": (PORTAL, "missed")},
    "missed": {"finish": (PORTAL, "done")},
}


@pytest.fixture
def booking():
    return BookingFactory()


@pytest.fixture
def actors(booking):
    school, company = booking.school, booking.company
    return {
        "teacher": actor_for(Role.TEACHER, user=booking.teacher, school=school),
        "colleague": actor_for(Role.TEACHER, school=school),
        "head": actor_for(Role.HEAD, school=school),
        "rbde": actor_for(Role.RBDE, school=school),
        "other head": actor_for(Role.HEAD, school=SchoolFactory()),
        "company": actor_for(Role.COMPANY_REPRESENTATIVE, company=company),
        "other company": actor_for(Role.COMPANY_REPRESENTATIVE, company=CompanyFactory()),
        "rectorat": actor_for(Role.EDUCATION_AUTHORITY, whole_region=True),
        "administrator": actor_for(Role.ADMINISTRATOR),
        "no role": Actor.of(UserFactory()),
        "visitor": Actor.anonymous(),
        "false portal": Actor.system("Passerelle"),
        "link": host_of(booking),
        "portal": SYSTEM,
    }


def test_every_state_event_and_actor(booking, actors):
    tried = 0
    for state in BookingState:
        for event in BOOKING.events:
            who, to = WANTED.get(state, {}).get(event, (set(), None))
            for name, actor in actors.items():
                booking.state = state
                tried += 1
                if name in who:
                    assert BOOKING.apply(booking, event, actor) == to, (state, event, name)
                else:
                    with pytest.raises(Refused):
                        BOOKING.apply(booking, event, actor)
                    assert booking.state == state
    assert tried == len(BookingState) * len(BOOKING.events) * len(actors)


def test_r_im_1_who_moves_an_offer():
    officer = actor_for(Role.RBDE, school=SchoolFactory())
    offer = OfferFactory(on_behalf=True, created_by=officer.user)
    actors = {
        "author": officer,
        "company": actor_for(Role.COMPANY_REPRESENTATIVE, company=offer.host_company),
        "stranger": actor_for(Role.RBDE, school=SchoolFactory()),
        "visitor": Actor.anonymous(),
    }
    both = {"author", "company"}
    wanted = {
        ("draft", "publish"): both,
        ("draft", "submit"): both,
        ("to_confirm", "confirm"): {"company"},
        ("to_confirm", "decline"): {"company"},
        ("to_confirm", "close"): both,
        ("published", "close"): both,
        ("published", "renew"): {"company"},
        ("published", "accept_changes"): {"company"},
        ("published", "refuse_changes"): {"company"},
        ("closed", "renew"): {"company"},
        ("closed", "reopen"): both,
    }
    for state in OfferState:
        for event in OFFER.events:
            offer.state = state
            may = {name for name, actor in actors.items() if OFFER.can(offer, event, actor)}
            assert may == wanted.get((state, event), set()), (state, event)
