"""What hangs on an action: rows that realise it, documents, and the library of practices."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import get_visible_or_404
from accounts.downloads import Taking, give
from accounts.lists_out import is_asked
from clee import exports
from clee.enums.resources import TOOL_READERS
from clee.forms.actions import ActionDocumentForm, RecipeForm, TakeUpForm
from clee.models import ActionDocument, Committee, Practice
from clee.views.actions import kept_action, page_context
from clee.views.kept import ran
from clee.workflow import action_parts as workflow
from clee.workflow import who
from directory.violations import Refused
from documents import uploads

PER_PAGE = 30


@require_POST
def link(request, pk):
    """A row of the list realises the action."""
    return _linked(request, pk, workflow.link, "C’est rattaché : l’effectif est compté.")


@require_POST
def unlink(request, pk):
    """It does not."""
    return _linked(request, pk, workflow.unlink, "C’est détaché.")


def _linked(request, pk, run, words):
    action = kept_action(request, pk)
    try:
        run(request.actor, action, request.POST.get("ligne", ""))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, words)
    return redirect(action)


@require_POST
def add_document(request, pk):
    """A document or a picture; what was typed stays with its error."""
    action = kept_action(request, pk)
    form = ActionDocumentForm(request.POST, request.FILES)

    def run():
        data = form.cleaned_data
        names = ("title", "shows_people", "consent")
        upload = uploads.checked(data["scan"])
        workflow.add_document(request.actor, action, upload, **{n: data[n] for n in names})

    if ran(request, form, run):
        return redirect(action)
    return render(request, "clee/action.html", page_context(request, action, form))


@require_safe
def document(request, pk):
    """One document, as an attachment, told to the journal."""
    rows = ActionDocument.objects.select_related("file", "action")
    found = get_visible_or_404(rows, request.actor, pk=pk)
    places = {"committee_id": found.action.committee_id}
    taking = Taking("a téléchargé un document de l’action", found.action, found.title, None, places)
    return give(request, found.file.bytes, found.file.name, found.file.mimetype, taking)


@require_POST
def remove_document(request, pk):
    """It goes with its bytes."""
    rows = ActionDocument.objects.select_related("file", "action__committee")
    found = get_visible_or_404(rows, request.actor, pk=pk)
    action = kept_action(request, found.action_id)
    workflow.remove_document(request.actor, found)
    messages.success(request, "Le document est retiré.")
    return redirect(action)


@require_http_methods(["GET", "POST"])
def share(request, pk):
    """Its recipe, for the library."""
    action = kept_action(request, pk)
    if action.state != "done":
        raise Http404
    practice = getattr(action, "practice", None)
    initial = {"recipe": practice.recipe if practice else ""}
    form = RecipeForm(request.POST if request.method == "POST" else None, initial=initial)

    def run():
        workflow.share(request.actor, action, form.cleaned_data["recipe"])

    if request.method == "POST" and ran(request, form, run):
        return redirect(action)
    context = {
        "title": "Partager comme bonne pratique",
        "question": "La fiche reprend le type, l’objectif, les publics et le coût de l’action, "
        "sans les participants.",
        "facts": [("Action", action.title), ("Comité", action.committee.name)],
        "form": form,
        "submit": "Partager la pratique",
        "cancel_url": action.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


@require_safe
def practices(request):
    """`/clee/pratiques/`: what worked elsewhere."""
    rows = Practice.objects.visible_to(request.actor).published().for_lists()
    if is_asked(request):
        return exports.PRACTICES.file(request, rows)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shows_tools = request.actor.role in TOOL_READERS
    return render(request, "clee/practices.html", {"page_obj": page, "shows_tools": shows_tools})


@require_http_methods(["GET", "POST"])
def practice(request, pk):
    """One recipe; who keeps a committee takes it up as a planned action."""
    rows = Practice.objects.for_lists()
    row = get_visible_or_404(rows, request.actor, pk=pk)
    keeps = who.keeps(request.actor, row.committee)
    if row.is_withdrawn and not keeps:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    own = Committee.objects.active().kept_by(request.actor).exists()
    form = TakeUpForm(request.actor, sent) if own else None
    if request.method == "POST":
        if form is None or row.is_withdrawn:
            raise Http404
        if form.is_valid() and (made := _taken_up(request, row, form)):
            return redirect(made)
    context = {"practice": row, "form": form, "keeps": keeps}
    return render(request, "clee/practice.html", context)


def _taken_up(request, row, form):
    data = dict(form.cleaned_data)
    try:
        made = workflow.take_up(request.actor, row, key=data.pop("form_key"), **data)
    except Refused as refused:
        form.add_refusal(refused)
        return None
    messages.success(request, "L’action est prévue. Complétez-la quand vous le voulez.")
    return made


@require_POST
def withdraw(request, pk):
    """It leaves the library."""
    row = get_visible_or_404(Practice.objects.for_lists(), request.actor, pk=pk)
    if not who.keeps(request.actor, row.committee):
        raise Http404
    workflow.withdraw(request.actor, row)
    messages.success(request, "La bonne pratique est retirée.")
    return redirect("clee:action", row.action_id)
