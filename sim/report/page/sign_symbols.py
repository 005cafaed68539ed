"""The marks beside differences, which tell their sign without colour."""

from __future__ import annotations

UP, DOWN, OPEN = "\N{BLACK UP-POINTING TRIANGLE}", "\N{BLACK DOWN-POINTING TRIANGLE}", "\N{WHITE CIRCLE}"
MARKS = f"{UP} higher, {DOWN} lower, {OPEN} no clear sign."
