"""Panels and jurors of an edition, as its organisers keep them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.access import get_visible_or_404
from accounts.acting import attempt
from accounts.downloads import Taking, show_pdf
from accounts.lists_out import is_asked
from accounts.models import PersonalLink
from directory.violations import Refused
from events import documents, exports
from events.enums.cup import SCORING, SETTING
from events.forms import keeping as forms
from events.models import Juror
from events.views.acting import ask, done, kept_or_404
from events.workflow import jurors, panels
from events.workflow.who import JURY_PURPOSE
from outbox.queries import sent_about

SEATING = (*SETTING, *SCORING)
LOCKING = (
    "Verrouiller les feuilles : {}",
    "Ce jury a fini : ses jurés ne changent plus leurs feuilles. Celles qui manquent comptent "
    "comme absentes, jamais comme un zéro.",
)
UNLOCKING = (
    "Rouvrir les feuilles : {}",
    "Les jurés peuvent de nouveau changer leurs feuilles. Le motif est conservé.",
)
WORDS = {
    "envoyer": "Le lien part par courriel.",
    "remplacer-lien": "Un nouveau lien est prêt ; l’ancien n’ouvre plus rien.",
    "retirer": "Le juré est retiré.",
}


def jury(request, pk):
    """Panels, jurors, the draw; by POST, the links of all who have not got theirs."""
    edition = kept_or_404(request.actor, pk)
    if request.method == "POST" and "envoyer" in request.POST:
        return _send_links(request, edition)
    rows = Juror.objects.visible_to(request.actor).filter(edition=edition)
    rows = rows.select_related("panel", "bridge", "replaces")
    if is_asked(request):
        return exports.JURORS.file(request, rows, "", edition)
    context = {
        "edition": edition,
        "panels": edition.panels.all(),
        "jurors": rows,
        "mailed": jurors.mailed_to(edition),
        "is_setting": edition.state in SETTING,
        "may_seat": edition.state in SEATING,
        "is_scoring": edition.state in SCORING,
    }
    return render(request, "events/cup/jury.html", context)


def _send_links(request, edition):
    try:
        sent = jurors.send_links(request.actor, edition)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        several = f"{sent} liens partent par courriel."
        told = {0: "Tous les jurés qui ont un courriel ont déjà leur lien.", 1: WORDS["envoyer"]}
        messages.success(request, told.get(sent, several))
    return redirect("events:jurors", edition.pk)


def add(request, pk):
    edition = kept_or_404(request.actor, pk)
    form = forms.JurorForm(request.actor, edition, request.POST or None)

    def run():
        jurors.save(request.actor, form.save(commit=False))

    then = redirect("events:jurors", pk).url
    return ask(request, form, run, then, edition=edition, title="Nommer un juré", combobox=True)


def draw(request, pk):
    """Panels by lot, from a printed seed."""
    edition = kept_or_404(request.actor, pk)
    form = forms.DrawForm(request.POST if request.method == "POST" else None)

    def run():
        jurors.draw(request.actor, edition, form.cleaned_data["seed"])

    words = (
        "Les jurés sont répartis au hasard, les collèges à égalité, loin des équipes de leur "
        "entreprise ou de leur établissement. Un juré par jury note aussi pour le suivant."
    )
    then = redirect("events:jurors", pk).url
    return ask(
        request, form, run, then, edition=edition, title="Tirer les jurys au sort", words=words
    )


def lock(request, pk, panel):
    """A panel is over: its sheets close before the others'."""
    return _lock(request, pk, panel, panels.lock, forms.LockForm, LOCKING)


def unlock(request, pk, panel):
    """Its sheets open again, with a reason."""
    return _lock(request, pk, panel, panels.unlock, forms.ReasonForm, UNLOCKING)


