"""Tables of members: a head that names the columns, and a row for each company.

"| member | role | HQ | incorporated |" and below it "| Alder AB | data | Oslo | Norway |".
"""

import re
from collections.abc import Sequence

from assistant.facts.draft import Draft
from assistant.facts.kit import Kit
from assistant.facts.roles import RoleReader
from assistant.facts.subjects import SubjectReader
from assistant.lexicon import any_of
from assistant.mentions import Sentence, part_of

_LEAST = 2
"""Columns that are known by their heads from which on a line heads a table."""
_LINE = re.compile(r"^[\s|:+-]*$")


class TableReader:
    """Reads rows under a head that names their columns."""

    def __init__(self, kit: Kit, subjects: SubjectReader, roles: RoleReader) -> None:
        self._subjects = subjects
        self._roles = roles
        self._columns = {
            field: re.compile(any_of(heads), re.IGNORECASE)
            for field, heads in kit.facts["tables"]["columns"].items()
        }
        self._cut = re.compile(kit.facts["tables"]["cut"])

    def read(self, sentence: Sentence, draft: Draft) -> bool:
        """Read a line of a table; tell whether it is one."""
        cells = self._cells(sentence)
        if len(cells) <= 1:
            draft.columns = draft.columns if _LINE.match(sentence.text) else ()
            return False
        heads = tuple(self._field(sentence.text[low:high]) for low, high in cells)
        if "name" in heads and len([one for one in heads if one]) >= _LEAST:
            draft.columns = heads
            return True
        if not draft.columns or _LINE.match(sentence.text):
            return bool(draft.columns)
        self._row(sentence, draft, cells)
        return True

    def _cells(self, sentence: Sentence) -> list[tuple[int, int]]:
        """Return where the cells of a line stand."""
        text = sentence.text
        found, at = [], 0
        for cut in [*self._cut.finditer(text), None]:
            end = cut.start() if cut else len(text)
            if text[at:end].strip():
                found.append((at, end))
            at = cut.end() if cut else end
        return found

    def _field(self, head: str) -> str:
        words = head.strip(" *_:").casefold()
        return next((field for field, one in self._columns.items() if one.fullmatch(words)), "")

    def _row(self, sentence: Sentence, draft: Draft, cells: Sequence[tuple[int, int]]) -> None:
        told = list(zip(draft.columns, cells, strict=False))
        name = next(
            (
                sentence.text[low:high].strip(" *_")
                for field, (low, high) in told
                if field == "name"
            ),
            "",
        )
        if not name:
            return
        draft.current = name
        for field, (low, high) in told:
            cell = part_of(sentence, low, high)
            countries = cell.marks(cell.marked, "C")
            if field == "role":
                self._roles.keep(sentence, draft, name, cell.text.lower())
            elif field not in {"", "name"} and countries:
                number = next(
                    n
                    for n, one in enumerate(sentence.mentions)
                    if one == cell.mentions[countries[-1]]
                )
                for place in field.split("+"):
                    self._subjects.place(sentence, draft, name, place, number)
