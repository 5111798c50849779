"""What the organiser does with an edition: settings, criteria, prizes, states."""

from functools import partial
from typing import Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.access import require
from accounts.acting import attempt
from accounts.models import JournalEntry
from events.enums.cup import CUP_ORGANISERS, SCORING, SETTING, WITH_RESULT, EditionState
from events.forms import keeping as forms
from events.forms.order import BreakForm
from events.models import Break, Criterion, Deadline, Edition, Panel, Prize
from events.views.acting import ask, done, kept_or_404
from events.workflow import editions

SHOWN = 15
# Prizes and deadlines are still told while the final runs; what ranks is not.
LATER = (*SETTING, *SCORING, EditionState.DELIBERATION)
PARTS: dict[str, tuple[Any, ...]] = {
    "criteres": (Criterion, forms.CriterionForm, SETTING, "Ajouter un critère"),
    "jurys": (Panel, forms.PanelForm, SETTING, "Ajouter un jury"),
    "prix": (Prize, forms.PrizeForm, LATER, "Ajouter un prix"),
    "pauses": (Break, BreakForm, (*SETTING, *SCORING), "Ajouter une pause"),
    "etapes": (Deadline, forms.DeadlineForm, LATER, "Ajouter une étape"),
}
WHAT_FOLLOWS = {
    "open": "Les classes dont la convention est signée peuvent s’inscrire.",
    "close": "Les équipes ne changent plus. Les jurés notent dès la veille de la finale ; le "
    "calcul, les critères et le règlement sont fixés.",
    "enter": "Possible tant qu’aucune feuille n’est commencée.",
    "deliberate": "Les feuilles sont verrouillées : celles qui manquent comptent comme absentes, "
    "jamais comme un zéro.",
    "score": "Les jurés peuvent de nouveau changer leurs feuilles.",
    "freeze": "Notes, calcul, départages et rangs sont figés sous une empreinte. Rien n’est "
    "encore public.",
    "reopen": "Le résultat n’est plus public. Le suivant sera une nouvelle version.",
    "publish": "Chacun lit le palmarès ; les classes reçoivent leur fiche et leurs diplômes.",
    "archive": "Le palmarès reste public.",
}


@require(*CUP_ORGANISERS)
def create(request):
    """A new edition, in preparation."""
    form = forms.EditionForm(request.actor, request.POST or None)

    def run():
        editions.create(request.actor, form.save(commit=False))

    if request.method == "POST" and done(request, form, run, "L’édition est créée."):
        return redirect("events:keep", form.instance.pk)
    context = {"form": form, "title": "Créer une édition", "back": "/evenements/industrie-cup/"}
    return render(request, "events/cup/act.html", context)


def keep(request, pk):
    """`…/tenir/`: where the edition stands, what comes next, what is set."""
    edition = kept_or_404(request.actor, pk)
    context = {
        "edition": edition,
        "events": editions.TABLE.events_for(edition, request.actor),
        "has_result": edition.state in WITH_RESULT,
        "is_setting": edition.state in SETTING,
        "may_add": edition.state in LATER,
        "criteria": edition.criteria.all(),
        "prizes": edition.prizes.select_related(None),
        "deadlines": edition.deadlines.all(),
        "regulation": edition.regulations.first(),
        "entries": JournalEntry.objects.about(edition)[:SHOWN],
    }
    return render(request, "events/cup/keep.html", context)


def settings(request, pk):
    """Title, day, place, and how teams are ranked."""
    edition = kept_or_404(request.actor, pk)
    form = forms.EditionForm(
        request.actor, request.POST or None, instance=Edition.objects.get(pk=edition.pk)
    )

    def run():
        editions.change(request.actor, edition, form.cleaned_data)

    return ask(request, form, run, _hub(edition), edition=edition, title="Modifier l’édition")


def regulation(request, pk):
    edition = kept_or_404(request.actor, pk)
    last = edition.regulations.first()
    form = forms.RegulationForm(request.POST or None, initial={"text": last.text if last else ""})

    def run():
        editions.regulate(request.actor, edition, form.cleaned_data["text"])

    return ask(request, form, run, _hub(edition), edition=edition, title="Écrire le règlement")


def add_part(request, pk, kind):
    """A criterion, a panel, a prize, a deadline."""
    edition = kept_or_404(request.actor, pk)
    if kind not in PARTS:
        raise Http404
    model, form_class, until, title = PARTS[kind]
    form = form_class(edition, request.POST or None)

    def run():
        part = form.save(commit=False)
        if hasattr(part, "position"):
            last = model.objects.filter(edition=edition).order_by("-position").first()
            part.position = last.position + 1 if last else 1
        editions.save_part(request.actor, part, until=until)

    return ask(request, form, run, _hub(edition, _page_of(kind)), edition=edition, title=title)


def change_part(request, pk, kind, part):
    """The same, changed: until its own limit, but that a panel may change rooms on the day."""
    edition = kept_or_404(request.actor, pk)
    model, form_class, until, _ = PARTS.get(kind, (None, None, (), ""))
    row = model.objects.filter(edition=edition, pk=part).first() if model else None
    if row is None:
        raise Http404
    title = f"Modifier : {row}"
    form = form_class(edition, request.POST or None, instance=row)

    def run():
        limit = (*until, *SCORING) if kind == "jurys" else until
        editions.save_part(request.actor, form.save(commit=False), until=limit)

    return ask(request, form, run, _hub(edition, _page_of(kind)), edition=edition, title=title)


@require_POST
def remove_part(request, pk, kind, part):
    edition = kept_or_404(request.actor, pk)
    if kind not in PARTS:
        raise Http404
    model, _, until, _ = PARTS[kind]
    row = model.objects.filter(edition=edition, pk=part).first()
    if row is not None:
        attempt(request, partial(editions.remove_part, until=until), row)
    return redirect(_page_of(kind), pk)


def _page_of(kind):
    """Where these parts are listed."""
    return {"jurys": "events:jurors", "pauses": "events:order"}.get(kind, "events:keep")


def act(request, pk, event):
    """One transition: what follows is said, then its button."""
    edition = kept_or_404(request.actor, pk)
    offered = dict(editions.TABLE.events_for(edition, request.actor))
    if event not in offered:
        raise Http404
    form = _form_of(event)(request.POST if request.method == "POST" else None)

    def run():
        editions.act(request.actor, edition, event, **form.cleaned_data)

    then = _hub(edition)
    words = WHAT_FOLLOWS[event]
    return ask(request, form, run, then, edition=edition, title=offered[event], words=words)


def _form_of(event):
    if event in editions.WITH_REASON:
        return forms.ReasonForm
    return {"freeze": forms.FreezeForm, "publish": forms.PublishForm}.get(event, forms.PortalForm)


def _hub(edition, name="events:keep"):
    return redirect(name, edition.pk).url
