"""Académies, départements, bassins, municipalities, sectors: reference data."""

from django.db import models

from directory.models.base import PublicQuerySet, position_constraints
from directory.search import sort_key_field


class Academy(models.Model):
    code = models.CharField("code", max_length=3, primary_key=True)
    name = models.CharField("nom", max_length=60, unique=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = "académie"
        ordering = ["name"]

    def __str__(self):
        return self.name


class Department(models.Model):
    code = models.CharField("code", max_length=3, primary_key=True)
    name = models.CharField("nom", max_length=60)
    academy = models.ForeignKey(
        Academy, models.PROTECT, related_name="departments", verbose_name="académie"
    )

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = "département"
        ordering = ["code"]

    def __str__(self):
        return f"{self.name} ({self.code})"


class TrainingBasin(models.Model):
    """*Bassin de formation*; one may lie in two départements."""

    academy = models.ForeignKey(
        Academy, models.PROTECT, related_name="basins", verbose_name="académie"
    )
    name = models.CharField("nom", max_length=120)
    departments = models.ManyToManyField(
        Department, related_name="basins", verbose_name="départements"
    )
    sort_key = sort_key_field("name")

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = "bassin de formation"
        verbose_name_plural = "bassins de formation"
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(
                "academy",
                "sort_key",
                name="directory_basin_unique",
                violation_error_message="Ce bassin existe déjà dans cette académie.",
            )
        ]

    def __str__(self):
        return self.name


class Municipality(models.Model):
    """A commune by its INSEE code; position in degrees WGS 84."""

    insee_code = models.CharField("code INSEE", max_length=5, primary_key=True)
    name = models.CharField("nom", max_length=120)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="municipalities", verbose_name="département"
    )
    latitude = models.FloatField("latitude", null=True, blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)
    is_rural = models.BooleanField("rurale", null=True, blank=True)
    sort_key = sort_key_field("name")

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = "commune"
        ordering = ["sort_key", "insee_code"]
        constraints = [position_constraints("directory_municipality")]
        indexes = [models.Index(fields=["sort_key"], name="directory_municipality_sort")]

    def __str__(self):
        return f"{self.name} ({self.insee_code[:2]})"


class MunicipalityPostcode(models.Model):
    """One of the postcodes of a municipality."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="postcodes", verbose_name="commune"
    )
    postcode = models.CharField("code postal", max_length=5, db_index=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = "code postal"
        verbose_name_plural = "codes postaux"
        ordering = ["postcode"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "postcode"],
                name="directory_postcode_unique",
                violation_error_message="Ce code postal est déjà celui de la commune.",
            )
        ]

    def __str__(self):
        return self.postcode


class Sector(models.Model):
    """One of the sectors by which people look for a company."""

    code = models.CharField("code", max_length=20, unique=True)
    label = models.CharField("libellé", max_length=120)
    sort_key = sort_key_field("label")

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = "secteur"
        ordering = ["sort_key"]

    def __str__(self):
        return self.label


class NafSector(models.Model):
    """The sector of a NAF rév. 2 code (R-ID-4)."""

    naf_code = models.CharField("code NAF rév. 2", max_length=6, primary_key=True)
    sector = models.ForeignKey(
        Sector, models.CASCADE, related_name="naf_codes", verbose_name="secteur"
    )

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = "code NAF"
        verbose_name_plural = "codes NAF"
        ordering = ["naf_code"]

    def __str__(self):
        return self.naf_code
