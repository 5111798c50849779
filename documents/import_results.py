"""What an import says of a file: every line with its verdict, and how many of each."""

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar


@dataclass
class ImportResult:
    """The lines of a file, each with a `verdict`; one whose verdict is « rejected » is an error.

    `words` of a kind of import: {verdict: (one, many)}, in the order of the summary.
    """

    lines: list
    words: ClassVar[dict[str, tuple[str, str]]] = {}

    def of(self, verdict):
        return [line for line in self.lines if line.verdict == verdict]

    @property
    def counts(self):
        """[(words, number)] for the summary, without the zeros."""
        found = Counter(line.verdict for line in self.lines)
        return [
            (many if found[verdict] > 1 else one, found[verdict])
            for verdict, (one, many) in self.words.items()
            if found[verdict]
        ]

    @property
    def errors(self):
        return self.of("rejected")
