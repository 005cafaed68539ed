"""Sealed files: manifests, and other files that are replaced, with their digest in a file beside them."""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path
from typing import Any

from sim.config.atomic import write_text
from sim.config.problems import Problem
from sim.study.files.integrity import (
    DamagedFile,
    checked_digest,
    digest_in_name,
    digest_of,
    open_plain,
    refuse_unreadable,
)

LONGEST_MANIFEST = 256 * 2**20  # bytes
DEEPEST = 64  # levels of a manifest
ATTEMPTS = 5  # at reading a file that is being replaced
PAUSE_SECONDS = 0.02


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
        Damaged: it has changed, or cannot be checked.
        Problem: it cannot be read.
    """
    for attempt in range(ATTEMPTS):
        data = _read(path, remedy)
        digests = _sealed(path, remedy)
        if hashlib.sha256(data).hexdigest() in digests:
            return _parsed(path, data, remedy)
        if attempt < ATTEMPTS - 1:
            time.sleep(PAUSE_SECONDS)  # it may be replaced just now
    raise DamagedFile(f"{path} is damaged: its SHA-256 is not that in {seal_of(path).name}; {remedy}")


def move_sealed(source: Path, path: Path) -> None:
    """Give a file that is named by its content the name `path`, with its digest beside it; see `write_sealed`.

    Raises:
        OSError: it cannot be done.
    """
    new, before = digest_in_name(source), _present(path)
    _write_seal(path, new, *([] if before in (None, new) else [str(before)]))
    os.replace(source, path)
    _write_seal(path, new)


def is_sealed(path: Path) -> bool:
    """True if a file has the digest that lies beside it.

    Raises:
        FileNotFoundError: there is no file.
        Problem: the file or its digest cannot be read.
    """
    for attempt in range(ATTEMPTS):
        try:
            if checked_digest(path) in _digests(seal_of(path)):
                return True
        except FileNotFoundError:
            if not path.exists():
                raise
            return False
        except OSError as error:
            refuse_unreadable(path, error)
            return False
        except ValueError:
            return False
        if attempt < ATTEMPTS - 1:
            time.sleep(PAUSE_SECONDS)  # it may be replaced just now
    return False


def _present(path: Path) -> str | None:
    """The digest of the file that is there; None if there is none, or it is not what was written."""
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
        why = "an older version without digests made it, or that file was lost"
        raise DamagedFile(f"{path} cannot be checked without {seal.name} beside it: {why}; {remedy}") from None
    except OSError as error:
        refuse_unreadable(seal, error)
        raise DamagedFile(f"{seal} is damaged: {error.strerror}; {remedy}") from error
    except ValueError:
        raise DamagedFile(f"{seal} is damaged; {remedy}") from None


def _digests(seal: Path) -> list[str]:
    """The digests in a file of them; raise OSError, or ValueError where it holds something else."""
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
        raise DamagedFile(f"{path} is damaged: it is too long for a manifest; {remedy}")
    return data


def _parsed(path: Path, data: bytes, remedy: str) -> dict[str, Any]:
    try:
        content = json.loads(data)
        _refuse_odd(content)
    except (ValueError, RecursionError) as error:
        raise DamagedFile(f"{path} is damaged: {error}; {remedy}") from error
    if not isinstance(content, dict):
        raise DamagedFile(f"{path} is damaged: it contains no mapping; {remedy}")
    return content


def _refuse_odd(content: Any) -> None:
    """Raise ValueError for what is JSON and no manifest: a tree too deep to walk, or a text that cannot be printed."""
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
