"""The structure of a document for screen readers: the library's flat list of tags, with tables.

fpdf2 hangs every tag below the document. Here a tag may stand within another one, so that a table
is read as rows of cells.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from fpdf.structure_tree import StructElem, StructureTreeBuilder
from fpdf.syntax import PDFObject

Group = Literal["Table", "TR"]


class TagTree(StructureTreeBuilder):
    """Builds the structure tree of a document."""

    def __init__(self) -> None:
        super().__init__()
        self._num_contents: Counter[int] = Counter()
        """Marked contents by page: the number of the next one."""
        self._open: list[StructElem] = []
        self._nested: list[StructElem] = []

    @contextmanager
    def grouped(self, group: Group, *, page_number: int) -> Iterator[None]:
        """Put what is tagged meanwhile into a group that begins on a page."""
        parent = self._open[-1] if self._open else self.doc_struct_elem
        element = StructElem(
            struct_type=f"/{group}", parent=parent, kids=[], page_number=page_number
        )
        parent.k.append(element)
        if self._open:
            self._nested.append(element)
        self._open.append(element)
        yield
        self._open.pop()

    def add_marked_content(
        self,
        page_number: int,
        struct_type: str,
        mcid: int | None = None,
        title: str | None = None,
        alt_text: str | None = None,
    ) -> tuple[StructElem, int]:
        """Add a tag to the innermost group that is open, else to the document."""
        element, parents_id = super().add_marked_content(
            page_number, struct_type, mcid, title, alt_text
        )
        if mcid is not None:
            self._num_contents[page_number] += 1
        if self._open:
            self.doc_struct_elem.k.pop()
            element.p = self._open[-1]
            self._open[-1].k.append(element)
            self._nested.append(element)
        return element, parents_id

    def next_mcid_for_page(self, page_number: int) -> int:
        """Count the marked contents of a page, wherever in the tree they are."""
        return self._num_contents[page_number]

    def __iter__(self) -> Iterator[PDFObject]:
        """Iterate over all objects of the tree, its root first."""
        yield from super().__iter__()
        yield from self._nested
