"""The figures that are drawn: each a question, what it carries, a picture with its words, and the same as a table."""

from __future__ import annotations

from licensing.analysis.blockers import BlockerRow
from licensing.analysis.bottlenecks import BottleneckRow
from licensing.analysis.durations import whole
from licensing.analysis.typical import Piece
from licensing.analysis.waits import Survival
from licensing.charts.blockers import Blocked, blockers_svg
from licensing.charts.drawing import own_ids
from licensing.charts.process_map import process_map_svg
from licensing.charts.survival import Mark, survival_svg
from licensing.charts.waterfall import UNSEEN, WAITING, WORK, Bar, waterfall_svg
from licensing.domain.vocabulary import UNKNOWN_STATE, BasisKind
from licensing.domain.when import DAY_US
from licensing.report.facts import Facts
from licensing.report.html import NOTHING, Cell, Node, Safe, joined, table, tag

Columns = list[tuple[str, bool]]


def figure(head: str, drawn: str, twin: Safe, *notes: str) -> Safe:
    """Put a picture, what it carries, its notes and its table twin together."""
    return joined(
        [
            tag("p", head, class_="head"),
            tag("figure", tag("div", Safe(drawn), class_="drawn", tabindex="0")),
            *(tag("p", note, class_="note") for note in notes if note),
            twin,
        ],
        "\n",
    )


def columns(facts: Facts, *keys: str) -> Columns:
    """Name columns; those with a ``+`` in front hold numbers. The identity stands last where it is asked for."""
    named = [(facts.words.say(key.lstrip("+")), key.startswith("+")) for key in keys]
    return [*named, *([(facts.words.say("figure-id"), False)] if facts.ids else [])]


def identity(facts: Facts, name: str) -> list[Cell]:
    """Give the cell with the identity of a row's figure where it is asked for."""
    return [Cell(tag("code", name, class_="id"))] if facts.ids else []


def process_map(facts: Facts) -> Safe:
    """Write the map with heat, and the states it is made from."""
    drawn = own_ids(process_map_svg(facts.map, facts.words.lang, everything=facts.map.rare_below == 1), "map")
    rows = facts.bottlenecks.rows
    keys = (
        "c-state",
        "c-owner",
        "+c-cases",
        "+c-open",
        "+c-median",
        "+c-p90",
        "+c-total",
        "+c-share",
        "+c-wait",
        "c-basis",
    )
    parts = [table("map-data", facts.head_line, columns(facts, *keys), [_state(facts, row) for row in rows])]
    if facts.bottlenecks.after_rows:
        parts.append(tag("h3", facts.words.say("after")))
        later = [_state(facts, row) for row in facts.bottlenecks.after_rows]
        parts.append(table("after-data", facts.head_line, columns(facts, *keys), later))
    return figure(facts.head_line, drawn, joined(parts, "\n"), facts.words.say("map-note"))


def _state(facts: Facts, row: BottleneckRow) -> list[Cell]:
    words = facts.words
    kinds = tuple(BasisKind(name) for name in row.basis.split(", ") if name)
    return [
        Cell(facts.labels.state(row.state)),
        Cell(facts.labels.owner(row.owner)),
        Cell(words.number(row.cases), right=True),
        Cell(words.number(row.open), right=True),
        Cell(words.say("no-figure") if row.total is None else words.percentile(row.median), right=True),
        Cell(words.say("no-figure") if row.total is None else words.percentile(row.p90), right=True),
        Cell(words.duration(row.total), None if row.total is None else row.total.high_days, right=True),
        Cell(words.share(row.share), row.share, right=True),
        Cell(words.share(row.wait_share), row.wait_share, right=True),
        Cell(tag("span", words.kinds(kinds), class_="kinds")),
        *identity(facts, row.figure),
    ]


def waterfall(facts: Facts) -> Safe:
    """Write the case nearest the median, stay by stay."""
    say, case = facts.words.say, facts.typical
    days, median = facts.words.number(case.days), facts.words.in_days(case.median)
    bars = [_bar(facts, piece, clocked=case.clock is not None) for piece in case.pieces]
    keys = ["+c-stay", "c-state", "c-owner", "+c-from", "+c-until", "c-what", *(["c-clock"] if case.clock else [])]
    about = say("waterfall-about", ref=case.ref, days=days)
    drawn = waterfall_svg(bars, axis=say("waterfall-axis"), about=about, lang=facts.words.lang) if bars else ""
    rows = [
        _piece(facts, piece, bar, clocked=case.clock is not None) for piece, bar in zip(case.pieces, bars, strict=True)
    ]
    nearest = "waterfall-case" if case.median.reached else "waterfall-open"
    return figure(
        facts.elapsed_head_line,
        drawn,
        table("waterfall-data", facts.elapsed_head_line, [(say(key.lstrip("+")), key[0] == "+") for key in keys], rows),
        say(nearest, ref=case.ref, days=days, median=median),
        say("waterfall-no-clock")
        if case.clock is None
        else say("waterfall-clock", clock=facts.labels.clock(case.clock)),
        say("waterfall-unseen") if any(bar.look == UNSEEN for bar in bars) else "",
        say("waterfall-late"),
    )


def _bar(facts: Facts, piece: Piece, *, clocked: bool) -> Bar:
    look = UNSEEN if piece.state == UNKNOWN_STATE else WAITING if piece.waiting else WORK
    label = facts.labels.state(piece.state)
    says = [label, f"{piece.start_days!r}–{piece.end_days!r}", facts.words.say(look)]
    if clocked:
        says.append(facts.words.say("clock-not" if piece.off_clock else "clock-ran"))
    return Bar(piece.stay, label, piece.start_days, piece.end_days, look, piece.off_clock, piece.open, " · ".join(says))


