"""Digests of stored files: a folder's manifest has that of each, and that of the manifest lies in a file beside it.

Every stored file is read by way of this module: what is not, bit for bit, what was written is told by its name and
never computed with.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.study.atomic import write_text
from sim.study.problems import Problem

FILES = "files"
"""The entry of a manifest that lists the files of its folder: name, size in bytes and SHA-256."""

LONGEST_MANIFEST = 256 * 2**20  # bytes
DEEPEST = 64  # levels of a manifest
ATTEMPTS = 5  # at reading a manifest that is being replaced
PAUSE_SECONDS = 0.02
STEADY_SECONDS = 2.0
"""A file that was changed so recently may be changed again without a sign, as clocks of file systems are coarse."""

_NAMED = re.compile(r"(.+)-([0-9a-f]{64})\.\w+")  # a file whose name carries its digest

Entry = dict[str, Any]
_sound: dict[Path, tuple[tuple[int, ...], str]] = {}  # files that were checked: how they looked, and their digest


class Damaged(Problem):
    """A stored file is missing, or is not what was written."""


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits; raises OSError where it cannot be read or is no plain file."""
    with open(open_plain(path), "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_plain(path: Path) -> int:
    """Open a file to be read; raises OSError where it is none, such as a pipe, on which reading would wait forever."""
    descriptor = os.open(path, os.O_RDONLY | int(getattr(os, "O_NONBLOCK", 0)) | int(getattr(os, "O_BINARY", 0)))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "it is not a file", str(path))
    return descriptor


def entry_of(path: Path) -> Entry:
    """What a manifest says of a file; raises OSError."""
    return {"bytes": path.stat().st_size, "sha256": digest_of(path)}


def entries_of(folder: Path, names: Iterable[str]) -> dict[str, Entry]:
    """What a manifest says of files in its folder, by their path in it; raises OSError."""
    return {name: entry_of(folder / name) for name in sorted(names)}


def fault_of(path: Path, entry: Mapping[str, Any]) -> str:
    """What is wrong with a file, by what its manifest says of it; empty where nothing is."""
    try:
        size, found = path.stat().st_size, _checked_digest(path)
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if size != entry["bytes"]:
        return f"is damaged: it has {size:,} bytes, {entry['bytes']:,} were written"
    return "" if found == entry["sha256"] else "is damaged: its SHA-256 is not that of what was written"


def checked(folder: Path, manifest: Mapping[str, Any], name: str, remedy: str) -> Path:
    """The path of a file that the manifest of its folder lists, which is as it was written.

    Args:
        folder: of the file.
        manifest: of the folder.
        name: of the file: its path in the folder.
        remedy: what a user can do where it is not.

    Raises:
        Damaged: the file is missing, not listed, or not what was written.
    """
    path = folder / name
    entry = manifest[FILES].get(name)
    if entry is None:
        raise Damaged(f"{path} is not among the files that the manifest lists; {remedy}")
    if fault := fault_of(path, entry):
        raise Damaged(f"{path} {fault}; {remedy}")
    return path


def faults_of(folder: Path, manifest: Mapping[str, Any]) -> list[str]:
    """What is wrong with the files that a manifest lists, a line each."""
    found = ((folder / name, fault_of(folder / name, entry)) for name, entry in manifest[FILES].items())
    return [f"{path} {fault}" for path, fault in found if fault]


