"""R-CEE-4 completeness, R-CEE-5 effects of a change, R-CEE-8 coverage: pure rules."""

import copy
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.enums.contract import (
    COVERED_STATES,
    ContractKind,
    ContractState,
    Half,
    LedBy,
    PartyFunction,
    SessionKind,
)
from partnerships.rules.contract import (
    VOIDING,
    ContractFacts,
    Coverage,
    Effect,
    PartyFacts,
    SessionFacts,
    completeness,
    coverage,
    covers_in_time,
    diff,
    effect_of,
    half_days,
    place_of,
)

FIRST = date(2027, 1, 12)
DAYS = [FIRST, FIRST + timedelta(days=1), FIRST + timedelta(days=2)]


def session(day, half, kind=SessionKind.OTHER, led_by=LedBy.COMPANY):
    return SessionFacts(day, half, kind, led_by)


PROGRAMME = (
    session(DAYS[0], Half.MORNING, SessionKind.WELCOME_SAFETY),
    session(DAYS[0], Half.AFTERNOON, SessionKind.VISIT),
    session(DAYS[1], Half.MORNING, SessionKind.LESSON, LedBy.TEACHER),
    session(DAYS[1], Half.AFTERNOON, SessionKind.OBSERVATION),
    session(DAYS[2], Half.MORNING, SessionKind.INTERVIEW),
    session(DAYS[2], Half.AFTERNOON, SessionKind.OTHER, LedBy.BOTH),
)
COMPLETE = ContractFacts(
    kind=ContractKind.CLASS_IMMERSION,
    starts_on=FIRST,
    ends_on=DAYS[2],
    last_day_is_half=False,
    sessions=PROGRAMME,
    parties=tuple(
        PartyFacts(function, "Alix Roux", "alix@exemple.fr") for function in PartyFunction
    ),
    referent="Camille Serres",
    tutor="Dominique Faure",
    place="12 rue de l’Usine",
    pupils=24,
    not_to_be_shown=2,
    image_attested=True,
    branch="UIMM Adour-Pyrénées",
    branch_told=True,
    clauses=(("insurance", "Assurances", "Chacun la sienne."),),
)


def blocking(facts):
    return [violation for violation in completeness(facts) if violation.blocking]


def test_complete_contract_has_no_violation():
    assert completeness(COMPLETE) == []


def test_r_cee_4_each_missing_half_day_is_named_with_its_place():
    facts = replace(COMPLETE, sessions=PROGRAMME[:1])
    missing = [v.field for v in blocking(facts) if v.field.startswith("programme-")]
    assert missing == [place_of(day, half) for day, half in half_days(FIRST, DAYS[2], False)[1:]]


@given(st.sets(st.integers(0, 5)))
def test_r_cee_4_every_half_day_is_covered_or_named(removed):
    """Removing any sessions names exactly the half-days that they left empty."""
    kept = tuple(s for n, s in enumerate(PROGRAMME) if n not in removed)
    named = {
        v.field
        for v in blocking(replace(COMPLETE, sessions=kept))
        if "rien n’est prévu" in v.message
    }
    assert named == {place_of(PROGRAMME[n].day, PROGRAMME[n].half) for n in removed}


def test_r_cee_2_half_last_day_has_five_half_days_and_refuses_a_sixth():
    assert len(half_days(FIRST, DAYS[2], True)) == 5
    facts = replace(COMPLETE, last_day_is_half=True)
    assert ["hors des dates" in v.message for v in blocking(facts)] == [True]
    assert completeness(replace(facts, sessions=PROGRAMME[:5])) == []


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"referent": " "}, "referent_name", "référent"),
        ({"tutor": ""}, "tutor_name", "tuteur"),
        ({"place": ""}, "place", "lieu"),
        ({"image_attested": False}, "image_consents_attested", "image"),
        ({"not_to_be_shown": 25}, "image_excluded", "25 élèves"),
        ({"branch": ""}, "branch", "désignée"),
        ({"branch_told": False}, "branch", "pas encore été informée"),
        ({"branch_objection": "chantier"}, "branch", "chantier"),
        ({"host_is_industrial": False}, "kind", "industrielle"),
    ],
)
def test_r_cee_4_each_lack_is_one_violation_with_its_place(changed, field, words):
    [violation] = blocking(replace(COMPLETE, **changed))
    assert (violation.field, words in violation.message) == (field, True)


