"""Which sheets may already be those of a company that somebody is about to create."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q

from directory.lexicon import SHORTEST, found
from directory.models.companies import Company
from directory.search import fold

# What names of companies are full of, and tells none of them apart.
LEGAL = frozenset(
    fold(
        "SA SAS SASU SARL EURL SNC SCI SCOP SCIC EI EIRL GIE GAEC EARL association asso groupe "
        "sté société ets établissement établissements entreprise et de du des la le les l d"
    ).split()
)
# The share of letters that two names have in common, in order: « Garage Martin » and
# « Garage Martin et fils » 0.84, « Garage Martin » and « Garage Dupont » 0.62.
CLOSE = 0.75
MOST = 5
LOOKED_AT = 60


@dataclass(frozen=True)
class Double:
    """A sheet that may be the one, and why, in words."""

    company: Company
    why: str
    is_certain: bool = False


def core(name):
    """What is left of a name without legal forms and little words, folded."""
    words = fold(name).split()
    return " ".join([word for word in words if word not in LEGAL] or words)


def doubles(rows, *, siret="", name="", postcode=""):
    """The sheets of `rows` that look like this company, the surest first, five at most.

    The same SIRET is the same company (R-ID-3). The same name at the same postcode, a
    close one there, or the same words (one letter apart at most) in the département, may be.
    """
    if siret:
        same = rows.filter(siret=siret).first()
        if same is not None:
            return [Double(same, "même SIRET", is_certain=True)]
    name = core(name)
    if not name:
        return []
    close = {row: _why(name, row, postcode) for row in _candidates(rows, name, postcode)}
    ranked = sorted((order, row.sort_key, row.pk, row) for row, order in close.items() if order)
    return [Double(row, REASONS[order]) for order, *_, row in ranked[:MOST]]


SAME_PLACE, CLOSE_THERE, SAME_WORDS = 1, 2, 3
REASONS = {
    SAME_PLACE: "même nom, même code postal",
    CLOSE_THERE: "nom proche, même code postal",
    SAME_WORDS: "même nom, même département",
}


def _why(name, row, postcode):
    other = core(row.name)
    is_there = bool(postcode) and row.postcode == postcode
    likeness = SequenceMatcher(None, name, other).ratio()
    if is_there and sorted(name.split()) == sorted(other.split()):
        return SAME_PLACE
    if is_there:
        return CLOSE_THERE if likeness >= CLOSE else None
    return SAME_WORDS if likeness >= CLOSE else None


def _candidates(rows, name, postcode):
    """Those of the postcode that share a word, and those of the département that have all."""
    words = [word for word in name.split() if len(word) >= SHORTEST] or name.split()
    shared = " | ".join(f"{word[:SHORTEST]}:*" for word in words)
    there = Q(postcode=postcode, search=SearchQuery(shared, config="simple", search_type="raw"))
    seen = list(rows.filter(there)[:LOOKED_AT]) if postcode else []
    around = found(rows.filter(Q(postcode__startswith=postcode[:2]) | Q(postcode="")), name)
    return dict.fromkeys([*seen, *around[:LOOKED_AT]])
