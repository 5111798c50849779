"""The base form, refusals, and the combobox field."""

import pytest
from django import forms
from django.db import connection
from django.forms.renderers import DjangoTemplates
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertHTMLEqual

from directory.combobox import Combobox, ComboboxField, written
from directory.forms import PortalForm, PortalModelForm
from directory.models import School, Sector
from directory.violations import Refused, Violation, require
from tests.directory.factories import SchoolFactory, uai


class ExampleForm(PortalForm):
    name = forms.CharField(label="Nom", help_text="En toutes lettres.")
    day = forms.DateField(label="Jour", required=False)


def test_a_field_in_error_keeps_its_help_text_in_aria_describedby():
    html = str(ExampleForm({"name": ""}))
    assert 'aria-describedby="id_name_helptext id_name-desc-error"' in html
    assert 'id="id_name_helptext"' in html and 'id="id_name-desc-error"' in html


def test_a_field_without_error_points_to_its_help_text_only():
    html = str(ExampleForm())
    assert 'aria-describedby="id_name_helptext"' in html
    assert "desc-error" not in html


def test_lists_are_written_as_django_writes_them():
    """Groups, the choice in use, attributes of an option, text to escape."""

    class Marked(forms.SelectMultiple):
        def create_option(self, name, value, *args, **kwargs):
            option = super().create_option(name, value, *args, **kwargs)
            option["attrs"] |= {"data-n": 1, "hidden": value == 3, "title": '"<'}
            return option

    for widget in (forms.Select(), Marked({"size": 4})):
        widget.choices = [("", "Toutes"), ("L’<b>", [(2, "d'été"), (3, '"&"')]), ("a<", "A")]
        ours = widget.render("x", ["3"], {"id": "id_x"})
        djangos = widget.render("x", ["3"], {"id": "id_x"}, renderer=DjangoTemplates())
        assertHTMLEqual(ours, djangos)
        assert "selected" in ours and ours != djangos


class MarkedForm(PortalForm):
    required_by_rule = ("company",)
    name = forms.CharField(label="Nom")
    company = forms.CharField(label="Entreprise", required=False)
    typed = forms.CharField(label="Sinon, laquelle", required=False)
    kind = forms.ChoiceField(label="Nature", choices=[("a", "A")])
    level = forms.ChoiceField(label="Niveau", choices=[("", "Choisir"), ("a", "A")])


def test_rgaa_11_10_what_must_be_filled_is_marked_and_nothing_else():
    form = MarkedForm()
    marked = {field.name for field in form if "fr-required-marker" in field.as_field_group()}
    announced = {field.name for field in form if 'aria-required="true"' in str(field)}
    assert marked == announced == {"name", "company", "level"}
    assert "ptionnel" not in str(form)
    assert not form.fields["company"].required and form.fields["kind"].required
    head = render_to_string("components/form_head.html", {"form": form})
    assert "Les champs suivis d’un astérisque (*) sont obligatoires." in head


def test_the_only_field_of_a_form_and_a_form_of_filters_bear_no_mark():
    class OneField(PortalForm):
        code = forms.CharField(label="Code")

    class Filters(PortalForm):
        kind = forms.CharField(label="Nature", required=False)
        text = forms.CharField(label="Mots", required=False)

    for form in (OneField(), Filters()):
        html = str(form) + render_to_string("components/form_head.html", {"form": form})
        assert "*" not in html
    assert 'aria-required="true"' in str(OneField())


def test_a_refusal_goes_to_its_field_else_to_the_form():
    form = ExampleForm({"name": "x"})
    assert form.is_valid()
    form.add_refusal(
        Refused(
            violations=[
                Violation("R-ID-9", "Jour fermé.", "day"),
                Violation("R-CEE-3", "Trop d’élèves.", "absent"),
            ]
        )
    )
    assert form.errors == {"day": ["Jour fermé."], "__all__": ["Trop d’élèves."]}


def test_a_refusal_says_its_text():
    assert Refused("Impossible.").message == str(Refused("Impossible.")) == "Impossible."
    two = Refused(violations=[Violation("A", "Un."), Violation("B", "Deux.")])
    assert two.message == "Un. Deux."


def test_warnings_are_returned_and_blocking_violations_raised():
    warning = Violation("R", "Attention.", blocking=False)
    assert require([warning]) == [warning]
    with pytest.raises(Refused, match="Non."):
        require([warning, Violation("R", "Non.")])


@pytest.mark.django_db
def test_a_model_form_keeps_the_look_and_the_constraints_messages():
    class SectorForm(PortalModelForm):
        class Meta:
            model = Sector
            fields = ["code", "label"]

    Sector.objects.create(code="s1", label="Un")
    form = SectorForm({"code": "s1", "label": "Deux"})
    assert "code" in form.errors
    assert "fr-input" in form.as_p()


# --- combobox -------------------------------------------------------------------------
class SchoolForm(PortalForm):
    school = ComboboxField(School.objects.all(), label="Établissement", widget=Combobox("/url/"))


@pytest.fixture
def schools(db):
    return [
        SchoolFactory(uai=uai(1), name="Lycée Gabriel Fauré", city="Foix"),
        SchoolFactory(uai=uai(2), name="Lycée Jean Jaurès", city="Albi"),
        SchoolFactory(uai=uai(3), name="Collège Jean Jaurès", city="Castres"),
    ]


def choose(text, form=SchoolForm):
    bound = form({"school": text})
    return bound.cleaned_data["school"] if bound.is_valid() else bound.errors["school"][0]


def test_words_that_only_one_row_matches_choose_it(schools):
    assert choose("faure") == schools[0]
    assert choose("jaurès castres") == schools[2]
    assert choose(uai(2).lower()) == schools[1]


def test_what_javascript_or_a_former_page_wrote_chooses_by_key(schools):
    assert choose(written(schools[1])) == schools[1]
    assert choose(f"n’importe quoi [n° {schools[1].pk}]") == schools[1]
    assert choose(str(schools[2].pk)) == schools[2]


def test_several_matches_are_listed_and_nothing_is_guessed(schools):
    message = choose("jean jaures")
    assert "précisez" in message and written(schools[1]) in message
    assert "Fauré" not in message


@pytest.mark.parametrize("text", ["introuvable", "[n° 999999]", "[n° abc]", "[n° 1; --]"])
def test_no_match_is_said(schools, text):
    assert "Aucun résultat" in choose(text)


def test_rows_outside_the_queryset_are_never_found_nor_shown(schools):
    class Scoped(PortalForm):
        school = ComboboxField(School.objects.filter(pk=schools[0].pk))

    for text in ("jaures castres", written(schools[2]), str(schools[2].pk)):
        assert "Collège Jean Jaurès (" not in choose(text, Scoped) or "Aucun" in choose(
            text, Scoped
        )
        assert not Scoped({"school": text}).is_valid()
    shown = str(Scoped(initial={"school": schools[2].pk})["school"])
    assert "Castres" not in shown


def test_the_widget_shows_the_row_and_reads_only_that_one(schools):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        html = str(SchoolForm(initial={"school": schools[0].pk})["school"])
    assert len(queries) == 1
    assert f"Lycée Gabriel Fauré (Foix) [n° {schools[0].pk}]" in html
    assert 'data-url="/url/"' in html and "on" + "click" not in html


def test_what_was_typed_is_shown_again_with_the_error(schools):
    assert 'value="jean jaures"' in SchoolForm({"school": "jean jaures"}).as_p()


def test_a_form_may_name_its_fields_itself():
    class NamedForm(ExampleForm):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.fields["name"].label = "Raison sociale"

    assert "Raison sociale" in str(NamedForm())
