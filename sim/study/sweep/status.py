"""The status of a study, for another shell: read without a lock, and without the configs of the study."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from sim.study.files.integrity import FILES
from sim.study.files.lock import holder, is_held, read_if_readable
from sim.study.sweep import tables
from sim.study.sweep.folder import StudyFolder, open_study
from sim.study.sweep.progress import FILE
from sim.study.sweep.ranges import STRIDE
from sim.study.sweep.table_parts import stored_parts

State = Literal["running", "finished", "interrupted", "failed", "stopped", "damaged"]


@dataclass(frozen=True)
class Status:
    """State and progress of a study.

    Attributes:
        state: "stopped" where it says that it is running and no process works on it, as after kill -9 or a power cut;
            "damaged" where rows that were there are missing or torn.
        done, failed: runs that are kept, and how many of these failed. Of those that a running process has done, the
            last second may be missing.
        total: of all runs; with a rule to stop by, of those that are wanted as yet.
        rate: runs a second; `seconds_left`: at this rate; both None if no process works on it.
        since: when this session began; `updated`: when it last said how far it is; ISO, UTC; empty if not known.
        pid, host: of the process that works on it, or did last; None and empty if not known.
        message: why it failed, if it did.
        command: what continues it, in words.
        faults: what is damaged or missing, a line each, with its remedy.
    """

    state: State
    done: int
    failed: int
    total: int
    rate: float | None
    seconds_left: float | None
    since: str
    updated: str
    pid: int | None
    host: str
    message: str
    command: str
    faults: tuple[str, ...] = ()


def status(folder: Path) -> Status:
    """State and progress of the study in a folder; raise Problem if there is none."""
    study = open_study(folder)
    manifest, told, who = study.manifest, _told(folder), holder(folder)
    held = is_held(folder)
    runs = manifest["status"] == "running" and held is not False
    done, failed, faults = _counted(study) if not runs or told is None else (told.done, told.failed, [])
    ended: State = "stopped" if manifest["status"] == "running" else manifest["status"]
    return Status(
        state="running" if runs else ("damaged" if faults else ended),
        done=done,
        failed=failed,
        total=manifest["points"] * manifest["replications"] if told is None else told.total,
        rate=told.rate if runs and told is not None else None,
        seconds_left=told.seconds_left if runs and told is not None else None,
        since=str(who.get("since", manifest["continued"])),
        updated="" if told is None else told.updated,
        pid=who.get("pid"),
        host=str(who.get("host", "")),
        message=str(manifest["failure"]),
        command=study.command,
        faults=() if runs else tuple(faults),
    )


class _Told(BaseModel):
    """Progress that a running process reports, for information only."""

    model_config = ConfigDict(strict=True)
    done: int
    failed: int
    total: int
    rate: float
    seconds_left: float | None
    updated: str


def _told(folder: Path) -> _Told | None:
    try:
        return _Told.model_validate(read_if_readable(folder / FILE))
    except ValidationError:
        return None


def _counted(study: StudyFolder) -> tuple[int, int, list[str]]:
    """Runs that are kept, how many of them failed, and what is wrong with the files, a line each."""
    parts, _ = stored_parts(study.path)
    damaged = [path for kind in tables.KINDS for path in stored_parts(study.path, kind)[1]]
    done = sum(len(part.runs) for part in parts)
    listed = study.manifest[FILES]
    faults = study.faults() + [f"{path} is damaged; {study.again()}" for path in damaged if path.name not in listed]
    missing = study.manifest["done"] - done
    if missing > 0 and not faults:
        faults.append(f"{study.path}: the rows of {missing:,} runs are missing; {study.again()}")
    return done, sum(part.failed for part in parts), faults


@dataclass(frozen=True)
class Failure:
    """Runs that failed for the same reason.

    Attributes:
        error: why; `count`: how many.
        point, replication: the first of them.
    """

    error: str
    count: int
    point: int
    replication: int


def failures(folder: Path, most: int) -> list[Failure]:
    """Reasons why runs failed, the most frequent first, at most `most` of them."""
    paths = open_study(folder).tables()
    if not paths:
        return []
    first = f"min(point * {STRIDE} + replication)"
    rows = tables.query(
        paths,
        f"error, count(*) as runs, {first} as first",
        f"where error <> '' group by error order by runs desc, first limit {most}",
    )
    columns = zip(*(rows[name].tolist() for name in ("error", "runs", "first")), strict=True)
    return [Failure(error, count, *divmod(int(first), STRIDE)) for error, count, first in columns]
