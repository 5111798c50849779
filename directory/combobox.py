"""A field that finds one row among very many: an accessible combobox, text without JavaScript.

The input holds "Lycée Gabriel Fauré (Foix) [n° 12]". JavaScript only helps to write it
(`static/directory/combobox.js`, ARIA 1.2 pattern); typed by hand, any words that match
exactly one row of the field's queryset do as well. Only that queryset, already scoped,
is ever searched.
"""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from directory.search import matches

KEY = re.compile(r"\[n° ?(?P<pk>[^\]]+)\]\s*$")
SUGGESTIONS = 5


def written(obj):
    """The text that stands for a row."""
    return f"{obj} [n° {obj.pk}]"


class Combobox(forms.TextInput):
    """`url` answers {"results": [{"id", "text"}]} to `?term=` and `params`."""

    template_name = "directory/combobox.html"

    class Media:
        css = {"all": ["directory/combobox.css"]}
        js = ["directory/combobox.js"]

    def __init__(self, url="", params=None, attrs=None):
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.url = url
        self.params = params or {}

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"].update(url=str(self.url), params=self.params)
        return context


class ComboboxField(forms.ModelChoiceField):
    """One row of `queryset`, by its key or by words that only it matches.

    `find(queryset, words)` narrows the rows; by default it searches their `search` column.
    """

    queryset: QuerySet
    widget = Combobox
    default_error_messages = {
        "none": "Aucun résultat pour « %(value)s ».",
        "many": "Plusieurs résultats, précisez : %(rows)s.",
    }

    def __init__(self, queryset, *, find=matches, **kwargs):
        super().__init__(queryset, **kwargs)
        self.find = find

    # The base class would list every row as a choice of the widget.
    choices = property(lambda self: (), lambda self, value: None)

    def prepare_value(self, value):
        """A key is shown as its row; what a person typed is shown again as it was."""
        if hasattr(value, "_meta"):
            return written(value)
        if value in self.empty_values or KEY.search(str(value)):
            return value
        row = self.queryset.filter(pk=value).first() if self._is_key(value) else None
        return written(row) if row else value

    def to_python(self, value):
        if value in self.empty_values:
            return None
        text = str(value).strip()
        if key := KEY.search(text):
            return self._only(self._by_key(key["pk"]), text)
        if self._is_key(text) and (row := self._by_key(text).first()):
            return row
        return self._only(self.find(self.queryset, text), text)

    def _is_key(self, value):
        try:
            self.queryset.model._meta.pk.to_python(value)
        except ValidationError:
            return False
        return True

    def _by_key(self, key):
        return self.queryset.filter(pk=key) if self._is_key(key) else self.queryset.none()

    def _only(self, rows, text):
        found = list(rows[: SUGGESTIONS + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(self.error_messages["none"], "none", {"value": text})
        names = " ; ".join(written(row) for row in found[:SUGGESTIONS])
        raise ValidationError(self.error_messages["many"], "many", {"rows": names})
