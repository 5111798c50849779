"""Welcome booklets and other resources, shared tools of the RBDE: published with versions."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.enums import Role
from clee.enums.resources import TOOL_READERS, ResourceAudience, ResourceKind
from clee.models.committees import Committee
from clee.models.members import Member
from directory.history import tracked


class ResourceQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """By audience: everybody, the members, the bureaux des entreprises; who keeps the
        committee sees all, withdrawn ones too."""
        if actor.is_administrator:
            return self
        kept = Q(committee__in=Committee.objects.kept_by(actor).values("pk"))
        shown = Q(audience=ResourceAudience.PUBLIC)
        if actor.role in TOOL_READERS:
            shown |= Q(audience=ResourceAudience.RBDE)
        if member := _membership(actor):
            shown |= Q(audience=ResourceAudience.MEMBERS) & member
        return self.filter(kept | shown & Q(is_withdrawn=False))

    def published(self):
        return self.filter(is_withdrawn=False)

    def with_current(self):
        """With `current`: the key of the latest version, `current_number` and `taken`, how many
        times all of them were downloaded."""
        versions = ResourceVersion.objects.filter(resource=OuterRef("pk")).order_by("-number")
        total = models.Sum("versions__downloads")
        return self.annotate(
            current=models.Subquery(versions.values("pk")[:1]),
            current_number=models.Subquery(versions.values("number")[:1]),
            current_at=models.Subquery(versions.values("published_at")[:1]),
            taken=total,
        ).select_related("committee")


def _membership(actor):
    """Condition: an organisation of the actor belongs to the committee; None for others."""
    present = Member.objects.present().filter(committee=OuterRef("committee"))
    if actor.is_school_staff:
        return Q(Exists(present.filter(school__in=actor.school_ids)))
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        return Q(Exists(present.filter(company__in=actor.company_ids)))
    return None


@tracked
class Resource(models.Model):
    """One resource, whatever its versions."""

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="resources", verbose_name="comité"
    )
    kind = models.CharField("nature", max_length=10, choices=ResourceKind)
    title = models.CharField("titre", max_length=150)
    description = models.TextField("présentation", max_length=1000, blank=True)
    audience = models.CharField(
        "ouverte à", max_length=10, choices=ResourceAudience, default=ResourceAudience.PUBLIC
    )
    is_withdrawn = models.BooleanField("retirée", default=False)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = "ressource d’un comité"
        verbose_name_plural = "ressources des comités"
        ordering = ["kind", "title", "pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("clee:resource", args=[self.pk])


class ResourceVersionQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(resource__in=Resource.objects.visible_to(actor).values("pk"))


@tracked(part_of="resource", exclude=("downloads",))
class ResourceVersion(models.Model):
    """The file of one version; downloads are counted, nobody is followed."""

    resource = models.ForeignKey(
        Resource, models.CASCADE, related_name="versions", verbose_name="ressource"
    )
    number = models.PositiveSmallIntegerField("version")
    file = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, related_name="+", verbose_name="fichier"
    )
    note = models.CharField("ce qui change", max_length=300, blank=True)
    published_at = models.DateTimeField("publiée le", auto_now_add=True)
    downloads = models.PositiveIntegerField("téléchargements", default=0, editable=False)

    objects = ResourceVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version d’une ressource"
        verbose_name_plural = "versions des ressources"
        ordering = ["resource", "-number"]
        constraints = [
            models.UniqueConstraint(
                name="clee_resource_version_once",
                fields=["resource", "number"],
                violation_error_message="Cette version existe déjà.",
            ),
        ]

    def __str__(self):
        return f"{self.resource}, version {self.number}"
