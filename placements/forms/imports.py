"""The file of pupils of one school."""

from documents.sheet_forms import FileForm, file_field, school_field


class PupilFileForm(FileForm):
    file = file_field(
        "Votre fichier",
        "CSV, Excel (.xlsx) ou LibreOffice (.ods), 2 Mo au plus. Les titres sont sur la première "
        "ligne ; une ligne par élève, avec sa classe.",
    )
    school = school_field("Établissement")

    def chosen_school(self):
        return super().chosen_school() or self.schools.get()
