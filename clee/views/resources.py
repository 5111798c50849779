"""Resources: those of a committee, one with its versions, the shared tools, a download."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import get_visible_or_404, public, require
from accounts.downloads import UNTOLD, give
from accounts.enums import Role
from accounts.lists_out import is_asked
from clee import exports
from clee.enums.resources import TOOL_READERS, ResourceAudience
from clee.forms.resources import ResourceForm, ResourceVersionForm
from clee.models import Resource, ResourceVersion
from clee.views.kept import kept_or_404, ran
from clee.workflow import resources as workflow
from clee.workflow import who
from documents.office import checked_document


@require_http_methods(["GET", "POST"])
def listing(request, pk):
    """`/clee/<pk>/ressources/`: those of a committee, and the form that adds one."""
    committee = kept_or_404(request.actor, pk)
    form = ResourceForm(committee, *_sent(request))

    def run():
        upload = checked_document(form.cleaned_data["scan"])
        workflow.publish(request.actor, form.instance, upload, key=form.cleaned_data["form_key"])

    if request.method == "POST" and ran(request, form, run):
        return redirect("clee:resources", pk)
    rows = Resource.objects.visible_to(request.actor).filter(committee=committee).with_current()
    if is_asked(request):
        return exports.RESOURCES.file(request, rows, "", committee, committee_id=committee.pk)
    context = {"committee": committee, "form": form, "resources": rows}
    return render(request, "clee/resources.html", context)


def _sent(request):
    return (request.POST, request.FILES) if request.method == "POST" else ()


@require_http_methods(["GET", "POST"])
def page(request, pk):
    """One resource, its versions and how often each was taken; a POST adds a version."""
    resource = _visible(request, pk)
    if not who.keeps(request.actor, resource.committee):
        raise Http404
    form = ResourceVersionForm(*_sent(request))

    def run():
        upload = checked_document(form.cleaned_data["scan"])
        workflow.replace(request.actor, resource, upload, form.cleaned_data["note"])

    if request.method == "POST" and ran(request, form, run):
        return redirect(resource)
    context = {"resource": resource, "form": form, "versions": resource.versions.all()}
    return render(request, "clee/resource.html", context)


def _visible(request, pk):
    rows = Resource.objects.select_related("committee")
    return get_visible_or_404(rows, request.actor, pk=pk)


@require_POST
def withdraw(request, pk):
    """Nobody else finds it any more."""
    resource = _visible(request, pk)
    if not who.keeps(request.actor, resource.committee):
        raise Http404
    workflow.withdraw(request.actor, resource)
    messages.success(request, "La ressource est retirée.")
    return redirect(resource)


@require_safe
@require(*TOOL_READERS, Role.ADMINISTRATOR)
def tools(request):
    """`/clee/outils/`: letter and mail templates, guides: open to every RBDE."""
    rows = Resource.objects.visible_to(request.actor).published()
    rows = rows.filter(audience=ResourceAudience.RBDE).with_current()
    return render(request, "clee/tools.html", {"resources": rows})


@public
def download(request, pk):
    """The file of a version, as an attachment; counted, without a word of who takes it."""
    rows = ResourceVersion.objects.select_related("file", "resource")
    version = get_visible_or_404(rows, request.actor, pk=pk)
    if request.method == "GET":
        workflow.count_download(version)
    stored = version.file
    ending = stored.name.rpartition(".")[2]
    name = f"{slugify(version.resource.title)[:60] or 'ressource'}-v{version.number}.{ending}"
    return give(request, stored.bytes, name, stored.mimetype, UNTOLD)


def shown_on_page(actor, committee):
    """What the public page of a committee offers this visitor."""
    rows = Resource.objects.visible_to(actor).published().filter(committee=committee)
    return rows.with_current()
