"""Resources of a committee: published, replaced by a new version, withdrawn. Raises `Refused`."""

from django.db import transaction
from django.db.models import F

from accounts import journal
from accounts.idempotency import once
from clee.models import Resource, ResourceVersion
from clee.workflow import who
from directory.violations import Refused
from documents.models import StoredFile


@transaction.atomic
def publish(actor, resource, upload, *, key):
    """An unsaved Resource with its first file; the same form sent twice makes one."""

    def make():
        who.demand(who.keeps(actor, resource.committee))
        resource.save()
        _add(resource, upload, "")
        _write(actor, "a publié une ressource", resource)
        return resource

    return once(actor, key, make)[0]


@transaction.atomic
def replace(actor, resource, upload, note):
    """The next version: the address stays, the former files too."""
    resource = _locked(resource)
    who.demand(who.keeps(actor, resource.committee))
    version = _add(resource, upload, " ".join(note.split()))
    resource.is_withdrawn = False
    resource.save(update_fields=["is_withdrawn"])
    _write(actor, f"a publié la version {version.number} d’une ressource", resource)
    return version


@transaction.atomic
def withdraw(actor, resource):
    """It is shown to nobody else any more. A second click changes nothing."""
    resource = _locked(resource)
    who.demand(who.keeps(actor, resource.committee))
    if resource.is_withdrawn:
        return resource
    resource.is_withdrawn = True
    resource.save(update_fields=["is_withdrawn"])
    _write(actor, "a retiré une ressource", resource)
    return resource


def count_download(version):
    """One more, whoever took it."""
    ResourceVersion.objects.filter(pk=version.pk).update(downloads=F("downloads") + 1)


def _locked(resource):
    rows = Resource.objects.select_for_update(of=("self",)).select_related("committee")
    return rows.get(pk=resource.pk)


def _add(resource, upload, note):
    last = resource.versions.order_by("-number").first()
    stored = StoredFile.objects.keep(upload.content, name=upload.name, mimetype=upload.mimetype)
    if last and last.file_id == stored.pk:
        raise Refused("Ce fichier est déjà la version publiée.")
    number = last.number + 1 if last else 1
    return ResourceVersion.objects.create(resource=resource, number=number, file=stored, note=note)


def _write(actor, verb, resource):
    journal.record(actor, verb, resource, committee_id=resource.committee_id, words=resource.title)
