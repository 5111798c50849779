from pathlib import Path

import pytest
from django.template import Context, Engine, Origin, Template

from tests.strict_templates import OURS, UndefinedTemplateVariable


def render(text, where=OURS, **values):
    template = Template(text, engine=Engine(), origin=Origin(f"{where}/page.html"))
    return template.render(Context(values))


def test_an_undefined_variable_of_ours_fails():
    with pytest.raises(UndefinedTemplateVariable, match="page.html: nobody.name"):
        render("{% if 1 %}{{ nobody.name }}{% endif %}")


def test_conditions_and_defaults_may_ask_for_what_is_not_there():
    text = '{% if nobody %}x{% endif %}{{ nobody|default:"personne" }}{{ known }}'

    assert render(text, known="!") == "personne!"


def test_third_party_templates_keep_their_blanks():
    assert render("[{{ nobody }}]", where="/site-packages") == "[]"


def test_a_comment_ends_on_its_line():
    """`{# … #}` over two lines is no comment: people would read it on the page."""
    for path in Path(OURS).rglob("*.html"):
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            assert line.count("{#") == line.count("#}"), f"{path}:{number}"
