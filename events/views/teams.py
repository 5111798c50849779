"""Teams: entered and completed by their teacher, placed by the organiser."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.access import get_visible_or_404
from accounts.acting import attempt
from accounts.downloads import Taking, give
from accounts.lists_out import give_table, is_asked
from accounts.models import JournalEntry
from directory.forms import sections
from directory.french import hour
from documents import uploads
from events import results, running_order, teams_table
from events.enums.cup import ENTERING, SCORING, SETTING, TeamState
from events.forms import teams as forms
from events.forms.keeping import ReasonForm
from events.models import Edition, Support, Team
from events.rules.order import in_words
from events.views.acting import ask, done, kept_or_404
from events.workflow import teams, who
from outbox.queries import sent_about
from partnerships.enums.contract import COVERED_STATES, ContractKind
from partnerships.models import Contract

SHOWN = 15
ACTS = {
    "admettre": (teams.admit, "Admettre l’équipe", "Son immersion n’est pas terminée : le motif "
                 "est imprimé dans le procès-verbal."),
    "retirer": (teams.withdraw, "Retirer l’équipe", "Elle ne participe plus à la finale."),
}  # fmt: skip


def team_list(request, pk):
    """The teams of an edition, for its organisers: state, panel, hour, what is missing; by
    `?format=` all that they gave, as a file."""
    edition = kept_or_404(request.actor, pk)
    rows = list(edition.teams.with_names().with_supports())
    if is_asked(request):
        taking = Taking("a exporté les équipes d’une finale", edition, rows=len(rows))
        return give_table(request, teams_table.table(rows), f"equipes-{pk}", taking)
    context = {
        "edition": edition,
        "teams": rows,
        "totals": teams_table.totals(rows),
        "may_place": edition.state in (*SETTING, *SCORING),
        "may_enter": edition.state in ENTERING,
    }
    return render(request, "events/cup/teams.html", context)


def enter(request, pk):
    """The teacher of a signed contract enters the class; the organiser may do it for them."""
    edition = get_visible_or_404(Edition, request.actor, pk=pk)
    contracts = enterable(request.actor, edition)
    organises = who.organises(request.actor, edition)
    if not organises and not (request.actor.is_school_staff and edition.state in ENTERING):
        raise Http404
    form = forms.EntryForm(contracts, request.POST or None)

    def run():
        made.append(
            teams.enter(request.actor, edition, form.cleaned_data["contract"], form.values())
        )

    made: list = []
    if request.method == "POST" and done(request, form, run, "La classe est inscrite."):
        return redirect(made[0])
    context = {
        "edition": edition,
        "form": form,
        "sections": sections(form, forms.SECTIONS),
        "has_classes": contracts.exists(),
        "title": "Inscrire une classe",
        "back": edition.get_absolute_url(),
    }
    return render(request, "events/cup/team_form.html", context)


def enterable(actor, edition):
    """The contracts that the actor may enter now, none of which is entered."""
    rows = Contract.objects.visible_to(actor).filter(
        school_year=edition.school_year_id,
        kind=ContractKind.CLASS_IMMERSION,
        state__in=COVERED_STATES,
    )
    if not who.organises(actor, edition):
        rows = rows.filter(booking__school__in=actor.school_ids)
        if not actor.is_school_management:
            rows = rows.filter(booking__teacher=actor.user)
    return rows.exclude(cup_teams__edition=edition).with_parties()


def team(request, pk):
    """One team: what it presents, what is due, its result once it is published."""
    row = _or_404(request.actor, pk)
    rights = _rights(request.actor, row)
    vote = _vote(request, row) if rights["speaks"] and row.edition.state in SCORING else None
    if request.method == "POST":
        if vote is None:
            raise Http404
        choice = vote.is_valid() and vote.cleaned_data["choice"]
        if done(request, vote, lambda: teams.vote(request.actor, row, choice), "Vote enregistré."):
            return redirect(row)
    shows_result = row.edition.shows_result and row.state != TeamState.WITHDRAWN
    context = {
        "team": row,
        "edition": row.edition,
        "supports": row.supports.all(),
        "passage": _passage(row, organises=rights["organises"]),
        "deadlines": row.edition.deadlines.all(),
        "vote": vote,
        "result": results.frozen(row.edition) if shows_result else None,
        "entries": JournalEntry.objects.about(row)[:SHOWN] if rights["writes"] else [],
        "notices": sent_about(row) if rights["writes"] else None,
        **rights,
    }
    if context["result"]:
        lines = context["result"].lines
        context["line"] = next((one for one in lines if one["team"]["id"] == row.pk), None)
        context["prizes"] = context["result"].prizes_of(row.pk)
    return render(request, "events/cup/team.html", context)


def _passage(row, *, organises):
    """When and where the team passes, in words: what is published, but for the organisers."""
    if organises:
        return ", ".join(
            part for part in (row.passes_at and hour(row.passes_at), row.panel and str(row.panel))
            if part
        )  # fmt: skip
    order = running_order.published(row.edition)
    return in_words(order.of(row.pk)) if order else ""


def _vote(request, row):
    ballot = getattr(row, "ballot", None)
    data = request.POST if request.method == "POST" else None
    form = forms.VoteForm(row, data)
    form.initial["choice"] = ballot.choice_id if ballot else None
    return form


def change(request, pk):
    row = _written_or_404(request.actor, pk)
    form = forms.TeamForm(request.POST or None, instance=_or_404(request.actor, pk))
    if request.method == "POST" and done(
        request, form, lambda: teams.change(request.actor, row, form.values())
    ):
        return redirect(row)
    context = {
        "edition": row.edition,
        "form": form,
        "sections": sections(form, forms.SECTIONS),
        "has_classes": True,
        "title": "Compléter l’inscription",
        "back": row.get_absolute_url(),
    }
    return render(request, "events/cup/team_form.html", context)


def act(request, pk, event):
    """Admit or withdraw, with a reason."""
    row = _written_or_404(request.actor, pk)
    if event not in ACTS or (event == "admettre" and not who.organises(request.actor, row.edition)):
        raise Http404
    run_act, title, words = ACTS[event]
    form = ReasonForm(request.POST or None)
    form.reads_first = True

    def run():
        run_act(request.actor, row, form.cleaned_data["reason"])

    then = row.get_absolute_url()
    return ask(request, form, run, then, row, edition=row.edition, title=title, words=words)


def add_support(request, pk):
    row = _written_or_404(request.actor, pk)
    form = forms.SupportForm(request.POST or None, request.FILES or None)

    def run():
        upload = uploads.checked(form.cleaned_data["upload"], "upload")
        teams.add_support(request.actor, row, form.cleaned_data["label"], upload)

    then = row.get_absolute_url()
    return ask(request, form, run, then, edition=row.edition, title="Ajouter un support")


def support(request, pk):
    """A support, as a download."""
    row = _support_or_404(request.actor, pk)
    taking = Taking("a téléchargé un support", row.team, filters=row.label)
    return give(request, row.file.bytes, row.file.name, row.file.mimetype, taking)


@require_POST
def remove_support(request, pk):
    row = _support_or_404(request.actor, pk)
    _written_or_404(request.actor, row.team_id)
    attempt(request, teams.remove_support, row, done="Le support est retiré.")
    return redirect(row.team)


def _support_or_404(actor, pk):
    return get_visible_or_404(Support.objects.select_related("team__edition", "file"), actor, pk=pk)


def _or_404(actor, pk):
    rows = Team.objects.with_classes().select_related("edition__school_year")
    return get_visible_or_404(rows.with_classes(), actor, pk=pk)


def _written_or_404(actor, pk):
    row = _or_404(actor, pk)
    if not _rights(actor, row)["writes"]:
        raise Http404
    return row


def _rights(actor, row):
    organises, speaks = who.organises(actor, row.edition), who.speaks_for(actor, row.contract)
    return {
        "organises": organises,
        "speaks": speaks,
        "writes": organises or speaks,
        "is_open": row.edition.state in teams.COMPLETING and row.state != TeamState.WITHDRAWN,
    }
