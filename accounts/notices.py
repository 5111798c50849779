"""The mails about accounts, links and codes."""

from django.urls import reverse

from accounts import notices_roles  # noqa: F401 declares the kinds about roles
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register

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


def security(notice):
    return MailContent(
        subject="Votre mot de passe a changé",
        paragraphs=[
            "Le mot de passe de votre compte vient d’être modifié.",
            "Si ce n’est pas vous, demandez tout de suite un nouveau mot de passe : les autres "
            "sessions seront fermées.",
        ],
        action=("Mot de passe oublié", absolute(reverse("account_reset_password"))),
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
        "accounts.signin_code", "Code de connexion", ASKED_SIGN_IN, signin_code, sensitive=True
    )
)
register(
    NoticeKind(
        "accounts.unknown_account",
        "Connexion demandée sans compte",
        ASKED_SIGN_IN,
        unknown_account,
        sensitive=True,
    )
)
register(
    NoticeKind(
        "accounts.password_reset",
        "Mot de passe oublié",
        "quelqu’un a demandé un nouveau mot de passe pour votre compte",
        password_reset,
        sensitive=True,
    )
)
register(
    NoticeKind(
        "accounts.security",
        "Changement de mot de passe",
        "le mot de passe de votre compte a été modifié",
        security,
    )
)
register(
    NoticeKind(
        "accounts.new_link",
        "Nouveau lien personnel",
        "vous avez demandé un nouveau lien",
        new_link,
        is_relevant=lambda notice: notice.subject.state_at(notice.told_at) == "valid",
    )
)
register(
    NoticeKind(
        "accounts.one_time_code",
        "Code de confirmation",
        "vous avez demandé un code pour confirmer un acte",
        one_time_code,
        is_relevant=lambda notice: notice.subject.is_open_at(notice.told_at),
        sensitive=True,
    )
)
