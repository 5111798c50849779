"""`/stages/classes/…/familles/`: the links of a class's families, and what they propose."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require
from accounts.downloads import Taking, show_pdf
from accounts.reads import note_reads
from directory.french import of
from directory.violations import Refused
from partnerships.views.class_groups import SCHOOL_STAFF
from placements import coupons
from placements.models import PlacementProposal, Pupil
from placements.views.classes import followed_group
from placements.views.pupils import pupil_of
from placements.workflow import family_links


@require_safe
@require(*SCHOOL_STAFF)
def page(request, pk):
    """What waits, the link of the class, the link of each pupil."""
    group = followed_group(request, pk)
    pupils = _pupils(request, group)
    note_reads(request.actor, pupils)
    known = family_links.links_of(pupils)
    waiting = PlacementProposal.objects.visible_to(request.actor).waiting()
    context = {
        "group": group,
        "class_link": family_links.link_of(group),
        "lines": [(pupil, known.get(pupil.pk)) for pupil in pupils],
        "has_links": bool(known),
        "has_addresses": any(link.holder_email for link in known.values()),
        "waiting": waiting.filter(pupil__class_group=group).select_related("pupil"),
    }
    return render(request, "placements/families/page.html", context)


def _pupils(request, group):
    return list(Pupil.objects.visible_to(request.actor).for_class(group).present())


def _said(number, one, several, none):
    return none if not number else one if number == 1 else several.format(number)


def _open_all(actor, group):
    number = family_links.open_for_all(actor, group)
    return _said(number, "Un lien est ouvert.", "{} liens sont ouverts.", "Tous l’étaient déjà.")


def _send(actor, group):
    number = family_links.send(actor, group)
    none = "Aucun courriel à envoyer : ils sont partis aujourd’hui, ou n’ont pas d’adresse."
    one, several = "Un courriel part aux familles.", "{} courriels partent aux familles."
    return _said(number, one, several, none)


def _open(actor, group):
    family_links.open_for_class(actor, group)
    return "Le lien de la classe est ouvert."


def _close(actor, group):
    family_links.close(actor, group)
    return "Le lien de la classe ne fonctionne plus."


ACTS = {"ouvrir": _open, "fermer": _close, "ouvrir-tous": _open_all, "envoyer": _send}


@require_POST
@require(*SCHOOL_STAFF)
def act(request, pk, event):
    """Open or close the link of the class, open or mail those of its pupils."""
    group = followed_group(request, pk)
    if event not in ACTS:
        raise Http404
    _tried(request, ACTS[event], group)
    return redirect("placements:families", pk)


def _open_one(actor, pupil):
    family_links.open_for_pupil(actor, pupil)
    return f"Le lien {of(pupil)} est ouvert."


def _close_one(actor, pupil):
    family_links.close(actor, pupil)
    return f"Le lien {of(pupil)} ne fonctionne plus."


PUPIL_ACTS = {"ouvrir": _open_one, "fermer": _close_one}


@require_POST
@require(*SCHOOL_STAFF)
def pupil_act(request, pk, event):
    """Open or close one pupil's link: a lost coupon is closed, then opened anew."""
    pupil = pupil_of(request, pk)
    if event not in PUPIL_ACTS:
        raise Http404
    _tried(request, PUPIL_ACTS[event], pupil)
    return redirect("placements:families", pupil.class_group_id)


def _tried(request, run, subject):
    try:
        messages.success(request, run(request.actor, subject))
    except Refused as refused:
        messages.error(request, refused.message)


@require_safe
@require(*SCHOOL_STAFF)
def class_coupons(request, pk):
    """The QR code of the class eight times, to print, cut and hand out."""
    group = followed_group(request, pk)
    link = family_links.link_of(group)
    if link is None:
        return _nothing_to_print(request, pk)
    content = coupons.for_class(group, link)
    return _printed(request, group, content, "a imprimé le lien des familles d’une classe")


@require_safe
@require(*SCHOOL_STAFF)
def pupil_coupons(request, pk):
    """A QR code for each pupil who has a link."""
    group = followed_group(request, pk)
    pupils = _pupils(request, group)
    known = family_links.links_of(pupils)
    pairs = [(pupil, known[pupil.pk]) for pupil in pupils if pupil.pk in known]
    if not pairs:
        return _nothing_to_print(request, pk)
    note_reads(request.actor, pupils)
    content = coupons.for_pupils(group, pairs)
    return _printed(request, group, content, "a imprimé les liens des familles")


def _nothing_to_print(request, pk):
    messages.error(request, "Aucun lien n’est ouvert : ouvrez-le, puis imprimez la planche.")
    return redirect("placements:families", pk)


def _printed(request, group, content, verb):
    taking = Taking(verb, group, places={"school": group.school})
    return show_pdf(request, content, "liens-des-familles.pdf", taking)
