"""What declarations tell: the office of what its head would correct, the signer of a return."""

from django.db.models import Q

from accounts.enums import Role
from accounts.functions import heads_over
from accounts.models import RoleAssignment, User
from accounts.workflow.validators import recipient
from clee.enums import CommitteeKind
from clee.models import Mandate
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.topics import Topic
from outbox.workflow import notify
from reports import notices_exports  # noqa: F401 declares that of exports
from reports.enums.declaration import Answer, DeclarationState


def _holders(role, **places):
    held = RoleAssignment.objects.in_force().filter(role=role, **places)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))


def signers(row):
    """[(person, role)] who sign it: heads, co-leads, the network's own people."""
    if row.school_id:
        return [(held.user, Role.HEAD) for held in heads_over(row.school)]
    if row.network_id:
        people = _holders(Role.MISSION_OFFICER, networks=row.network)
        return [(person, Role.MISSION_OFFICER) for person in people]
    if row.committee.kind == CommitteeKind.RBDE:
        departments = row.committee.departments.all()
        held = RoleAssignment.objects.in_force().filter(
            Q(departments__in=departments) | Q(academies__departments__in=departments),
            role=Role.DEPARTMENT_SUPERVISOR,
        )
        people = User.objects.filter(pk__in=held.values("user"), is_active=True)
        return [(person, Role.DEPARTMENT_SUPERVISOR) for person in people.order_by("pk")]
    running = Mandate.objects.running().filter(committee=row.committee, user__isnull=False)
    return [(one.user, Role.CO_LEAD) for one in running.select_related("user")]


def tell_signed(actor, row):
    """The RBDE of the school correct the rows that its head found wrong."""
    if row.answer != Answer.TO_CORRECT or not row.school_id:
        return
    for person in _holders(Role.RBDE, schools=row.school):
        to = recipient(person, Role.RBDE)
        notify("declaration.to_correct", row, to, by=actor, occasion=row.signed_at.isoformat())


def tell_sent_back(actor, row):
    for person, role in signers(row):
        occasion = row.updated_at.isoformat()
        notify("declaration.sent_back", row, recipient(person, role), by=actor, occasion=occasion)


def _mail(row, subject, sentence, fact):
    return MailContent(
        subject=f"{subject} : {row.subject}",
        paragraphs=[sentence],
        facts=[("De", str(row.subject)), ("Année scolaire", str(row.school_year)), fact],
        action=("Ouvrir la déclaration", absolute(row.get_absolute_url())),
    )


def to_correct(notice):
    sentence = (
        "Le chef d’établissement a signé la déclaration de l’année et y dit ce qui est à corriger "
        "dans le portail."
    )
    fact = ("À corriger", notice.subject.words)
    return _mail(notice.subject, "Lignes à corriger", sentence, fact)


def sent_back(notice):
    sentence = "La déclaration de l’année vous est renvoyée : reprenez-la, puis signez-la."
    fact = ("À reprendre", notice.subject.return_reason)
    return _mail(notice.subject, "Déclaration renvoyée", sentence, fact)


def _still_to_correct(notice):
    row = notice.subject
    return row.state == DeclarationState.SIGNED and row.answer == Answer.TO_CORRECT


def _still_back(notice):
    return notice.subject.state == DeclarationState.DRAFT and bool(notice.subject.return_reason)


register(
    NoticeKind(
        "declaration.to_correct",
        "Lignes à corriger d’après la déclaration, au RBDE",
        "vous tenez le bureau des entreprises de cet établissement",
        to_correct,
        _still_to_correct,
        topic=Topic.ANSWERS,
    )
)
register(
    NoticeKind(
        "declaration.sent_back",
        "Déclaration de l’année renvoyée, à qui la signe",
        "vous signez la déclaration de l’année",
        sent_back,
        _still_back,
        topic=Topic.ANSWERS,
    )
)
