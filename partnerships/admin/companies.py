"""Companies and contacts: one page tells who came, what was signed, whom to call."""

from typing import ClassVar

from django.contrib import admin
from django.contrib.admin.models import CHANGE
from django.contrib.admin.views.main import SEARCH_VAR

from accounts import journal
from accounts.admin_base import JournalledAdmin
from accounts.enums import Role
from accounts.models import JournalEntry
from accounts.reads import note_reads
from directory.cells import Column, company_name
from directory.lexicon import first_found, found
from directory.models import Company, Contact, School
from directory.paging import MOST, FewPaginator
from partnerships.activity import hosting_history, last_contact, last_dealings
from partnerships.admin.base import WorkListMixin
from partnerships.admin.bulk import ACTIONS as BULK_ACTIONS
from partnerships.admin.bulk import BulkMixin
from partnerships.admin.company_filters import FollowedFilter, IndustrialFilter
from partnerships.admin.company_form import CompanySheetForm
from partnerships.admin.log import InteractionInline, OwnedInline
from partnerships.admin.merges import MergingMixin
from partnerships.admin.portfolio import CeilingInline, PortfolioInline
from partnerships.admin.sheets import SheetMixin, freshness
from partnerships.models import (
    Booking,
    ContactCeiling,
    Contract,
    Interaction,
    Offer,
    Portfolio,
)
from partnerships.workflow import ceilings, log

EDITORS = (Role.RBDE, Role.DDFPT, Role.MISSION_OFFICER, Role.EDUCATION_AUTHORITY)
PANEL = 50


class ContactInline(OwnedInline):
    """The contacts of the actor's school, which a new one joins; the panel tells the others."""

    model = Contact
    owner = "owner_school"
    editors = (Role.RBDE, Role.DDFPT)
    classes = ["collapse"]
    fields = [
        ("first_name", "last_name"),
        "function",
        ("email", "phone"),
        "preference",
        ("is_signatory", "is_tutor", "is_shared"),
        ("informed_on", "informed_how"),
        "left_on",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).recorded_by(request.actor)