@pytest.mark.parametrize(
    ("index", "other", "words"),
    [
        (0, session(DAYS[0], Half.MORNING, SessionKind.VISIT), "accueil"),
        (2, session(DAYS[1], Half.MORNING, SessionKind.LESSON, LedBy.COMPANY), "cours"),
        (2, session(DAYS[1], Half.MORNING, SessionKind.OTHER, LedBy.TEACHER), "cours"),
    ],
)
def test_r_cee_4_what_sessions_must_hold(index, other, words):
    sessions = (*PROGRAMME[:index], other, *PROGRAMME[index + 1 :])
    [violation] = blocking(replace(COMPLETE, sessions=sessions))
    assert words in violation.message


def test_r_cee_4_observation_or_interview_must_be_led_by_the_company():
    by_teacher = tuple(
        replace(s, led_by=LedBy.TEACHER)
        if s.kind in (SessionKind.OBSERVATION, SessionKind.INTERVIEW)
        else s
        for s in PROGRAMME
    )
    [violation] = blocking(replace(COMPLETE, sessions=by_teacher))
    assert "conduit par l’entreprise" in violation.message


def test_ordinary_immersion_asks_two_signatures_and_no_branch():
    facts = replace(
        COMPLETE,
        kind=ContractKind.ORDINARY,
        branch="",
        branch_told=False,
        host_is_industrial=False,
        parties=COMPLETE.parties[:2],
        sessions=tuple(replace(s, led_by=LedBy.COMPANY) for s in PROGRAMME),
    )
    assert completeness(facts) == []


@pytest.mark.parametrize("function", list(PartyFunction))
@pytest.mark.parametrize(("lack", "blocking"), [({"name": " "}, True), ({"email": ""}, False)])
def test_r_ag_1_every_signatory_is_named_and_without_address_signs_on_paper(
    function, lack, blocking
):
    parties = tuple(replace(p, **lack) if p.function == function else p for p in COMPLETE.parties)
    [violation] = completeness(replace(COMPLETE, parties=parties))
    assert (violation.field, violation.blocking) == (f"party-{function}", blocking)


def test_empty_clause_is_advice_not_refusal():
    facts = replace(COMPLETE, clauses=(("meals", "Repas", "  "),))
    assert [(v.field, v.blocking) for v in completeness(facts)] == [("meals", False)]


# --- R-CEE-5 -----------------------------------------------------------------------

SIGNED = {
    "kind": "class_immersion",
    "dates": {"starts_on": "2027-01-12", "ends_on": "2027-01-14", "last_day_is_half": False},
    "place": "12 rue de l’Usine",
    "parties": {
        "company": {"identity": "73282932000074", "name": "Ateliers", "address": "12 rue"},
        "school": {"uai": "0650005C", "name": "Collège"},
        "branch": {"identity": 3, "name": "UIMM"},
    },
    "class_group": {"name": "3e A"},
    "pupils": {"girls": 12, "boys": 11, "unspecified": 1, "total": 24},
    "adults": ["Mme Serres"],
    "adult_count": 2,
    "referent": {"name": "Camille Serres"},
    "tutor": {"name": "Dominique Faure"},
    "programme": [{"day": "2027-01-12", "half": "am", "title": "Accueil"}],
    "clauses": {"meals": "Restaurant"},
    "image_rights": {"excluded": 2},
    "signatories": {"head": {"name": "Alix Roux"}},
    "supporters": [],
    "funding": [{"funder": "region", "label": "Car", "asked": "300.00", "granted": None}],
}


def changed(**values):
    wanted = copy.deepcopy(SIGNED)
    wanted.update(values)
    return wanted


def test_no_change_has_no_effect():
    assert diff(SIGNED, copy.deepcopy(SIGNED)) == []
    assert effect_of([]) == Effect.NONE


