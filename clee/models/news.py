"""News of committees and of bureaux des entreprises, by département."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.enums import Role
from clee.enums import KEEPERS
from clee.enums.public import NewsState
from clee.models.committees import Committee
from clee.models.mandates import Mandate
from directory.history import tracked
from directory.models import School
from documents.models import StoredFile


class NewsQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """What is published, and what the actor writes or publishes (`kept_by`). The news of a
        network of RBDE are for who reads the network."""
        kept = self.kept_by(actor).order_by().values("pk")
        networks = Committee.objects.networks()
        hidden = networks.exclude(pk__in=networks.visible_to(actor).values("pk"))
        published = Q(state=NewsState.PUBLISHED) & ~Q(committee__in=hidden.values("pk"))
        return self.filter(published | Q(pk__in=kept))

    def kept_by(self, actor):
        """Those of the actor's committees, lycées or territory (`clee.workflow.news`)."""
        if actor.is_administrator:
            return self
        if actor.role == Role.CO_LEAD:
            led = Mandate.objects.running().filter(user=actor.user).values("committee")
            return self.filter(committee__in=led)
        if actor.role == Role.RBDE:
            return self.filter(school__in=actor.school_ids)
        if actor.role in KEEPERS:
            rows = self.in_departments(actor.department_codes)
            ours = Committee.objects.kept_by(actor).values("pk")
            return rows.filter(Q(committee=None) | Q(committee__in=ours))
        return self.none()

    def published(self):
        return self.filter(state=NewsState.PUBLISHED)

    def in_departments(self, codes):
        """Those of a committee or of a lycée of these départements, each once."""
        there = Committee.objects.filter(departments__in=codes).values("pk")
        return self.filter(Q(committee__in=there) | Q(school__department__in=codes))

    def for_lists(self):
        """With their source; the latest first."""
        rows = self.select_related("committee", "school__department")
        return rows.prefetch_related("committee__departments").order_by("-published_at", "-pk")


@tracked
class News(models.Model):
    """A few words of a committee, or of the bureau des entreprises of a lycée."""

    committee = models.ForeignKey(
        Committee,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="news",
        verbose_name="comité",
    )
    school = models.ForeignKey(
        School, models.CASCADE, null=True, blank=True, related_name="news", verbose_name="lycée"
    )
    title = models.CharField("titre", max_length=120)
    text = models.TextField("texte", max_length=5000)
    picture = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="image",
    )
    picture_words = models.CharField("description de l’image", max_length=200, blank=True)
    state = models.CharField("état", max_length=10, choices=NewsState, default=NewsState.DRAFT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="écrite par",
    )
    created_at = models.DateTimeField("écrite le", auto_now_add=True)
    updated_at = models.DateTimeField("modifiée le", auto_now=True)
    published_at = models.DateTimeField("publiée le", null=True, blank=True)
    reason = models.CharField("motif", max_length=300, blank=True)

    objects = NewsQuerySet.as_manager()

    class Meta:
        verbose_name = "actualité"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["-published_at"],
                name="clee_news_published",
                condition=Q(state=NewsState.PUBLISHED),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="news_of_one",
                condition=Q(committee=None) ^ Q(school=None),
                violation_error_message="Une actualité est d’un comité ou d’un lycée.",
            ),
            models.CheckConstraint(
                name="news_picture_is_described",
                condition=Q(picture=None) | ~Q(picture_words=""),
                violation_error_message="Décrivez l’image pour qui ne la voit pas.",
            ),
            models.CheckConstraint(
                name="news_published_has_a_date",
                condition=~Q(state=NewsState.PUBLISHED) | Q(published_at__isnull=False),
                violation_error_message="Une actualité publiée a une date.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"/actualites/{self.pk}/"

    @property
    def source(self):
        """Whose news it is, in words; needs `for_lists()` in a list."""
        if self.committee_id:
            return str(self.committee)
        return f"Bureau des entreprises, {self.school}"

    @property
    def departments(self):
        """Where it is read; needs `for_lists()` in a list."""
        if self.committee is not None:
            return list(self.committee.departments.all())
        return [self.school.department] if self.school else []
