"""The pages by which a family proposes a host, without an account (R-AG-4)."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.limits import allowed
from accounts.link_views import LinkView
from directory.forms import sections
from directory.models import ClassGroup
from directory.search import fold
from directory.violations import Refused
from placements.enums import ProposalState
from placements.forms.proposals import SECTIONS, WHO, ClassProposalForm, ProposalForm
from placements.models import Pupil
from placements.workflow import proposals
from placements.workflow.family_links import (
    CLASS_PURPOSE,
    PUPIL_PURPOSE,
    pupil_named,
    windows_of,
)

SENT = "Merci : votre proposition est transmise à l’établissement, qui vous répond."
WITHDRAW = "retirer"
# A birth date is not guessed at ten tries a day for one name, nor a class listed.
TRIES_PER_NAME, DAY = 10, 24 * 3600
TRIES_PER_CLASS, HOUR = 200, 3600
TOO_MANY = "Trop d’essais pour aujourd’hui. Adressez-vous à l’établissement."
# One sentence, whatever is wrong: it does not tell who is in the class.
UNKNOWN = (
    "Ces nom, prénom et date de naissance ne sont pas ceux d’un élève de la classe. Écrivez-les "
    "comme l’établissement les écrit, ou demandez-lui votre lien personnel."
)


class FamilyLink(LinkView):
    """What both pages share: the form, the placement window, the school to call."""

    form_class = ProposalForm
    layout = SECTIONS
    template = ""

    @property
    def group(self):
        raise NotImplementedError

    def whom_to_call(self):
        return str(self.group.school) if self.subject else ""

    def get(self, request, token):
        return self.show(self.form())

    def form(self, data=None):
        window = None if data else windows_of(self.group).first()
        days = {"starts_on": window.starts_on, "ends_on": window.ends_on} if window else {}
        return self.form_class(data, initial=days)

    def proposed(self, form, pupil):
        """Whether what was typed could be kept."""
        try:
            key = form.cleaned_data["form_key"]
            proposals.propose(self.request.actor, pupil, form.save(commit=False), key=key)
        except Refused as refused:
            form.add_refusal(refused)
            return False
        messages.success(self.request, SENT)
        return True

    def show(self, form, **more):
        context = {
            "form": form,
            "sections": sections(form, self.layout),
            "group": self.group,
            "windows": windows_of(self.group),
        }
        return render(self.request, self.template, context | more)


class PupilLink(FamilyLink):
    """One pupil's: propose a host, read the answer, take a proposal back."""

    purpose = PUPIL_PURPOSE
    template = "placements/families/pupil_link.html"

    def get_subject(self):
        rows = Pupil.objects.present().select_related("class_group__school", "school")
        return rows.filter(pk=self.link.subject_id).first()

    @property
    def group(self):
        return self.subject.class_group

    def may_renew(self):
        return windows_of(self.group).exists()

    def post(self, request, token):
        if request.POST.get("geste") == WITHDRAW:
            return self.take_back()
        form = self.form(request.POST)
        if form.is_valid() and self.proposed(form, self.subject):
            return redirect(request.path)
        return self.show(form)

    def take_back(self):
        """A second click finds nothing that waits."""
        number = self.request.POST.get("proposition", "")
        rows = self.subject.proposals.waiting()
        row = rows.filter(pk=number).first() if number.isdecimal() and len(number) < 15 else None
        if row is None:
            messages.error(self.request, proposals.DECIDED)
        else:
            proposals.withdraw(self.request.actor, row)
            messages.success(self.request, "Votre proposition est retirée.")
        return redirect(self.request.path)

    def show(self, form, **more):
        rows = self.subject.proposals.exclude(state=ProposalState.WITHDRAWN)
        return super().show(form, pupil=self.subject, rows=rows.select_related("placement"))


class ClassLink(FamilyLink):
    """One for a whole class: it only proposes, and shows nothing of any pupil."""

    purpose = CLASS_PURPOSE
    template = "placements/families/class_link.html"
    form_class = ClassProposalForm
    layout = [WHO, *SECTIONS]
    acts_per_minute = 120

    def get_subject(self):
        rows = ClassGroup.objects.select_related("school", "school_year")
        return rows.filter(pk=self.link.subject_id).first()

    @property
    def group(self):
        return self.subject

    def post(self, request, token):
        form = self.form(request.POST)
        if form.is_valid() and (pupil := self.pupil(form)) and self.proposed(form, pupil):
            return redirect(request.path)
        return self.show(form)

    def pupil(self, form):
        """The pupil who was typed exactly, or None with the reason on the form."""
        last_name, first_name, birth_date = form.identity()
        name = f"{self.link.pk}:{fold(f'{last_name} {first_name}')}"
        within = allowed("family-name", name, TRIES_PER_NAME, DAY)
        if not within or not allowed("family-class", self.link.pk, TRIES_PER_CLASS, HOUR):
            form.add_error(None, TOO_MANY)
            return None
        pupil = pupil_named(self.group, last_name, first_name, birth_date)
        if pupil is None:
            form.add_error(None, UNKNOWN)
        return pupil