@admin.register(Company)
class CompanyAdmin(SheetMixin, MergingMixin, BulkMixin, WorkListMixin, JournalledAdmin):
    """Shared facts are edited by the officers of the company's département (DOMAIN §8)."""

    form = CompanySheetForm
    editors = EDITORS
    change_form_template = "admin/partnerships/company.html"
    inlines = [InteractionInline, ContactInline, PortfolioInline, CeilingInline]
    actions = [*BULK_ACTIONS, *WorkListMixin.actions]
    list_display = ["named", "city", "department", "sector", "to_be_checked", "updated_at"]
    list_filter = [
        FollowedFilter,
        "to_be_checked",
        "is_active",
        IndustrialFilter,
        "department",
        "sector",
        "legal_kind",
        "staff_band",
        "agreement_forbidden",
        "contact_refused",
    ]
    list_select_related = ["department", "sector"]
    # A count beside each filter is a count of every company.
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["siret"]
    autocomplete_fields = ["municipality", "sector"]
    readonly_fields = ["siren", "industrial", "source", "checked_at", "updated_at"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "siret",
                    "name",
                    ("email", "phone"),
                    "website",
                    ("is_active", "to_be_checked"),
                    ("checked_at", "updated_at", "source"),
                ]
            },
        ),
        (
            "Lieu",
            {
                "classes": ["collapse"],
                "fields": [
                    "address",
                    ("postcode", "city"),
                    "municipality",
                    "department",
                    ("latitude", "longitude", "position_is_approximate"),
                ],
            },
        ),
        (
            "Activité et identité",
            {
                "classes": ["collapse"],
                "fields": [
                    ("siren", "no_siret_reason", "is_masked"),
                    "legal_kind",
                    ("naf_code", "naf_nomenclature", "naf_recorded_on"),
                    "sector",
                    ("staff_band", "industrial"),
                ],
            },
        ),
        (
            "Inspection du travail, refus d’être sollicitée",
            {
                "classes": ["collapse"],
                "fields": [
                    "contact_refused",
                    "contact_refused_reason",
                    "contact_refused_until",
                    "agreement_forbidden",
                    "agreement_forbidden_reason",
                    "agreement_forbidden_until",
                ],
            },
        ),
    ]
    columns: ClassVar = [
        Column("siret", "SIRET"),
        Column("name", "Nom", company_name("")),
        Column("address", "Adresse"),
        Column("postcode", "Code postal"),
        Column("city", "Ville"),
        Column("department_id", "Département"),
        Column("sector__label", "Secteur"),
        Column("naf_code", "Code NAF"),
        Column("staff_band", "Effectif"),
        Column("email", "Courriel"),
        Column("phone", "Téléphone"),
        Column("to_be_checked", "À vérifier"),
        Column("updated_at", "Mise à jour"),
    ]

    def places_of(self, obj):
        return {"company": obj}

    def get_search_results(self, request, queryset, search_term):
        """As everywhere else: accents, case, word order and typing slips are forgiven.

        The list, which shows no more than `MOST` rows, does not sort all those of a frequent
        word; an act on all of them (an export) finds every one.
        """
        if not search_term or self._takes_all(request):
            return found(queryset, search_term), False
        return first_found(queryset, search_term, MOST + 1), False

    def _takes_all(self, request):
        return request.method == "POST" or hasattr(request, "takes_all")

    def get_paginator(self, request, *args, **kwargs):
        is_few = request.GET.get(SEARCH_VAR) and not self._takes_all(request)
        return (FewPaginator if is_few else self.paginator)(*args, **kwargs)

    def get_fieldsets(self, request, obj=None):
        """`is_another` is asked once a known sheet looks like the new one."""
        shown = super().get_fieldsets(request, obj)
        if obj is None and request.method == "POST":
            return [*shown, ("Fiches qui ressemblent", {"fields": ["is_another"]})]
        return shown

    @admin.display(description="nom", ordering="sort_key")
    def named(self, company):
        return company.display_name

    @admin.display(description="industrielle", boolean=True)
    def industrial(self, company):
        return company.is_industrial

    def has_change_permission(self, request, obj=None):
        if not super().has_change_permission(request, obj):
            return False
        near = obj is None or obj.department_id in departments_of(request)
        return near or request.actor.is_administrator

    def save_formset(self, request, form, formset, change):
        """A contact, a line of the log belongs to who recorded it."""
        if formset.model is ContactCeiling:
            return _save_ceiling(request, form.instance, formset)
        is_note = formset.model in (Interaction, Portfolio)
        for row in formset.save(commit=False):
            recorded = row.pk is None
            if recorded:
                _own(request, row)
            row.save()
            if recorded or is_note:
                verb = "a créé" if recorded else "a modifié"
                _tell(request, verb, row)
        for row in formset.deleted_objects:
            if is_note:
                _tell(request, "a supprimé", row)
            row.delete()
        return formset.save_m2m()

    def log_change(self, request, obj, message):
        """The company reads its own journal, which does not tell of a school's log."""
        own = {model._meta.verbose_name for model in (Interaction, Portfolio)}
        told = [
            entry
            for entry in message
            if not any(facts.get("name") in own for facts in entry.values())
        ]
        if message and not told:
            return self._log(request, obj, CHANGE, [])
        return super().log_change(request, obj, told)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        company = self.get_object(request, object_id)
        extra = _panels(request.actor, company) if company else {}
        if company:
            note_reads(request.actor, [company])
        return super().change_view(request, object_id, form_url, {**extra, **(extra_context or {})})


def _save_ceiling(request, company, formset):
    """What the company wants is said to the company, by the workflow."""
    for row in formset.save(commit=False):
        ceilings.set_ceiling(
            request.actor, company, row.per_month, row.said_by, row.persons_per_week
        )
    if formset.deleted_objects:
        ceilings.set_ceiling(request.actor, company, None)


def _own(request, row):
    """A new row is of the school that was chosen, else of the actor's first one."""
    if isinstance(row, Interaction):
        row.author = request.user
        for column, holder in log.holder_of(request.actor, row.company, row.school).items():
            setattr(row, column, holder)
    elif isinstance(row, Portfolio):
        row.school_id = row.school_id or own_school(request).pk
    else:
        row.owner_school = row.owner_school or own_school(request)


