"""What people type on the pages of documents."""

import re

from django import forms
from dsfr.utils import dsfr_input_class_attr
from dsfr.widgets import RadioSelect

from directory.forms import PortalForm
from documents.enums import QuestionType

SHOWN = 200  # characters of what is recorded
SHA256 = re.compile(r"[0-9a-f]{64}")


class CodeForm(PortalForm):
    code = forms.CharField(
        label="Code reçu",
        help_text="Six chiffres, valables dix minutes.",
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": "Recopiez le code reçu."},
    )


class RefusalForm(PortalForm):
    reads_first = True

    reason = forms.CharField(
        label="Motif",
        help_text="Il sera transmis aux autres parties.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Indiquez pourquoi."},
    )


class CorrectionForm(PortalForm):
    """One comment per field of a document, each beside what is recorded (R-AG-7)."""

    reads_first = True

    def __init__(self, correctable, data=None):
        super().__init__(data)
        for key, label, value in correctable:
            self.fields[key] = forms.CharField(
                label=label,
                help_text=f"Actuellement : {_shortened(value)}" if value else "Non rempli.",
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        for bound in self.visible_fields():
            dsfr_input_class_attr(bound)

    def comments(self):
        """{field: what to correct} of what was written."""
        return {key: text for key, text in self.cleaned_data.items() if text.strip()}


def _shortened(value):
    text = " ; ".join(line for line in value.splitlines() if line.strip())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


class ScanForm(PortalForm):
    scan = forms.FileField(
        label="Numérisation du document signé",
        help_text="PDF, JPEG ou PNG, 10 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Ce fichier est vide.",
        },
    )


class HolderForm(PortalForm):
    name = forms.CharField(label="Nom du nouveau signataire", max_length=200)
    email = forms.EmailField(label="Adresse électronique")


class VerifyForm(PortalForm):
    """A PDF, or the hash of one; not both are needed."""

    file = forms.FileField(
        label="Document à vérifier (PDF)",
        help_text="Le fichier n’est pas conservé. 20 Mo au plus.",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
    )
    sha256 = forms.CharField(
        label="Ou son empreinte SHA-256",
        help_text="64 chiffres et lettres de a à f.",
        required=False,
        max_length=200,
    )

    LARGEST = 20 * 2**20

    def clean_sha256(self):
        typed = "".join(self.cleaned_data["sha256"].split()).lower()
        if typed and not SHA256.fullmatch(typed):
            raise forms.ValidationError(
                "Une empreinte SHA-256 compte 64 caractères : des chiffres et les lettres a à f."
            )
        return typed

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > self.LARGEST:
            raise forms.ValidationError("Ce fichier dépasse 20 Mo.")
        return file

    def clean(self):
        if not self.errors and not any(self.cleaned_data.values()):
            raise forms.ValidationError("Choisissez un fichier ou saisissez une empreinte.")
        return self.cleaned_data


class QuestionnaireForm(PortalForm):
    """The questions of a questionnaire; the rules are `questionnaires.answer`'s."""

    def __init__(self, *args, questions, **kwargs):
        self.questions = questions
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields[question["code"]] = FIELDS[question["type"]](question)
        for bound in self.visible_fields():
            dsfr_input_class_attr(bound)


def _common(question):
    return {
        "label": question["text"],
        "help_text": question.get("help", ""),
        "required": question.get("required", False),
        "error_messages": {"required": "Cette réponse est nécessaire."},
    }


def _choices(question, choices):
    return forms.ChoiceField(choices=choices, widget=RadioSelect, **_common(question))


SCALE = [(5, "5 – tout à fait"), (4, "4"), (3, "3"), (2, "2"), (1, "1 – pas du tout")]
FIELDS = {
    QuestionType.SCALE: lambda question: _choices(question, SCALE),
    QuestionType.YES_NO: lambda question: _choices(question, [("oui", "Oui"), ("non", "Non")]),
    QuestionType.CHOICE: lambda question: _choices(question, question["choices"]),
    QuestionType.TEXT: lambda question: forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, **_common(question)
    ),
    QuestionType.NUMBER: lambda question: forms.IntegerField(min_value=0, **_common(question)),
}
