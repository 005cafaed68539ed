"""Files and folders that are either complete or not there."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def remedy(error: OSError) -> str:
    """What a user can do about a file that could not be written."""
    return "make room" if error.errno in NO_ROOM else "see that it can be written"


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to; on leaving, that file is forced to the disk and takes the name `path`.

    Raises:
        OSError: it cannot be written; `path` is as it was before, and nothing is left beside it.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield unfinished
        _force_to_disk(unfinished)
        os.replace(unfinished, path)
        if os.name != "nt":  # where a folder cannot be opened
            _force_to_disk(path.parent)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise


@contextmanager
def filling(folder: Path) -> Iterator[Path]:
    """A folder beside `folder` to fill; on leaving, `folder` is made if need be and gets all that is in it.

    Args:
        folder: empty, or not there.

    Raises:
        OSError: it cannot be written, whose file is told as in `folder`; `folder` is as it was before.
    """
    place = folder.absolute()
    unfinished = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        unfinished.mkdir(parents=True)
        yield unfinished
        folder.mkdir(exist_ok=True)
        for part in sorted(unfinished.iterdir()):
            os.replace(part, folder / part.name)
    except OSError as error:
        if error.filename is not None:
            error.filename = str(error.filename).replace(str(unfinished), str(folder))
        raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def write_text(path: Path, text: str) -> None:
    """Write `text` in UTF-8 as the whole of the file `path`; raises OSError, leaving `path` as it was."""
    with replacing(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8", newline="\n")


def _force_to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
