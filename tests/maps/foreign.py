"""What French the catalogue would have translated, left in an English text."""

import re

from playwright.sync_api import Page

from scripts.update_catalogue import read_catalogue

SHORTEST = 9
"""Shorter pieces stand in English words and in names of the data."""


def plain(text: str) -> str:
    return " ".join(text.split()).lower()


def _pieces(text: str) -> set[str]:
    """The words of a message between the names filled in."""
    return {plain(piece) for piece in re.split(r"\{\w+\}", text)}


def words_of(page: Page) -> str:
    """Everything a page says to the eye or to a screen reader, but for what is marked as French."""
    page.evaluate("document.querySelectorAll('[lang=fr]').forEach((part) => part.remove())")
    attributes = page.evaluate(
        """[...document.querySelectorAll("*")].flatMap((one) =>
          ["aria-label", "aria-valuetext", "alt", "title", "placeholder"]
            .map((name) => one.getAttribute(name)))"""
    )
    texts = page.locator("body, caption, noscript").all_text_contents()
    return " ".join([page.title(), *filter(None, attributes), *texts])


def french_left(text: str) -> list[str]:
    """Pieces of the French messages that stand in a text."""
    french: set[str] = set()
    english: set[str] = set()
    for message in read_catalogue("en"):
        if not message.id:
            continue
        ids, strings = (
            (part,) if isinstance(part, str) else part for part in (message.id, message.string)
        )
        french |= set().union(*map(_pieces, ids))
        english |= set().union(*map(_pieces, strings))
    said = plain(text)
    return sorted(piece for piece in french - english if len(piece) >= SHORTEST and piece in said)
