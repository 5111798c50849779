"""Base of every form of the portal: DSFR look, readable errors, refusals on their fields."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.utils import ErrorList
from django.utils.functional import cached_property
from dsfr.forms import DsfrBaseForm, DsfrBoundField

from directory.french import unbroken


class PortalBoundField(DsfrBoundField):
    """A field that tells what it asks for: its mark, its help text, its error."""

    @cached_property
    def must_be_filled(self):
        """Asked by the field itself or by a rule of its form."""
        asked = self.field.required and not self._always_holds_a_choice
        return asked or self.name in self.form.required_by_rule

    @property
    def _always_holds_a_choice(self):
        """A list without an empty line cannot be left empty: it has nothing to mark."""
        if not isinstance(self.field.widget, forms.Select):
            return False
        if isinstance(self.field, forms.ModelChoiceField):
            return self.field.empty_label is None
        return not self.field.widget.use_required_attribute(self.initial)

    def render(self, *args, **kwargs):
        # DSFR marks what the field itself requires, nothing else.
        marked = self.must_be_filled and self.form.marks_required
        asked, self.field.required = self.field.required, marked
        try:
            return super().render(*args, **kwargs)
        finally:
            self.field.required = asked

    def build_widget_attrs(self, attrs, widget=None):
        """`aria-required` says the mark aloud, without a browser that forbids to send what
        another field may stand for. DSFR drops the help text of a field in error."""
        attrs = super().build_widget_attrs(attrs, widget)
        if self.is_hidden or self.use_fieldset:
            return attrs
        attrs.pop("required", None)
        if self.must_be_filled:
            attrs["aria-required"] = "true"
        parts = [f"{self.id_for_label}_helptext"] if self.help_text else []
        parts += [f"{self.auto_id}-desc-error"] if self.errors else []
        if parts and self.auto_id:
            attrs["aria-describedby"] = " ".join(parts)
        return attrs


class PrintedErrors(ErrorList):
    """Errors as French prints them: no line ends before « : ; ? ! »."""

    def __getitem__(self, i):
        return unbroken(super().__getitem__(i))


class RefusalMixin(forms.BaseForm):
    """Shows what a workflow refused where the person typed it.

    Words typed in a form that `reads_first` leave in a mail, which is read before it leaves:
    `reading` is then what to read, in place of its fields (`outbox.preview`).
    """

    reads_first = False
    reading: Any = None

    def full_clean(self):
        self.error_class = PrintedErrors
        super().full_clean()

    def add_refusal(self, refused):
        """Put each violation of a `Refused` on its field, or on the form; keep what it asks
        to read first."""
        self.reading = refused.reading
        for violation in refused.violations:
            field = violation.field if violation.field in self.fields else None
            self.add_error(field, violation.message)


class PortalForm(RefusalMixin, DsfrBaseForm):
    """A form that marks what must be filled (RGAA 11.10): `components/form_head.html` says
    what the mark means, above the fields.

    `required_by_rule` names the fields that a rule of the form demands although they may
    be empty for Django, because another field can stand for them.
    """

    bound_field_class: type[forms.BoundField] | None = PortalBoundField
    fields: dict[str, Any]  # of kinds that only the form itself knows
    _bound_fields_cache: dict[str, Any]
    error_css_class = "fr-error-text"
    required_by_rule: tuple[str, ...] = ()
    marks_mean = "Les champs suivis d’un astérisque (*) sont obligatoires."

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # DSFR has looked at every field, which keeps its label: a form may still set its own.
        self._bound_fields_cache.clear()

    def get_context(self):
        # DSFR's own context warns about its next version on each rendering.
        return forms.BaseForm.get_context(self)

    @cached_property
    def marks_required(self):
        """Whether a mark tells something: not on the one field of a form."""
        return len(self.visible_fields()) > 1

    @property
    def has_marks(self):
        """Whether any field is marked, so that the mark is explained."""
        fields: list[Any] = self.visible_fields()
        return self.marks_required and any(field.must_be_filled for field in fields)


class PeriodMixin(PortalForm):
    """A form with two days: the last one is not before the first."""

    first_day, last_day = "starts_on", "ends_on"
    crossed = "Le dernier jour précède le premier."

    def clean(self):
        super().clean()
        first, last = (self.cleaned_data.get(name) for name in (self.first_day, self.last_day))
        if first and last and last < first:
            self.add_error(self.last_day, self.crossed)
        return self.cleaned_data


class PortalModelForm(PortalForm, forms.ModelForm):
    """The same for a model."""


@dataclass(frozen=True)
class Section:
    """A heading over some fields, and rarer ones folded under a question.

    The fold is open when one of its fields holds something or is in error.
    """

    title: str
    fields: list
    more_title: str = ""
    more: tuple = ()

    @property
    def more_open(self):
        return any(field.errors or field.form.is_bound and field.data for field in self.more)


def sections(form, layout):
    """The sections of a form, for `components/sections.html`.

    `layout` is [(title, "names", more_title, "names")…]; fields that the form does not
    have are left out, and so is a section without any.
    """

    def bound(names):
        return [form[name] for name in names.split() if name in form.fields]

    found = [
        Section(title, bound(names), more_title, tuple(bound(more)))
        for title, names, more_title, more in layout
    ]
    return [section for section in found if section.fields or section.more]
