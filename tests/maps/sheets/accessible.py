"""What can be read out of a PDF file about PDF/UA-1 (ISO 14289-1): each breach, in words."""

from collections.abc import Iterator
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream, DictionaryObject

PAINTING = {b"Tj", b"TJ", b"'", b'"', b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*",
            b"sh", b"Do"}  # fmt: skip
CHILDREN = {
    "/Document": {"/H1", "/H2", "/H3", "/P", "/Table", "/Figure"},
    "/Table": {"/TR"},
    "/TR": {"/TH", "/TD"},
    "/P": {"/Link"},
    "/Link": {"/Span", "/Figure"},
}
"""What a tag may hold besides contents of its own."""


def find_breaches(reader: PdfReader) -> list[str]:
    """Read the catalogue, the tags, the contents and the links of a file."""
    tags = list(walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"][0].get_object()))
    return [
        *_catalogue(reader),
        *_nesting(tags),
        *_headings(tags),
        *_contents(reader, tags),
        *_links(reader, tags),
        *_fonts(reader),
    ]


def walk(tag: DictionaryObject) -> Iterator[DictionaryObject]:
    """All tags below and with one, in the order of reading."""
    yield tag
    for kid in kids_of(tag):
        yield from walk(kid)


def kids_of(tag: DictionaryObject) -> list[DictionaryObject]:
    kids = [kid.get_object() for kid in tag["/K"] if not isinstance(kid, int)]
    return [kid for kid in kids if kid.get("/Type") == "/StructElem"]


def _catalogue(reader: PdfReader) -> Iterator[str]:
    root, info = reader.trailer["/Root"], reader.xmp_metadata
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "the file does not say that it is tagged"
    if not root.get("/Lang"):
        yield "no language"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "the window shows no title"
    if info is None:
        yield "no XMP"
        return
    if not info.dc_title or info.dc_title["x-default"] != reader.metadata.title:
        yield "the XMP has another title than the file"
    if info.dc_language != [root["/Lang"]]:
        yield "the XMP has another language than the file"
    (part,) = info.rdf_root.getElementsByTagNameNS("http://www.aiim.org/pdfua/ns/id/", "part")
    if part.firstChild.data != "1":
        yield "the file does not declare PDF/UA-1"


def _nesting(tags: list[DictionaryObject]) -> Iterator[str]:
    for tag in tags:
        kinds = [kid["/S"] for kid in kids_of(tag)]
        if strange := set(kinds) - CHILDREN.get(tag["/S"], set()):
            yield f"{tag['/S']} holds {strange}"
        if any(kid["/P"].get_object() != tag for kid in kids_of(tag)):
            yield f"a tag does not know its {tag['/S']}"
        if tag["/S"] == "/Table" and len({len(row["/K"]) for row in kids_of(tag)}) != 1:
            yield "a table of uneven rows"
        if tag["/S"] == "/TH" and tag["/A"] != {"/O": "/Table", "/Scope": "/Column"}:
            yield "a header of no column"
        if tag["/S"] == "/Figure" and not (tag.get("/Alt") and tag["/A"]["/BBox"]):
            yield "a figure without a description or a place"


def _headings(tags: list[DictionaryObject]) -> Iterator[str]:
    levels = [int(tag["/S"][2:]) for tag in tags if tag["/S"] in ("/H1", "/H2", "/H3")]
    for above, level in zip([0, *levels], levels, strict=False):
        if level > above + 1:
            yield f"a heading of level {level} under one of level {above}"


def _contents(reader: PdfReader, tags: list[DictionaryObject]) -> Iterator[str]:
    """Everything painted is tagged or decoration, and every tag is painted once."""
    parents = _parents(reader)
    for number, page in enumerate(reader.pages, start=1):
        drawn = []
        for operation, mcid, is_marked in _operations(page, reader):
            if operation in PAINTING and not is_marked:
                yield f"page {number}: {operation!r} is neither tagged nor decoration"
            if operation == b"BDC" and mcid is not None:
                drawn.append(mcid)
        of_page = [
            kid
            for tag in tags
            if "/Pg" in tag and tag.raw_get("/Pg") == page.indirect_reference
            for kid in tag["/K"]
            if isinstance(kid, int)
        ]
        if not sorted(drawn) == sorted(of_page) == list(range(len(drawn))):
            yield f"page {number}: contents {drawn} are tagged as {of_page}"
        found = [element.get_object() for element in parents[page["/StructParents"]]]
        if [element["/K"][0] for element in found] != list(range(len(drawn))):
            yield f"page {number}: contents do not find their tags"


def _operations(page: PageObject, reader: PdfReader) -> Iterator[tuple[bytes, int | None, bool]]:
    """Each operator with the content it begins, and whether it is in a tag or decoration."""
    open_marks: list[str] = []
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        mcid = None
        if operator in (b"BMC", b"BDC"):
            kind = operands[0]
            mcid = operands[1].get("/MCID") if operator == b"BDC" else None
            if (kind == "/Artifact" or mcid is not None) and open_marks:
                raise AssertionError(f"{kind} within {open_marks}")
            open_marks.append(kind)
        elif operator == b"EMC":
            open_marks.pop()
        yield operator, mcid, bool(open_marks)
    if open_marks:
        raise AssertionError(f"{open_marks} are never closed")


def _parents(reader: PdfReader) -> dict[int, Any]:
    numbers = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    if list(numbers[::2]) != sorted(numbers[::2]):
        raise AssertionError("the tree of parents is in no order")
    return {key: value.get_object() for key, value in zip(*[iter(numbers)] * 2, strict=True)}


def _links(reader: PdfReader, tags: list[DictionaryObject]) -> Iterator[str]:
    parents = _parents(reader)
    found = 0
    for page in reader.pages:
        notes = page.get("/Annots", [])
        if notes and page.get("/Tabs") != "/S":
            yield "the tabulator does not follow the order of reading"
        for reference in notes:
            found += 1
            note = reference.get_object()
            tag = parents[note["/StructParent"]]
            held = [kid["/Obj"] for kid in tag["/K"] if kid.get_object().get("/Type") == "/OBJR"]
            if tag["/S"] != "/Link" or held != [note]:
                yield "a link without a tag of its own"
            if not note.get("/Contents"):
                yield "a link without a description"
    if found != sum(tag["/S"] == "/Link" for tag in tags):
        yield "a tag of a link that is none"


def _fonts(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            outline = font["/DescendantFonts"][0]["/FontDescriptor"]
            if "/FontFile2" not in outline or "/ToUnicode" not in font:
                yield "a font that is not in the file, or whose letters are unknown"
