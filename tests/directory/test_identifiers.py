"""R-ID-1 (UAI), R-ID-3 (SIRET, SIREN)."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, given
from hypothesis import strategies as st

from directory import identifiers
from tests.directory.factories import siret as made_siret

DIGITS = st.text("0123456789", min_size=7, max_size=7)


@pytest.mark.parametrize("uai", ["0090002D", "0110004V", "0310017A", "0650005C", "0820001F"])
def test_r_id_1_the_rule_books_examples(uai):
    assert identifiers.clean_uai(uai) == uai


@given(DIGITS)
def test_r_id_1_every_seven_digits_have_exactly_one_letter(digits):
    accepted = []
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        try:
            accepted.append(identifiers.clean_uai(digits + letter))
        except ValidationError as error:
            assert error.code == "uai_key"
    assert accepted == [digits + "ABCDEFGHJKLMNPRSTUVWXYZ"[int(digits) % 23]]


@given(DIGITS, st.integers(0, 6), st.sampled_from("0123456789"))
def test_r_id_1_one_wrong_digit_is_always_found(digits, place, other):
    """23 is prime and divides no difference of one digit times a power of ten."""
    assume(digits[place] != other)
    letter = identifiers.uai_letter(digits)
    wrong = digits[:place] + other + digits[place + 1 :] + letter
    with pytest.raises(ValidationError):
        identifiers.clean_uai(wrong)


@given(DIGITS)
def test_r_id_1_lower_case_and_spaces_are_accepted_and_stored_in_upper_case(digits):
    uai = digits + identifiers.uai_letter(digits)
    assert identifiers.clean_uai(f" {uai.lower()} ") == uai


@pytest.mark.parametrize(
    "text", ["", None, "009002D", "00900022", "A090002D", "٠٠٩٠٠٠٢D", "0090002DD"]
)
def test_r_id_1_what_is_no_uai_is_refused_in_french(text):
    with pytest.raises(ValidationError, match="sept chiffres et une lettre"):
        identifiers.clean_uai(text)


@pytest.mark.parametrize(
    ("written", "code"),
    [("031", "31"), ("31", "31"), ("9", "09"), ("009", "09"), ("02A", "2A"), ("720", "2B"),
     ("971", "971"), ("2a", "2A")],
)  # fmt: skip
def test_departments_are_known_however_they_are_written(written, code):
    assert identifiers.department_code(written) == code


@pytest.mark.parametrize(
    ("postcode", "code"), [("31000", "31"), ("20137", "2A"), ("20200", "2B"), ("97400", "974")]
)
def test_the_departement_of_a_postcode(postcode, code):
    assert identifiers.department_of_postcode(postcode) == code


@given(st.integers(0, 9_999_999))
def test_r_id_3_made_up_sirets_are_valid_and_spaces_are_dropped(number):
    siret = made_siret(number)
    spaced = f"{siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}"
    assert identifiers.clean_siret(spaced) == siret


def test_r_id_3_la_poste_has_a_key_of_its_own():
    assert identifiers.clean_siret("35600000037547") == "35600000037547"
    with pytest.raises(ValidationError, match="clé"):
        identifiers.clean_siret("35600000037548")


@pytest.mark.parametrize("digit", "0123456789")
def test_r_id_3_fillers_are_refused_even_when_their_key_is_right(digit):
    with pytest.raises(ValidationError, match="remplissage"):
        identifiers.clean_siret(digit * 14)


@pytest.mark.parametrize("text", ["", "123", "9392239990001A", "٩٣٩٢٢٣٩٩٩٠٠٠١٨", "939922399000188"])
def test_r_id_3_what_is_no_siret_is_refused_in_french(text):
    with pytest.raises(ValidationError, match="quatorze chiffres"):
        identifiers.clean_siret(text)


def test_r_id_3_siren():
    assert identifiers.clean_siren("776 681 140") == "776681140"
    for wrong in ("776681141", "111111111", "77668114"):
        with pytest.raises(ValidationError):
            identifiers.clean_siren(wrong)
