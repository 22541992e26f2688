"""An A4 document: embedded fonts, tagged text, wrapped lines; with tags.py, all that knows fpdf.

Ink is black and grey, so that any printer will do. For screen readers everything is either tagged
(headings, paragraphs, cells of tables, links, figures with a description) or marked as decoration,
and the file says that it keeps to PDF/UA-1.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import as_file, files
from typing import Final, Literal

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.actions import URIAction
from fpdf.annotations import PDFAnnotation
from fpdf.fonts import TTFFont
from fpdf.prefs import ViewerPreferences
from fpdf.structure_tree import StructElem
from fpdf.syntax import Name
from markupsafe import escape

from maps.language import FRENCH, Language, LanguageCode
from maps.sheets.tags import COLUMN_HEADER, Group, TagTree, set_attribute
from planner.wording import one_line

Role = Literal["H1", "H2", "H3", "P", "Span", "TH", "TD"]
Align = Literal["left", "right", "center"]

MARGIN_MM: Final = 15.0
PAGE_WIDTH_MM: Final = 210.0
PAGE_HEIGHT_MM: Final = 297.0
WIDTH_MM: Final = PAGE_WIDTH_MM - 2 * MARGIN_MM
FOOTER_MM: Final = 14.0
"""Of the page's lower end, kept for the footer."""
CREDIT_POINTS: Final = 6.2
LEADING: Final = 1.25
POINT_MM: Final = 25.4 / 72
BLACK: Final = 0
DARK: Final = 70
"""Text beside the point: still 9 to 1 on white."""
RULE: Final = 150
PALE: Final = 235
UNKNOWN_CHARACTER: Final = "?"
LOCALES: Final[dict[LanguageCode, str]] = {"fr": "fr-FR", "en": "en-GB"}
"""Languages as a PDF tells them to a screen reader."""
_XMP: Final = """<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>"""
"""What the file says of itself: part 1 of PDF/UA, its title and its language."""
_AFTER_HYPHEN: Final = re.compile(r"(?<=-)")
_FAMILY: Final = "SourceSans"
_FONT_FILES: Final = {"": "SourceSansPro-Regular.ttf", "B": "SourceSansPro-Bold.ttf"}


