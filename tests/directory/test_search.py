"""Folding, search, distance and order: the same in Python and SQL, on every server."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.models import Company, Municipality, School
from directory.search import fold, matches, near
from directory.sql import row
from tests.directory.factories import CompanyFactory, MunicipalityFactory, SchoolFactory

FRENCH = "abcxyzABCXYZ àâäéèêëîïôöùûüÿçœæÀÂÄÉÈÊËÎÏÔÖÙÛÜŸÇŒÆñÑ'’-–.,;:&/()0129²°"


@pytest.mark.django_db
@settings(max_examples=200)
@given(st.text(st.sampled_from(FRENCH), max_size=30))
def test_sql_and_python_fold_french_the_same_way(text):
    assert row("SELECT fold_text(%s)", [text]) == (fold(text),)


@pytest.mark.django_db
@settings(max_examples=100)
@given(
    st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=20)
)
def test_any_text_can_be_searched(text):
    list(matches(School.objects.all(), text))


def test_folding_examples():
    assert fold("L'Œuvre d’Été – Saint-Étienne") == "l oeuvre d ete saint etienne"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["jaures", "JAURÈS", "jau", "saint-gaudens jean", "lycee jaures", "0310017a"]
)
def test_every_word_is_found_by_its_beginning_whatever_accents(text):
    wanted = SchoolFactory(uai="0310017A", name="Lycée Jean-Jaurès", city="Saint-Gaudens")
    SchoolFactory(name="Lycée Gabriel Fauré", city="Foix")
    assert list(matches(School.objects.all(), text)) == [wanted]


@pytest.mark.django_db
def test_small_words_are_part_of_a_name():
    wanted = CompanyFactory(name="ELLE ET LUI")
    CompanyFactory(name="Lui seul")
    assert list(matches(Company.objects.all(), "elle et lui")) == [wanted]


@pytest.mark.django_db
def test_words_without_letters_filter_nothing():
    SchoolFactory.create_batch(2)
    assert matches(School.objects.all(), " '& ").count() == 2


@pytest.mark.django_db
def test_operators_of_the_search_language_are_only_words():
    SchoolFactory(name="Collège du Parc")
    assert matches(School.objects.all(), "collège & !parc | (").count() == 1


@pytest.mark.django_db
def test_names_sort_without_case_accents_nor_punctuation():
    for name in ("école Zola", "Ecole d'Alzon", "ÉCOLE-B", "ecole c"):
        SchoolFactory(name=name)
    names = list(School.objects.values_list("name", flat=True))
    assert names == ["ÉCOLE-B", "ecole c", "Ecole d'Alzon", "école Zola"]


@pytest.mark.django_db
def test_near_measures_great_circle_kilometres():
    SchoolFactory(name="Toulouse", latitude=43.6045, longitude=1.4442)
    SchoolFactory(name="Albi", latitude=43.9277, longitude=2.148)
    SchoolFactory(name="Nulle part", latitude=None, longitude=None)
    point = (43.6045, 1.4442)
    found = near(School.objects.all(), point, 70).order_by("distance_km")
    assert [school.name for school in found] == ["Toulouse", "Albi"]
    assert found[0].distance_km == pytest.approx(0, abs=1e-3)
    assert found[1].distance_km == pytest.approx(66.9, abs=0.5)
    assert near(School.objects.all(), point, 60).count() == 1


@pytest.mark.django_db
@settings(max_examples=50)
@given(st.floats(41, 51), st.floats(-5, 9), st.floats(1, 300), st.floats(0, 2 * math.pi))
def test_the_box_never_cuts_the_circle(latitude, longitude, km, bearing):
    """A point at 99.9 % of the distance, in any direction, is found."""
    angle = km * 0.999 / 6371.0088
    lat, lon = math.radians(latitude), math.radians(longitude)
    lat2 = math.asin(
        math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(bearing)
    )
    lon2 = lon + math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(lat),
        math.cos(angle) - math.sin(lat) * math.sin(lat2),
    )
    Municipality.objects.all().delete()
    MunicipalityFactory(
        latitude=round(math.degrees(lat2), 6), longitude=round(math.degrees(lon2), 6)
    )
    assert near(Municipality.objects.all(), (latitude, longitude), km).count() == 1


@pytest.mark.django_db
def test_near_takes_any_point_of_an_address():
    MunicipalityFactory(latitude=43.6, longitude=0.0)
    assert near(Municipality.objects.all(), (43.6, 1e-200), 5).count() == 1
    assert near(Municipality.objects.all(), (90.0, 180.0), 5).count() == 0


@pytest.mark.django_db
def test_any_two_points_have_a_distance_and_no_point_has_none():
    """Opposite points of the globe, where rounding would leave the domain of ASIN."""
    (farthest,) = row(
        "SELECT max(kilometres(degrees, degrees, -degrees, degrees + 180)) "
        "FROM generate_series(-90, 90, 0.01) AS degrees"
    )
    assert farthest == pytest.approx(20015.1, abs=0.1)
    assert row("SELECT kilometres(NULL, NULL, 43.6, 1.44)") == (None,)


@pytest.mark.django_db
def test_near_follows_a_relation():
    company = CompanyFactory(municipality=MunicipalityFactory())
    found = near(Company.objects.all(), (43.6, 1.43), 5, prefix="municipality__")
    assert list(found) == [company]


@pytest.mark.django_db
def test_the_search_index_is_not_read_with_every_row(django_assert_num_queries):
    CompanyFactory()
    with django_assert_num_queries(1) as queries:
        list(Company.objects.all())
    assert '"search"' not in queries[0]["sql"]
