"""Words that a person types and a mail carries: read, as mails, before they leave.

Two guards hold it. `tests/access/test_words.py`: a form with a field for words `reads_first`, or
says here why it need not. `watch`, in every test: what was typed in a request and is in a mail
that the request wrote has been through `outbox.preview.read_first`, whatever its form says.
"""

import re
from contextvars import ContextVar
from functools import partial

from django.core.handlers.base import BaseHandler
from django.db import transaction
from django.utils import timezone

from directory.forms import PortalForm
from outbox import preview
from outbox.kinds import kind_of

# Fields by whose name somebody speaks to somebody; a code of a choice is no words.
NAMED = re.compile(r"(^|[-_])(reason|message|comments?|words|answer|text|note|reply|said|motif)$")
CODE = re.compile(r"[a-z0-9_:.-]*")

# The view → why its words leave without having been read as a mail.
UNREAD: dict[str, str] = {}


def squeezed(text):
    return " ".join(str(text).split())


def words_of(posted):
    """What was typed, of the fields of a form that was sent."""
    values = (value for name in posted if NAMED.search(name) for value in posted.getlist(name))
    return {squeezed(value) for value in values if not CODE.fullmatch(value)}


def watch(patch):
    """For the life of the patch, the test fails whose request lets words leave unread."""
    note, get_response = preview.note, BaseHandler.get_response
    sent: ContextVar[list | None] = ContextVar("sent", default=None)

    def noted(notice):
        kept, told = sent.get(), not preview.is_trying() and not preview.was_read()
        if notice is not None and kept is not None and told:
            kept.append(notice)
        return note(notice)

    def answered(handler, request):
        tokens = sent.set([]), shown.set([])
        try:
            response = get_response(handler, request)
            check(request, sent.get())
            check_buttons(request, response, shown.get())
        finally:
            sent.reset(tokens[0])
            shown.reset(tokens[1])
        return response

    patch.setattr(preview, "note", noted)
    patch.setattr(BaseHandler, "get_response", answered)
    patch.setattr(PortalForm, "has_marks", property(partial(_shown, PortalForm.has_marks.fget)))


# The forms that the page of a request draws; None outside one.
shown: ContextVar[list | None] = ContextVar("shown", default=None)


def _shown(has_marks, form):
    """In place of `PortalForm.has_marks`, which a page asks of each form that it draws."""
    if shown.get() is not None:
        shown.get().append(form)
    return has_marks(form)


def check_buttons(request, response, forms):
    """A page with a form that `reads_first` has the button that shows the mails."""
    if any(form.reads_first for form in forms):
        assert b'name="step" value="preview"' in response.content, (
            f"{request.path}: no button shows the mails: components/form_buttons.html"
        )


def check(request, notices):
    """Nothing that was typed in this request is in these mails, which nobody could read first."""
    typed, match = words_of(request.POST), request.resolver_match
    if not typed or match is None or match.view_name in UNREAD:
        return
    for notice in notices:
        found = [words for words in typed if words in text_of(notice)]
        assert not found, (
            f"{match.view_name}: {found} leave in {notice.kind} without having been read: "
            "outbox.preview.read_first, or tests/access/words.py"
        )


def text_of(notice):
    """All that its mail says; links made for it are not kept."""
    with transaction.atomic():
        mail = kind_of(notice.kind).render(notice.at(timezone.now()))
        transaction.set_rollback(True)
    return squeezed(" ".join([mail.subject, *mail.paragraphs, *(str(v) for _, v in mail.facts)]))


# --- Forms: those with a field for words that do not show a mail first, and why ---------------

KEPT = "read on a page of the portal, or in a document: no mail carries it"
NOBODY = "told to the journal alone"
VIEW = "its view sets `reads_first` for the acts whose mails carry it"
INVITED = "leaves with the invitation of the meeting, whose mails are read first"
ASKED = "the summary before a request leaves, or the page that takes seats, shows its mail"
PUPIL = "the class's referent reads it, and the mail says how many wait"

