"""The pages of a juror, opened by a personal link (R-EV-4): own sheets only."""

import uuid

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.downloads import UNTOLD, give
from accounts.link_views import LinkView
from directory.violations import Refused
from events import juror_desk
from events.enums.cup import EditionState
from events.forms.judging import RecuseForm, SettleForm, SheetForm
from events.judging_board import JudgingBoard
from events.models import Juror, Support, Team
from events.workflow import jurors, results, scores
from events.workflow.who import JURY_PURPOSE

SAVE, SUBMIT, TAKE_BACK, RECUSE = "enregistrer", "remettre", "reprendre", "recuser"
STALE = (
    "Une note a changé sur un autre appareil depuis que cette page est ouverte : "
    "celle qui est gardée est affichée."
)


class JurorLink(LinkView):
    """What the pages share; a juror who marks sixty teams saves often."""

    purpose = JURY_PURPOSE
    acts_per_minute = 240

    def get_subject(self):
        rows = Juror.objects.select_related("edition", "panel", "bridge", "replaces")
        return rows.filter(pk=self.link.subject_id).first()

    def address(self, token, **words):
        name = "juror_sheet" if words else "juror_desk"
        return reverse(f"events:{name}", kwargs={"token": token, **words})


class JurorDesk(JurorLink):
    """The list of the juror's teams; for the president, the deliberation once it is time."""

    def get(self, request, token):
        juror = self.subject
        is_open = juror_desk.is_open(juror)
        if not is_open and not self._deliberates(juror):
            edition = juror.edition
            context = {
                "edition": edition.title,
                "held_on": edition.held_on,
                "place": edition.place,
                "is_before": edition.state in BEFORE and juror.left_at is None,
            }
            return render(request, "events/jury/closed.html", context)
        context = {"desk": juror_desk.desk_of(juror), "token": token, "is_open": is_open}
        return render(request, "events/jury/desk.html", context | self._deliberation(juror))

    def _deliberates(self, juror):
        is_time = juror.edition.state == EditionState.DELIBERATION
        return juror.is_president and is_time and juror.left_at is None

    def _deliberation(self, juror, form=None):
        """The ranking, for the president alone and when every sheet is in."""
        if not juror.is_president:
            return {}
        board = JudgingBoard(juror.edition)
        if not results.may_read_ranking(self.request.actor, juror.edition, board):
            return {"waits_for": len(board.missing)}
        ties = []
        if self._deliberates(juror):
            ties = [form or SettleForm(board, group) for group in board.ranking.tied()]
        teams = {team.pk: team for team in board.teams}
        lines = [(line, teams[line.team]) for line in board.ranking.lines]
        return {"lines": lines, "ties": ties}

    def post(self, request, token):
        """The president's reasoned order of ex æquo."""
        juror = self.subject
        if not self._deliberates(juror):
            raise Http404
        form = SettleForm(JudgingBoard(juror.edition), [], request.POST)
        if form.is_valid():
            try:
                results.settle(request.actor, juror.edition, **form.cleaned_data)
                messages.success(request, "La décision est enregistrée.")
            except Refused as refused:
                messages.error(request, refused.message)
        else:
            messages.error(request, form.faults())
        return redirect(request.path)


BEFORE = (EditionState.DRAFT, EditionState.OPEN, EditionState.CLOSED)


