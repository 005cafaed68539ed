"""Base classes of the parts of a study file, and of every design of rows."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from sim.study.design.rows import DesignRows, Source


class Form(BaseModel):
    """A part of a study file; a key that it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Design(Form):
    """Rows of a section; `unread` says what becomes of a factor where the chosen alternatives do not read it.

    Attributes:
        name: by which a study file asks for it.
        order: its place among the others, where they are listed.
        is_grouped: whether its rows are analysed in groups, within which no factor hides another.
        ties: whether it ties factors on purpose, as policies do that are given whole.
    """

    name: ClassVar[str]
    order: ClassVar[int]
    is_grouped: ClassVar[bool] = False
    ties: ClassVar[bool] = False

    unread: Literal["refuse", "leave_out"] = "refuse"

    def check(self, where: str, section: str) -> None:
        """Raise Problem for settings that contradict each other, or that a section does not take."""

    def rows(self, source: Source, where: str, place: tuple[int, int]) -> DesignRows:
        """Its rows.

        Args:
            source: what they are made from.
            where: it stands in the study file.
            place: number of the section, and of the design in it, by which samples differ.

        Raises:
            Problem: with a line for each mistake.
        """
        raise NotImplementedError
