"""Whose data a plan rests on, as what leaves the tool has to say.

The Licence Ouverte asks for the producer and the date of the data; the ODbL for a notice on maps
and other works made from its data, and for the licence itself on tables made from them.
"""

import re
from collections import defaultdict
from typing import Final

from planner.plan import Plan
from planner.wording import format_territory, one_line

SOURCES_FILE: Final = "sources.txt"
_ASIDE: Final = re.compile(r" \([^()]*\)")


def credit_sentence(plan: Plan) -> str:
    """« Sources : … », every source with its licence and its vintage; empty without sources."""
    return f"Sources : {' ; '.join(map(one_line, plan.sources))}." if plan.sources else ""


def short_credits(plan: Plan) -> str:
    """The same for the foot of a page: names by licence; the ODbL, which insists on it, first."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for line in plan.sources:
        name, _, rest = one_line(line).partition(" – ")
        licence = rest.partition(" – ")[0]
        names[_ASIDE.sub("", licence)].append(_ASIDE.sub("", name))
    ordered = sorted(names, key=lambda licence: "ODbL" not in licence)
    return " ; ".join(f"{', '.join(names[licence])} ({licence})" for licence in ordered)


def format_sources(plan: Plan) -> bytes:
    """Write ``sources.txt``: what to say beside any file of the plan that is passed on."""
    lines = [
        f"Planning : {format_territory(plan)}",
        "",
        "Ces fichiers sont tirés des données suivantes. Qui les publie les cite :",
        "",
        *(f"- {one_line(line)}" for line in plan.sources),
        "",
        "Les couches tirées d'OpenStreetMap (tournées, temps d'accès) forment une base dérivée :",
        "publiées, elles le sont sous ODbL 1.0. Cartes, affiches et agendas sont libres de leur",
        "licence, la mention des contributeurs d'OpenStreetMap restant visible.",
    ]
    if not any("ODbL" in line for line in plan.sources):
        lines = lines[:-4]
    return ("\n".join(lines) + "\n").encode()
