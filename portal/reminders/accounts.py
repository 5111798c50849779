"""Before an account that nobody has used for two years is erased (DOMAIN §8)."""

from django.db.models import Value
from django.db.models.functions import Concat
from django.urls import reverse

from accounts.models import User
from directory.french import full_day
from outbox.addresses import absolute
from outbox.kinds import MailContent
from outbox.topics import Topic
from reminders.rules import Rule, To, days, register


def leaving():
    """Accounts whose day is set."""
    return User.objects.filter(leaves_on__isnull=False, erased_on=None)


def account_leaves(notice):
    when = full_day(notice.subject.leaves_on)
    return MailContent(
        subject=f"Votre compte sera effacé le {when}",
        paragraphs=[
            "Vous n’avez pas utilisé Passerelle depuis deux ans : votre compte, votre nom et votre "
            f"adresse seront effacés le {when}. Ce que vous y avez fait reste, sans votre nom.",
            "Si vous en avez encore besoin, connectez-vous avant cette date : cela suffit. Sinon, "
            "vous n’avez rien à faire.",
        ],
        action=("Se connecter", absolute(reverse("account_login"))),
    )


register(
    Rule(
        code="account.leaves",
        label="Compte inutilisé, bientôt effacé",
        why="vous avez un compte dans Passerelle",
        subjects=leaving,
        recipients=[To("email", Concat("first_name", Value(" "), "last_name"), "pk")],
        anchor="leaves_on",
        anchor_label="l’effacement",
        offset=days(-14),
        render=account_leaves,
        topic=Topic.ACTS,
    )
)
