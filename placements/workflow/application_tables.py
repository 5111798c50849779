"""Who may do what to an application, and where it leads."""

from accounts.enums import Role
from accounts.transitions import Table, Transition
from partnerships.workflow.tables import by_link, by_portal
from placements.enums.applications import ApplicationState
from placements.models import PlacementApplication, PlacementOffer
from placements.workflow.offer_tables import ANSWER_PURPOSE
from placements.workflow.pupils import may_follow


def of_link(link):
    """The applications that the holder of a link answers: those of the offer which were not
    passed to a colleague, or the one that was passed to them (R-AG-4)."""
    rows = PlacementApplication.objects.for_pages()
    if link.purpose != ANSWER_PURPOSE:
        return rows.none()
    if link.subject_type.model_class() is PlacementOffer:
        return rows.filter(offer=link.subject_id, contact_email="")
    passed = {"pk": link.subject_id, "contact_email__iexact": link.holder_email}
    return rows.filter(**passed)


def by_host(application, actor):
    """The company, by account or by link."""
    if by_link(ANSWER_PURPOSE, application.offer, actor):
        return not application.contact_email
    if by_link(ANSWER_PURPOSE, application, actor):
        return application.contact_email.lower() == actor.link.holder_email.lower()
    if actor.role != Role.COMPANY_REPRESENTATIVE:
        return False
    return application.offer.company_id in actor.company_ids


def by_school(application, actor):
    """Who follows the pupil's class."""
    return may_follow(actor, application.pupil.class_group)


S = ApplicationState
T = Transition
APPLICATION = Table(
    {
        (S.SENT, "accept"): T(S.ACCEPTED, by_host, "Accepter la candidature"),
        (S.SENT, "refuse"): T(S.REFUSED, by_host, "Refuser la candidature"),
        (S.SENT, "transfer"): T(S.SENT, by_host, "Confier à un collègue"),
        (S.SENT, "withdraw"): T(S.WITHDRAWN, by_school, "Retirer la candidature"),
        (S.SENT, "expire"): T(S.EXPIRED, by_portal, "Clore sans réponse"),
        (S.SENT, "close"): T(S.CLOSED, by_portal, "Clore : autre stage"),
        (S.ACCEPTED, "confirm"): T(S.CONFIRMED, by_school, "Confirmer le stage"),
        (S.ACCEPTED, "refuse"): T(S.REFUSED, by_host, "Revenir sur mon accord"),
        (S.ACCEPTED, "transfer"): T(S.ACCEPTED, by_host, "Confier à un collègue"),
        (S.ACCEPTED, "withdraw"): T(S.WITHDRAWN, by_school, "Renoncer à cette place"),
        (S.ACCEPTED, "expire"): T(S.EXPIRED, by_portal, "Clore sans confirmation"),
        (S.ACCEPTED, "close"): T(S.CLOSED, by_portal, "Clore : autre stage"),
        (S.CONFIRMED, "cancel"): T(S.CANCELLED, by_portal, "Annuler : stage annulé"),
    }
)