class JurorSheet(JurorLink):
    """One sheet: GET shows it, POST saves, hands in, takes back or recuses."""

    def get(self, request, token, team):
        return self.show(token, self.sheet(team))

    def sheet(self, team):
        if not juror_desk.is_open(self.subject):
            raise Http404
        sheet = juror_desk.sheet_of(self.subject, team)
        if sheet is None:
            raise Http404
        return sheet

    def show(self, token, sheet, form=None, status=200, recuse=None):
        context = {
            "sheet": sheet,
            "form": form or SheetForm(sheet),
            "recuse": recuse or RecuseForm(),
            "back": self.address(token),
            "name": self.subject.name,
        }
        return render(self.request, "events/jury/sheet.html", context, status=status)

    def post(self, request, token, team):
        if request.POST.get("geste") == "champ":
            return self.save_field(team)
        sheet = self.sheet(team)
        act = {SUBMIT: self.submit, TAKE_BACK: self.take_back, RECUSE: self.recuse}
        return act.get(request.POST.get("geste"), self.save)(token, sheet)

    def save_field(self, team):
        """One field from the script: JSON, with the version that stands."""
        post = self.request.POST
        try:
            entry = scores.Entry(
                post.get("champ", ""), post.get("valeur", ""),
                int(post.get("version") or 0), uuid.UUID(post.get("cle", "")),
            )  # fmt: skip
            # The workflow reads the row itself, in the edition of the juror.
            (saved,) = scores.save(self.request.actor, self.subject, Team(pk=team), [entry])
        except Refused as refused:
            return JsonResponse({"message": refused.message}, status=422)
        except (ValueError, Team.DoesNotExist):
            return JsonResponse({"message": "Rechargez la page."}, status=422)
        answer = {"valeur": saved.value.replace(".", ","), "version": saved.version}
        if saved.is_stale:
            return JsonResponse(answer | {"message": STALE}, status=409)
        return JsonResponse(answer)

    def save(self, token, sheet):
        form = self._saved(sheet)
        if form.errors:
            return self.show(token, sheet, form)
        messages.success(self.request, "Vos notes sont enregistrées.")
        return redirect(self.request.path)

    def _saved(self, sheet):
        form = SheetForm(sheet, self.request.POST)
        if not form.is_valid():
            return form
        try:
            saved = scores.save(self.request.actor, self.subject, _row(sheet), form.entries())
        except Refused as refused:
            form.add_refusal(refused)
            return form
        if any(one.is_stale for one in saved):
            form = SheetForm(juror_desk.sheet_of(self.subject, sheet.team.pk), form.as_kept(saved))
            form.add_error(None, STALE)
        return form

    def submit(self, token, sheet):
        form = self._saved(sheet)
        if not form.errors:
            try:
                scores.submit(self.request.actor, self.subject, _row(sheet))
            except Refused as refused:
                form.add_refusal(refused)
        if form.errors:
            return self.show(token, sheet, form)
        messages.success(self.request, f"Feuille remise : {sheet.team.label}.")
        return redirect(self.address(token))

    def take_back(self, token, sheet):
        return self._done(
            token, lambda: scores.take_back(self.request.actor, self.subject, _row(sheet)),
            "Vous pouvez changer vos notes ; remettez ensuite la feuille.", self.request.path,
        )  # fmt: skip

    def recuse(self, token, sheet):
        form = RecuseForm(self.request.POST)
        if not form.is_valid():
            return self.show(token, sheet, recuse=form)
        reason = form.cleaned_data["reason"]
        return self._done(
            token,
            lambda: jurors.declare(self.request.actor, self.subject, _row(sheet), reason),
            "C’est noté : vous ne notez pas cette équipe.", self.address(token),
        )  # fmt: skip

    def _done(self, token, run, words, then):
        try:
            run()
            messages.success(self.request, words)
        except Refused as refused:
            messages.error(self.request, refused.message)
            then = self.address(token)
        return redirect(then)


class JurorSupport(JurorLink):
    """A file of a team that the juror marks."""

    def get(self, request, token, team, support):
        sheet = juror_desk.is_open(self.subject) and juror_desk.sheet_of(self.subject, team)
        if not sheet or support not in dict(sheet.supports):
            raise Http404
        stored = Support.objects.select_related("file").get(pk=support).file
        # What a juror reads again and again on the day is no dealing with anybody.
        return give(request, stored.bytes, stored.name, stored.mimetype, UNTOLD)


def _row(sheet):
    return Team.objects.get(pk=sheet.team.pk)
