"""Labels of runs: by `label=`, by the file of your own option; kept with the run, and shown where runs are compared."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from commands import SMALL, Escsim

from sim.cli import multirun
from sim.study.run.opening import open_run

QUICK = (*SMALL, "engine=simpy", "seed=7")


@pytest.mark.thorough
def test_labels_are_kept_and_shown_while_files_keep_the_keys(escsim: Escsim, folder: Path) -> None:
    (folder / "configs" / "restrictions").mkdir(parents=True)
    own = folder / "configs" / "restrictions" / "mine.yaml"
    own.write_text("# label: My ban\n# Never, in my words.\ndefaults: [full_ban, _self_]\n")
    assert escsim("run", *QUICK, "name=A", "label=As it was").code == 0
    assert escsim("run", *QUICK, "name=B", "restrictions=mine").code == 0
    own.unlink()
    assert open_run(folder / "runs" / "A").manifest["labels"] == {"run": "As it was"}
    assert open_run(folder / "runs" / "B").manifest["labels"] == {"restrictions": "My ban"}
    done = escsim("compare", "A", "B", "--out", "made")
    assert "My ban" in done.out
    assert "As it was (mean)" in done.out
    assert "counter_fire" not in done.out
    assert "My ban minus As it was" in (folder / "made" / "comparison.md").read_text()
    rows = (folder / "made" / "comparison.csv").read_text().splitlines()
    assert rows[1].startswith("mine,counter_fire,difference,red_batteries_lost_bty,")


def test_a_label_names_one_run_and_changes_no_number(escsim: Escsim, folder: Path) -> None:
    answer = escsim("run", "-m", *QUICK, "label=Both", "restrictions=counter_fire,full_ban")
    assert answer.code == 2
    assert "label: has no effect on `escsim run -m`; leave it out; it names one run" in answer.err
    answer = escsim("run", *QUICK, f"label={'x' * 61}")
    assert (answer.code, answer.out) == (2, "")
    assert "label: must be a printable text of 1 to 60 characters, or null" in answer.err
    assert escsim("run", *QUICK, "name=A", "label=One").code == 0
    assert escsim("run", *QUICK, "name=B", "label=Two").code == 0
    hashes = {open_run(folder / "runs" / name).manifest["config_hash"] for name in "AB"}
    assert len(hashes) == 1


def test_the_list_of_runs_tells_variants_apart_that_differ_in_structure(
    escsim: Escsim, monkeypatch: pytest.MonkeyPatch
) -> None:
    doing = list[str]()

    @contextmanager
    def heard(words: str) -> Iterator[None]:
        doing.append(words)
        yield

    monkeypatch.setattr(multirun, "heartbeat", heard)
    words = ("restrictions=full_ban,counter_fire", "stall=line,reserves")
    assert escsim("run", "-m", *QUICK, *words, "name=two", "--no-report").code == 0
    assert doing == ["comparing the runs and drawing the figures"]
    listed = " ".join(escsim("list").out.split())
    assert "Full ban, aid as announced, held line alone" in listed
    assert "Full ban, aid as announced, reserves alone" in listed
    again = escsim("rerun", "two", "--point", "1", "--replication", "0").out
    assert again.splitlines()[1] == "Full ban: restrictions=full_ban, stall=reserves"
