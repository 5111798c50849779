"""What mails are about, in the words of who reads them; what may be stopped."""

from django.db.models import TextChoices


class Topic(TextChoices):
    """In the order of a digest: what waits for its reader first, news last."""

    SECURITY = "security", "Connexion, codes et liens que vous demandez"
    ANSWERS = "answers", "Ce qui attend votre réponse, votre visa ou votre signature"
    ACTS = "acts", "Décisions, annulations et changements qui vous concernent"
    REMINDERS = "reminders", "Rappels quand une réponse ou une signature tarde"
    COMING = "coming", "Rappels avant une immersion ou une réunion"
    NEWS = "news", "Nouvelles de vos demandes, de vos offres et de vos conventions"
    OPINIONS = "opinions", "Demandes d’avis après une immersion"
    OFFERS = "offers", "Offres à renouveler et appels de la branche"
    CALLS = "calls", "Appels des établissements qui cherchent un accueil"

    @property
    def rank(self):
        return list(type(self)).index(self)

    @property
    def may_stop(self):
        """Not what a person asked for, nor a legal act: a right, a signature, a delay runs."""
        return self not in (Topic.SECURITY, Topic.ANSWERS, Topic.ACTS)

    @property
    def awaits(self):
        """Whether its reader has something to do."""
        return self in (Topic.ANSWERS, Topic.REMINDERS, Topic.OPINIONS, Topic.OFFERS, Topic.CALLS)

    @property
    def patience(self):
        """How many open days of its reader it may wait for a digest that leaves anyway."""
        return PATIENCE.get(self, 0)


# An opinion is asked for while one remembers.
PATIENCE = {Topic.NEWS: 5, Topic.OPINIONS: 2}
STOPPABLE = [topic for topic in Topic if topic.may_stop]
