"""Base of every form of the portal: DSFR look, readable errors, refusals on their fields."""

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


class RefusalMixin:
    """Shows what a workflow refused where the person typed it."""

    def add_refusal(self, refused):
        """Put each violation of a `Refused` on its field, or on the form."""
        for violation in refused.violations:
            field = violation.field if violation.field in self.fields else None
            self.add_error(field, violation.message)


class PortalForm(RefusalMixin, DsfrBaseForm):
    bound_field_class = PortalBoundField
    error_css_class = "fr-error-text"

    def get_context(self):
        # DSFR's own context warns about its next version on each rendering.
        context = forms.BaseForm.get_context(self)
        context["DSFR_MARK_OPTIONAL_FIELDS"] = True
        return context


class PortalModelForm(PortalForm, forms.ModelForm):
    """The same for a model."""
