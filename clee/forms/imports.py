"""The file of committees."""

from documents.sheet_forms import FileForm, file_field


class CommitteeFileForm(FileForm):
    file = file_field(
        "Votre liste",
        "CSV, Excel (.xlsx) ou LibreOffice (.ods), 2 Mo au plus. Les titres sont sur la première "
        "ligne ; une ligne par comité.",
    )