def _tell(request, verb, row):
    of_school = isinstance(row, Interaction | Portfolio)
    places = {"school": row.school} if of_school else places_of_contact(row)
    journal.record(request.actor, f"{verb} : {row._meta.verbose_name}", row, **places)


def _panels(actor, company):
    """What happened with the company, as far as the actor may see it."""
    bookings = Booking.objects.visible_to(actor).for_company(company)
    contracts = Contract.objects.visible_to(actor).filter(booking__company=company)
    dealings = last_dealings(company)
    shared = Interaction.objects.visible_to(actor).exclude(
        pk__in=Interaction.objects.held_by(actor).values("pk")
    )
    return {
        "bookings": bookings.for_lists().order_by("-starts_on", "-pk")[:PANEL],
        "contracts": contracts.select_related("booking", "branch")[:PANEL],
        "offers": Offer.objects.visible_to(actor).for_host(company)[:PANEL],
        "entries": JournalEntry.objects.visible_to(actor).filter(company=company)[:PANEL],
        "colleagues": _contacts_of_others(actor, company, dealings),
        "shared": shared.filter(company=company).for_lists()[:PANEL],
        "hosted": hosting_history(company),
        "last_contact": last_contact(company, dealings),
        **freshness(actor, company),
    }


def _contacts_of_others(actor, company, dealings):
    """That a contact exists, its function, whose it is and when they last met (DOMAIN §8).

    Name and addresses only of those that their owner shares.
    """
    contacts = Contact.objects.filter(company=company)
    own = contacts.recorded_by(actor).values("pk")
    return [
        {**row, "last": dealings.get(("school", row["owner_school_id"]))}
        for row in contacts.exclude(pk__in=own).with_masked(actor)
    ]


def places_of_contact(contact):
    """In whose journal an act on a contact is read: the school that owns it."""
    return {"school": contact.owner_school, "company": contact.company}


def departments_of(request):
    """The départements of the actor's territory or schools, read once per request."""
    if not hasattr(request, "own_departments"):
        schools = School.objects.filter(pk__in=request.actor.school_ids)
        known = set(request.actor.department_codes)
        request.own_departments = known | set(schools.values_list("department", flat=True))
    return request.own_departments


def own_school(request):
    """The actor's school, the parent before its sections."""
    return log.own_school(request.actor)


class PresentFilter(admin.SimpleListFilter):
    """A person who left stays in the history and is no longer proposed."""

    title = "présence"
    parameter_name = "presence"

    def lookups(self, request, model_admin):
        return [("1", "En poste"), ("0", "Partie")]

    def queryset(self, request, queryset):
        chosen = {"1": True, "0": False}.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(left_on__isnull=chosen)


@admin.register(Contact)
class ContactAdmin(WorkListMixin, JournalledAdmin):
    editors = (Role.RBDE, Role.DDFPT)
    list_display = ["function", "last_name", "first_name", "company", "email", "phone", "left_on"]
    list_filter = [
        PresentFilter,
        "is_signatory",
        "is_tutor",
        "is_shared",
        ("informed_on", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["company"]
    search_fields = ["sort_key", "company__sort_key"]
    autocomplete_fields = ["company"]
    fields = ["company", *ContactInline.fields, "leaves_on"]
    readonly_fields = ["leaves_on"]
    columns: ClassVar = {
        "Entreprise": "company",
        "Prénom": "first_name",
        "Nom": "last_name",
        "Fonction": "function",
        "Courriel": "email",
        "Téléphone": "phone",
        "Préférence": "preference",
        "Informée le": "informed_on",
        "Partie le": "left_on",
    }

    def places_of(self, obj):
        return places_of_contact(obj)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        contact = self.get_object(request, object_id)
        if contact:
            note_reads(request.actor, [contact])
        return super().change_view(request, object_id, form_url, extra_context)

    def has_change_permission(self, request, obj=None):
        """A shared contact is read by all and changed by the school that recorded it."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or Contact.objects.recorded_by(request.actor).contains(obj)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.owner_school = own_school(request)
        super().save_model(request, obj, form, change)
