"""The State's company search (R-ID-6), asked for one SIRET when `COMPANY_SEARCH_URL` is set.

`{base}/search?q=SIRET` answers `{results: [{nom_complet, siege, matching_etablissements}]}`;
seven requests a second, then 429 with Retry-After. Until that time nobody asks again.
"""

import json
import logging
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache

logger = logging.getLogger(__name__)
TIMEOUT = 3  # seconds; a person waits behind a form
LONGEST_ANSWER = 200_000  # bytes
SHORT_WAIT = 1  # seconds that are waited for at once
DEFAULT_WAIT = 10
LONGEST_WAIT = 600
CLOSED_UNTIL = "directory.state_search.closed_until"
MASK = "[ND]"
OFFLINE = (
    "Le répertoire de l’État ne répond pas pour le moment : saisissez vous-même le nom et "
    "le code postal, la fiche sera vérifiée."
)


class Unavailable(Exception):
    """No usable answer; `str()` is what the person is told."""

    def __init__(self):
        super().__init__(OFFLINE)


@dataclass(frozen=True)
class Establishment:
    """What the State publishes of one SIRET; what is masked is empty, never `[ND]`."""

    siret: str
    name: str = ""
    address: str = ""
    postcode: str = ""
    city: str = ""
    naf_code: str = ""
    is_active: bool = True
    is_masked: bool = False


def is_configured():
    """Whether there is somebody to ask."""
    return bool(settings.COMPANY_SEARCH_URL)


def lookup(siret):
    """The establishment of this SIRET, or None when the State knows none.

    Raises `Unavailable`: not configured, too slow, too many requests, an error, garbage.
    """
    if not is_configured() or time.time() < cache.get(CLOSED_UNTIL, 0):
        raise Unavailable
    answer = _ask(siret, may_wait=True)
    try:
        return _read(answer, siret)
    except (AttributeError, KeyError, TypeError) as error:
        logger.warning("company search: unexpected answer (%s)", type(error).__name__)
        raise Unavailable from error


def _ask(siret, may_wait):
    query = urllib.parse.urlencode({"q": siret, "page": 1, "per_page": 5})
    url = f"{settings.COMPANY_SEARCH_URL}/search?{query}"
    request = urllib.request.Request(url, headers={"Accept": "application/json"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            return json.loads(answer.read(LONGEST_ANSWER))
    except urllib.error.HTTPError as error:
        wait = _retry_after(error) if error.code == 429 else None
        if wait is not None and may_wait and wait <= SHORT_WAIT:
            time.sleep(wait)
            return _ask(siret, may_wait=False)
        if wait is not None:
            cache.set(CLOSED_UNTIL, time.time() + wait, timeout=wait)
        logger.warning("company search: HTTP %s", error.code)
        raise Unavailable from error
    except (OSError, ValueError) as error:
        logger.warning("company search: %s", type(error).__name__)
        raise Unavailable from error


def _retry_after(error):
    """Seconds to wait, from the header when it is a number; a moment otherwise."""
    given = error.headers.get("Retry-After", "")
    return min(int(given), LONGEST_WAIT) if given.isdecimal() else DEFAULT_WAIT


def _read(answer, siret):
    for company in answer["results"]:
        sites = [*(company.get("matching_etablissements") or []), company.get("siege") or {}]
        for site in sites:
            if site.get("siret") == siret:
                return _establishment(company, site)
    return None


def _establishment(company, site):
    status = site.get("statut_diffusion_etablissement") or company.get("statut_diffusion")
    name = _shown(company.get("nom_complet"))
    return Establishment(
        siret=site["siret"],
        name=name[:200],
        address=_street(_shown(site.get("adresse")), _shown(site.get("code_postal")))[:250],
        postcode=_shown(site.get("code_postal")),
        city=_shown(site.get("libelle_commune"))[:120],
        naf_code=_shown(site.get("activite_principale")),
        is_active=site.get("etat_administratif", "A") == "A",
        is_masked=status in ("P", "N") or not name,
    )


def _shown(value):
    """A text, empty when any part of it is masked."""
    value = value if isinstance(value, str) else ""
    return "" if MASK in value else value.strip()


def _street(address, postcode):
    """The address without its postcode and town, which have columns of their own."""
    return address.partition(postcode)[0].strip() if postcode else address
