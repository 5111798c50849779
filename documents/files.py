"""The files of a round, as its parties take them; who took which is in the journal."""

from django.http import Http404

from accounts.downloads import Taking, give, show_pdf


def give_copy(request, round):
    """The PDF of a round: shown, or downloaded when the address says `telecharger`."""
    stored = _in_use(round.copy)
    if "telecharger" in request.GET:
        taking = _taking(round, "a téléchargé le document")
        return give(request, stored.bytes, stored.name, stored.mimetype, taking)
    return show_pdf(request, stored.bytes, stored.name, _taking(round, "a ouvert le document"))


def give_scan(request, signatory):
    """The scan of a signature on paper, always as a download: it comes from outside."""
    stored = _in_use(signatory.paper)
    taking = _taking(signatory.round, "a téléchargé une signature sur papier", signatory.label)
    return give(request, stored.bytes, stored.name, stored.mimetype, taking)


def _in_use(stored):
    """What passed to the closed archive is no longer given here (DOMAIN §8)."""
    if stored.is_archived:
        raise Http404
    return stored


def _taking(round, verb, filters=""):
    """In the journal of the subject; a company reads it there, and has dealt with nobody."""
    places = {**round.declared.concerns(round.subject)}
    places.pop("company", None)
    return Taking(f"{verb} : {round.label}", round.subject, filters=filters, places=places)
