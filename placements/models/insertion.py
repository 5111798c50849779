"""After the diploma (R-PF-7): what companies offer, what each pupil finds."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.enums import Role
from directory.history import tracked, tracked_links
from directory.models import ClassGroup, Company, Diploma, School
from placements.enums import Sex
from placements.enums.hosts import JobKind, SearchState, Wish
from placements.models.pupils import OfPupilQuerySet, Pupil


class JobOfferQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The schools of the département where it was taken down, and its officers; a
        company reads its own."""
        if actor.is_administrator:
            return self
        if actor.role == Role.COMPANY_REPRESENTATIVE:
            return self.filter(company__in=actor.company_ids)
        own = School.objects.filter(pk__in=actor.school_ids).values("department")
        near = Q(school__department__in=actor.department_codes)
        return self.filter(near | Q(school__department__in=own) if actor.school_ids else near)

    def open(self):
        return self.filter(is_open=True)


@tracked
class JobOffer(models.Model):
    """An apprenticeship or a first job; the contract itself is made elsewhere."""

    company = models.ForeignKey(
        Company, models.PROTECT, related_name="job_offers", verbose_name="entreprise"
    )
    school = models.ForeignKey(
        School,
        models.PROTECT,
        related_name="job_offers",
        verbose_name="recueillie par",
    )
    kind = models.CharField("nature", max_length=14, choices=JobKind)
    title = models.CharField("intitulé du poste", max_length=120)
    diplomas = models.ManyToManyField(
        Diploma, related_name="job_offers", verbose_name="diplômes visés"
    )
    places = models.PositiveSmallIntegerField("nombre de postes", default=1)
    starts_on = models.DateField("à partir du", null=True, blank=True)
    details = models.TextField("précisions", max_length=1000, blank=True)
    contact_name = models.CharField("personne à contacter", max_length=120, blank=True)
    contact_email = models.EmailField("son courriel", blank=True)
    contact_phone = models.CharField("son téléphone", max_length=20, blank=True)
    is_open = models.BooleanField("ouverte", default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="saisie par",
    )
    created_at = models.DateTimeField("saisie le", auto_now_add=True)

    objects = JobOfferQuerySet.as_manager()

    class Meta:
        verbose_name = "offre d’apprentissage ou d’emploi"
        verbose_name_plural = "offres d’apprentissage ou d’emploi"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(places__range=(1, 99)),
                name="placements_job_places",
                violation_error_message="De 1 à 99 postes.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("placements:job_offer_edit", args=[self.pk])


class InsertionQuerySet(OfPupilQuerySet):
    path = ""


@tracked
class Insertion(models.Model):
    """What a pupil looks for after the diploma, and what was found; one per class.

    Class, diploma and sex are copied: the counts outlive the pupil's row.
    """

    pupil = models.ForeignKey(
        Pupil, models.SET_NULL, null=True, related_name="insertions", verbose_name="élève"
    )
    school = models.ForeignKey(
        School, models.PROTECT, related_name="insertions", verbose_name="établissement"
    )
    class_group = models.ForeignKey(
        ClassGroup, models.PROTECT, related_name="insertions", verbose_name="classe"
    )
    diploma = models.ForeignKey(
        Diploma, models.PROTECT, null=True, related_name="insertions", verbose_name="diplôme"
    )
    sex = models.CharField("sexe", max_length=1, choices=Sex, blank=True)
    wish = models.CharField("recherche", max_length=14, choices=Wish)
    state = models.CharField(
        "état", max_length=9, choices=SearchState, default=SearchState.SEARCHING
    )
    offer = models.ForeignKey(
        JobOffer,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="insertions",
        verbose_name="offre",
    )
    company = models.ForeignKey(
        Company,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="insertions",
        verbose_name="employeur",
    )
    contract_on = models.DateField("contrat à partir du", null=True, blank=True)
    updated_at = models.DateTimeField("mis à jour le", auto_now=True)

    objects = InsertionQuerySet.as_manager()

    class Meta:
        verbose_name = "insertion"
        verbose_name_plural = "insertions"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "class_group"],
                name="placements_insertion_once",
                violation_error_message="Cet élève a déjà une fiche d’insertion.",
            ),
            models.CheckConstraint(
                condition=Q(contract_on=None) | Q(state=SearchState.FOUND),
                name="placements_insertion_contract",
                violation_error_message="Un contrat va avec une recherche aboutie.",
            ),
        ]

    def __str__(self):
        return self.get_wish_display()


tracked_links(JobOffer, "diplomas")