def _lock(request, pk, panel, act, form_class, texts):
    edition = kept_or_404(request.actor, pk)
    row = edition.panels.filter(pk=panel).first()
    if row is None or edition.state not in SCORING:
        raise Http404
    form = form_class(request.POST if request.method == "POST" else None)
    title, words = texts

    def run():
        act(request.actor, row, form.cleaned_data["reason"])

    then = redirect("events:jurors", pk).url
    return ask(request, form, run, then, edition=edition, title=title.format(row), words=words)


def juror(request, pk):
    """One juror: seat, link, declared links; a form for each thing that may change."""
    row = _or_404(request.actor, pk)
    form = forms.JurorForm(
        request.actor, row.edition, request.POST or None, instance=_or_404(request.actor, pk)
    )

    def run():
        jurors.save(request.actor, form.save(commit=False))

    if request.method == "POST" and done(request, form, run):
        return redirect("events:juror", pk)
    links = PersonalLink.objects.about(row).filter(purpose=JURY_PURPOSE)
    context = {
        "edition": row.edition,
        "juror": row,
        "form": form,
        "link": links.alive().first(),
        "conflicts": row.conflicts.select_related(
            "team__contract__booking__school", "team__contract__booking__class_group"
        ),
        "may_seat": row.edition.state in SEATING and row.left_at is None,
        "notices": sent_about(row, *links),
    }
    return render(request, "events/cup/juror.html", context)


def substitute(request, pk):
    """Somebody takes the seat on the spot."""
    row = _or_404(request.actor, pk)
    form = forms.SubstituteForm(request.actor, row.edition, request.POST or None)

    def run():
        jurors.substitute(request.actor, row, **form.values())

    words = (
        "La personne qui remplace reprend les équipes qui ne sont pas encore notées ; les feuilles "
        "remises restent. L’ancien lien n’ouvre plus rien."
    )
    then = redirect("events:jurors", row.edition_id).url
    title = f"Remplacer {row}"
    return ask(
        request, form, run, then, edition=row.edition, title=title, words=words, combobox=True
    )


def conflict(request, pk):
    """A link that the organiser knows of."""
    row = _or_404(request.actor, pk)
    form = forms.ConflictForm(row.edition, request.POST or None)

    def run():
        jurors.declare(request.actor, row, form.cleaned_data["team"], form.cleaned_data["reason"])

    then = redirect("events:juror", pk).url
    title = f"Déclarer un conflit d’intérêts de {row}"
    return ask(request, form, run, then, edition=row.edition, title=title)


@require_POST
def act(request, pk, event):
    """Send the link, replace it, take the juror away."""
    row = _or_404(request.actor, pk)
    acts = {
        "envoyer": jurors.send_link,
        "remplacer-lien": jurors.renew_link,
        "retirer": jurors.remove,
    }
    if event not in acts:
        raise Http404
    ok = attempt(request, acts[event], row, done=WORDS[event])
    if ok and event == "retirer":
        return redirect("events:jurors", row.edition_id)
    return redirect("events:juror", pk)


@require_POST
def coupon(request, pk):
    """The QR of a juror, to print: it makes the link when there is none."""
    row = _or_404(request.actor, pk)
    link = jurors.link_of(request.actor, row)
    taking = Taking("a imprimé le code d’un juré", row.edition)
    return show_pdf(request, documents.coupons([(row, link)]), "code-jure.pdf", taking)


@require_POST
def coupons(request, pk):
    """All of them, eight on a page."""
    edition = kept_or_404(request.actor, pk)
    rows = edition.jurors.sitting().select_related("edition", "panel")
    pairs = [(row, jurors.link_of(request.actor, row)) for row in rows]
    if not pairs:
        raise Http404
    taking = Taking("a imprimé les codes des jurés", edition, rows=len(pairs))
    return show_pdf(request, documents.coupons(pairs), "codes-jures.pdf", taking)


def _or_404(actor, pk):
    rows = Juror.objects.select_related("edition", "panel", "bridge", "school", "replaces")
    return get_visible_or_404(rows, actor, pk=pk)
