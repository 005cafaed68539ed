"""Refuses to compile code that would silently truncate a number to a whole one.

Numba casts a value written into a field to the type of the field, a float to an integer without warning. Under SimPy
the field would keep the float, so the results would differ.
"""

from __future__ import annotations

from typing import Any

from numba.core import ir, types
from numba.core.compiler_machinery import AnalysisPass, register_pass
from numba.core.errors import NumbaTypeError
from numba.core.typed_passes import NopythonTypeInference

from sim.engine.layout import INT
from sim.engine.linking import PartCompiler
from sim.engine.records import Record


@register_pass(mutates_CFG=False, analysis_only=True)
class _FieldWrites(AnalysisPass):
    """Checks every field that a function writes, once the types are known."""

    _name = "whole_numbers"

    def __init__(self) -> None:
        super().__init__()

    def run_pass(self, state: Any) -> bool:
        for block in state.func_ir.blocks.values():
            for write in block.find_insts(ir.SetAttr):
                record, value = state.typemap[write.target.name], state.typemap[write.value.name]
                if isinstance(record, Record) and isinstance(value, types.Float):
                    _check(record, write)
        return False


def _check(record: Record, write: Any) -> None:
    slot = record.layout.slots[write.attr]
    if slot.kind == INT:
        raise NumbaTypeError(
            f"{record.layout.name}.{write.attr}: a whole number cannot store a fraction", loc=write.loc
        )


class WholeNumbers(PartCompiler):
    """The compiler of a part, with that check of writes."""

    def passes(self) -> Any:
        """Those of a part, and the check once the types are known."""
        passes = super().passes()
        passes.add_pass_after(_FieldWrites, NopythonTypeInference)
        return passes
