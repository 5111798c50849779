"""The mails about accounts, links and codes."""

from django.urls import reverse

from accounts import notices_roles  # noqa: F401 declares the kinds about roles
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import Immediate
from outbox.topics import Topic

NOT_YOU = "Si cette demande ne vient pas de vous, ignorez ce message : rien n’a changé."


def signin_code(notice):
    return MailContent(
        subject="Votre code de connexion",
        paragraphs=[
            "Voici le code à recopier dans la page de connexion. Il est valable dix minutes et ne "
            "sert qu’une fois.",
            NOT_YOU,
        ],
        facts=[("Code", notice.secret)],
    )


def unknown_account(notice):
    return MailContent(
        subject="Votre demande de connexion",
        paragraphs=[
            "Une connexion à Passerelle a été demandée pour cette adresse, mais aucun compte ne "
            "lui correspond. Essayez votre autre adresse professionnelle, ou demandez un compte.",
            NOT_YOU,
        ],
        action=("Obtenir un compte", absolute(reverse("account_signup"))),
    )


def password_reset(notice):
    return MailContent(
        subject="Choisir un nouveau mot de passe",
        paragraphs=[
            "Pour choisir un nouveau mot de passe, ouvrez la page ci-dessous. Elle ne sert qu’une "
            "fois.",
            NOT_YOU,
        ],
        action=("Choisir un nouveau mot de passe", notice.secret),
    )


PASSWORD = ("Votre mot de passe a changé", "Le mot de passe de votre compte vient d’être modifié.")
# What happened → subject, sentence.
SECURITY_EVENTS = {
    "password_changed": PASSWORD,
    "password_reset": PASSWORD,
    "password_set": PASSWORD,
    "totp_activated": (
        "Double authentification ajoutée",
        "Une application d’authentification vient d’être ajoutée à votre compte.",
    ),
    "totp_deactivated": (
        "Double authentification retirée",
        "L’application d’authentification de votre compte vient d’être retirée.",
    ),
    "webauthn_added": (
        "Clé d’accès ajoutée",
        "Une clé d’accès vient d’être ajoutée à votre compte.",
    ),
    "webauthn_removed": (
        "Clé d’accès retirée",
        "Une clé d’accès de votre compte vient d’être retirée.",
    ),
    "recovery_codes_generated": (
        "Nouveaux codes de secours",
        "De nouveaux codes de secours viennent d’être créés pour votre compte ; les précédents "
        "ne servent plus.",
    ),
    "second_factor_reset": (
        "Double authentification réinitialisée",
        "L’administrateur a retiré la double authentification de votre compte et fermé vos "
        "sessions. Connectez-vous de nouveau pour en ajouter une.",
    ),
    "sessions_closed": (
        "Vos sessions ont été fermées",
        "L’administrateur a fermé les sessions ouvertes de votre compte. Connectez-vous de "
        "nouveau pour continuer.",
    ),
    "proconnect_linked": (
        "Compte relié à ProConnect",
        "Une identité ProConnect vient d’être reliée à votre compte : elle permet de s’y "
        "connecter.",
    ),
    "proconnect_unlinked": (
        "ProConnect retiré",
        "Une identité ProConnect vient d’être retirée de votre compte.",
    ),
}


def security(notice):
    subject, sentence = SECURITY_EVENTS[notice.context["event"]]
    reason = notice.context.get("reason")
    return MailContent(
        subject=subject,
        paragraphs=[
            sentence,
            "Si ce n’est pas vous, demandez tout de suite un nouveau mot de passe : les autres "
            "sessions seront fermées. Puis prévenez l’administrateur.",
        ],
        facts=[("Motif", reason)] if reason else [],
        action=("Mot de passe oublié", absolute(reverse("account_reset_password"))),
    )


def proconnect_link(notice):
    return MailContent(
        subject="Relier ProConnect à votre compte",
        paragraphs=[
            "Quelqu’un s’est identifié avec ProConnect sous cette adresse et demande à se "
            "connecter à votre compte. Si c’est vous, ouvrez la page ci-dessous dans le même "
            "navigateur, dans l’heure qui vient.",
            NOT_YOU,
        ],
        action=("Relier mon identité ProConnect", notice.secret),
    )


def new_link(notice):
    link = notice.subject
    return MailContent(
        subject="Votre nouveau lien",
        paragraphs=[
            "Vous avez demandé un nouveau lien ; le précédent ne sert plus. Celui-ci vous est "
            "personnel : ne le transmettez pas.",
        ],
        action=("Ouvrir la page", link.url),
    )


def one_time_code(notice):
    code = notice.subject
    return MailContent(
        subject="Votre code de confirmation",
        paragraphs=[
            f"Voici le code à recopier pour {code.what}. Il est valable dix minutes et ne sert "
            "qu’une fois.",
            "Personne n’a à vous le demander par téléphone ou par message.",
        ],
        facts=[("Code", notice.secret)],
    )


ASKED_SIGN_IN = "quelqu’un a demandé une connexion à Passerelle avec votre adresse"

register(
    NoticeKind(
        "accounts.signin_code",
        "Code de connexion",
        ASKED_SIGN_IN,
        signin_code,
        topic=Topic.SECURITY,
        sensitive=True,
    )
)
register(
    NoticeKind(
        "accounts.unknown_account",
        "Connexion demandée sans compte",
        ASKED_SIGN_IN,
        unknown_account,
        topic=Topic.SECURITY,
        sensitive=True,
    )
)
register(
    NoticeKind(
        "accounts.password_reset",
        "Mot de passe oublié",
        "quelqu’un a demandé un nouveau mot de passe pour votre compte",
        password_reset,
        topic=Topic.SECURITY,
        sensitive=True,
    )
)
register(
    NoticeKind(
        "accounts.security",
        "Sécurité du compte",
        "ce qui protège votre compte a été modifié",
        security,
        topic=Topic.SECURITY,
        immediate=Immediate.ALWAYS,
        to_oneself=True,
    )
)
register(
    NoticeKind(
        "accounts.proconnect_link",
        "Relier ProConnect",
        "quelqu’un s’est identifié avec ProConnect sous votre adresse",
        proconnect_link,
        topic=Topic.SECURITY,
        sensitive=True,
    )
)
register(
    NoticeKind(
        "accounts.new_link",
        "Nouveau lien personnel",
        "vous avez demandé un nouveau lien",
        new_link,
        is_relevant=lambda notice: notice.subject.state_at(notice.told_at) == "valid",
        topic=Topic.SECURITY,
        immediate=Immediate.ALWAYS,
        to_oneself=True,
    )
)
register(
    NoticeKind(
        "accounts.one_time_code",
        "Code de confirmation",
        "vous avez demandé un code pour confirmer un acte",
        one_time_code,
        is_relevant=lambda notice: notice.subject.is_open_at(notice.told_at),
        topic=Topic.SECURITY,
        sensitive=True,
    )
)
