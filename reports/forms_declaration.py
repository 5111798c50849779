"""The declaration of a year: an answer, and a line per kind for what was done elsewhere."""

from django import forms

from directory.forms import PortalForm
from reports.enums.declaration import Answer, DeclaredKind
from reports.rules_declaration import LARGEST

PARTS = (("count", "Nombre"), ("pupils", "Élèves"), ("adults", "Adultes"))


class DeclarationForm(PortalForm):
    """`row` is the Declaration begun, or None; the fields of a kind are `<kind>_count`,
    `_pupils`, `_adults`."""

    answer = forms.ChoiceField(
        label="Les chiffres du portail",
        choices=Answer.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    words = forms.CharField(
        label="Ce qui est à corriger",
        help_text="Lu par le bureau des entreprises et par qui suit votre territoire.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )
    other_words = forms.CharField(label="Quelles autres actions", max_length=250, required=False)

    def __init__(self, row, *args, **kwargs):
        kept = {one.kind: one for one in row.counts.all()} if row else {}
        initial = {"answer": row.answer, "words": row.words} if row else {}
        if DeclaredKind.OTHER in kept:
            initial["other_words"] = kept[DeclaredKind.OTHER].words
        super().__init__(*args, initial=initial, **kwargs)
        for kind in DeclaredKind:
            for part, label in PARTS:
                found = getattr(kept.get(kind.value), part, None)
                self.fields[f"{kind.value}_{part}"] = forms.IntegerField(
                    label=label, min_value=0, max_value=LARGEST, required=False,
                    initial=found or None, widget=forms.NumberInput(attrs={"class": "fr-input"}),
                )  # fmt: skip

    @property
    def kinds(self):
        """[(label, its fields)] for the page."""
        return [
            (kind.label, [self[f"{kind.value}_{part}"] for part, _ in PARTS])
            for kind in DeclaredKind
        ]

    @property
    def counts(self):
        """{kind: (count, pupils, adults, words)} of what was typed."""
        data = self.cleaned_data
        return {
            kind.value: (
                *(data.get(f"{kind.value}_{part}") or 0 for part, _ in PARTS),
                data["other_words"] if kind == DeclaredKind.OTHER else "",
            )
            for kind in DeclaredKind
        }


class ReasonForm(PortalForm):
    reads_first = True

    reason = forms.CharField(
        label="Ce qui est à reprendre",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )
