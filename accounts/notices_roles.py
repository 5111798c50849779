"""The mails about roles: asked, opened, decided, delegated, invited."""

from django.urls import reverse

from accounts import signin_links
from accounts.enums import Evidence, RoleState
from accounts.models import PersonalLink
from directory.french import full_day, period
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import Immediate
from outbox.topics import Topic

ACCOUNT = "account"
DASHBOARD = "/tableau-de-bord/"


def _what(assignment):
    """The role and its places, as facts."""
    places = ", ".join(assignment.places())
    facts = [("Rôle", assignment.get_role_display())]
    return [*facts, ("Périmètre", places)] if places else facts


def asked(notice):
    assignment = notice.subject
    person = assignment.user
    return MailContent(
        subject=f"Un rôle à valider : {person}",
        paragraphs=[
            f"{person} ({person.email}) demande un rôle qu’il vous revient de valider. Vérifiez "
            "que vous connaissez cette personne avant de répondre.",
        ],
        facts=[*_what(assignment), ("Preuve", Evidence(assignment.evidence).label)],
        action=("Répondre à la demande", absolute(reverse("roles_to_validate"))),
    )


def proved(notice):
    """To those who decide: the code of the letter came back."""
    assignment = notice.subject
    return MailContent(
        subject=f"Le courrier est arrivé : {assignment.user}",
        paragraphs=[
            f"{assignment.user} ({assignment.user.email}) a saisi le code envoyé par courrier à "
            "l’adresse de l’entreprise. Son rôle attend votre décision.",
        ],
        facts=_what(assignment),
        action=("Répondre à la demande", absolute(reverse("roles_to_validate"))),
    )


def letter_prepared(notice):
    """To the person: a letter is on its way."""
    assignment = notice.subject
    return MailContent(
        subject="Un courrier part à votre entreprise",
        paragraphs=[
            "Pour confirmer votre rôle, un courrier avec un code part à l’adresse de l’entreprise. "
            "Quand il arrive, saisissez ce code dans « Mon compte » ; il est valable trente jours.",
        ],
        facts=_what(assignment),
        action=("Ouvrir « Mon compte »", absolute(reverse(ACCOUNT))),
    )


def head_asked(notice):
    assignment = notice.subject
    link = PersonalLink.objects.alive().about(assignment).first()
    return MailContent(
        subject=f"{assignment.user} se présente comme chef d’établissement",
        paragraphs=[
            f"{assignment.user} ({assignment.user.email}) demande à entrer dans Passerelle comme "
            "chef de votre établissement.",
            "Si c’est exact, ouvrez la page ci-dessous : son accès est ouvert pour un mois, sans "
            "droit de signature, le temps que la DSDEN le confirme. Sinon, ne faites rien.",
        ],
        facts=_what(assignment),
        action=("Confirmer", link.url) if link else None,
    )


def opened(notice):
    assignment = notice.subject
    return MailContent(
        subject="Votre accès de chef d’établissement est ouvert",
        paragraphs=[
            f"La boîte de votre établissement a confirmé votre demande : votre accès est ouvert "
            f"jusqu’au {full_day(assignment.ends_on)}. Vous pourrez signer dès que la DSDEN aura "
            "validé votre rôle.",
        ],
        facts=_what(assignment),
        action=("Ouvrir Passerelle", absolute(DASHBOARD)),
    )


DECIDED = {
    RoleState.VALIDATED: ("Votre rôle est validé", "Vous pouvez vous en servir dès maintenant."),
    RoleState.REFUSED: ("Votre demande de rôle est refusée", "Elle n’ouvre aucun accès."),
    RoleState.ENDED: ("Votre rôle a pris fin", "Il n’ouvre plus aucun accès."),
}


def decided(notice):
    assignment = notice.subject
    subject, sentence = DECIDED[RoleState(notice.occasion)]
    if notice.occasion == RoleState.VALIDATED and assignment.starts_on > notice.told_on:
        sentence = f"Il s’ouvre le {full_day(assignment.starts_on)}."
    facts = _what(assignment)
    if notice.occasion == RoleState.VALIDATED and assignment.ends_on:
        facts.append(("Jusqu’au", full_day(assignment.ends_on)))
    if assignment.reason:
        facts.append(("Motif", assignment.reason))
    return MailContent(
        subject=subject,
        paragraphs=[sentence],
        facts=facts,
        action=("Voir mes rôles", absolute(reverse(ACCOUNT))),
    )


def reopened(notice):
    assignment = notice.subject
    return MailContent(
        subject="Votre rôle est de nouveau ouvert",
        paragraphs=[
            "Il avait pris fin le 31 août ; votre chef d’établissement l’a confirmé pour cette "
            "année scolaire.",
        ],
        facts=[*_what(assignment), ("Jusqu’au", full_day(assignment.ends_on))],
        action=("Ouvrir Passerelle", absolute(DASHBOARD)),
    )


