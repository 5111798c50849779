"""The mails about actions of a committee, to its co-leads."""

from clee.enums.actions import ActionState
from directory.french import period
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import Immediate
from outbox.topics import Topic

WHY = "vous copilotez ce comité"
CHANGED = {
    ActionState.DONE: "L’action est marquée comme réalisée. Complétez son résultat : il entre dans "
    "le bilan du comité.",
    ActionState.POSTPONED: "L’action est reportée.",
    ActionState.CANCELLED: "L’action est annulée.",
    ActionState.PLANNED: "L’action est prévue à d’autres dates.",
}


def _content(action, subject, sentence):
    facts = [
        ("Comité", action.committee.name),
        ("Action", action.title),
        ("Type", action.kind_label),
        ("Dates", period(action.starts_on, action.ends_on)),
        ("Lieu", action.place),
        ("Motif", action.state_reason),
    ]
    return MailContent(
        subject=subject,
        paragraphs=[sentence],
        facts=[(name, value) for name, value in facts if value],
        action=("Ouvrir l’action", absolute(action.get_absolute_url())),
    )


def planned(notice):
    action = notice.subject
    if action.state == ActionState.DONE:
        sentence = "Une action réalisée est enregistrée pour votre comité."
        return _content(action, f"Action enregistrée : {action.title}", sentence)
    sentence = "Une action de votre comité est prévue."
    return _content(action, f"Action prévue : {action.title}", sentence)


def changed(notice):
    action = notice.subject
    state = action.get_state_display().lower()
    return _content(action, f"Action {state} : {action.title}", CHANGED[action.state])


def _happens(action):
    return action.starts_on, action.ends_on


register(
    NoticeKind(
        "clee.action_planned",
        "Action d’un comité enregistrée",
        WHY,
        planned,
        topic=Topic.NEWS,
    )
)
register(
    NoticeKind(
        "clee.action_changed",
        "Action d’un comité réalisée, reportée ou annulée",
        WHY,
        changed,
        topic=Topic.ACTS,
        immediate=Immediate.IN_A_WEEK,
        happens=_happens,
    )
)