SILENT = {
    KEPT: """
        accounts.forms_roles.InvitationForm
        clee.forms.actions.ActionForm
        clee.forms.actions.RecipeForm
        clee.forms.news.NewNewsForm
        clee.forms.news.NewsForm
        clee.forms.resources.ResourceForm
        clee.forms.resources.ResourceVersionForm
        clee.views.offices.OfficeForm
        documents.admin_templates.DraftForm
        events.forms.events.EventForm
        events.forms.gifts.GivingForm
        events.forms.gifts.TakingForm
        events.forms.keeping.EditionForm
        events.forms.keeping.RegulationForm
        events.forms.programmes.ProgrammeForm
        events.forms.registrations.RegistrationForm
        events.forms.registrations.SettingsForm
        events.forms.teams.EntryForm
        events.forms.teams.TeamForm
        partnerships.forms.contracts.CompanyPartForm
        partnerships.forms.contracts.HostForm
        partnerships.forms.contracts.SchoolPartForm
        partnerships.forms.day.CountForm
        partnerships.forms.desk.ClosedPeriodForm
        partnerships.forms.desk.WordedPeriodForm
        partnerships.forms.elsewhere.AgreedForm
        partnerships.forms.groups.GroupFields
        partnerships.forms.log.EntryForm
        partnerships.forms.matches.SendForm
        partnerships.forms.networks.ActionForm
        partnerships.forms.offers.NewOfferForm
        partnerships.forms.offers.OfferForm
        partnerships.forms.partnerships.AgreementForm
        partnerships.forms.school_requests.RetainForm
        partnerships.forms.school_requests.RetainStaffForm
        partnerships.forms.sheets.SheetForm
        placements.admin.parameters.NewLimitsForm
        placements.admin.vocational.NewPfmpLimitsForm
        placements.forms.agreements.HostPartForm
        placements.forms.agreements.SchoolPartForm
        placements.forms.applications.ApplyForm
        placements.forms.early_ends.EndForm
        placements.forms.early_ends.ReplacementForm
        placements.forms.follow_up.IncidentForm
        placements.forms.follow_up.MissedForm
        placements.forms.follow_up.ReportForm
        placements.forms.insertion.JobOfferForm
        placements.forms.offers.GuestOfferForm
        placements.forms.offers.NewOfferForm
        placements.forms.offers.OfferForm
        placements.forms.pfmp_hosts.AccessForm
        placements.forms.placements.CancelForm
        placements.forms.placements.PlacementForm
        placements.forms.proposals.ClassProposalForm
        placements.forms.proposals.ProposalForm
        placements.forms.tracks.TrackForm
        portal.forms.CompanyRoleForm
        portal.forms.RoleRequestForm
        portal.forms.SchoolRoleForm
        portal.forms.ServiceRoleForm
        reports.forms.PublishForm
        reports.forms.ReopeningForm
    """,
    NOBODY: """
        clee.forms.EndForm
        clee.forms.MergeForm
        documents.views.archive.OpenForm
        events.forms.judging.RecuseForm
        events.forms.keeping.ConflictForm
        events.forms.keeping.FreezeForm
        events.forms.keeping.LockForm
        partnerships.admin.bulk.RefuseForm
        reminders.forms.BarForm
        reminders.forms.ReasonForm
        reminders.forms.RestoreForm
        reminders.forms.SettingForm
    """,
    VIEW: """
        accounts.forms_roles.DecisionForm
        clee.forms.ReasonForm
        clee.forms.committees.CommitteeForm
        clee.forms.enquiries.AnswerMixin
        clee.forms.enquiries.MessageForm
        clee.forms.enquiries.RequestForm
        clee.forms.meetings.PostponeForm
        events.forms.keeping.ReasonForm
        partnerships.forms.partnerships.ReasonForm
        reports.forms_declaration.DeclarationForm
    """,
    INVITED: """
        clee.forms.meetings.AgendaForm
        clee.forms.meetings.MeetingForm
    """,
    PUPIL: "placements.forms.wishes.WishForm",
    "a reminder says it, weeks later, to who is to do it": "clee.forms.meetings.DecisionForm",
    ASKED: "partnerships.forms.requests.RequestForm",
}
