"""Who may do what to a school request and to its answers, and where it leads."""

from accounts.enums import Act, Role
from accounts.transitions import Table, Transition
from partnerships.enums.school_requests import AnswerKind, AnswerState, RequestState
from partnerships.models import SchoolRequestCall
from partnerships.workflow.tables import by_portal, visa_schools

CALL_PURPOSE = "appel"
# Who answers in a company's name, beside the company itself (R-IM-1).
SPOKESPERSONS = frozenset({Role.MISSION_OFFICER, Role.BRANCH_OFFICER, Role.CO_LEAD})


def by_school(request, actor):
    """Who published it, while they work at the school, and its management."""
    if actor.user is None or not actor.is_school_staff:
        return False
    if request.school_id not in actor.school_ids:
        return False
    return actor.is_school_management or actor.user.pk == request.created_by_id


def by_head(request, actor):
    """R-IM-2: the head of the school or a deputy, or whom the head lent it to (R-AG-1)."""
    return any(request.school_id in visa_schools(hat) for hat in actor.hats(Act.APPROVE))


VISA = RequestState.AWAITING_VISA
PUBLISHED, MET = RequestState.PUBLISHED, RequestState.MET
WITHDRAWN, EXPIRED = RequestState.WITHDRAWN, RequestState.EXPIRED

REQUEST = Table(
    {
        (VISA, "give_visa"): Transition(PUBLISHED, by_head, "Donner le visa"),
        (VISA, "refuse_visa"): Transition(WITHDRAWN, by_head, "Refuser le visa"),
        (VISA, "withdraw"): Transition(WITHDRAWN, by_school, "Retirer l’appel"),
        (VISA, "expire"): Transition(EXPIRED, by_portal, "Clore sans visa"),
        (PUBLISHED, "retain"): Transition(MET, by_school, "Retenir une réponse"),
        (PUBLISHED, "close"): Transition(MET, by_school, "Clore : accueil trouvé"),
        (PUBLISHED, "withdraw"): Transition(WITHDRAWN, by_school, "Retirer l’appel"),
        (PUBLISHED, "expire"): Transition(EXPIRED, by_portal, "Clore sans suite"),
        (MET, "reopen"): Transition(PUBLISHED, by_school, "Publier de nouveau"),
        (WITHDRAWN, "reopen"): Transition(PUBLISHED, by_school, "Publier de nouveau"),
        (EXPIRED, "reopen"): Transition(PUBLISHED, by_school, "Publier de nouveau"),
    }
)


def call_of(actor):
    """The call that the actor's personal link is about, or None."""
    link = actor.link
    if link is None or link.purpose != CALL_PURPOSE:
        return None
    if link.subject_type.model_class() is not SchoolRequestCall:
        return None
    return SchoolRequestCall.objects.filter(pk=link.subject_id).first()


def of_school(answer, actor):
    return by_school(answer.request, actor)


def settles(answer, actor):
    """A yes of a company can become a booking."""
    is_yes = answer.kind == AnswerKind.YES and answer.company_id is not None
    return is_yes and of_school(answer, actor)


def declines(answer, actor):
    return answer.kind == AnswerKind.YES and of_school(answer, actor)


def replies(answer, actor):
    return answer.kind == AnswerKind.QUESTION and of_school(answer, actor)


def by_answerer(answer, actor):
    """The company or network, by account or by the link of its call; who typed it."""
    call = call_of(actor)
    if call is not None:
        mine = (call.company_id, call.network_id) == (answer.company_id, answer.network_id)
        return mine and call.request_id == answer.request_id
    if actor.user is None or actor.role is None:
        return False
    if answer.answered_by_id == actor.user.pk:
        return True
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        return answer.company_id in actor.company_ids
    return answer.network_id is not None and answer.network_id in actor.network_ids


GIVEN, RETAINED, DECLINED = AnswerState.GIVEN, AnswerState.RETAINED, AnswerState.DECLINED

ANSWER = Table(
    {
        (GIVEN, "retain"): Transition(RETAINED, settles, "Retenir cette réponse"),
        (GIVEN, "decline"): Transition(DECLINED, declines, "Ne pas retenir"),
        (GIVEN, "reply"): Transition(GIVEN, replies, "Répondre à la question"),
        (GIVEN, "change"): Transition(GIVEN, by_answerer, "Modifier la réponse"),
        (GIVEN, "withdraw"): Transition(AnswerState.WITHDRAWN, by_answerer, "Retirer la réponse"),
    }
)
