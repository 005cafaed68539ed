"""The compiled program of a model: each part from the cache, or compiled now and stored in the cache."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from sim.engine import object_cache
from sim.engine.machine_code import CannotLink, NativeProgram, ObjectFile, processor
from sim.engine.model import Model
from sim.engine.parts import Part, parts_of
from sim.engine.programs import LOADED, CannotCompile

Tell = Callable[[str], None]

LONGEST_WAIT_SECONDS = 300.0  # for another process that compiles; a machine under load takes minutes

_one_at_a_time = threading.Lock()  # Numba compiles in one thread only


def program(model: Model, parameters: type, tell: Tell = lambda _: None, alone: bool = False) -> NativeProgram:
    """The compiled driver of a model, from this process or the cache, or compiled now, which takes a while.

    Args:
        model: what to run.
        parameters: the class of its parameters.
        tell: called with the reason why something in the cache is not loaded.
        alone: whether this process compiles without the help of another.

    Raises:
        CannotCompile: a process of the cast keeps to SimPy, but not to the contract for compiled code.
    """
    with _one_at_a_time:
        key = (model, parameters)
        if key not in LOADED:
            LOADED[key] = _made(model, parameters, tell, alone)
        return LOADED[key]


def _made(model: Model, parameters: type, tell: Tell, alone: bool) -> NativeProgram:
    parts = parts_of(model, parameters)
    files = [object_cache.file_of(part.key) for part in parts]
    compiled = partial(_compiled, model, parameters, alone=alone)
    if why := next(filter(None, map(object_cache.refusal, files)), ""):
        tell(f"not using the cache of compiled programs: {why}")
        return _linked(compiled(parts))
    with _one_process(files):
        stored = {file: code for file in files if (code := _stored(file, tell)) is not None}
        if len(stored) == len(files):
            try:
                return _used(stored)
            except CannotLink as error:
                tell(f"{object_cache.cache_root()}: a program there {error}: recompiling it")
                stored = {}
        return _linked(_completed(dict(zip(files, parts, strict=True)), stored, compiled))


def _used(stored: Mapping[Path, ObjectFile]) -> NativeProgram:
    """A program that lies in the cache whole."""
    made = NativeProgram([*stored.values()], is_compiled_now=False)
    for file in stored:
        object_cache.note_use(file)
    return made


def _completed(
    parts: Mapping[Path, Part],
    stored: Mapping[Path, ObjectFile],
    compiled_from: Callable[[Sequence[Part]], list[ObjectFile]],
) -> list[ObjectFile]:
    """The code of the parts, by their files; what is not stored yet is compiled, and stored."""
    missing = [file for file in parts if file not in stored]
    compiled = dict(zip(missing, compiled_from([parts[file] for file in missing]), strict=True))
    for file, code in compiled.items():
        object_cache.write(file, code.to_bytes())
    for file in stored:
        object_cache.note_use(file)
    object_cache.prune()
    whole = {**stored, **compiled}
    return [whole[file] for file in parts]


def _stored(file: Path, tell: Tell) -> ObjectFile | None:
    """A part in the cache; None if there is none, or it is of no use here."""
    try:
        written = object_cache.read(file)
    except object_cache.Damaged as damage:
        tell(f"{damage}: recompiling this part of the program")
        return None
    if written is None:
        return None
    code = ObjectFile.from_bytes(written)
    if code.processor != processor():
        tell(f"{file} is for another processor ({code.processor}): recompiling this part of the program")
        return None
    return code


def _compiled(model: Model, parameters: type, parts: Sequence[Part], alone: bool) -> list[ObjectFile]:
    from sim.engine.compiler import compile_parts

    return compile_parts(model, parameters, parts, alone)


def _linked(code: Sequence[ObjectFile]) -> NativeProgram:
    try:
        return NativeProgram(code, is_compiled_now=True)
    except CannotLink as error:
        raise CannotCompile(f"the machine code {error}") from error


@contextmanager
def _one_process(files: Sequence[Path]) -> Iterator[None]:
    """Have other processes that need a program wait for the one that compiles it, and then read it from the cache."""
    lock = FileLock(object_cache.lock_of(files[-1]), timeout=LONGEST_WAIT_SECONDS)
    try:
        if not all(file.exists() for file in files):
            object_cache.make_root(files[0])
            lock.acquire()
    except (OSError, Timeout):  # compiling twice only costs time
        pass
    try:
        yield
    finally:
        lock.release()