@pytest.mark.parametrize(
    ("values", "effect"),
    [
        ({"dates": SIGNED["dates"] | {"starts_on": "2027-01-19"}}, Effect.VOID),
        ({"dates": SIGNED["dates"] | {"last_day_is_half": True}}, Effect.VOID),
        ({"place": "Autre site"}, Effect.VOID),
        ({"parties": SIGNED["parties"] | {"company": {"identity": "autre"}}}, Effect.VOID),
        ({"parties": SIGNED["parties"] | {"school": {"uai": "0310017A"}}}, Effect.VOID),
        ({"parties": SIGNED["parties"] | {"branch": None}}, Effect.VOID),
        ({"kind": "ordinary"}, Effect.VOID),
        ({"class_group": {"name": "3e B"}}, Effect.VOID),
        ({"pupils": SIGNED["pupils"] | {"girls": 13, "total": 25}}, Effect.VOID),
        ({"pupils": SIGNED["pupils"] | {"girls": 11, "total": 23}}, Effect.NOTICE),
        ({"pupils": SIGNED["pupils"] | {"girls": 13, "boys": 10}}, Effect.NOTICE),
        ({"adults": ["M. Faure"]}, Effect.NOTICE),
        ({"tutor": {"name": "Autre"}}, Effect.NOTICE),
        ({"referent": {"name": "Autre"}}, Effect.NOTICE),
        ({"programme": []}, Effect.NOTICE),
        ({"clauses": {"meals": "Panier"}}, Effect.NOTICE),
        ({"image_rights": {"excluded": 3}}, Effect.NOTICE),
        ({"signatories": {"head": {"name": "Autre"}}}, Effect.NOTICE),
    ],
)
def test_r_cee_5_effect_of_each_change(values, effect):
    [change] = diff(SIGNED, changed(**values))
    assert (change.field, change.effect) == (next(iter(values)), effect)


def test_r_cee_5_a_corrected_name_is_not_another_party():
    parties = copy.deepcopy(SIGNED["parties"])
    parties["company"]["name"] = "Ateliers de l’Adour"
    assert diff(SIGNED, changed(parties=parties)) == []


def test_follow_up_of_funding_changes_nothing_signed():
    line = SIGNED["funding"][0]
    assert diff(SIGNED, changed(funding=[line | {"granted": "300.00", "paid": "300.00"}])) == []
    [change] = diff(SIGNED, changed(funding=[line | {"asked": "450.00"}]))
    assert change.effect == Effect.NOTICE


@given(
    st.sets(st.sampled_from(sorted(set(SIGNED) - {"pupils", "funding", "parties", "class_group"})))
)
def test_r_cee_5_the_strongest_effect_wins(fields):
    changes = diff(SIGNED, changed(**{field: "tout autre chose" for field in fields}))
    assert {change.field for change in changes} == fields
    expected = Effect.VOID if fields & VOIDING else Effect.NOTICE if fields else Effect.NONE
    assert effect_of(changes) == expected


@given(st.integers(0, 60), st.integers(0, 60))
def test_r_cee_5_only_more_pupils_void(before, after):
    signed = changed(pupils={"girls": 0, "boys": 0, "unspecified": before, "total": before})
    wanted = changed(pupils={"girls": 0, "boys": 0, "unspecified": after, "total": after})
    expected = Effect.VOID if after > before else Effect.NOTICE if after < before else Effect.NONE
    assert effect_of(diff(signed, wanted)) == expected


# --- R-CEE-8 -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days_before", "expected"),
    [
        (30, Coverage.WAITING),
        (11, Coverage.WAITING),
        (10, Coverage.TOLD),
        (4, Coverage.TOLD),
        (3, Coverage.LAST_CALL),
        (2, Coverage.UNCOVERED),
        (0, Coverage.UNCOVERED),
        (-5, Coverage.UNCOVERED),
    ],
)
def test_r_cee_8_days_before_the_immersion(days_before, expected):
    today = FIRST - timedelta(days=days_before)
    assert coverage(ContractState.IN_SIGNATURE, FIRST, today) == expected


@given(st.sampled_from(list(ContractState)), st.integers(-400, 400))
def test_r_cee_8_only_full_signature_covers(state, days):
    """Whatever the day, nothing but a signed or completed contract is covered."""
    found = coverage(state, FIRST, FIRST + timedelta(days=days))
    assert (found == Coverage.COVERED) == (state in COVERED_STATES)
    assert (found == Coverage.CANCELLED) == (state == ContractState.CANCELLED)


def test_r_cee_8_a_signature_after_the_first_day_does_not_cover():
    assert covers_in_time(FIRST, FIRST)
    assert not covers_in_time(FIRST + timedelta(days=1), FIRST)
