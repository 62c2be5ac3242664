"""The page for the busy: the typical case, where the days go, what would help most, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from licensing.analysis.blockers import BlockerRow
from licensing.domain.vocabulary import UNKNOWN_STATE, BasisKind
from licensing.domain.when import DAY_US
from licensing.report.facts import Facts
from licensing.report.html import Safe, joined, tag

_FEW = 30
_SOFT = (BasisKind.PRACTICE, BasisKind.ASSUMPTION)


def summary(facts: Facts) -> Safe:
    """Write the answers, each under the question it answers."""
    answers = (
        ("typical", _typical(facts)),
        ("where", _where(facts)),
        ("help", _help(facts)),
        ("grounds-short", _grounds(facts)),
        ("kept-short", _kept(facts)),
    )
    gap = "" if facts.words.lang == "ja" else " "
    said = [
        tag("div", tag("dt", facts.words.say(key)), tag("dd", joined(list(sentences), gap)))
        for key, sentences in answers
    ]
    few = facts.cohort.n_decided
    caution = [tag("p", facts.words.say("sum-few", n=few), class_="caution")] if few < _FEW else []
    return joined([tag("dl", *said, class_="answers"), *caution])


def _typical(facts: Facts) -> Iterator[str]:
    say, found = facts.words.say, facts.survival
    if found is None:
        yield say("no-clock")
        return
    if found.median.reached and found.median.high is None:
        yield say("sum-typical-least", low=facts.words.number(found.median.low), unit=facts.unit)
    elif found.median.reached:
        yield say("sum-typical", median=facts.words.percentile(found.median), unit=facts.unit)
        limits = found.median_limits
        if limits.low is not None:
            yield say("sum-limits", limits=_range(facts, limits.low, limits.high))
    else:
        yield say("sum-typical-not")
    ninety = next(row.days for row in found.rows if row.share == 0.9)
    if ninety.reached and ninety.high is None:
        yield say("sum-p90-least", low=facts.words.number(ninety.low))
    else:
        yield say("sum-p90", p90=facts.words.in_days(ninety)) if ninety.reached else say("sum-p90-not")
    naive = found.naive_median
    if naive is not None and (found.median.high is None or round(naive) != round(found.median.high)):
        shorter = found.open and (found.median.low is None or naive < found.median.low)
        yield say("sum-naive" if shorter else "sum-naive-more", naive=say("days", n=facts.words.number(naive)))


def _range(facts: Facts, low: float, high: float | None) -> str:
    """Say limits in days; one that the data do not reach is no limit."""
    if high is None:
        return facts.words.say("at-least", n=facts.words.number(low))
    return facts.words.say("to-days", low=facts.words.number(low), high=facts.words.number(high))


def _where(facts: Facts) -> Iterator[str]:
    say, share = facts.words.say, facts.words.share
    rows = facts.bottlenecks.rows
    unseen = next((row for row in rows if row.state == UNKNOWN_STATE), None)
    known = [row for row in rows if row is not unseen and row.total is not None]
    if not rows or rows[0].share is None:
        yield say("no-clock")
    elif unseen is not None and (unseen.share or 0.0) > 0:
        longest = max(known, key=lambda row: row.total.high_us or row.total.low_us if row.total else 0, default=None)
        if longest is None:
            yield say("sum-unseen-all")
        else:
            state, lasted = facts.labels.state(longest.state), say("days", n=facts.words.duration(longest.total))
            yield say("sum-unseen", share=share(unseen.share), state=state, days=lasted)
    else:
        first = known[0]
        three = sum(row.share or 0.0 for row in known[:3])
        state, owner = facts.labels.state(first.state), facts.labels.owner(first.owner)
        key = "sum-where" if len(known) > 1 else "sum-where-one"
        yield say(key, share=share(first.share), state=state, owner=owner, three=share(three))
        yield say("sum-wait", share=share(sum((row.share or 0.0) * (row.wait_share or 0.0) for row in known)))


def _help(facts: Facts) -> Iterator[str]:
    say = facts.words.say
    if not facts.blockers.rows:
        yield say("sum-help-no-blocker")
        return
    if all(row.marginal_us is None for row in facts.blockers.rows):
        yield say("no-clock")
        return
    if not facts.most_saving or (facts.most_saving[0].marginal_us or 0) <= 0:
        yield say("sum-help-none")
        return
    best, *others = facts.most_saving
    what = facts.labels.thing(best.what, best.kind)
    yield say("sum-help", kind=say(best.what), what=what, days=facts.words.number((best.marginal_us or 0) / DAY_US))
    limits = best.marginal_limits_us
    if limits is not None:
        yield say("sum-limits", limits=_range(facts, limits[0] / DAY_US, limits[1] / DAY_US))
    yield say("sum-help-case") if best.cases == 1 else say("sum-help-cases", n=best.cases)
    if limits is not None and limits[0] <= 0:
        yield say("sum-help-zero")
    rival = next((row for row in others if _overlap(best, row)), None)
    if rival is not None:
        yield say("sum-help-tie", kind=say(rival.what), other=facts.labels.thing(rival.what, rival.kind))


def _overlap(one: BlockerRow, other: BlockerRow) -> bool:
    if one.marginal_limits_us is None or other.marginal_limits_us is None:
        return True
    return other.marginal_limits_us[1] >= one.marginal_limits_us[0]


def _grounds(facts: Facts) -> Iterator[str]:
    say, share = facts.words.say, facts.words.share
    known = [row for row in facts.grounds if row.kinds and row.share is not None]
    if not known or not any(row.share for row in known):
        unseen = any(UNKNOWN_STATE in row.states and row.share for row in facts.grounds)
        yield say("no-clock" if facts.survival is None else "sum-unseen-all" if unseen else "sum-grounds-none")
        return
    lawless = sum(row.share or 0.0 for row in known if not row.legal)
    soft = sum(row.share or 0.0 for row in known if all(kind in _SOFT for kind in row.kinds))
    yield say("sum-grounds", share=share(lawless), practice=share(soft)) if lawless else say("sum-grounds-law")


def _kept(facts: Facts) -> Iterator[str]:
    limits = [row for row in facts.rules if row.what in ("ceiling", "duty")]  # a window may end lawfully
    if not limits:
        yield facts.words.say("sum-kept-none")
        return
    counts = {
        "n": sum(row.instances for row in limits),
        "missed": sum(row.missed for row in limits),
        "running": sum(row.running for row in limits),
    }
    yield facts.words.say("sum-kept", **counts)
