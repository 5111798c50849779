"""The mails about committees."""

from accounts import signin_links
from clee.notices import (  # noqa: F401 declare their mails
    actions,
    meetings,
    public,
    reviews,
)
from directory.french import full_day
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.topics import Topic

WHY = "vous copilotez ce comité"


def _facts(mandate):
    facts = [
        ("Comité", mandate.committee.name),
        ("Vous représentez", mandate.organisation),
        ("Côté", mandate.get_side_display()),
        ("Depuis le", full_day(mandate.starts_on)),
        ("Jusqu’au", mandate.ends_on and full_day(mandate.ends_on)),
    ]
    return [(label, value) for label, value in facts if value]


def named(notice):
    mandate = notice.subject
    page = absolute(mandate.committee.get_absolute_url())
    is_known = mandate.user.last_login is not None
    action = (
        ("Ouvrir la page du comité", page)
        if is_known
        else ("Entrer dans Passerelle", signin_links.make(mandate.user))
    )
    return MailContent(
        subject=f"Vous copilotez le {mandate.committee}",
        paragraphs=[
            "Votre mandat est inscrit. Vous tenez avec vos copilotes la liste des membres et la "
            "page du comité."
        ],
        facts=_facts(mandate),
        action=action,
    )


def mandate_ended(notice):
    mandate = notice.subject
    return MailContent(
        subject=f"Fin de votre mandat : {mandate.committee}",
        paragraphs=["Ce que le comité a fait pendant votre mandat reste sur sa page."],
        facts=_facts(mandate),
        action=("Ouvrir la page du comité", absolute(mandate.committee.get_absolute_url())),
    )


register(NoticeKind("clee.named", "Mandat de copilote inscrit", WHY, named, topic=Topic.ACTS))
register(
    NoticeKind(
        "clee.mandate_ended", "Fin d’un mandat de copilote", WHY, mandate_ended, topic=Topic.ACTS
    )
)
