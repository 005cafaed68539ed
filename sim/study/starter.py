"""The starter folder: configs of the user beside the shipped ones, and a place for runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.config.atomic import clear_left, write_text, writing
from sim.config.paths import config_root
from sim.config.problems import Problem
from sim.study.schema_files import FOLDER

TEMPLATE, OWN = "border_generic", "my_scenario"
TEMPLATE_STUDY, OWN_STUDY = "permission_timing", "my_study"

README = f"""\
# Your own study

    escsim run scenario={OWN}

runs the scenario in `configs/scenario/{OWN}.yaml`, a copy of the shipped `{TEMPLATE}` to change as needed, and leaves
a folder in `runs/`. `escsim list` lists the runs, `escsim parameters` every setting with its unit and range.

    escsim sweep study={OWN_STUDY}

runs the study in `configs/study/{OWN_STUDY}.yaml`, which runs that scenario with the decision on different days;
`escsim plan` estimates the work beforehand, and `escsim plot {OWN_STUDY}` draws it.

    escsim run scenario={OWN} 'measures=[measures.py:thin_stock_days]'

takes the measure in `measures.py` in each replication too; change it, or add others.

Every group of the shipped configs can have more options here: a file `configs/restrictions/mine.yaml` is chosen by
`restrictions=mine`. A file may not have the name of a shipped one. Commands find `configs/` and `runs/` when they are
started in this folder.

The numbers of a run are model frequencies under stated assumptions, not a forecast.
"""

MEASURES = '''\
"""Measures of this folder, taken where a command names them: measures=[measures.py:thin_stock_days]."""

from sim import measure


@measure(label="Days of thin stock", unit="d", less_is_better=True)
def thin_stock_days(run):
    """Days that begin with less than 5 kr of Blue's tube rounds in stock."""
    return (run["tube_stock_kr"][:-1] < 5).sum()
'''

IGNORED = "*\n!.gitignore\n"


def write_starter(folder: Path) -> list[Path]:
    """Write the starter files.

    Raises:
        Problem: one of them is there already, and not from a command that was killed, so that none is written; or
            the folder cannot be written.
    """
    files = {
        folder / "README.md": README,
        folder / "configs" / "scenario" / f"{OWN}.yaml": _shipped(f"scenario/{TEMPLATE}.yaml"),
        folder / "configs" / "study" / f"{OWN_STUDY}.yaml": _study(),
        folder / "measures.py": MEASURES,
        folder / "runs" / ".gitignore": IGNORED,
    }
    files |= {folder / "configs" / name: _shipped(name) for name in _schemas()}
    taken = [path for path in files if path.exists()]
    if taken and not _was_begun(files, taken):
        others = f", and {len(taken) - 1} more of its files" if len(taken) > 1 else ""
        raise Problem(f"{taken[0]} exists already{others}; nothing was written; name another folder")
    with writing(folder):
        for place in {path.parent: None for path in files}:
            place.mkdir(parents=True, exist_ok=True)
            clear_left(place)
        for path, text in files.items():
            write_text(path, text)
    return list(files)


def _was_begun(files: Mapping[Path, str], taken: Sequence[Path]) -> bool:
    """True if a folder has some of the files only, none of them changed, as a killed command leaves it."""
    try:
        return len(taken) < len(files) and all(path.read_bytes() == files[path].encode() for path in taken)
    except OSError:
        return False


def _shipped(name: str) -> str:
    return (config_root() / name).read_text(encoding="utf-8")


def _study() -> str:
    """The shipped study, of the user's own scenario."""
    return _shipped(f"study/{TEMPLATE_STUDY}.yaml").replace("base:\n", f"base:\n  scenario: {OWN}\n", 1)


def _schemas() -> list[str]:
    """The schemas that the first lines of configs name, by which editors complete keys and underline mistakes."""
    return sorted(path.relative_to(config_root()).as_posix() for path in config_root().glob(f"{FOLDER}/*.json"))