class NamedByContent:
    """Names a file that was written by its digest, so that name and content appear at once.

    Attributes:
        path: of the file; before it is written, without the digest.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, unfinished: Path) -> Path:
        """The path of a file with this content."""
        self.path = self.path.with_name(f"{self.path.stem}-{digest_of(unfinished)}{self.path.suffix}")
        return self.path


def is_sound(path: Path) -> bool:
    """Whether a file has the digest that its name carries; raises FileNotFoundError where there is no file."""
    found = _NAMED.fullmatch(path.name)
    try:
        return found is not None and _checked_digest(path) == found[2]
    except FileNotFoundError:
        raise
    except OSError:
        return False


def move_sealed(source: Path, path: Path) -> None:
    """Give a file that is named by its content the name `path`, with its digest beside it; see `write_sealed`.

    Raises:
        OSError: it cannot be done.
    """
    found = _NAMED.fullmatch(source.name)
    assert found is not None
    before = _present(path)
    _write_seal(path, found[2], *([] if before in (None, found[2]) else [str(before)]))
    os.replace(source, path)
    _write_seal(path, found[2])


def is_sealed(path: Path) -> bool:
    """Whether a file has the digest that lies beside it; raises FileNotFoundError where there is no file."""
    for attempt in range(ATTEMPTS):
        try:
            if _checked_digest(path) in _digests(seal_of(path)):
                return True
        except FileNotFoundError:
            if not path.exists():
                raise
            return False
        except (OSError, ValueError):
            return False
        if attempt < ATTEMPTS - 1:
            time.sleep(PAUSE_SECONDS)  # it may be replaced just now
    return False


@contextmanager
def refusing_contradictions(*folders: Path) -> Iterator[None]:
    """Tell as a Problem that the files of a folder contradict each other, whoever made them, and digests fit.

    Raises:
        Problem: naming the folders and what could not be done with them.
    """
    try:
        yield
    except Problem:
        raise
    except (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError) as error:
        named = ", ".join(map(str, folders))
        said = f"{type(error).__name__}: {str(error)[:200]}"
        raise Problem(
            f"{named}: what its files say cannot be put together ({said}); they were changed by another program, or "
            "this is a fault of escsim: `escsim check --files` tells which of them are as they were written"
        ) from error


def seal_of(path: Path) -> Path:
    """The file beside a manifest (or another file that is sealed) that has its digest, as `sha256sum` writes it."""
    return path.with_suffix(".sha256")


def write_sealed(path: Path, text: str) -> None:
    """Write a manifest, and its digest beside it.

    At every moment the file with digests names that of the manifest that is there: first that of the new one is put
    beside that of the old one, then the manifest is replaced, then the old digest goes. A process that is killed in
    between leaves a manifest that is whole, the old or the new.

    Raises:
        OSError: it cannot be written.
    """
    new = hashlib.sha256(text.encode()).hexdigest()
    before = _present(path)
    if before is not None and before != new:
        _write_seal(path, new, before)
        write_text(path, text)
    elif before is None:
        _write_seal(path, new)
        write_text(path, text)
    _write_seal(path, new)


def read_sealed(path: Path, remedy: str) -> dict[str, Any]:
    """The content of a manifest that is as it was written.

    Raises:
        FileNotFoundError, NotADirectoryError: there is none.
        Damaged: it is not what was written, or cannot be told to be.
        Problem: it cannot be read.
    """
    for attempt in range(ATTEMPTS):
        data = _read(path, remedy)
        digests = _sealed(path, remedy)
        if hashlib.sha256(data).hexdigest() in digests:
            return _parsed(path, data, remedy)
        if attempt < ATTEMPTS - 1:
            time.sleep(PAUSE_SECONDS)  # it may be replaced just now
    raise Damaged(f"{path} is damaged: its SHA-256 is not that in {seal_of(path).name}; {remedy}")


def _present(path: Path) -> str | None:
    """The digest of the file that is there; None where there is none, or it is not what was written."""
    try:
        found = digest_of(path)
        return found if found in _digests(seal_of(path)) else None
    except (OSError, ValueError):
        return None


def _write_seal(path: Path, *digests: str) -> None:
    write_text(seal_of(path), "".join(f"{digest}  {path.name}\n" for digest in digests))


def _sealed(path: Path, remedy: str) -> list[str]:
    seal = seal_of(path)
    try:
        return _digests(seal)
    except FileNotFoundError:
        why = "an older version made it, which kept no digests, or that file was lost"
        raise Damaged(f"{path} cannot be checked, as {seal.name} is not beside it: {why}; {remedy}") from None
    except OSError as error:
        raise Problem(f"cannot read {seal}: {error.strerror}") from error
    except ValueError:
        raise Damaged(f"{seal} is damaged; {remedy}") from None


def _digests(seal: Path) -> list[str]:
    """The digests in a file of them; raises OSError, or ValueError where it holds something else."""
    with open(open_plain(seal), "rb") as file:
        return [line[:64] for line in file.read(4096).decode("ascii").splitlines()]


def _read(path: Path, remedy: str) -> bytes:
    try:
        with open(open_plain(path), "rb") as file:
            data = file.read(LONGEST_MANIFEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError as error:
        raise Problem(f"cannot read {path}: {error.strerror}") from error
    if len(data) > LONGEST_MANIFEST:
        raise Damaged(f"{path} is damaged: it is longer than any manifest; {remedy}")
    return data


def _parsed(path: Path, data: bytes, remedy: str) -> dict[str, Any]:
    try:
        content = json.loads(data)
        _refuse_odd(content)
    except (ValueError, RecursionError) as error:
        raise Damaged(f"{path} is damaged: {error}; {remedy}") from error
    if not isinstance(content, dict):
        raise Damaged(f"{path} is damaged: it holds no mapping; {remedy}")
    return content


def _refuse_odd(content: Any) -> None:
    """Raises ValueError for what is JSON and no manifest: a tree too deep to walk, or a text that cannot be printed."""
    level = [content]
    for _ in range(DEEPEST):
        texts = [each for each in level if isinstance(each, str)]
        lists = [each for each in level if isinstance(each, list)]
        mappings = [each for each in level if isinstance(each, dict)]
        for text in (*texts, *(key for each in mappings for key in each)):
            text.encode()
        level = [item for each in lists for item in each] + [item for each in mappings for item in each.values()]
        if not level:
            return
    raise ValueError("it is nested too deeply")


def _checked_digest(path: Path) -> str:
    """The digest of a file; a file that looks as it did when it was last checked is not read again."""
    looks = _looks(path)
    known = _sound.get(path)
    if known is not None and known[0] == looks:
        return known[1]
    found = digest_of(path)
    if time.time_ns() - max(looks[2:4]) > STEADY_SECONDS * 1e9 and _looks(path) == looks:
        _sound[path] = looks, found
    return found


def _looks(path: Path) -> tuple[int, ...]:
    about = path.stat()
    return about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns
