"""Who speaks for the two sides of a match, and how they are asked."""

import datetime as dt

from accounts import journal, links
from accounts.actor import Actor
from partnerships.enums import Side
from partnerships.workflow import school_requests
from partnerships.workflow.match_tables import PURPOSES
from partnerships.workflow.people import heads_of, hosts_of, living, tell
from partnerships.workflow.tables import SYSTEM

FUNCTIONS = {Side.GUEST: "établissement", Side.HOST: "structure d’accueil"}
AFTER = dt.timedelta(days=30)
# Of the mail to who answers after somebody that left.
AGAIN = "encore"


def tell_side(actor, kind, match, side, occasion=""):
    """Each with a link by which they answer without signing in."""
    guests = school_requests.authors_of(match.request)
    for person in guests if side == Side.GUEST else hosts_of(match):
        link = match_link(actor, match, side, person)
        tell(actor, kind, match, [person], occasion=occasion, link=link.pk)


def match_link(actor, match, side, person):
    """The living link of this address to its side of the match, made when there is none."""
    return living(PURPOSES[side], match, person) or links.issue(
        actor,
        PURPOSES[side],
        match,
        name=person.name or person.email,
        email=person.email,
        valid_until=links.end_of(match.ends_on + AFTER),
        function=FUNCTIONS[side],
    )


def is_there(user, match):
    """Whether this person still speaks for the school."""
    return user.is_active and match.request.school_id in Actor.of(user).drafting_school_ids


def ask_school_again(actor, match):
    """Who said yes for the school has left since: whoever took the request over is asked, else
    the head. What was typed of the class stays."""
    gone, match.guest_said_at, match.guest_said_by = match.guest_said_by, None, None
    words = f"{gone} n’est plus de l’établissement"
    write(SYSTEM, "a redemandé l’accord de l’établissement", match, words=words)
    author = match.request.created_by
    people = school_requests.authors_of(match.request) if is_there(author, match) else []
    for person in people or heads_of(match.request.school):
        link = match_link(SYSTEM, match, Side.GUEST, person)
        tell(actor, "match.asked", match, [person], occasion=AGAIN, link=link.pk)


def write(actor, verb, match, **more):
    """One line in the journal of the match, of the school and of the company."""
    journal.record(actor, verb, match, school=match.request.school, company=match.company, **more)
