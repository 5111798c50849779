"""Base of every form of the portal: DSFR look, readable errors, refusals on their fields."""

from dataclasses import dataclass
from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm, DsfrBoundField


class PortalBoundField(DsfrBoundField):
    """A field in error keeps its help text in `aria-describedby` (DSFR drops it)."""

    def build_widget_attrs(self, attrs, widget=None):
        attrs = super().build_widget_attrs(attrs, widget)
        if self.auto_id and not self.is_hidden and not self.use_fieldset:
            parts = [f"{self.id_for_label}_helptext"] if self.help_text else []
            parts += [f"{self.auto_id}-desc-error"] if self.errors else []
            if parts:
                attrs["aria-describedby"] = " ".join(parts)
        return attrs


class RefusalMixin(forms.BaseForm):
    """Shows what a workflow refused where the person typed it."""

    def add_refusal(self, refused):
        """Put each violation of a `Refused` on its field, or on the form."""
        for violation in refused.violations:
            field = violation.field if violation.field in self.fields else None
            self.add_error(field, violation.message)


class PortalForm(RefusalMixin, DsfrBaseForm):
    bound_field_class: type[forms.BoundField] | None = PortalBoundField
    fields: dict[str, Any]  # of kinds that only the form itself knows
    error_css_class = "fr-error-text"

    def get_context(self):
        # DSFR's own context warns about its next version on each rendering.
        context = forms.BaseForm.get_context(self)
        context["DSFR_MARK_OPTIONAL_FIELDS"] = True
        return context


class FilterBoundField(PortalBoundField):
    """Shown without the mark of optional fields, which DSFR sets by a site-wide setting."""

    def render(self, *args, **kwargs):
        asked, self.field.required = self.field.required, True
        try:
            return super().render(*args, **kwargs)
        finally:
            self.field.required = asked


class FilterForm(PortalForm):
    """The filters of a list: none is needed, none says that it is optional."""

    bound_field_class = FilterBoundField
    use_required_attribute = False


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
