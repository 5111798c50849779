"""The news as RSS, for all départements or for one."""

from django.contrib.syndication.views import Feed
from django.http import Http404
from django.urls import reverse

from accounts.access import public
from accounts.actor import Actor
from clee.models import News
from directory.models import Department
from outbox.addresses import absolute

LATEST = 30


class NewsFeed(Feed):
    """The latest published; items keep their address for ever."""

    language = "fr"

    def get_object(self, request, code=None):
        if code is None:
            return None
        found = Department.objects.filter(pk=code).first()
        if found is None:
            raise Http404
        return found

    def title(self, department):
        where = department.name if department else "Occitanie"
        return f"Actualités école-entreprise, {where}"

    def link(self, department):
        query = f"?departement={department.pk}" if department else ""
        return absolute(reverse("clee:news") + query)

    def feed_url(self, department):
        args = [department.pk] if department else []
        return absolute(reverse("clee:news_feed", args=args))

    description = "Les nouvelles des bureaux des entreprises et des comités locaux."

    def items(self, department):
        rows = News.objects.visible_to(Actor.anonymous()).published().for_lists()
        if department:
            rows = rows.in_departments([department.pk])
        return rows[:LATEST]

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        return item.text

    def item_author_name(self, item):
        return item.source

    def item_link(self, item):
        return absolute(item.get_absolute_url())

    def item_guid(self, item):
        return self.item_link(item)

    def item_pubdate(self, item):
        return item.published_at

    def item_updateddate(self, item):
        return item.published_at

    def item_categories(self, item):
        return [one.name for one in item.departments]


_feed = NewsFeed()


@public
def news_feed(request, code=None):
    """`/actualites/flux/` and `/actualites/flux/<département>/`."""
    return _feed(request, code=code)
