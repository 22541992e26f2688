"""The structure of a document for screen readers: the library's flat list of tags, with groups.

fpdf2 hangs every tag below the document. Here a tag may stand within another one, so that a table
is read as rows of cells and a link as what it leads to; and attributes say which cells are headers
and where a figure stands, as PDF/UA-1 (ISO 14289-1) wants.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Literal

from fpdf.annotations import PDFAnnotation
from fpdf.structure_tree import NumberTree, StructElem, StructureTreeBuilder
from fpdf.syntax import PDFObject, iobj_ref

Group = Literal["Table", "TR", "P", "Link"]
COLUMN_HEADER: Final = "<</O /Table /Scope /Column>>"
"""Attribute of a header: it is that of the cells below."""
_FIRST_ANNOTATION: Final = 1_000_000
"""Number of the first annotation in the tree of parents: far behind all pages."""


class _ParentTree(NumberTree):
    """Finds the tags of the contents of a page, and the one tag of an annotation."""

    def __init__(self) -> None:
        super().__init__()
        self._links: list[StructElem] = []

    def add_link(self, element: StructElem) -> int:
        """Remember the tag of an annotation; return the annotation's number."""
        self._links.append(element)
        return _FIRST_ANNOTATION + len(self._links) - 1

    def serialize(
        self, obj_dict: dict[str, object] | None = None, _security_handler: object = None
    ) -> str:
        pages = [
            f"{number} [{' '.join(element.ref for element in elements)}]"
            for number, elements in sorted(self.nums.items())
        ]
        links = [
            f"{_FIRST_ANNOTATION + place} {element.ref}"
            for place, element in enumerate(self._links)
        ]
        numbers = "\n".join([*pages, *links])
        return PDFObject.serialize(self, {**(obj_dict or {}), "/Nums": f"[{numbers}]"})


class _ObjectReference:
    """Stands among the contents of a tag for an annotation, which has its number only at last."""

    def __init__(self, target: PDFObject) -> None:
        self._target = target

    def serialize(self, _security_handler: object = None, _obj_id: int | None = None) -> str:
        return f"<</Type /OBJR /Obj {iobj_ref(self._target.id)}>>"


class TagTree(StructureTreeBuilder):
    """Builds the structure tree of a document."""

    def __init__(self) -> None:
        super().__init__()
        self._parents = _ParentTree()
        self.struct_tree_root.parent_tree = self._parents
        self._num_contents: Counter[int] = Counter()
        """Marked contents by page: the number of the next one."""
        self._open: list[StructElem] = []
        self._nested: list[StructElem] = []

    @contextmanager
    def grouped(self, group: Group, *, page_number: int) -> Iterator[StructElem]:
        """Put what is tagged meanwhile into a group that begins on a page."""
        parent = self._open[-1] if self._open else self.doc_struct_elem
        element = StructElem(
            struct_type=f"/{group}", parent=parent, kids=[], page_number=page_number
        )
        parent.k.append(element)
        if self._open:
            self._nested.append(element)
        self._open.append(element)
        yield element
        self._open.pop()

    def attach(self, annotation: PDFAnnotation, element: StructElem) -> None:
        """Make an annotation a content of a tag."""
        number = self._parents.add_link(element)
        set_attribute(annotation, "struct_parent", number)
        element.k.append(_ObjectReference(annotation))

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


def set_attribute(target: PDFObject, name: str, value: object) -> None:
    """Give an object an entry that the library has no argument for: ``a`` becomes ``/A``."""
    setattr(target, name, value)
