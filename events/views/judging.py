"""The day itself, for the organisers: completeness, paper, ranking, ceremony."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import get_visible_or_404
from accounts.acting import attempt
from accounts.downloads import Taking, show_pdf
from accounts.lists_out import give_table
from events import documents, results
from events.enums.cup import SCORING, WITH_RESULT, EditionState, PrizeKind, TeamState
from events.forms.judging import PaperForm, SettleForm
from events.forms.keeping import AwardForm
from events.judging_board import JudgingBoard
from events.models import Edition, Juror, Team, TieDecision
from events.results_table import table
from events.views.acting import ask, done, kept_or_404
from events.workflow import results as deliberation
from events.workflow import scores, who

MOST_NAMES, NAME_LENGTH = 60, 80
NAMES = f"Tapez de 1 à {MOST_NAMES} noms, un par ligne, de {NAME_LENGTH} signes au plus."


def board(request, pk):
    """Teams × jurors: which sheets are in, which are missing."""
    edition = kept_or_404(request.actor, pk)
    found = JudgingBoard(edition)
    jurors = [one for one in found.jurors if one.left_at is None or found.cells_of(one)]
    rows = [(team, [(one, found.cell(one, team)) for one in jurors]) for team in found.teams]
    context = {
        "edition": edition,
        "jurors": jurors,
        "rows": rows,
        "done": len(found.submitted & found.expected),
        "due": len(found.expected - found.recused.keys()),
        "missing": found.missing_by_juror,
        "is_scoring": edition.state in SCORING,
    }
    return render(request, "events/cup/board.html", context)


def paper(request, pk, juror, team):
    """A paper sheet, typed for a juror by who organises."""
    edition = kept_or_404(request.actor, pk)
    one = get_visible_or_404(Juror, request.actor, pk=juror, edition=edition)
    row = get_visible_or_404(Team.objects.with_classes(), request.actor, pk=team, edition=edition)
    criteria = list(edition.criteria.all())
    form = PaperForm(criteria, request.POST or None, initial=_typed(one, row))

    def run():
        scores.type_paper(request.actor, one, row, form.marks(), form.cleaned_data[scores.COMMENT])

    words = f"Pour {one}, d’après sa feuille papier. L’historique garde que vous l’avez saisie."
    then = redirect("events:board", pk).url
    return ask(
        request, form, run, then, edition=edition, title=f"Saisir la feuille : {row}", words=words
    )


def _typed(juror, team):
    """What was already typed from paper; a juror's own screen is not shown."""
    sheet = juror.sheets.filter(team=team).exclude(typed_by="").first()
    if sheet is None:
        return {}
    marks = {
        f"mark_{one.criterion_id}": str(one.mark).replace(".", ",") for one in sheet.scores.all()
    }
    return marks | {scores.COMMENT: sheet.comment}


def ranking(request, pk):
    """The running ranking, for who organises; in deliberation, ties and special prizes."""
    edition = kept_or_404(request.actor, pk)
    found = JudgingBoard(edition)
    teams = {team.pk: team for team in found.teams}
    is_open = edition.state == EditionState.DELIBERATION
    special = edition.prizes.filter(kind=PrizeKind.SPECIAL) if is_open else []
    awards = [AwardForm(one, found.teams) for one in special]
    ties = [SettleForm(found, group) for group in found.ranking.tied()] if is_open else []
    if request.method == "POST" and is_open:
        answered = _deliberate(request, edition, found)
        if answered:
            return redirect("events:ranking", pk)
    severity = found.ranking.severity
    context = {
        "edition": edition,
        "lines": [(line, teams[line.team]) for line in found.ranking.lines],
        "ranking": found.ranking,
        "missing": len(found.missing),
        "severity": [(one, severity[one.pk]) for one in found.jurors if one.pk in severity],
        "is_open": is_open,
        "ties": ties,
        "awards": awards,
        "decisions": found.decisions,
    }
    return render(request, "events/cup/ranking.html", context)


def _deliberate(request, edition, found):
    """The one form that was sent: a special prize, an order of ex æquo, a decision undone."""
    post, actor = request.POST, request.actor
    if prize := _sent(edition.prizes, post.get("prix")):
        form = AwardForm(prize, found.teams, post)
        return form.is_valid() and attempt(
            request, deliberation.award, prize, form.cleaned_data["team"]
        )
    if decision := _sent(TieDecision.objects.filter(edition=edition), post.get("annuler")):
        return attempt(request, deliberation.undo, decision)
    form = SettleForm(found, [], post)

    def run():
        deliberation.settle(actor, edition, **form.cleaned_data)

    if done(request, form, run):
        return True
    messages.error(request, form.faults())
    return True


def _sent(rows, number):
    return rows.filter(pk=number).first() if number and number.isdecimal() else None


def ceremony(request, pk, step=0):
    """Prizes one by one on a big screen, each by its own address; only what is frozen."""
    edition = kept_or_404(request.actor, pk)
    if edition.state not in WITH_RESULT:
        raise Http404
    awards = results.frozen(edition).awards
    if step > len(awards):
        raise Http404
    context = {
        "edition": edition,
        "step": step,
        "total": len(awards),
        "award": awards[step - 1] if step else None,
        "next": step + 1 if step < len(awards) else None,
    }
    return render(request, "events/cup/ceremony.html", context)


def minutes(request, pk):
    """The procès-verbal of a frozen result."""
    edition = kept_or_404(request.actor, pk)
    if edition.state not in WITH_RESULT:
        raise Http404
    content = documents.minutes(edition, results.frozen(edition))
    return show_pdf(
        request, content, "proces-verbal.pdf", Taking("a ouvert le procès-verbal", edition)
    )


@require_safe
def export(request, pk):
    """The frozen result for spreadsheets."""
    edition = kept_or_404(request.actor, pk)
    if edition.state not in WITH_RESULT:
        raise Http404
    rows = table(results.frozen(edition))
    taking = Taking("a exporté le résultat d’une finale", edition, rows=len(rows) - 1)
    return give_table(request, rows, f"industrie-cup-{pk}", taking)


def team_document(request, pk, what):
    """The result sheet or the diploma of a team, once the result is published."""
    row = get_visible_or_404(Team.objects.with_classes(), request.actor, pk=pk)
    edition = Edition.objects.get(pk=row.edition_id)
    makers = {"fiche": documents.result_sheet, "diplome": documents.diploma}
    allowed = who.speaks_for(request.actor, row.contract) or who.organises(request.actor, edition)
    is_ready = edition.shows_result and row.state != TeamState.WITHDRAWN
    if what not in makers or not allowed or not is_ready:
        raise Http404
    taking = Taking(f"a ouvert un document de l’équipe : {what}", row)
    return show_pdf(request, makers[what](results.frozen(edition), row.pk), f"{what}.pdf", taking)


@require_POST
def nominative(request, pk):
    """Diplomas with the names that the teacher types: printed, never stored."""
    row = get_visible_or_404(Team.objects.with_classes(), request.actor, pk=pk)
    edition = Edition.objects.get(pk=row.edition_id)
    if not who.speaks_for(request.actor, row.contract) or not edition.shows_result:
        raise Http404
    lines = (" ".join(line.split()) for line in request.POST.get("noms", "").splitlines())
    names = [line for line in lines if line]
    if not 0 < len(names) <= MOST_NAMES or max(map(len, names)) > NAME_LENGTH:
        messages.error(request, NAMES)
        return redirect(row)
    taking = Taking("a imprimé des diplômes nominatifs", row, rows=len(names))
    content = documents.diploma(results.frozen(edition), row.pk, names)
    return show_pdf(request, content, "diplomes.pdf", taking)
