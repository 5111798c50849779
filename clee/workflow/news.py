"""News: written by RBDE and co-leads, published by a supervisor or co-lead. Raises `Refused`."""

from django.db import transaction
from django.utils import timezone

from accounts import journal
from accounts.enums import Role
from accounts.transitions import Table, Transition
from accounts.workflow.validators import recipient
from clee import people
from clee.enums import KEEPERS
from clee.enums.public import NewsState
from clee.models import News
from clee.workflow import who
from directory.violations import Refused, reason_of
from outbox.workflow import notify

DRAFT, PROPOSED, PUBLISHED, WITHDRAWN = NewsState
WRITERS = (*KEEPERS, Role.RBDE, Role.CO_LEAD, Role.ADMINISTRATOR)


def publishes(news, actor):
    """A co-lead for the committee, an officer of the territory for any."""
    if news.committee is not None:
        return who.keeps(actor, news.committee)
    if actor.is_administrator:
        return True
    return actor.role in KEEPERS and actor.sees_department(news.school.department_id)


def writes(news, actor):
    """The RBDE for their lycées, and who publishes."""
    is_rbde = actor.role == Role.RBDE and news.school_id in actor.school_ids
    return is_rbde or publishes(news, actor)


TABLE = Table(
    {
        (DRAFT, "propose"): Transition(PROPOSED, writes, "Proposer à la publication"),
        (DRAFT, "publish"): Transition(PUBLISHED, publishes, "Publier"),
        (PROPOSED, "publish"): Transition(PUBLISHED, publishes, "Publier"),
        (PROPOSED, "send_back"): Transition(DRAFT, publishes, "Renvoyer à corriger"),
        (PUBLISHED, "withdraw"): Transition(WITHDRAWN, writes, "Retirer"),
        (WITHDRAWN, "resume"): Transition(DRAFT, writes, "Reprendre en brouillon"),
    }
)
VERBS = {
    "propose": "a proposé une actualité",
    "publish": "a publié une actualité",
    "send_back": "a renvoyé une actualité à corriger",
    "withdraw": "a retiré une actualité",
    "resume": "a repris une actualité",
}
# Acts that say why.
ASK_WHY = ("send_back", "withdraw")
EDITABLE = (DRAFT, PROPOSED)


@transaction.atomic
def write(actor, news):
    """Keep a draft (an unsaved News): of one's own committee or lycée."""
    who.demand(writes(news, actor))
    news.author, news.state = actor.user, DRAFT
    news.save()
    _write(actor, "a écrit une actualité", news)
    return news


@transaction.atomic
def correct(actor, news, **values):
    """Change the words or the picture of a draft, or of what waits for its publication."""
    news = _locked(news)
    who.demand(writes(news, actor))
    if news.state not in EDITABLE:
        raise Refused("Retirez d’abord cette actualité : elle se corrige en brouillon.")
    if all(getattr(news, name) == value for name, value in values.items()):
        return news
    for name, value in values.items():
        setattr(news, name, value)
    news.save()
    _write(actor, "a corrigé une actualité", news)
    return news


@transaction.atomic
def act(actor, news, event, reason=""):
    """Propose, publish, send back, withdraw, resume."""
    news = _locked(news)
    reason = reason_of(reason, wanted=event in ASK_WHY)
    TABLE.apply(news, event, actor)
    news.reason = reason
    if event == "publish":
        news.published_at = timezone.now()
    news.save(update_fields=["state", "reason", "published_at", "updated_at"])
    _write(actor, VERBS[event], news, reason)
    _tell(actor, news, event)
    return news


def _tell(actor, news, event):
    """Who publishes hears of a proposal, the author of what became of it."""
    occasion = news.updated_at.isoformat()
    if event == "propose":
        for to in _publishers(news):
            notify("clee.news_proposed", news, to, by=actor, occasion=occasion)
    elif event != "resume" and news.author is not None and news.author.is_active:
        notify(f"clee.news_{event}", news, recipient(news.author), by=actor, occasion=occasion)


def _publishers(news):
    """The co-leads of the committee; else the supervisors, else who answers for the territory."""
    if news.committee is not None and (found := people.co_leads([news.committee])):
        return found
    codes = [one.pk for one in news.departments]
    supervisors = people.of_territory(Role.DEPARTMENT_SUPERVISOR, codes)
    told = [recipient(person, Role.DEPARTMENT_SUPERVISOR) for person in supervisors]
    return told or people.officers(codes)


def _locked(news):
    rows = News.objects.select_for_update(of=("self",))
    return rows.select_related("committee", "school__department", "author").get(pk=news.pk)


def _write(actor, verb, news, reason=""):
    journal.record(
        actor,
        verb,
        news,
        school=news.school,
        committee_id=news.committee_id,
        words=news.title,
        reason=reason,
    )
