"""The compiled program of a model: from this process, or the cache, or compiled now and stored in the cache."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from sim.engine import program_cache
from sim.engine.machine_code import CannotLink, MachineCode, NativeProgram
from sim.engine.model import Model
from sim.engine.programs import LOADED, CannotCompile, Program, file_of

Tell = Callable[[str], None]

LONGEST_WAIT_SECONDS = 300.0  # for another process that compiles; a machine under load takes minutes

_one_at_a_time = threading.Lock()  # Numba compiles in one thread only


def program(model: Model, parameters: type, tell: Tell = lambda _: None) -> Program:
    """The compiled driver of a model, from this process or the cache, or compiled now, which takes a while.

    Args:
        model: what to run.
        parameters: the class of its parameters.
        tell: called with the reason why a program in the cache is not loaded.

    Raises:
        CannotCompile: a process of the cast keeps to SimPy, but not to the contract for compiled code.
    """
    with _one_at_a_time:
        key = (model, parameters)
        if key not in LOADED:
            LOADED[key] = _made(model, parameters, tell)
        return LOADED[key]


def _made(model: Model, parameters: type, tell: Tell) -> Program:
    file = file_of(model, parameters)
    if why := program_cache.refusal(file):
        tell(f"not using the cache of compiled programs: {why}")
        return _compiled(model, parameters)[1]
    with _one_process(file):
        stored = _stored(file, tell)
        if stored is not None:
            program_cache.note_use(file)
            return stored
        code, made = _compiled(model, parameters)
        program_cache.write(file, code.to_bytes())
        program_cache.prune()
        return made


def _stored(file: Path, tell: Tell) -> Program | None:
    """The program in the cache; None if there is none, or it is of no use here."""
    try:
        written = program_cache.read(file)
        return None if written is None else NativeProgram(MachineCode.from_bytes(written), is_compiled_now=False)
    except program_cache.Damaged as damage:
        tell(f"{damage}: recompiling the program")
    except CannotLink as error:
        tell(f"{file} {error}: recompiling the program")
    return None


def _compiled(model: Model, parameters: type) -> tuple[MachineCode, Program]:
    from sim.engine.compiler import compile_model

    code = compile_model(model, parameters)
    try:
        return code, NativeProgram(code, is_compiled_now=True)
    except CannotLink as error:
        raise CannotCompile(f"the machine code {error}") from error


@contextmanager
def _one_process(file: Path) -> Iterator[None]:
    """Have other processes that need a program wait for the one that compiles it, and then read it from the cache."""
    lock = FileLock(program_cache.lock_of(file), timeout=LONGEST_WAIT_SECONDS)
    try:
        if not file.exists():
            program_cache.make_root(file)
            lock.acquire()
    except (OSError, Timeout):  # compiling twice only costs time
        pass
    try:
        yield
    finally:
        lock.release()