class Document(FPDF):
    """A document of A4 pages, written from top to bottom.

    The same calls give the same bytes: the date of creation is the one given.
    """

    def __init__(
        self, title: str, *, created: date, footer: str, language: Language = FRENCH
    ) -> None:
        super().__init__(orientation="portrait", unit="mm", format="A4")
        self.language = language
        self.struct_builder: TagTree = TagTree()
        self._footer_text = footer
        self.set_margin(MARGIN_MM)
        self.set_auto_page_break(auto=False)
        # a name that holds « {nb} » is no page count
        self.alias_nb_pages("")
        for style, name in _FONT_FILES.items():
            with as_file(files("font_source_sans_pro") / "files" / name) as path:
                self.add_font(_FAMILY, style, path)
        self.set_title(clean(title))
        self.set_lang(LOCALES[language.code])
        self.pdf_version = "1.7"  # which PDF/UA-1 builds on
        self.set_xmp_metadata(
            _XMP.format(title=escape(clean(title)), language=LOCALES[language.code])
        )
        self.set_creator("itinerance")
        self.set_creation_date(datetime.combine(created, time(), tzinfo=UTC))
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.add_page()

    def footer(self) -> None:
        """Write the territory, its notice and the page at the foot of every page.

        What the footer says after a line break are credits: small, on what room is left.
        """
        with self.kept(), self.artifact():
            self.set_font(_FAMILY, "", 8.5)
            self.set_text_color(DARK)
            y = PAGE_HEIGHT_MM - FOOTER_MM + 4
            number = self.language.say("page {number}", number=self.page_no())
            room = WIDTH_MM - self.get_string_width(number) - 6
            words, _, credit = self._footer_text.partition("\n")
            first, *rest = self.wrap(one_line(words), room)
            self.text(MARGIN_MM, y, first)
            if rest:
                self.text(MARGIN_MM, y + 3.6, self.fit(" ".join(rest), room))
            right = PAGE_WIDTH_MM - MARGIN_MM - self.get_string_width(number)
            self.text(right, y, number)
            self.set_font(_FAMILY, "", CREDIT_POINTS)
            lines = self.wrap(one_line(credit), WIDTH_MM) if credit else []
            for place, line in enumerate(lines[: 1 if rest else 2]):
                self.text(MARGIN_MM, y + (6.2 if rest else 3.4) + 2.5 * place, line)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Put the place and the colours back afterwards."""
        x, y = self.x, self.y
        with self.local_context():
            yield
        self.set_xy(x, y)

    @contextmanager
    def tagged(self, role: Role) -> Iterator[None]:
        """Mark what is drawn meanwhile, on one page, for screen readers."""
        with self._marked(role) as element:
            if role == "TH":
                set_attribute(element, "a", COLUMN_HEADER)
            yield

    @contextmanager
    def figure(
        self, alt: str, *, x: float, y: float, width_mm: float, height_mm: float
    ) -> Iterator[None]:
        """Mark what is drawn meanwhile, in a box of the page, as a figure with a description."""
        with self._marked("Figure", alt=clean(alt)) as element:
            left, bottom = x * self.k, self.h_pt - (y + height_mm) * self.k
            right, top = left + width_mm * self.k, bottom + height_mm * self.k
            edges = f"[{left:.2f} {bottom:.2f} {right:.2f} {top:.2f}]"
            set_attribute(element, "a", f"<</O /Layout /BBox {edges}>>")
            yield

    @contextmanager
    def linked(
        self, url: str, alt: str, *, x: float, y: float, width_mm: float, height_mm: float
    ) -> Iterator[None]:
        """Make a box of the page a link, whose text or figure is what is tagged meanwhile."""
        page = self.pages[self.page]
        group = self.struct_builder.grouped("Link", page_number=self.page)
        with self.grouped("P"), group as element:
            yield
            annotation = PDFAnnotation(
                "Link",
                x=x * self.k,
                y=self.h_pt - y * self.k,
                width=width_mm * self.k,
                height=height_mm * self.k,
                action=URIAction(url),
                contents=clean(alt),
            )
            page.add_annotation(annotation)
            # the tabulator follows the order of reading
            set_attribute(page, "tabs", Name("S"))
            set_attribute(element, "pg", page)
            self.struct_builder.attach(annotation, element)

    @contextmanager
    def _marked(self, role: str, *, alt: str | None = None) -> Iterator[StructElem]:
        mcid = self.struct_builder.next_mcid_for_page(self.page)
        element = self._add_marked_content(struct_type=f"/{role}", mcid=mcid, alt_text=alt)
        set_attribute(element, "pg", self.pages[self.page])
        self._out(f"/{role} <</MCID {mcid}>> BDC")
        yield element
        self._out("EMC")

    def grouped(self, group: Group) -> AbstractContextManager[object]:
        """Put what is tagged meanwhile into a table, a row of one, or a paragraph."""
        return self.struct_builder.grouped(group, page_number=self.page)

    @contextmanager
    def in_french(self) -> Iterator[None]:
        """Tell screen readers that what is written meanwhile is French, whatever the document is.

        Explanations and remarks come from the plan, which is written in French.
        """
        if self.language.code == FRENCH.code:
            yield
            return
        self._out(f"/Span <</Lang ({LOCALES[FRENCH.code]})>> BDC")
        yield
        self._out("EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """Mark what is drawn meanwhile as decoration, which nobody reads aloud."""
        self._out("/Artifact BMC")
        yield
        self._out("EMC")

    @property
    def room(self) -> float:
        """Millimetres left on the page above the footer."""
        return PAGE_HEIGHT_MM - FOOTER_MM - self.y

    def need_room(self, height_mm: float) -> bool:
        """Begin a page unless so much is left; say whether one was begun."""
        if height_mm <= self.room:
            return False
        self.add_page()
        return True

    def skip(self, height_mm: float) -> None:
        """Leave room below what has been written."""
        self.set_xy(MARGIN_MM, self.y + height_mm)

    def use(self, size: float, *, bold: bool = False, grey: int = BLACK) -> float:
        """Choose a type size in points; return the height of its lines."""
        self.set_font(_FAMILY, "B" if bold else "", size)
        self.set_text_color(grey)
        return size * POINT_MM * LEADING

    def wrap(self, text: str, width_mm: float) -> list[str]:
        """Break a text into lines of the font in use; a word that is too long is cut."""
        lines: list[str] = []
        for paragraph in clean(text).split("\n"):
            line = ""
            for word in paragraph.split(" "):
                longer = f"{line} {word}" if line else word
                if self.get_string_width(longer) <= width_mm:
                    line = longer
                    continue
                if line:
                    lines.append(line)
                *cut, line = self._cut(word, width_mm)
                lines += cut
            lines.append(line)
        return lines

    def _cut(self, word: str, width_mm: float) -> list[str]:
        """Cut a word into pieces that fit: behind its hyphens if that will do, else anywhere."""
        pieces = [""]
        for part in _AFTER_HYPHEN.split(word):
            fits = self.get_string_width(part) <= width_mm
            for piece in (part,) if fits else part:
                if pieces[-1] and self.get_string_width(pieces[-1] + piece) > width_mm:
                    pieces.append("")
                pieces[-1] += piece
        return pieces

    def fit(self, text: str, width_mm: float) -> str:
        """Shorten a text to one line of the font in use, with « … » where something is left out."""
        text = clean(one_line(text))
        if self.get_string_width(text) <= width_mm:
            return text
        while text and self.get_string_width(f"{text}…") > width_mm:
            text = text[:-1]
        return f"{text.rstrip()}…"

    def write_lines(
        self,
        lines: Sequence[str],
        *,
        height_mm: float,
        x: float = MARGIN_MM,
        width_mm: float = WIDTH_MM,
        align: Align = "left",
    ) -> None:
        """Write lines that fit below each other, and go on below them."""
        y = self.y
        for number, line in enumerate(lines, start=1):
            left = x
            if align != "left":
                free = width_mm - self.get_string_width(line)
                left += free if align == "right" else free / 2
            # read aloud, lines follow each other without a gap of their own
            is_cut = number == len(lines) or line.endswith("-")
            self.text(left, y + height_mm * 0.78, line if is_cut else f"{line} ")
            y += height_mm
        self.set_xy(MARGIN_MM, y)

    def block(
        self,
        role: Role,
        text: str,
        *,
        size: float,
        bold: bool = False,
        grey: int = BLACK,
        x: float = MARGIN_MM,
        width_mm: float = WIDTH_MM,
        align: Align = "left",
    ) -> None:
        """Write a heading or paragraph, wrapped, on a new page where it does not fit."""
        height_mm = self.use(size, bold=bold, grey=grey)
        lines = self.wrap(text, width_mm)
        while lines:
            self.need_room(height_mm * min(2, len(lines)))
            height_mm = self.use(size, bold=bold, grey=grey)
            fitting = max(1, int(self.room / height_mm + 1e-6))
            with self.tagged(role):
                self.write_lines(
                    lines[:fitting], height_mm=height_mm, x=x, width_mm=width_mm, align=align
                )
            lines = lines[fitting:]

    def rule(self, *, grey: int = RULE, weight_mm: float = 0.2) -> None:
        """Draw a line across the page here."""
        with self.artifact(), self.local_context():
            self.set_draw_color(grey)
            self.set_line_width(weight_mm)
            self.line(MARGIN_MM, self.y, PAGE_WIDTH_MM - MARGIN_MM, self.y)

    def to_bytes(self) -> bytes:
        """Give the finished file; nothing can be written afterwards."""
        try:
            return bytes(self.output())
        finally:
            self.close_fonts()

    def close_fonts(self) -> None:
        """Close the font files, which are read bit by bit."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.close()


def clean(text: str) -> str:
    """Put a text into characters that the font has; others become « ? », never a blank."""
    known = _characters()
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        char if char == "\n" or ord(char) in known else UNKNOWN_CHARACTER
        for char in composed
        if unicodedata.category(char) not in ("Cf", "Mn") or ord(char) in known
    )


@cache
def _characters() -> frozenset[int]:
    """Characters that both weights of the font have."""
    known: list[frozenset[int]] = []
    for name in _FONT_FILES.values():
        with as_file(files("font_source_sans_pro") / "files" / name) as path, TTFont(path) as font:
            known.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*known)
