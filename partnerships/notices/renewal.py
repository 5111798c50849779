"""The mails about last year's offers: the company is asked, the author is told."""

from django.urls import reverse

from directory.years import label
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.topics import Topic
from partnerships.models import Offer
from partnerships.notices.contract import link_url
from partnerships.rules import end_of_renewals, renewed_year
from partnerships.wording import day
from partnerships.workflow.again import refused_by_host, words_of


def _offers(notice):
    year = renewed_year(notice.told_on)
    found = Offer.objects.for_host(notice.subject)
    if year is None:
        return found.none()
    found = found.renewable(year)
    return found.exclude(pk__in=refused_by_host(found))


def to_renew(notice):
    year = renewed_year(notice.told_on)
    offers = _offers(notice).order_by("pk")
    titles = list(offers.values_list("title", flat=True))
    willing = any(words_of(offers).values())
    url = link_url(notice) or absolute(reverse("partnerships:offers"))
    return MailContent(
        subject=f"Vos offres pour {label(year)}",
        paragraphs=[
            f"L’an dernier, {notice.subject} a ouvert ses portes à des élèves : merci. Les "
            f"établissements préparent déjà l’année {label(year)}.",
            *(
                ["Après leur venue, vous avez dit vouloir accueillir de nouveau."]
                if willing
                else []
            ),
            "La page ci-dessous propose les mêmes semaines, hors vacances et jours fériés : un "
            "clic les publie, après les changements que vous voulez. Sans réponse au plus tard le "
            f"{day(end_of_renewals(year))}, rien n’est publié.",
        ],
        facts=[("Offre" if len(titles) == 1 else "Offres", "\n".join(titles))],
        action=("Renouveler", url),
    )


def renewed(notice):
    offer = notice.subject
    return MailContent(
        subject=f"Offre renouvelée : {offer.title}",
        paragraphs=[f"{offer.host_name} a renouvelé l’offre pour {label(int(notice.occasion))}."],
        action=("Voir l’offre", absolute(offer.get_absolute_url())),
    )


register(
    NoticeKind(
        "offer.to_renew",
        "Offres de l’an dernier à renouveler",
        "vous avez accueilli des élèves l’an dernier",
        to_renew,
        lambda notice: _offers(notice).exists(),
        Topic.OFFERS,
    )
)
register(
    NoticeKind(
        "offer.renewed",
        "Offre renouvelée",
        "vous avez saisi cette offre",
        renewed,
        topic=Topic.NEWS,
    )
)
