"""An import with preview, in pages: the file, what each line would change, the button.

Each kind of file has an `ImportPages` of its own; its workflow keeps, compares and imports.
"""

from typing import Any

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import get_visible_or_404
from accounts.downloads import Taking
from accounts.lists_out import give_table
from directory.importers.files import NotProcessed
from directory.violations import Refused
from documents import kept_sheets, list_files, sheet_files
from documents.sheet_forms import ColumnsForm, FileForm


class ImportPages:
    """What a kind of file says of its import; its three pages are methods.

    `workflow` is its module: `keep(actor, sheet, file name, school)`, `kept_rows()`,
    `is_mapped(mapping)`, `choose_columns(actor, kept, mapping)`. Addresses and templates are
    those of (the file, its preview); `done` is where one goes after the import. `order` gives
    the verdicts in the order in which they are read, `shown` how many lines the page shows.
    """

    workflow: Any
    form_class: type[FileForm]
    addresses: tuple[str, str]
    templates: tuple[str, str]
    done: str
    order: tuple[str, ...]
    shown: int | None = None
    # The file of the refused lines: its titles, and what the journal says of taking it.
    titles: tuple[str, ...]
    told: str

    def columns(self, kept):
        """{name: column} that a file may give."""
        raise NotImplementedError

    def run(self, request, kept, *, applying):
        """The result of an import, or of its preview. Raises `Refused` or `NotProcessed`."""
        raise NotImplementedError

    def cells(self, line):
        """What the file of the refused lines says of one, between its number and why."""
        raise NotImplementedError

    def lines(self, result):
        """The lines that the page shows, in the order of reading."""
        rank = {verdict: place for place, verdict in enumerate(self.order)}
        found = sorted(result.lines, key=lambda line: (rank[line.verdict], line.number))
        return found[: self.shown]

    def in_words(self, result):
        """« 3 entreprises nouvelles, 1 inchangée »."""
        return ", ".join(f"{number} {words}" for words, number in result.counts)

    def more_context(self, request):
        """What else its pages read."""
        return {}

    def upload(self, request):
        """The file; its lines are kept encrypted, for a day."""
        files = (request.POST, request.FILES) if request.method == "POST" else ()
        form = self.form_class(request.actor, *files)
        if form.is_valid():
            try:
                kept = self._keep(request.actor, form)
            except Refused as refused:
                form.add_refusal(refused)
            except NotProcessed as error:
                form.add_error("file", str(error))
            else:
                return redirect(self.addresses[1], kept.pk)
        return render(request, self.templates[0], {"form": form, **self.more_context(request)})

    def _keep(self, actor, form):
        file = form.cleaned_data["file"]
        content, kind = list_files.checked(file)
        sheet = sheet_files.read(content, kind)
        return self.workflow.keep(actor, sheet, file.name, form.chosen_school())

    def preview(self, request, pk):
        """The columns, what each line would change, and the button that imports."""
        kept = self._kept(request, pk)
        if kept.applied_at:
            messages.info(request, kept_sheets.DONE)
            return redirect(self.done)
        sheet, step = kept_sheets.sheet_of(kept), request.POST.get("step")
        posted = request.POST if step == "columns" else None
        form = ColumnsForm(sheet.headers, kept.mapping, posted, self.columns(kept))
        if step == "columns" and form.is_valid() and self._choose(request, kept, form):
            return redirect(self.addresses[1], pk)
        error = ""
        if step == "apply":
            result, error = self._result(request, kept, applying=True)
            if result:
                messages.success(request, f"Import terminé : {self.in_words(result)}.")
                return redirect(self.done)
        result, unread = self._result(request, kept)
        context = {
            "kept": kept,
            "form": form,
            "error": error or unread,
            "result": result,
            "lines": self.lines(result) if result else [],
            "total": len(sheet.lines),
            "mapped": self.workflow.is_mapped(kept.mapping),
            **self.more_context(request),
        }
        return render(request, self.templates[1], context)

    def errors(self, request, pk):
        """The lines that are refused, with why, to correct in the file."""
        result, _ = self._result(request, self._kept(request, pk))
        lines = result.errors if result else []
        rows = [["Ligne", *self.titles, "Motif"]]
        rows += [[str(line.number), *self.cells(line), line.error] for line in lines]
        taking = Taking(self.told, rows=len(lines))
        return give_table(request, rows, "lignes-refusees", taking)

    def _kept(self, request, pk):
        return get_visible_or_404(self.workflow.kept_rows(), request.actor, pk=pk)

    def _choose(self, request, kept, form):
        try:
            self.workflow.choose_columns(request.actor, kept, form.mapping())
        except Refused as refused:
            form.add_refusal(refused)
            return False
        return True

    def _result(self, request, kept, *, applying=False):
        """(result, "") or (None, why not)."""
        try:
            return self.run(request, kept, applying=applying), ""
        except (NotProcessed, Refused) as error:
            return None, str(error)
