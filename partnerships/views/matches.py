"""A branch proposes a class and a company to each other (`/branche/`), both sides answer, in
their account or by their link."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import get_visible_or_404, require
from accounts.enums import Role
from accounts.link_views import LinkView
from accounts.lists_out import is_asked
from accounts.models import JournalEntry
from accounts.standing import Standing
from directory.violations import Refused
from outbox.preview import read_first
from outbox.queries import sent_about
from partnerships import branch_desk, exports, seats
from partnerships.enums import MatchState, Side
from partnerships.forms.answers import ConfirmForm, TransferForm
from partnerships.forms.matches import NoForm, ProposalForm, SendForm, TakeBackForm
from partnerships.models import BranchMatch
from partnerships.notices.match import ended_in_words, match_facts
from partnerships.notices.school_requests import facts_of
from partnerships.wording import day
from partnerships.workflow import match_transfers, matches
from partnerships.workflow.match_tables import MATCH, PURPOSES, by_branch, speaker

PER_PAGE = 25
SHOWN = 20
CONFIRM = "components/confirm.html"


def state_in_words(match):
    """Where it stands, in one sentence."""
    if match.state == MatchState.PROPOSED:
        return f"La réponse de {match.awaited} est attendue jusqu’au {day(match.expires_on)}."
    if match.state == MatchState.AGREED:
        return "Les deux ont dit oui : l’immersion est enregistrée."
    return ended_in_words(match)


def page_facts(match, actor):
    """What is proposed; the contact is read by the branch and the company alone (DOMAIN §8)."""
    found = [*match_facts(match), ("Message de la branche", match.message)]
    if by_branch(match, actor):
        person = ", ".join(filter(None, (match.contact_name, match.contact_email)))
        found.append(("Personne à qui l’on écrit", person))
    return [*found, ("Besoins particuliers", match.needs)]


def said(match):
    """(side, its answer in words) of both."""
    sides = [
        ("Établissement", Side.GUEST, match.guest_said_at),
        ("Entreprise", Side.HOST, match.host_said_at),
    ]
    return [(label, _said_by(match, side, yes)) for label, side, yes in sides]


def _said_by(match, side, yes):
    if match.ended_by_side == side:
        return f"non, {day(timezone.localdate(match.ended_at))}"
    if yes:
        return f"oui, {day(timezone.localdate(yes))}"
    return "réponse attendue" if match.state == MatchState.PROPOSED else "–"


def events_of(match, actor):
    return [pair for pair in MATCH.events_for(match, actor) if pair[0] != "conclude"]


@require_http_methods(["GET", "POST"])
@require(Role.BRANCH_OFFICER)
def propose(request, pk):
    """From a request of the board: an open slot, or a company of the territory."""
    rows = branch_desk.asked(request.actor).select_related("school__department", "school__basin")
    row = get_object_or_404(rows, pk=pk)
    slots = branch_desk.fitting(request.actor, row, timezone.localdate())
    form = ProposalForm(
        request.actor, row, slots, request.POST if request.method == "POST" else None
    )
    if form.is_valid():
        try:
            key = form.cleaned_data["form_key"]
            act = partial(matches.propose, request.actor, form.proposal(), key=key)
            match = read_first(request, act, BranchMatch)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(
                request, "L’établissement et l’entreprise reçoivent la question par courriel."
            )
            return redirect(match)
    context = {
        "title": "Mettre en relation",
        "question": f"{row.school} cherche une entreprise. L’établissement et l’entreprise "
        "répondent chacun de leur côté ; deux oui font une immersion.",
        "facts": [*facts_of(row), ("Message", row.message)],
        "form": form,
        "submit": "Proposer aux deux",
        "cancel_url": reverse("partnerships:branch_desk"),
    }
    return render(request, CONFIRM, context)


@require_safe
def match_list(request):
    """The matches of the year that the actor may see, the latest first."""
    rows = BranchMatch.objects.visible_to(request.actor)
    rows = rows.filter(request__school_year=request.school_year).for_pages()
    if is_asked(request):
        return exports.MATCHES.file(request, rows, f"année {request.school_year.label}")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "partnerships/matches/list.html", {"page_obj": page})


@require_safe
def match_detail(request, pk):
    """One match: what is proposed, who said what, and the acts of the reader."""
    match = visible(request.actor, pk)
    actor = request.actor
    follows = by_branch(match, actor)
    context = {
        **shown(match, actor),
        "actions": [
            (reverse("partnerships:match_act", args=[match.pk, event]), label)
            for event, label in events_of(match, actor)
        ],
        "entries": JournalEntry.objects.about(match)[:SHOWN] if follows else None,
        "notices": sent_about(match) if follows else None,
    }
    return render(request, "partnerships/matches/detail.html", context)


def shown(match, actor):
    return {
        "match": match,
        "standing": state_in_words(match),
        "facts": page_facts(match, actor),
        "said": said(match),
    }


@require_http_methods(["GET", "POST"])
def match_act(request, pk, event):
    """Say yes, say no, take back: a page whose button acts."""
    match = visible(request.actor, pk)
    return play(request, match, event, match.get_absolute_url())


def visible(actor, pk):
    return get_visible_or_404(BranchMatch.objects.for_pages(), actor, pk=pk)


def play(request, match, event, back):
    """GET shows the form of the event, POST acts; what is no longer possible is said."""
    if event not in ACTS:
        raise Http404
    label = dict(events_of(match, request.actor)).get(event)
    if label is None:
        messages.warning(request, "Cette action n’est plus possible.")
        return redirect(back)
    make_form, run, done = ACTS[event]
    try:
        form = make_form(request, match, request.POST if request.method == "POST" else None)
    except Refused as refused:
        messages.warning(request, refused.message)
        return redirect(back)
    if form.is_valid():
        try:
            act = partial(run, request.actor, match, form)
            named = event == "transfer" or by_branch(match, request.actor)
            match = read_first(request, act, match, to="" if named else "la branche")
        except Refused as refused:
            form.add_refusal(refused)
        else:
            agreed = match.state == MatchState.AGREED
            messages.success(request, CONCLUDED if agreed else done)
            return redirect(back)
    context = {
        "title": label,
        "submit": label,
        "facts": page_facts(match, request.actor),
        "form": form,
        "danger": event in ("refuse", "withdraw"),
        "cancel_url": back,
    }
    return render(request, CONFIRM, context)


CONCLUDED = "Les deux ont dit oui : l’immersion est enregistrée, sa convention est ouverte."
ACTS = {
    "send": (
        lambda request, match, data: SendForm(speaker(request.actor), match, data),
        seats.unit_of_work(lambda actor, match, form: matches.send(actor, match, form.choice())),
        "Merci : la réponse de l’entreprise est attendue.",
    ),
    "receive": (
        lambda request, match, data: ConfirmForm(data),
        lambda actor, match, form: matches.receive(actor, match),
        "Merci : la réponse de l’établissement est attendue.",
    ),
    "transfer": (
        lambda request, match, data: TransferForm(match, data),
        lambda actor, match, form: match_transfers.transfer(
            actor, match, form.plan(), form.cleaned_data["message"]
        ),
        "Votre collègue reçoit la question.",
    ),
    "refuse": (
        lambda request, match, data: NoForm(data),
        lambda actor, match, form: matches.refuse(actor, match, form.cleaned_data["reason"]),
        "Votre refus est transmis à la branche.",
    ),
    "withdraw": (
        lambda request, match, data: TakeBackForm(data),
        lambda actor, match, form: matches.withdraw(actor, match, form.cleaned_data["reason"]),
        "La mise en relation est retirée.",
    ),
}


class OfMatch(LinkView):
    """What the pages of a match share, for one of its sides."""

    side = Side.HOST

    def get_subject(self):
        return BranchMatch.objects.for_pages().filter(pk=self.link.subject_id).first()

    def may_renew(self):
        return self.subject.state == MatchState.PROPOSED

    def standing(self):
        match = self.subject
        return Standing(f"{match.request.school} et {match.company}", [state_in_words(match)])

    def whom_to_call(self):
        match = self.subject
        if match is None:
            return super().whom_to_call()
        found = (str(match.proposed_by), str(match.branch), match.branch.email)
        return ", ".join(filter(None, found))

    @property
    def act_name(self):
        names = {Side.GUEST: "link_match_school_act", Side.HOST: "link_match_company_act"}
        return f"partnerships:{names[self.side]}"


# « oui » is of the side that reads: each has one of the two events.
WORDS = {
    "envoyer": "send",
    "accueillir": "receive",
    "non": "refuse",
    "collegue": "transfer",
}


class MatchLink(OfMatch):
    """Where the match stands, also once it is over."""

    def get(self, request, token):
        actor, name = request.actor, self.act_name
        events = dict(events_of(self.subject, actor))
        context = {
            **shown(self.subject, actor),
            "whom": self.whom_to_call(),
            "actions": [
                (reverse(name, args=[token, word]), events[event])
                for word, event in WORDS.items()
                if event in events
            ],
        }
        return render(request, "partnerships/links/match.html", context)


class MatchLinkAct(OfMatch):
    """One answer by link: GET shows its form, POST acts."""

    def get(self, request, token, answer):
        name = self.act_name.removesuffix("_act")
        return play(request, self.subject, WORDS[answer], reverse(name, args=[token]))

    post = get


class OfSchool(MatchLink):
    purpose, side = PURPOSES[Side.GUEST], Side.GUEST


class OfSchoolAct(MatchLinkAct):
    purpose, side = PURPOSES[Side.GUEST], Side.GUEST


class OfCompany(MatchLink):
    purpose, side = PURPOSES[Side.HOST], Side.HOST


class OfCompanyAct(MatchLinkAct):
    purpose, side = PURPOSES[Side.HOST], Side.HOST
