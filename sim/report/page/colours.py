"""The colours of figures on a dark ground: the same hues, lighter where the light ones are dark, and back."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

GROUND, RANGE = 0.2, 0.92  # lightness (OKLab) that white takes, and what black is above it
TINTED, COLOURED = 0.06, 0.11  # chroma below which a colour is a tint of the ground, above which it is a mark on it
MARKS = (0.66, 0.82)  # lightness of marks, which have to stand out from the ground

Numbers = NDArray[np.float64]

# OKLab, by Björn Ottosson (2020), https://bottosson.github.io/posts/oklab/
TO_CONES = np.array([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
                     [0.0883024619, 0.2817188376, 0.6299787005]])  # fmt: skip
TO_LAB = np.array([[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
                   [0.0259040371, 0.7827717662, -0.8086757660]])  # fmt: skip


def variables(colours: Iterable[str], dark: bool) -> str:
    """Declarations of `--c-rrggbb` for each colour rrggbb, as it is or as it is on a dark ground."""
    return "".join(f"--c-{one}:#{on_dark(one) if dark else one};" for one in sorted(set(colours)))


def on_dark(colour: str) -> str:
    """The counterpart of a colour rrggbb where white is nearly black."""
    lab = _lab(colour)
    chroma = float(np.hypot(*lab[1:]))
    turned = GROUND + RANGE * (1.0 - float(lab[0]))
    mark = min(max(turned, MARKS[0]), MARKS[1])
    share = min(max((chroma - TINTED) / (COLOURED - TINTED), 0.0), 1.0)
    lightness = min(turned + share * (mark - turned), 1.0)
    for kept in np.linspace(1.0, 0.0, 21):  # of the chroma, as much as a screen can show
        found = _rgb(np.array([lightness, *(kept * lab[1:])]))
        if np.all((found >= -1e-3) & (found <= 1 + 1e-3)):
            break
    return "".join(f"{round(255 * float(part)):02x}" for part in np.clip(found, 0, 1))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours rrggbb, 1 to 21, as WCAG 2 defines it."""
    light = sorted((float(np.array([0.2126, 0.7152, 0.0722]) @ _linear(each)) for each in (one, other)), reverse=True)
    return (light[0] + 0.05) / (light[1] + 0.05)


def _linear(colour: str) -> Numbers:
    """Of a colour of a screen (sRGB) its light, 0 to 1."""
    parts = np.array([int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def _lab(colour: str) -> Numbers:
    return np.asarray(TO_LAB @ np.cbrt(TO_CONES @ _linear(colour)), dtype=np.float64)


def _rgb(lab: Numbers) -> Numbers:
    """What a screen is to show for it, beyond 0 to 1 where it cannot."""
    light = np.linalg.solve(TO_CONES, np.linalg.solve(TO_LAB, lab) ** 3)
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 0) ** (1 / 2.4) - 0.055)
