"""The personal link that a mail of this app opens."""

from accounts.models import PersonalLink


def living_link(notice):
    """The link that the notice was made with, or its successor; None without one."""
    link = PersonalLink.objects.filter(pk=notice.context.get("link")).first()
    while link is not None and link.replaced_by_id:
        link = link.replaced_by
    return link if link is not None and link.state_at(notice.told_at) == "valid" else None
