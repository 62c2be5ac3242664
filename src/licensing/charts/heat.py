"""Five steps of heat: how much of all days a state holds, told apart by every eye and on gray paper."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeatStep:
    """One step: from which share of all days on, its color, and the color of text on it."""

    from_share: float
    color: str
    ink: str


INK = "#1a1a1a"
PAPER = "#ffffff"
READABLE = 4.5
"""The least contrast of text with what it stands on (WCAG 2, level AA)."""
# ColorBrewer's YlOrBr in five classes: safe for the color-blind, lighter to darker without a gap.
STEPS = (
    HeatStep(0.0, "#ffffd4", INK),
    HeatStep(0.02, "#fed98e", INK),
    HeatStep(0.05, "#fe9929", INK),
    HeatStep(0.10, "#d95f0e", "#000000"),
    HeatStep(0.20, "#993404", PAPER),
)
NO_HEAT = HeatStep(0.0, "#e6e8eb", INK)
"""For days that are in no share: after the decision, or where no clock counts."""


def heat_of(share: float | None) -> HeatStep:
    """Give the step of a share, ``NO_HEAT`` where there is none."""
    if share is None:
        return NO_HEAT
    return next(step for step in reversed(STEPS) if share >= step.from_share)


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colors (WCAG 2: 1 to 21; text needs 4.5)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