def invited(notice):
    assignment = notice.subject
    by = assignment.granted_by
    facts = _what(assignment)
    if assignment.starts_on > notice.told_on:
        facts.append(("À partir du", full_day(assignment.starts_on)))
    return MailContent(
        subject=f"{by} vous invite dans Passerelle",
        paragraphs=[
            f"{by} vous ouvre un accès à Passerelle, le portail entre les établissements scolaires "
            "et les entreprises. Ouvrez la page ci-dessous pour entrer ; elle ne sert qu’une fois.",
            "Ensuite, la page de connexion vous envoie un code à chaque visite ; vous pouvez aussi "
            "choisir un mot de passe.",
        ],
        facts=facts,
        action=("Entrer dans Passerelle", signin_links.make(assignment.user)),
    )


def registration(notice):
    return MailContent(
        subject="Ouvrir votre compte Passerelle",
        paragraphs=[
            "Vous avez demandé un compte avec cette adresse. Ouvrez la page ci-dessous pour "
            "choisir votre rôle ; elle est valable deux jours.",
            "Si cette demande ne vient pas de vous, ignorez ce message : aucun compte n’est créé.",
        ],
        action=("Continuer mon inscription", notice.secret),
    )


def already_registered(notice):
    return MailContent(
        subject="Vous avez déjà un compte Passerelle",
        paragraphs=[
            "Un compte a été demandé avec cette adresse, qui en a déjà un. Connectez-vous avec un "
            "code reçu par courriel, puis demandez un autre rôle depuis « Mon compte ».",
        ],
        action=("Se connecter", absolute(reverse("account_request_login_code"))),
    )


def delegated(notice):
    delegation = notice.subject
    dates = period(delegation.starts_on, delegation.ends_on)
    return MailContent(
        subject=f"{delegation.assignment.user} vous donne une délégation",
        paragraphs=[f"Vous agissez par délégation, {dates}."],
        facts=[("Actes", ", ".join(delegation.act_labels)), *_what(delegation.assignment)],
        action=("Voir ce qui m’attend", absolute(DASHBOARD)),
    )


def delegation_ended(notice):
    delegation = notice.subject
    return MailContent(
        subject="Votre délégation a pris fin",
        paragraphs=[f"{delegation.assignment.user} a retiré la délégation qui vous était donnée."],
        facts=[("Actes", ", ".join(delegation.act_labels)), *_what(delegation.assignment)],
        action=("Voir mon compte", absolute(reverse(ACCOUNT))),
    )


def _undecided(notice):
    return notice.subject.state in (RoleState.WAITING, RoleState.PROVISIONAL)


def _still(notice):
    return notice.subject.state == notice.occasion


OPEN_STATES = (RoleState.WAITING, RoleState.PROVISIONAL, RoleState.VALIDATED)
VALIDATES = "vous validez les rôles de votre périmètre"
OWN_ROLE = "il s’agit de votre rôle"
ASKED_ACCOUNT = "quelqu’un a demandé un compte avec votre adresse"

for kind in (
    NoticeKind(
        "accounts.role_asked", "Rôle à valider", VALIDATES, asked, _undecided, Topic.ANSWERS
    ),
    NoticeKind(
        "accounts.role_proved", "Preuve reçue", VALIDATES, proved, _undecided, Topic.ANSWERS
    ),
    NoticeKind(
        "accounts.letter_prepared", "Courrier à venir", OWN_ROLE, letter_prepared, _undecided
    ),
    # The proof of who asks: as a link asked for, it goes to the mailbox that vouches.
    NoticeKind(
        "accounts.head_asked",
        "Chef d’établissement à confirmer",
        "c’est l’adresse de votre établissement dans l’annuaire de l’éducation",
        head_asked,
        lambda notice: notice.subject.state == RoleState.WAITING,
        Topic.SECURITY,
        Immediate.ALWAYS,
    ),
    NoticeKind(
        "accounts.role_opened",
        "Rôle ouvert pour un mois",
        OWN_ROLE,
        opened,
        lambda notice: notice.subject.state == RoleState.PROVISIONAL,
    ),
    NoticeKind("accounts.role_decided", "Décision sur un rôle", OWN_ROLE, decided, _still),
    NoticeKind(
        "accounts.role_reopened",
        "Rôle rouvert à la rentrée",
        OWN_ROLE,
        reopened,
        lambda notice: (
            notice.subject.state == RoleState.VALIDATED
            and str(notice.subject.ends_on) == notice.occasion
        ),
    ),
    NoticeKind(
        "accounts.invited",
        "Invitation",
        "un collègue vous a invité",
        invited,
        lambda notice: notice.subject.user.is_active and notice.subject.state in OPEN_STATES,
    ),
    NoticeKind(
        "accounts.registration",
        "Inscription",
        ASKED_ACCOUNT,
        registration,
        topic=Topic.SECURITY,
        sensitive=True,
    ),
    NoticeKind(
        "accounts.already_registered",
        "Inscription d’une adresse connue",
        ASKED_ACCOUNT,
        already_registered,
        topic=Topic.SECURITY,
        sensitive=True,
    ),
    NoticeKind(
        "accounts.delegated",
        "Délégation reçue",
        "une délégation vous est donnée",
        delegated,
        lambda notice: notice.subject.ended_at is None,
    ),
    NoticeKind(
        "accounts.delegation_ended",
        "Délégation retirée",
        "une délégation vous est retirée",
        delegation_ended,
    ),
):
    register(kind)
