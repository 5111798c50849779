"""The pages by which anybody writes to a committee, to a bureau des entreprises or to a mission
officer, or asks to create, join or revive a committee; and their answers."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View
from django.views.decorators.http import require_safe

from accounts.access import get_visible_or_404, public, require
from accounts.actor import ActorRequest
from accounts.enums import Role
from accounts.limits import client_address
from accounts.link_views import LinkView
from accounts.lists_out import is_asked
from accounts.models import JournalEntry
from clee import exports
from clee.enums import KEEPERS, CommitteeState
from clee.enums.public import EnquiryKind, EnquiryState
from clee.forms.committees import CommitteeForm
from clee.forms.enquiries import JoinForm, MessageForm, RefusalForm, RequestForm, ReviveForm
from clee.models import Committee, Enquiry
from clee.workflow import committees, enquiries, founding, members
from directory.models import Department, School
from directory.violations import Refused
from outbox.preview import read_first
from outbox.queries import sent_about

PER_PAGE = 30
SHOWN = 20
CLEE = ("CLEE", "/clee/")


def _region():
    return Department.objects.filter(academy__in=settings.REGION_ACADEMIES)


@public
class Write(View):
    """A message that is relayed; a subclass says to whom."""

    request: ActorRequest
    kind = EnquiryKind.CONTACT
    title = "Écrire"
    back = "/mon-interlocuteur/"
    links = [("Mon interlocuteur", "/mon-interlocuteur/")]
    lead = ""

    def prepare(self):
        """The unsaved enquiry, with its target; Http404 when there is none."""
        raise NotImplementedError

    def form(self, enquiry, data=None):
        return MessageForm(self.request.actor, data, instance=enquiry)

    def get(self, request, **keys):
        return self.page(self.form(self.prepare()))

    def post(self, request, **keys):
        form = self.form(self.prepare(), request.POST)
        if not form.is_valid():
            return self.page(form)
        if not form.is_robot:
            try:
                key = form.cleaned_data["form_key"]
                visitor = client_address(request)
                act = partial(enquiries.deposit, visitor, request.actor, form.instance, key=key)
                read_first(request, act, Enquiry, to=str(form.instance.target))
            except Refused as refused:
                form.add_refusal(refused)
                return self.page(form)
        context = {"enquiry": form.instance, "is_known": request.actor.user is not None,
                   "back": self.back}  # fmt: skip
        return render(request, "clee/enquiries/sent.html", context)

    def page(self, form):
        # A visitor reads it on the page of the link that confirms it.
        form.reads_first = self.request.actor.user is not None
        context = {"form": form, "title": self.title, "lead": self.lead, "back": self.back,
                   "target": form.instance.target, "asks": form.instance.is_decided,
                   "links": self.links}  # fmt: skip
        return render(self.request, "clee/enquiries/write.html", context)


class ToCommittee(Write):
    """`/clee/<pk>/contact/`."""

    title = "Écrire au comité"

    def prepare(self):
        rows = Committee.objects.visible_to(self.request.actor).living()
        committee = get_object_or_404(rows, pk=self.kwargs["pk"])
        self.back = committee.get_absolute_url()
        self.links = [CLEE, (committee.name, self.back)]
        return Enquiry(kind=self.kind, committee=committee)


class ToOffice(Write):
    """`/mon-interlocuteur/bureaux/<uai>/ecrire/`."""

    title = "Écrire au bureau des entreprises"

    def prepare(self):
        uai = self.kwargs["uai"].upper()
        school = get_object_or_404(School.objects.open(), uai=uai)
        self.back = f"/mon-interlocuteur/bureaux/{school.uai}/"
        self.links = [*self.links, (school.name, self.back)]
        return Enquiry(kind=self.kind, school=school)


class ToOfficer(Write):
    """`/mon-interlocuteur/mission/<code>/`."""

    title = "Écrire à la mission école-entreprise"

    def prepare(self):
        department = get_object_or_404(_region(), pk=self.kwargs["code"])
        return Enquiry(kind=self.kind, department=department)


class Ask(Write):
    """`/clee/demander/`: create, join, revive."""

    title = "Créer, rejoindre ou relancer un comité"
    back = "/clee/"
    links = [CLEE]
    lead = (
        "Votre demande est lue par le chargé de mission école-entreprise du département, qui "
        "vous répond."
    )

    def prepare(self):
        return Enquiry(kind=EnquiryKind.CREATE)

    def form(self, enquiry, data=None):
        given = self.request.GET
        initial = {"kind": given.get("nature"), "committee": given.get("comite"),
                   "department": given.get("departement")}  # fmt: skip
        return RequestForm(self.request.actor, data, enquiry, initial, _region())


class Confirm(LinkView):
    """The author confirms what was typed; then reads what became of it."""

    purpose = enquiries.PURPOSE

    def get_subject(self):
        return Enquiry.objects.for_lists().filter(pk=self.link.subject_id).first()

    def get(self, request, token):
        row = self.subject
        context = {"row": row, "to_confirm": row.state == EnquiryState.TO_CONFIRM}
        return render(request, "clee/enquiries/confirm.html", context)

    def post(self, request, token):
        enquiries.confirm(request.actor, self.subject)
        messages.success(request, "Merci : votre envoi est transmis.")
        return redirect(request.path)


READERS = (*KEEPERS, Role.CO_LEAD, Role.RBDE, Role.ADMINISTRATOR)


@require_safe
@require(*READERS)
def enquiry_list(request):
    """What waits for an answer, then the rest, the latest first."""
    rows = Enquiry.objects.visible_to(request.actor)
    state = request.GET.get("etat", "")
    if state in EnquiryState.values:
        rows = rows.filter(state=state)
    rows = rows.for_lists()
    if is_asked(request):
        return exports.ENQUIRIES.file(request, rows)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    steers = request.actor.role in KEEPERS or request.actor.is_administrator
    context = {"page_obj": page, "state": state, "states": EnquiryState.choices[1:],
               "steers": steers}  # fmt: skip
    return render(request, "clee/enquiries/list.html", context)


@require_safe
@require(*READERS)
def detail(request, pk):
    """One of them, and what its reader may answer."""
    row = _visible(request, pk)
    context = {
        "row": row,
        "facts": _facts(row),
        "events": enquiries.TABLE.events_for(row, request.actor),
        "notices": sent_about(row),
        "entries": JournalEntry.objects.about(row)[:SHOWN],
    }
    return render(request, "clee/enquiries/detail.html", context)


def _facts(row):
    return [
        ("Objet", row.get_kind_display()),
        ("Pour", row.target),
        ("Département", row.department),
        ("De", ", ".join(filter(None, (row.name, row.function)))),
        ("Établissement ou organisme", row.organisation),
        ("UAI ou SIRET", row.identifier),
        ("Courriel", row.email),
        ("Message", row.words),
        ("Réponse", row.answer),
    ]


def _visible(request, pk):
    rows = Enquiry.objects.for_lists().select_related("outcome")
    return get_visible_or_404(rows, request.actor, pk=pk)


@require(*READERS)
def act(request, pk, event):
    """Accept by doing what was asked, or refuse; the words of the answer are read first."""
    row = _visible(request, pk)
    offered = dict(enquiries.TABLE.events_for(row, request.actor))
    if event not in offered:
        raise Http404
    form, run = (_refusal if event == "refuse" else _following)(request, row)
    context = {"title": offered[event], "form": form, "submit": offered[event], "row": row,
               "back": row.get_absolute_url()}  # fmt: skip
    form.reads_first = True
    if form.is_valid():
        try:
            done = read_first(request, run, about=row)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "La personne est prévenue.")
            return redirect("clee:keep", done.outcome_id) if done.outcome_id else redirect(row)
    return render(request, "clee/enquiries/act.html", context)


def _refusal(request, row):
    form = RefusalForm(request.POST or None)
    return form, lambda: enquiries.refuse(request.actor, row, form.cleaned_data["answer"])


def _following(request, row):
    """The form of the next step, filled, and what its valid data do."""
    actor, data = request.actor, request.POST or None
    if row.kind == EnquiryKind.CREATE:
        initial = {"departments": [row.department], "name": f"CLEE de {row.department.name}"}
        form = CommitteeForm(actor, data=data, initial=initial, enquiry=row)

        def follow():
            return founding.found(actor, form.instance, form.places())

    elif row.kind == EnquiryKind.JOIN:
        form = JoinForm(actor, row.committee, row, data)

        def follow():
            return members.join(actor, form.instance).committee

    else:
        form = ReviveForm(data, initial={"reason": f"Demandé par {row.organisation}"})

        def follow():
            return _revived(actor, row.committee, form.cleaned_data["reason"])

    return form, lambda: enquiries.accept(actor, row, follow, form.cleaned_data["answer"])


def _revived(actor, committee, reason):
    """An active committee has nothing to wake: the answer alone is kept."""
    if committee.state == CommitteeState.DORMANT:
        return committees.act(actor, committee, "revive", reason)
    return committee
