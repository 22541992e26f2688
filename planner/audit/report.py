"""An audit on one screen, in French."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from planner.audit.audit import Audit
from planner.audit.comparison import Comparison, Difference, largest_gains, largest_losses
from planner.audit.measuring import WorkPerWeek
from planner.audit.records import Breach, Rule
from planner.audit.wording import RULE_TITLES, count, say_days, say_rows, signed
from planner.wording import (
    NO_BREAK_SPACE,
    format_duration,
    format_km,
    format_number,
    format_percent,
    one_line,
)

MAX_NOTES: Final = 8
MAX_BREACHES: Final = 12
MAX_EPCIS: Final = 8
NUM_COMMUNES: Final = 10
COLUMN: Final = 18


def describe_audit(audit: Audit, *, table: str) -> list[str]:
    """Say how a planning was read, what it breaks and what a plan would gain.

    Parameters
    ----------
    table
        Where the reader finds every fault and date: a file, or how to get one.
    """
    return [
        *_describe_reading(audit, table),
        "",
        *_describe_breaches(audit.breaches, table),
        "",
        *_describe_access(audit),
    ]


def _describe_reading(audit: Audit, table: str) -> Iterator[str]:
    planning, ground = audit.planning, audit.ground
    lost = sum(bool(session.lost) for session in planning.sessions)
    advisers = len({session.adviser_id for session in planning.sessions})
    first, last = planning.sessions[0].day, planning.sessions[-1].day
    name, notice = ground.settings.territory.name, ground.settings.territory.notice
    yield f"Territoire : {one_line(name)}" + (f" ({one_line(notice)})" if notice else "")
    yield (
        f"Planning lu : {planning.file}, {count(planning.num_rows, 'ligne')}, "
        f"{count(advisers, 'conseiller')}, {count(len(audit.intervals), 'lieu', plural='lieux')}"
    )
    yield (
        f"Permanences : {count(len(planning.sessions), 'date')} du {first:%d/%m/%Y} au "
        f"{last:%d/%m/%Y}" + (f", dont {_lost_words(lost)}" if lost else "")
    )
    notes = [*planning.notes, *_unknown_hours(audit)]
    for note in notes[:MAX_NOTES]:
        yield f"  – {note}"
    if len(notes) > MAX_NOTES:
        yield f"  – et {count(len(notes) - MAX_NOTES, 'autre remarque', plural='autres remarques')}"
    yield f"Toutes les dates, telles que comprises : {table}"


def _lost_words(lost: int) -> str:
    return (
        f"{count(lost, 'supprimée', plural='supprimées')} (selon le statut écrit, jours fériés, "
        "absences, fermetures)"
    )


def _unknown_hours(audit: Audit) -> Iterator[str]:
    unknown = sum(not audit.ground.venues[venue_id].opening_hours for venue_id in audit.intervals)
    if unknown:
        yield (
            f"Horaires inconnus pour {count(unknown, 'lieu', plural='lieux')} : ouverture à "
            "confirmer auprès de la mairie."
        )


def _describe_breaches(breaches: Sequence[Breach], table: str) -> Iterator[str]:
    if not breaches:
        yield "Règles : aucune anomalie."
        return
    by_rule = Counter(breach.rule for breach in breaches)
    listed = ", ".join(
        f"{RULE_TITLES[rule].lower()} {number}" for rule, number in by_rule.most_common()
    )
    yield f"Règles : {count(len(breaches), 'anomalie')} ({listed})"
    for breach in _spread(breaches, MAX_BREACHES):
        days = say_days(breach.days)
        yield (f"  {say_rows(breach.rows)} – {breach.message}" + (f" [{days}]" if days else ""))
    if len(breaches) > MAX_BREACHES:
        rest = count(len(breaches) - MAX_BREACHES, "autre", plural="autres")
        yield f"  et {rest} : {table}"


def _spread(breaches: Sequence[Breach], limit: int) -> list[Breach]:
    """Some breaches of every rule rather than all of the first, in their order."""
    by_rule: defaultdict[Rule, list[Breach]] = defaultdict(list)
    for breach in breaches:
        by_rule[breach.rule].append(breach)
    chosen: list[Breach] = []
    for turn in range(limit):
        chosen += [own[turn] for own in by_rule.values() if turn < len(own)]
    kept = chosen[:limit]
    return [breach for breach in breaches if breach in kept]


def _describe_access(audit: Audit) -> Iterator[str]:
    whole = audit.access.whole
    before = _share(whole.covered_need_before, whole.need)
    if audit.comparison is None:
        share = _share(whole.covered_need, whole.need)
        yield f"Besoin couvert : {share} (offre existante seule : {before})"
        yield _work_line(audit.work)
        yield f"Sans comparaison : {audit.against}"
        return
    comparison = audit.comparison
    bound = comparison.coverage.bound
    yield f"Comparé à : {audit.against}"
    yield f"{'':<24}{'à la main':>{COLUMN}}{'optimisé':>{COLUMN}}"
    plan_work = comparison.plan_work
    rows = (
        (
            "Besoin couvert",
            _share(comparison.whole.by_hand, whole.need),
            _share(comparison.whole.by_plan, whole.need),
        ),
        (
            "Trajets par semaine",
            format_duration(audit.work.drive_s),
            format_duration(plan_work.drive_s),
        ),
        (
            "Distance par semaine",
            format_km(audit.work.distance_m, decimals=0),
            format_km(plan_work.distance_m, decimals=0),
        ),
        (
            "Permanences par semaine",
            format_number(audit.work.num_sessions, decimals=1),
            format_number(plan_work.num_sessions, decimals=1),
        ),
        ("Lieux", str(len(audit.intervals)), str(comparison.plan_num_venues)),
    )
    for name, by_hand, by_plan in rows:
        yield f"{name:<24}{by_hand:>{COLUMN}}{by_plan:>{COLUMN}}"
    yield f"Offre existante seule : {before} du besoin."
    if bound is not None:
        yield (
            "Borne prouvée : aucun planning respectant les règles ne couvre plus de "
            f"{_share(bound, whole.need)} du besoin."
        )
    yield from _verdict(audit, comparison)
    yield from _irregular(audit)
    yield from _describe_areas(comparison)


def _verdict(audit: Audit, comparison: Comparison) -> Iterator[str]:
    """One sentence: what the optimiser would gain."""
    yield (
        f"Le planning optimisé couvre {_coverage_words(comparison)} et roule "
        f"{_driving_words(comparison.plan_work.drive_s - audit.work.drive_s)} par semaine."
    )
    if audit.breaches:
        yield (
            "Le planning à la main enfreint des règles que le planning optimisé respecte : ses "
            "chiffres supposent que ces permanences aient lieu."
        )


def _coverage_words(comparison: Comparison) -> str:
    people = comparison.whole.gain
    points = abs(100 * people / comparison.whole.need) if comparison.whole.need else 0.0
    if points < 0.05:  # noqa: PLR2004 - rounds to no tenth of a point
        return "autant de besoin"
    noun = "point" if points < 2 else "points"  # noqa: PLR2004 - two begin the plural
    return (
        f"{format_number(points, decimals=1)}{NO_BREAK_SPACE}{noun} de besoin "
        f"{'de plus' if people > 0 else 'de moins'} (environ "
        f"{count(_rounded(people), 'habitant')} en besoin)"
    )


def _driving_words(more_s: float) -> str:
    if abs(more_s) < 30:  # noqa: PLR2004 - rounds to no minute
        return "autant"
    return f"{format_duration(abs(more_s))} {'de plus' if more_s > 0 else 'de moins'}"


def _rounded(people: float) -> int:
    """An estimate to two figures or so: 19,775 -> 19,800."""
    step = 100 if abs(people) >= 1000 else 10 if abs(people) >= 100 else 1  # noqa: PLR2004 - powers of ten
    return step * round(abs(people) / step)


def _irregular(audit: Audit) -> Iterator[str]:
    irregular = sum(weeks > 1 and weeks not in (2, 3, 4) for weeks in audit.intervals.values())
    if irregular:
        yield (
            f"Rythme irrégulier ou rare pour {count(irregular, 'lieu', plural='lieux')} : la "
            "valeur de la permanence est lue sur l'intervalle moyen, entre celles d'une semaine, "
            "de 2, 3 et 4 semaines ; au-delà de 4, en proportion."
        )


def _describe_areas(comparison: Comparison) -> Iterator[str]:
    changed = [area for area in comparison.epcis if abs(area.gain) >= 0.5]  # noqa: PLR2004 - somebody
    if changed:
        shown = sorted(changed, key=lambda area: (-abs(area.gain), area.code))[:MAX_EPCIS]
        more = len(changed) - len(shown)
        yield "Par EPCI, besoin couvert à la main → optimisé" + (
            f" (les {len(shown)} plus grands écarts sur {len(changed)})" if more else ""
        )
        for area in sorted(shown, key=lambda area: (-area.gain, area.code)):
            yield (
                f"  {signed(area.gain):>8} hab. {_share(area.by_hand, area.need):>9} → "
                f"{_share(area.by_plan, area.need):<9} {area.name}"
            )
    gains = largest_gains(comparison.communes, count=NUM_COMMUNES)
    losses = largest_losses(comparison.communes, count=NUM_COMMUNES)
    if gains:
        yield f"Y gagneraient le plus : {_list_communes(gains)}."
    if losses:
        yield f"Y perdraient le plus : {_list_communes(losses)}."


def _list_communes(differences: Sequence[Difference]) -> str:
    return ", ".join(f"{one.name} ({signed(one.gain)})" for one in differences)


def _work_line(work: WorkPerWeek) -> str:
    return (
        f"Par semaine : {format_number(work.num_sessions, decimals=1)}{NO_BREAK_SPACE}permanences, "
        f"{format_duration(work.drive_s)} et {format_km(work.distance_m, decimals=0)} de trajets"
    )


def _share(people: float, need: float) -> str:
    return format_percent(people / need) if need else format_percent(0)
