"""Finding companies in spite of typing slips: one letter too many, missing, wrong, or two
swapped (SymSpell: the deletions of what was typed meet those of the right word).
"""

from django.contrib.postgres.search import SearchQuery

from directory import sql
from directory.search import first_ids, matches, wanted_words, with_keys

# Shorter words are within one letter of too many others.
SHORTEST = 4
MOST_WORDS = 6
MOST_CANDIDATES = 40
MOST_SORTED = 100
NEAR = (
    "SELECT t.typed, w.word FROM unnest(%s::text[]) AS t(typed)"
    " JOIN directory_word AS w ON w.deletions && word_deletions(t.typed)"
)


def found(queryset, text):
    """Companies that `matches`; when there is none, those of words at most one letter away.

    One query for what was typed right, three when it was not.
    """
    exact = matches(queryset, text)
    words = wanted_words(text)
    if not _may_be_slips(words) or _any(exact):
        return exact
    query = near_query(words)
    return exact if query is None else queryset.filter(search=query)


def first_found(queryset, text, most=None):
    """As `found`, for a page that shows the first rows only: of a word that a sixth of the
    companies bear, 100 are sorted rather than 67,000 (530 ms at 400,000 companies). They
    are read at once, so that counting and showing them does not search again."""
    most = most or MOST_SORTED
    some = first_ids(matches(queryset, text), most)
    words = wanted_words(text)
    if not some and _may_be_slips(words):
        query = near_query(words)
        some = [] if query is None else first_ids(queryset.filter(search=query), most)
    return with_keys(queryset, some)


def _any(rows):
    """Whether there is a row. Not `exists()`, which reads the whole table for a word that
    nobody bears (480 ms at 400,000 companies)."""
    return bool(first_ids(rows, 1))


def near_query(words):
    """A `tsquery` that wants each word, as a prefix, or one that is one letter away; None
    when no word has such a neighbour."""
    slips = list(dict.fromkeys(word for word in words if _may_slip(word)))[:MOST_WORDS]
    near = {}
    for typed, word in sql.rows(NEAR, [slips]):
        if one_letter_apart(typed, word):
            near.setdefault(typed, []).append(word)
    if not near:
        return None
    wanted = (" | ".join([f"{w}:*", *sorted(near.get(w, ()))[:MOST_CANDIDATES]]) for w in words)
    return SearchQuery(" & ".join(f"({one})" for one in wanted), config="simple", search_type="raw")


def _may_be_slips(words):
    return any(_may_slip(word) for word in words)


def _may_slip(word):
    return len(word) >= SHORTEST and not word.isdigit()


def one_letter_apart(one, other):
    """Whether a letter added, missing, wrong or swapped with its neighbour makes the one
    of the other."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    left, right = one[start:], other[start:]
    if len(left) != len(right):
        return left[1:] == right or left == right[1:]
    swapped = left[1:2] + left[:1] + left[2:]
    return left[1:] == right[1:] or swapped == right
