"""Company search forgives one-letter slips (recall, precision, words kept by the database)."""

import random

import pytest

from directory import lexicon
from directory.lexicon import first_found, found, one_letter_apart
from directory.models import Company, Word
from tests.directory.factories import CompanyFactory, siret

SYLLABLES = ("bar", "ten", "mou", "fri", "col", "gas", "ver", "lin", "pau", "rez", "tol", "dig")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def slip(word, dice):
    """One letter missing, added, wrong or swapped."""
    at = dice.randrange(len(word))
    kind = dice.choice(("missing", "added", "wrong", "swapped"))
    if kind == "missing":
        return word[:at] + word[at + 1 :]
    if kind == "added":
        return word[:at] + dice.choice(LETTERS) + word[at:]
    if kind == "wrong":
        return word[:at] + dice.choice(LETTERS) + word[at + 1 :]
    return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]


@pytest.mark.parametrize(
    ("typed", "word", "is_near"),
    [
        ("fondrie", "fonderie", True),
        ("fondeerie", "fonderie", True),
        ("fondurie", "fonderie", True),
        ("fodnerie", "fonderie", True),
        ("onderie", "fonderie", True),
        ("fonderi", "fonderie", True),
        ("ofnderie", "fonderie", True),
        ("fonderie", "fonderie", False),
        ("fondie", "fonderie", False),
        ("fodnreie", "fonderie", False),
    ],
)
def test_one_letter_apart(typed, word, is_near):
    assert one_letter_apart(typed, word) is is_near
    assert one_letter_apart(word, typed) is is_near


@pytest.mark.django_db
def test_ninety_five_slips_in_a_hundred_find_the_company():
    dice = random.Random(4)
    names = [
        " ".join("".join(dice.choices(SYLLABLES, k=3)) for _ in range(2)).title()
        for _ in range(300)
    ]
    Company.objects.bulk_create(
        Company(name=name, siret=siret(n), siren=siret(n)[:9], city="Foix")
        for n, name in enumerate(names)
    )
    seen = 0
    for name in names:
        words = name.lower().split()
        at = dice.randrange(len(words))
        words[at] = slip(words[at], dice)
        seen += name in [str(row) for row in found(Company.objects.all(), " ".join(words))[:15]]
    assert seen / len(names) >= 0.95


@pytest.mark.django_db
def test_what_is_typed_right_is_not_widened(django_assert_num_queries):
    martin = CompanyFactory(name="Garage Martin", city="Auch")
    CompanyFactory(name="Garage Martini", city="Auch")
    marin = CompanyFactory(name="Garage Marin", city="Foix")
    everywhere = Company.objects.all()
    assert [str(row) for row in found(everywhere, "garage marin")] == ["Garage Marin"]
    assert list(found(everywhere, "MARITN auch")) == [martin]
    with django_assert_num_queries(3):
        assert list(found(everywhere, "garagge marin foix")) == [marin]
    assert not found(everywhere, "xylophone garage").exists()
    assert found(everywhere, "").count() == 3


@pytest.mark.django_db
def test_the_database_keeps_the_words_of_what_changes():
    company = CompanyFactory(name="Électro-Ménager 4321 SAS", city="L’Isle-Jourdain")
    words = set(Word.objects.values_list("word", flat=True))
    assert {"electro", "menager", "isle", "jourdain"} <= words
    assert not {"4321", "sas"} & words
    Company.objects.filter(pk=company.pk).update(name="Boulonnerie")
    assert "bolonnerie" in Word.objects.get(word="boulonnerie").deletions
    assert list(found(Company.objects.all(), "boulonerie")) == [company]


@pytest.mark.django_db
def test_of_a_very_frequent_word_only_so_many_are_sorted(monkeypatch):
    monkeypatch.setattr(lexicon, "MOST_SORTED", 3)
    CompanyFactory.create_batch(4, name="Garage")
    one = CompanyFactory(name="Boulonnerie")
    assert first_found(Company.objects.all(), "garage").count() == 3
    assert list(first_found(Company.objects.all(), "boulonerie")) == [one]
