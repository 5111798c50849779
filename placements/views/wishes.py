"""`/stages/classes/…/voeux/`: the links by which pupils say wishes, and the wishes to send."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import get_visible_or_404, require
from accounts.downloads import Taking, show_pdf
from accounts.reads import note_reads
from directory.french import of
from directory.violations import Refused
from outbox.preview import read_first
from outbox.queries import sent_about
from partnerships.views.class_groups import SCHOOL_STAFF
from placements import coupons
from placements.forms.proposals import DeclineForm
from placements.models import PlacementWish, Pupil
from placements.offer_audiences import audiences_of_class, needs_tick
from placements.views.classes import followed_group
from placements.views.pupils import pupil_of
from placements.workflow import family_links, wishes
from placements.workflow.family_links import WISH_PURPOSE


@require_safe
@require(*SCHOOL_STAFF)
def page(request, pk):
    """The wishes that wait, pupil by pupil in their order; the link of each pupil."""
    group = followed_group(request, pk)
    pupils = list(Pupil.objects.visible_to(request.actor).for_class(group).present())
    note_reads(request.actor, pupils)
    known = family_links.links_of(pupils, WISH_PURPOSE)
    waiting = list(_waiting(request, group))
    audiences = audiences_of_class(group)
    context = {
        "group": group,
        "waiting": waiting,
        "asks_tick": any(needs_tick(row.offer, audiences) for row in waiting),
        "lines": [(pupil, known.get(pupil.pk)) for pupil in pupils],
        "has_links": bool(known),
        "has_addresses": any(link.holder_email for link in known.values()),
        "notices": sent_about(*pupils, *PlacementWish.objects.filter(pupil__in=pupils)),
    }
    return render(request, "placements/wishes/page.html", context)


def _waiting(request, group):
    rows = PlacementWish.objects.visible_to(request.actor).waiting()
    rows = rows.filter(pupil__class_group=group).select_related(
        "pupil__class_group__school_year", "offer__company"
    )
    return rows.order_by("pupil__sort_key", "pupil", "rank")


@require_POST
@require(*SCHOOL_STAFF)
def send(request, pk):
    """Send the chosen wishes to their companies; told offer by offer."""
    group = followed_group(request, pk)
    keys = {key for key in request.POST.getlist("voeux") if key.isdecimal() and len(key) < 15}
    rows = [row for row in _waiting(request, group) if str(row.pk) in keys]
    if not rows:
        messages.warning(request, "Cochez au moins un vœu.")
    for line in wishes.send(request.actor, rows, meets=bool(request.POST.get("critere"))):
        if line.done:
            several = "s" if line.count > 1 else ""
            words = f"{line.count} candidature{several} envoyée{several}"
            messages.success(request, f"{line.offer.host_name} : {words}.")
        else:
            messages.error(request, f"{line.offer.host_name} : {line.words}")
    return redirect("placements:wishes", pk)


@require(*SCHOOL_STAFF)
def decline(request, pk):
    """Ask why, then say no to the pupil."""
    rows = PlacementWish.objects.select_related("offer", "pupil__class_group__school_year")
    row = get_visible_or_404(rows, request.actor, pk=pk)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    form.fields["reason"].help_text = "L’élève le lit. Dites ce qu’il peut faire."
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            read_first(request, lambda: wishes.decline(request.actor, row, reason), row)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Le vœu est écarté. L’élève le lit sur sa page.")
            return redirect("placements:wishes", row.pupil.class_group_id)
    context = {
        "form": form,
        "title": "Écarter le vœu",
        "question": f"{row.pupil}, {row.offer.title}, {row.offer.host_name}.",
        "submit": "Écarter le vœu",
        "danger": True,
        "cancel_url": redirect("placements:wishes", row.pupil.class_group_id).url,
    }
    return render(request, "components/confirm.html", context)


def _open_all(actor, group):
    number = family_links.open_for_all(actor, group, WISH_PURPOSE)
    if not number:
        return "Tous l’étaient déjà."
    return "Un lien est ouvert." if number == 1 else f"{number} liens sont ouverts."


def _mail(actor, group):
    number = family_links.send(actor, group, purpose=WISH_PURPOSE)
    if not number:
        return "Aucun courriel à envoyer : ils sont partis aujourd’hui, ou n’ont pas d’adresse."
    return "Un courriel part." if number == 1 else f"{number} courriels partent."


def _open_one(actor, pupil):
    family_links.open_for_pupil(actor, pupil, WISH_PURPOSE)
    return f"Le lien {of(pupil)} est ouvert."


def _close_one(actor, pupil):
    family_links.close(actor, pupil, WISH_PURPOSE)
    return f"Le lien {of(pupil)} ne fonctionne plus."


ACTS = {"ouvrir-tous": _open_all, "envoyer": _mail}
PUPIL_ACTS = {"ouvrir": _open_one, "fermer": _close_one}


@require_POST
@require(*SCHOOL_STAFF)
def act(request, pk, event):
    """Open the links of the class, or mail them."""
    group = followed_group(request, pk)
    return _tried(request, ACTS.get(event), group, group.pk)


@require_POST
@require(*SCHOOL_STAFF)
def pupil_act(request, pk, event):
    """Open or close one pupil's link."""
    pupil = pupil_of(request, pk)
    return _tried(request, PUPIL_ACTS.get(event), pupil, pupil.class_group_id)


def _tried(request, run, subject, group):
    if run is None:
        raise Http404
    try:
        messages.success(request, run(request.actor, subject))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("placements:wishes", group)


@require_safe
@require(*SCHOOL_STAFF)
def print_codes(request, pk):
    """A QR code for each pupil who has a link."""
    group = followed_group(request, pk)
    pupils = list(Pupil.objects.visible_to(request.actor).for_class(group).present())
    known = family_links.links_of(pupils, WISH_PURPOSE)
    pairs = [(pupil, known[pupil.pk]) for pupil in pupils if pupil.pk in known]
    if not pairs:
        messages.error(request, "Aucun lien n’est ouvert : ouvrez-les, puis imprimez la planche.")
        return redirect("placements:wishes", pk)
    note_reads(request.actor, pupils)
    content = coupons.for_pupils(group, pairs, coupons.WISHES)
    verb = "a imprimé les liens des vœux des élèves"
    taking = Taking(verb, group, places={"school": group.school})
    return show_pdf(request, content, "liens-des-voeux.pdf", taking)
