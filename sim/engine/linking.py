"""Links functions into one program: each is typed and lowered separately, and all are optimised together, once.

Numba alone makes machine code of every function, including all that it calls, though Python calls only the driver: most
of that code is made repeatedly, and never run. Here a function stops at its intermediate code, and the driver's library
links the code of all functions, each once.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType
from typing import Any

from llvmlite.binding import Linkage
from numba import _dynfunc
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.extending import overload_method, register_jitable
from numba.core.typed_passes import DumpParforDiagnostics, InlineOverloads, NativeLowering, NopythonRewrites
from numba.core.untyped_passes import (
    FindLiterallyCalls,
    InlineClosureLikes,
    InlineInlinables,
    LiteralPropagationSubPipelinePass,
    LiteralUnroll,
    MakeFunctionToJitFunction,
    WithLifting,
)

ENOUGH: Any = {"opt": 2, "loop_vectorize": False, "slp_vectorize": False}
"""How LLVM optimises: a third level, and vectors for loops as short as these, take longer and run no faster."""


class _PartLibrary(JITCodeLibrary):
    """The intermediate code of one function, optimised where it is linked."""

    def _optimize_functions(self, ll_module: Any) -> None:
        ll_module.data_layout = self._codegen._data_layout

    def finalize(self) -> None:
        self._raise_if_finalized()
        self._finalized = True

    @property
    def own(self) -> Any:
        """The code of the function alone."""
        return super()._get_module_for_linking()

    def _get_module_for_linking(self) -> Any:
        """The code with all that it calls, for a function outside this scheme."""
        whole = self.own.clone()
        for library in _below(self):
            whole.link_in(_own(library), preserve=True)
        return whole


class _ProgramLibrary(JITCodeLibrary):
    """The code of the function that is called from outside, with that of every function below it.

    Attributes:
        entry: Numba's name of that function.
        public: the name by which other code of the program finds it.
        binary: the machine code, as an object file; Numba itself does not link it.
        called: the names of what is neither in it nor a part of it.
    """

    binary: bytes
    called: tuple[str, ...]
    entry: str
    public: str

    def finalize(self) -> None:
        parts_first = sorted(_below(self), key=lambda library: not isinstance(library, _PartLibrary))
        for library in parts_first:  # of the others only what is called by then is taken
            self._final_module.link_in(_own(library), preserve=True)
        self._linking_libraries.clear()
        self._finalize_dynamic_globals()  # finds addresses in this process, before they are optimised into the code
        for one in (*self._final_module.functions, *self._final_module.global_variables):
            if not one.is_declaration and one.name != self.entry:
                one.linkage = Linkage.internal
        self._final_module.get_function(self.entry).name = self.public
        super().finalize()

    def _optimize_final_module(self) -> None:
        passes, builder = self._codegen._module_pass_manager(**ENOUGH)
        passes.run(self._final_module, builder)

    def _finalize_final_module(self) -> None:
        module = self._final_module
        self.called = tuple(one.name for one in (*module.functions, *module.global_variables) if one.is_declaration)
        self.binary = self._codegen._tm.emit_object(module)
        self._finalized = True


def _below(library: Any) -> Iterator[Any]:
    """The libraries that a library links, and those that its parts link; others include all that they link."""
    seen = set()
    waiting = list(library._linking_libraries)
    while waiting:
        other = waiting.pop(0)
        if other not in seen:
            seen.add(other)
            yield other
            if isinstance(other, _PartLibrary):
                waiting += other._linking_libraries


def _own(library: Any) -> Any:
    return library.own if isinstance(library, _PartLibrary) else library._get_module_for_linking()


def _library(state: Any, kind: type[JITCodeLibrary]) -> Any:
    library = kind(state.targetctx.codegen(), state.func_id.func_qualname)
    library.enable_object_caching()
    return library


@register_pass(mutates_CFG=True, analysis_only=False)
class _PartLowering(NativeLowering):
    """Lowers a function of a program. Its entry point is a name by which callers find it, and cannot be called."""

    _name = "part_lowering"

    def run_pass(self, state: Any) -> bool:
        state.library = _library(state, _PartLibrary)
        state.flags.no_compile = True
        super().run_pass(state)
        state.library._ensure_finalized()
        lowered = state["cr"]
        about = lowered.fndesc
        entry = _dynfunc.make_function(
            about.lookup_module(), about.qualname, about.qualname, 0, lowered.env, (state.library,)
        )
        state.targetctx.insert_user_function(entry, about, [state.library])
        state["cr"] = lowered._replace(cfunc=entry)
        return True


@register_pass(mutates_CFG=True, analysis_only=False)
class _ProgramLowering(NativeLowering):
    """Lowers the function that is called from outside, which needs no entry point for Python."""

    _name = "program_lowering"

    def run_pass(self, state: Any) -> bool:
        state.library = _library(state, _ProgramLibrary)
        state.library.public = state.func_id.func_name
        state.flags.no_compile = state.flags.no_cpython_wrapper = state.flags.no_cfunc_wrapper = True
        super().run_pass(state)
        state.library.entry = state["cr"].fndesc.llvm_func_name
        state.library._ensure_finalized()
        return True


IDLE = frozenset(
    {
        WithLifting, FindLiterallyCalls, LiteralUnroll, LiteralPropagationSubPipelinePass, InlineInlinables,
        InlineOverloads, NopythonRewrites, DumpParforDiagnostics,
    }
)  # fmt: skip
"""Numba's passes for what the contract of compiled code leaves out, or that only make operations on arrays faster."""
OF_CLOSURES = frozenset({MakeFunctionToJitFunction, InlineClosureLikes})
"""Those for functions, and lists that are made by a loop, within a function."""


class PartCompiler(CompilerBase):
    """Numba's compiler, for a function that only compiled code calls."""

    lowering: type = _PartLowering

    def passes(self) -> Any:
        """Numba's passes with our lowering, and without those that find nothing here; not finalized."""
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        has_closures = any(isinstance(one, CodeType) for one in self.state.func_id.code.co_consts)
        idle = IDLE if has_closures else IDLE | OF_CLOSURES
        kept = [(kind, about) for kind, about in passes.passes if kind not in idle]
        passes.passes = [(self.lowering if kind is NativeLowering else kind, about) for kind, about in kept]
        passes._ENFORCING = False  # each pass puts its blocks in order itself; Numba would do it again after each
        return passes

    def define_pipelines(self) -> list[Any]:
        passes = self.passes()
        passes.finalize()
        return [passes]


class ProgramCompiler(PartCompiler):
    """The same for the function that is called from outside, which becomes the program."""

    lowering = _ProgramLowering


PART: Any = {"pipeline_class": PartCompiler, "no_cfunc_wrapper": True, "_nrt": True}
"""Options of a function that only compiled code calls; `overload` takes them as `jit_options`."""

UNCOUNTED: Any = {"_nrt": False}
"""Option of a function that owns no memory: it counts no references to arrays, for which it would need Numba's help."""

part = register_jitable(**PART)
"""Marks a function that only compiled code calls."""


def method_of(record: type, name: str) -> Any:
    """Marks what types a method of a record that only compiled code calls, as `overload_method` does."""
    declare: Any = overload_method  # whose types leave out the options
    return declare(record, name, jit_options=PART)
