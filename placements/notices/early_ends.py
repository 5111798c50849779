"""The mails of a placement that stops before its last day, and of a host that has closed."""

from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import Immediate
from outbox.topics import Topic
from partnerships.wording import day
from placements.notices.follow_up import ANSWERS_FOR, page_of
from placements.wording import facts_of


def ended_early(notice):
    """Why it stopped; what was said about it stays on the page."""
    stopped = notice.subject
    placement = stopped.placement
    missing = day(stopped.planned_until)
    text = (
        f"Ce stage, prévu jusqu’au {missing}, s’est terminé plus tôt. Ce qui a été fait compte ; "
        "l’élève peut rejoindre un autre accueillant pour le reste de la période."
    )
    return MailContent(
        subject=f"Fin anticipée d’un stage : {placement.class_group}",
        paragraphs=[text],
        facts=[("Motif", stopped.get_reason_display()), *facts_of(placement)],
        action=page_of(placement),
    )


def is_not_replaced(notice):
    return notice.subject.placement.pupil_id is not None


def host_ended(notice):
    """To the host: the last day, no reason, which is between the school and the pupil."""
    stopped = notice.subject
    placement, pupil = stopped.placement, stopped.placement.pupil
    return MailContent(
        subject="Fin anticipée d’un stage",
        paragraphs=[
            f"Le stage se termine le {day(placement.ends_on)} au lieu du "
            f"{day(stopped.planned_until)}. L’établissement reste à votre disposition.",
        ],
        facts=[
            ("Élève", f"{pupil.first_name} {pupil.last_name}"),
            (
                "Établissement",
                "\n".join(filter(None, (str(placement.school), placement.school.phone))),
            ),
            ("Référent", str(placement.referent or "")),
        ],
    )


register(
    NoticeKind(
        "placement.ended_early",
        "Fin anticipée d’un stage",
        ANSWERS_FOR,
        ended_early,
        is_not_replaced,
        Topic.ACTS,
        Immediate.IN_A_WEEK,
        lambda stopped: (stopped.placement.starts_on, stopped.planned_until),
    )
)
register(
    NoticeKind(
        "placement.host_ended",
        "Fin anticipée d’un stage, à l’accueillant",
        "vous accueillez cet élève en stage",
        host_ended,
        is_not_replaced,
        Topic.ANSWERS,
        Immediate.IN_A_WEEK,
        lambda stopped: (stopped.placement.starts_on, stopped.planned_until),
    )
)
