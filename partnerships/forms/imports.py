"""The file of companies."""

from documents.sheet_forms import FileForm, file_field, school_field


class SheetForm(FileForm):
    file = file_field(
        "Votre tableau",
        "CSV, Excel (.xlsx) ou LibreOffice (.ods), 2 Mo et 10 000 lignes au plus. Les titres sont "
        "sur la première ligne ; une ligne par entreprise ou par contact.",
    )
    school = school_field("Contacts et notes de")
