"""Finding rows by text and by distance, and sorting names: one home for all floors."""

import math
import re
import unicodedata

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.db.models import F, Func, GeneratedField, Q, TextField, Value
from django.db.models.functions import Coalesce, Concat

KM_PER_DEGREE = 111.19
# For fewer rows of a word that nobody bears, the planner reads the table rather than its index.
LEAST_READ = 500
# They are in a fifth of all names, and as prefixes in more: reading them takes as long as all
# the other words of a search, and finds nothing that these would not.
SMALL_WORDS = frozenset(
    ["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sur"]
)


def fold(text):
    """Lower case without accents, ligatures nor punctuation, like SQL's `fold_text`."""
    text = unicodedata.normalize("NFKD", text or "")
    text = re.sub("[\u0300-\u036f]", "", text)
    for ligature, letters in (("œ", "oe"), ("Œ", "oe"), ("æ", "ae"), ("Æ", "ae")):
        text = text.replace(ligature, letters)
    return re.sub("[^a-z0-9]+", " ", text.lower()).strip()


class FoldText(Func):
    """The immutable SQL function of the first migration."""

    function = "fold_text"
    output_field = TextField()


class FoldedVector(Func):
    """A `tsvector` over folded text; `simple` drops no word of a name."""

    template = "to_tsvector('simple'::regconfig, fold_text(%(expressions)s))"
    output_field = SearchVectorField()


def joined(*names):
    """The columns in one text, separated by spaces; an immutable expression."""
    parts = []
    for name in names:
        parts += [Coalesce(F(name), Value(""), output_field=TextField()), Value(" ")]
    return Concat(*parts[:-1], output_field=TextField()) if len(parts) > 2 else parts[0]


def sort_key_field(*names):
    """A generated column that sorts names the same way on every server."""
    return GeneratedField(
        expression=FoldText(joined(*names)),
        output_field=TextField(db_collation="C"),
        db_persist=True,
        verbose_name="clé de tri",
    )


def search_field(*names):
    """A generated `tsvector` over the folded columns."""
    return GeneratedField(
        expression=FoldedVector(joined(*names)),
        output_field=SearchVectorField(),
        db_persist=True,
        verbose_name="index de recherche",
    )


def wanted_words(text):
    """The folded words of `text` but the small ones, unless there is none else."""
    words = fold(text).split()
    return [word for word in words if word not in SMALL_WORDS] or words


def text_query(text):
    """A `tsquery` that wants each of the words, as a prefix; None without words."""
    words = wanted_words(text)
    if not words:
        return None
    raw = " & ".join(f"{word}:*" for word in words)
    return SearchQuery(raw, config="simple", search_type="raw")


def matches(queryset, text, prefix=""):
    """Rows whose `search` column holds every word of `text`; all rows when it is empty.

    `prefix` names a relation ("school__") whose column is searched instead.
    """
    query = text_query(text)
    if query is None:
        return queryset
    return queryset.filter(**{f"{prefix}search": query})


def first_ids(queryset, most):
    """The keys of at most `most` of its rows, whichever come first: nothing is sorted, and
    nothing is joined but what the filter reads."""
    keys = queryset.order_by().values_list("pk", flat=True)
    return list(keys[: max(most, LEAST_READ)])[:most]


def with_keys(queryset, keys):
    """Its rows of these keys. As `pk__in` but of one parameter: composing and quoting two
    thousand, twice, is a quarter of the time of an admin's page."""
    if not keys:
        return queryset.none()
    listed = Value(keys, output_field=ArrayField(models.BigIntegerField()))
    among = Func(
        F("pk"),
        listed,
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=models.BooleanField(),
    )
    return queryset.filter(among)


def near(queryset, point, km, prefix=""):
    """Rows at most `km` kilometres from `point` (latitude, longitude), nearest measured.

    Annotates `distance_km` (great circle). Rows without position are left out. `prefix`
    names the relation that holds `latitude` and `longitude` ("company__").
    """
    # Ten centimetres are enough, and PostgreSQL refuses the square of 1e-200.
    latitude, longitude = point = tuple(round(degrees, 6) for degrees in point)
    box = _box(latitude, longitude, km, prefix)
    return (
        queryset.filter(box)
        .annotate(distance_km=distance_km(point, prefix))
        .filter(distance_km__lte=km)
    )


def distance_km(point, prefix=""):
    """Expression: kilometres between the row's position and `point`; null without position."""
    places = [F(f"{prefix}latitude"), F(f"{prefix}longitude"), *map(float, point)]
    return Func(*places, function="kilometres", output_field=models.FloatField())


def _box(latitude, longitude, km, prefix):
    """Square around the circle, for the index on (latitude, longitude)."""
    height = km / KM_PER_DEGREE
    # A degree of longitude is shortest on the side of the pole.
    shrink = math.cos(math.radians(min(89, abs(latitude) + height)))
    width = height / shrink
    return Q(
        **{
            f"{prefix}latitude__range": (latitude - height, latitude + height),
            f"{prefix}longitude__range": (longitude - width, longitude + width),
        }
    )