def _piece(facts: Facts, piece: Piece, bar: Bar, *, clocked: bool) -> list[Cell]:
    words = facts.words
    clock = words.say("clock-not" if piece.off_clock else "clock-ran")
    until = words.number(piece.end_days) + (f" ({words.say('still-open')})" if piece.open else "")
    return [
        Cell(str(piece.stay), right=True),
        Cell(bar.label),
        Cell(facts.labels.owner(piece.owner)),
        Cell(words.number(piece.start_days), piece.start_days, right=True),
        Cell(until, piece.end_days, right=True),
        Cell(words.say(bar.look)),
        *([Cell(clock)] if clocked else []),
    ]


def blockers(facts: Facts) -> Safe:
    """Write what blocks by total and by marginal days, side by side."""
    say, rows = facts.words.say, facts.blockers.rows
    if not rows:
        return tag("p", say("blockers-none"))
    bars = [_blocked(facts, row) for row in rows]
    drawn = blockers_svg(
        bars,
        total=say("blockers-total"),
        saved=say("blockers-saved"),
        about=say("blockers-about"),
        lang=facts.words.lang,
    )
    keys = ("c-what", "c-kind", "c-party", "+c-cases", "+c-open", "+c-total", "+c-saved", "+c-low", "+c-high")
    cells = [_blocker(facts, row, bar) for row, bar in zip(rows, bars, strict=True)]
    twin = table("blockers-data", facts.head_line, columns(facts, *keys), cells)
    return figure(facts.head_line, drawn, twin, say("blockers-note"))


def _blocked(facts: Facts, row: BlockerRow) -> Blocked:
    limits, label = row.marginal_limits_us, facts.labels.thing(row.what, row.kind)
    low, high = (None, None) if limits is None else (limits[0] / DAY_US, limits[1] / DAY_US)
    total = None if row.total is None else row.total.high_days
    saved = None if row.marginal_us is None else row.marginal_us / DAY_US
    return Blocked(
        label=label,
        total_days_low=None if row.total is None else row.total.low_days,
        total_days=total,
        saved_days=saved,
        saved_low=low,
        saved_high=high,
        says=f"{label} · {total!r} · {saved!r} · {low!r}–{high!r}",
    )


def _blocker(facts: Facts, row: BlockerRow, bar: Blocked) -> list[Cell]:
    words = facts.words
    return [
        Cell(bar.label),
        Cell(words.say(row.what)),
        Cell(facts.labels.party(row.party)),
        Cell(words.number(row.cases), right=True),
        Cell(words.number(row.open), right=True),
        Cell(words.duration(row.total), bar.total_days, right=True),
        Cell(words.number(bar.saved_days), bar.saved_days, right=True),
        Cell(words.number(bar.saved_low), bar.saved_low, right=True),
        Cell(words.number(bar.saved_high), bar.saved_high, right=True),
        *identity(facts, row.figure),
    ]


def survival(facts: Facts) -> Safe:
    """Write by when what share of cases is decided, with the naive median beside."""
    say, found = facts.words.say, facts.survival
    if found is None:
        return tag("p", say("no-clock"))
    if not found.curve:
        head = tag("p", facts.head_line, class_="head")
        return joined([head, tag("p", say("survival-none")), _leaving(facts, found)])
    median, naive = found.median, found.naive_median
    at = median.high
    days = {"median": facts.words.in_days(median), "naive": say("days", n=facts.words.number(naive))}
    drawn = survival_svg(
        found.curve,
        _longest(facts, found),
        None if at is None else Mark(at, say("survival-median", days=days["median"])),
        None if naive is None else Mark(naive, say("survival-naive", days=days["naive"])),
        axes=(f"{say('survival-x')} · {facts.unit}", say("survival-y")),
        about=say("survival-about"),
        lang=facts.words.lang,
    )
    ranged = any(step.low != step.high for step in found.curve)
    steps = [
        [
            Cell(facts.words.number(step.high), step.high, right=True),
            *([Cell(facts.words.number(step.low), step.low, right=True)] if ranged else []),
            Cell(facts.words.share(step.survival), step.survival, right=True),
        ]
        for step in found.curve
    ]
    falls = table(
        "survival-data",
        facts.head_line,
        [(say(key), True) for key in ("c-day", *(["c-earliest"] if ranged else []), "c-still")],
        steps,
    )
    note = say("survival-range") if ranged else ""
    return figure(facts.head_line, drawn, joined([falls, _leaving(facts, found)]), say("survival-note"), note)


def _longest(facts: Facts, found: Survival) -> float:
    """Give how far the curve is drawn: to the longest duration, ended or still open."""
    lasted = (whole(ruler) for ruler in facts.cohort.rulers)
    open_ = [item.duration.low_days for item in lasted if item is not None and item.open]
    return max([*(step.high for step in found.curve), *open_, 1.0])


def _leaving(facts: Facts, found: Survival) -> Node:
    if not found.rows:
        return NOTHING
    say = facts.words.say
    rows = [
        [
            Cell(facts.words.share(row.share), row.share, right=True),
            Cell(facts.words.percentile(row.days), row.days.high, right=True),
            Cell(facts.words.number(row.limits.low), row.limits.low, right=True),
            Cell(facts.words.number(row.limits.high), row.limits.high, right=True),
            *identity(facts, row.figure),
        ]
        for row in found.rows
    ]
    titles = columns(facts, "+c-share", "+c-day", "+c-low", "+c-high")
    return joined([tag("h3", say("survival-by")), table("leaving-data", facts.head_line, titles, rows)])
