"""The verbs about studies, as a user types them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from commands import Escsim
from made_up_runs import rewrite

from sim.study.files import parquet
from sim.study.sweep.folder import open_study

STUDY = """\
question: Does it matter who decides?
base: {horizon: 25 days, replications: 3, workers: 1, engine: simpy}
levers:
  design: product
  factors: {restrictions: [full_ban, counter_fire]}
uncertainties:
  design: latin_hypercube
  size: 2
  factors: {fires.suppression: plausible, counter_battery.red_kill: plausible}
rules:
  - drop: fires.suppression > 5
"""
FAILING = """\
def failing(env, world, parameters, stream):
    yield env.timeout(2.5)
    if parameters.fires.suppression > LIMIT:
        raise ValueError("too much")
"""


ENDING = "\nruns/small\nruns/small/report.html\nnext: escsim plot runs/small --measure red_batteries_lost_bty\n"


@pytest.fixture
def study(folder: Path) -> Path:
    """A folder with a study of four points; returns where its rows will be."""
    (folder / "configs" / "study").mkdir(parents=True)
    (folder / "configs" / "study" / "small.yaml").write_text(STUDY)
    return folder / "runs" / "small"


@pytest.fixture
def done(study: Path, escsim: Escsim) -> Path:
    """The same, swept."""
    answer = escsim("sweep", "study=small")
    assert (answer.code, answer.err.startswith("aliased: in these 2 rows of the uncertainties")) == (0, True)
    assert answer.out.startswith("12 runs of 4 points\nNo headline measure has ")
    assert ENDING in answer.out
    return study


def test_a_plan_counts_and_runs_nothing(study: Path, escsim: Escsim) -> None:
    answer = escsim("plan", "study=small", "study.uncertainties.size=5", "replications=200")
    assert answer.code == 0
    assert "Does it matter who decides?" in answer.out
    assert "10 points x 200 replications = 2,000 runs" in answer.out
    assert "5 futures, 5 rows of uncertainties, 2 policies; differences are from Full ban" in answer.out
    assert "(engine=simpy)" in answer.out
    assert "Full ban; Counter-fire from day 20 (record)" in answer.out
    assert "dropped: 0 points where fires.suppression > 5" in answer.out
    assert not study.parent.exists()


@pytest.mark.thorough
def test_empty_rows_of_a_table_are_no_policies_and_are_counted(study: Path, escsim: Escsim, folder: Path) -> None:
    (folder / "configs" / "study" / "d.csv").write_text(
        "restrictions,fires.suppression\nfull_ban,base\nunrestricted,0.1\n,\n"
    )
    words = ("study=small", "study.levers={design: list, file: d.csv}", "study.uncertainties=null", "study.rules=[]")
    answer = escsim("plan", *words)
    told = ["skipped: 1 empty row of d.csv"]
    told += ["base: 1 of 2 rows of d.csv leave fires.suppression empty and keep the base value: line 2"]
    assert all(line in " ".join(answer.out.split()) for line in told)
    swept = escsim("sweep", *words)
    assert all(line in swept.err for line in told)
    assert json.loads((folder / "runs" / "small" / "study.json").read_text())["empty_cells"] == told
    assert told[1].removeprefix("b") in (folder / "runs" / "small" / "report.html").read_text()
    assert "2 points x 3 replications" in answer.out


def test_a_plan_with_a_rule_to_stop_by_says_from_where_to_where(study: Path, escsim: Escsim) -> None:
    until = "study.until={measures: {ground_lost_km2: 1 km2}, cap: 800}"
    answer = escsim("plan", "study=small", "replications=200", until)
    assert (
        "4 points, 800 to 3,200 runs: until every difference is precise enough, ground lost to within 1 km2, "
        "at most" in " ".join(answer.out.split())
    )


@pytest.mark.thorough
def test_the_same_command_continues_and_more_replications_are_added(done: Path, escsim: Escsim) -> None:
    before = parquet.read(done / "results.parquet")
    there = "nothing to do: 12 runs of 4 points are stored\n"
    again = escsim("sweep", "study=small").out
    assert again.startswith(there)
    assert ENDING not in again
    (done / "report.html").unlink()
    again = escsim("sweep", "study=small").out
    assert again.startswith(there)
    assert ENDING in again
    more = escsim("sweep", "study=small", "replications=5").out
    assert more.startswith("20 runs of 4 points\n")
    assert ENDING in more
    after = parquet.read(done / "results.parquet")
    first = after["replication"] < 3
    assert all(np.array_equal(after[name][first], before[name], equal_nan=True) for name in before if name != "error")


@pytest.mark.thorough
def test_another_study_is_refused_with_what_differs(done: Path, escsim: Escsim) -> None:
    kept = (done / "results.parquet").read_bytes()
    answer = escsim("sweep", "study=small", "study.uncertainties.size=3", "seed=1", "horizon=26 days")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.splitlines()[1:4] == [
        "study.uncertainties.size: 2 in the folder, 3 now",
        "seed: 20240510 in the folder, 1 now",
        "base horizon: '25 d' in the folder, '26 d' now",
    ]
    assert (done / "results.parquet").read_bytes() == kept


@pytest.mark.thorough
def test_rows_that_are_gone_are_told_and_done_again(done: Path, escsim: Escsim) -> None:
    kept = (done / "results.parquet").read_bytes()
    (done / "results.parquet").write_bytes(kept[:100])
    damaged = escsim("status", "small")
    assert damaged.code == 2
    assert damaged.out == "runs/small: damaged, 0 of 12 runs\nmissing or damaged files:\n"
    assert "results.parquet is damaged: it has 100 bytes" in damaged.err
    for words in (("query", "small", "select 1"), ("check", "small")):
        assert "results.parquet is damaged: it has 100 bytes" in escsim(*words).err
    answer = escsim("sweep", "study=small")
    assert "is damaged: set aside" in answer.err
    assert (done / "results.parquet").read_bytes() == kept
    (done / "points.parquet").unlink()
    for words in (("query", "small", "select 1"), ("plot", "small")):
        assert "points.parquet is missing; repeat the sweep command" in escsim(*words).err


def test_a_folder_of_something_else_is_refused(study: Path, escsim: Escsim) -> None:
    study.mkdir(parents=True)
    (study / "notes.txt").write_text("mine")
    answer = escsim("sweep", "study=small", "name=small")
    assert answer.code == 2
    assert "runs/small contains other files, such as notes.txt; choose another name=" in answer.err
    assert [path.name for path in study.iterdir()] == ["notes.txt"]


def test_a_file_in_its_place_is_told(study: Path, escsim: Escsim) -> None:
    study.parent.mkdir()
    study.write_text("mine")
    assert "runs/small is a file, not the folder of a study; choose another name=" in escsim("sweep", "study=small").err


@pytest.mark.thorough
def test_a_study_without_its_manifest_is_continued(done: Path, escsim: Escsim) -> None:
    (done / "study.json").unlink()
    assert escsim("sweep", "study=small", "--no-report").code == 0


@pytest.mark.thorough
def test_rows_that_are_gone_are_told_by_plot(done: Path, escsim: Escsim) -> None:
    (done / "results.parquet").write_bytes(b"PAR1 torn")
    answer = escsim("plot", "small")
    assert answer.code == 2
    assert "results.parquet is damaged: it has 9 bytes" in answer.err
    assert "repeat the sweep command" in answer.err


def test_what_cannot_be_compared_is_refused_before_it_is_run(study: Path, escsim: Escsim) -> None:
    file = study.parents[1] / "configs" / "study" / "small.yaml"
    rule = "  - drop: restrictions == 'full_ban' and fires.suppression > 0.1\n"
    file.write_text(STUDY + rule)
    assert "the reference, the first policy, is dropped for 1 of 2 futures" in escsim("plan", "study=small").err
    file.write_text(STUDY)
    until = "study.until={measures: {ground_lost_km2: 1 km2}, cap: 800}"
    one = "study.levers={design: product, factors: {restrictions: [full_ban]}}"
    assert "study.until: uses differences from the first policy" in escsim("plan", "study=small", until, one).err
    assert "mechanisms: cannot read" in escsim("plan", "study=small", "mechanisms=[nope.py:x]").err


@pytest.mark.thorough
def test_status_of_a_finished_study(done: Path, escsim: Escsim) -> None:
    assert escsim("status", "small") == (0, "runs/small: finished, 12 of 12 runs\n", "")
    rewrite(done, "study.json", status="running")
    assert "has ended; its sweep command continues it" in escsim("status", "small").out


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("results.parquet", "repeat the sweep command to rerun them"),
        ("points.parquet", "repeat the sweep command to rewrite it"),
        ("report.html", "`escsim report {}` rewrites it"),
    ],
)
def test_the_status_of_a_damaged_study_names_the_file_and_its_remedy(
    done: Path, escsim: Escsim, name: str, remedy: str
) -> None:
    assert escsim("report", "small").code == 0
    data = bytearray((done / name).read_bytes())
    data[len(data) // 2] ^= 1
    (done / name).write_bytes(data)
    code, out, err = escsim("status", "small")
    assert code == 2
    assert out.splitlines()[0].startswith("runs/small: damaged, ")
    fault = "is damaged: its SHA-256 digest is not the one recorded"
    assert err == f"error: {done / name} {fault}; {remedy.format(done)}\n"


@pytest.mark.thorough
def test_a_run_that_fails_is_a_row_that_is_told_and_taken_back(study: Path, folder: Path, escsim: Escsim) -> None:
    suppression = sorted(float(line) for line in _suppressions(escsim))
    limit = sum(suppression) / 2
    (folder / "mine.py").write_text(FAILING.replace("LIMIT", str(limit)))
    words = ("sweep", "study=small", "mechanisms=[mine.py:failing]")
    answer = escsim(*words)
    assert answer.code == 1
    assert answer.out.startswith("12 runs of 4 points, 6 of them failed\n")
    assert ENDING in answer.out
    status = escsim("status", "small").out
    assert "6 x own.failing on day 2.5: ValueError: too much" in status
    again = next(line.strip() for line in status.splitlines() if "escsim rerun" in line)
    answer = escsim(*again.split()[1:])
    assert answer.code == 1
    assert "It failed as it did in the study." in answer.out
    assert "too much" in answer.err
    assert escsim("query", "small", "select count(*) from results where error = ''", "--format", "csv").out == (
        "count_star()\n6\n"
    )
    assert escsim("check", "small", "--sample", "100%").code == 0
    discarded = "6 failed runs of runs/small discarded; its sweep command reruns them\n"
    assert escsim("retry", "small").out == discarded
    assert escsim("status", "small").out.startswith("runs/small: interrupted, 6 of 12 runs\n")
    assert escsim(*words).out.startswith("12 runs of 4 points, 6 of them failed\n")


@pytest.mark.thorough
def test_the_first_failure_ends_a_sweep_that_is_to_stop_there(study: Path, folder: Path, escsim: Escsim) -> None:
    (folder / "mine.py").write_text(FAILING.replace("LIMIT", "-1"))
    words = ("sweep", "study=small", "replications=400", "mechanisms=[mine.py:failing]", "on_failure=stop")
    answer = escsim(*words)
    assert answer.code == 1
    error, kept = answer.err.strip().splitlines()[-2:]
    assert error == "error: point 0, replication 0 failed: own.failing on day 2.5: ValueError: too much"
    assert "repeat the command to continue" in kept
    done = open_study(study).manifest["done"]
    assert 0 < done < 1600
    assert open_study(study).manifest["status"] == "failed"
    escsim(*words)
    assert open_study(study).manifest["done"] > done


def test_what_a_failure_does_has_two_answers(study: Path, escsim: Escsim) -> None:
    assert escsim("sweep", "study=small", "on_failure=stpo") == (
        2, "", "error: on_failure: must be one of continue, stop; did you mean 'stop'? (got 'stpo')\n"
    )  # fmt: skip
    assert escsim("sweep", "study=small", "on_failure=continue").code == 0


def _suppressions(escsim: Escsim) -> list[str]:
    """The two values of the factor, from a study of another name."""
    assert escsim("sweep", "study=small", "name=other", "replications=1").code == 0
    sql = 'select distinct "fires.suppression" from points'
    return escsim("query", "other", sql, "--format", "csv").out.splitlines()[1:]


@pytest.mark.thorough
def test_studies_are_listed_beside_the_runs_and_are_no_runs(done: Path, escsim: Escsim) -> None:
    assert escsim("list").out == "study small: finished, 12 of 12 runs\n"
    assert escsim("list", "status=finished").out == "no matching runs in runs\n"
    assert (
        "small is a study, not a run; name one of its points, such as small/0"
        in escsim("trace", "small", "-r", "1").err
    )
    (done / "study.json").write_text("{")
    assert escsim("list").out.startswith("unreadable:")


@pytest.mark.thorough
def test_shards_are_merged_into_the_same_bytes(done: Path, escsim: Escsim) -> None:
    for number in (1, 2):
        assert escsim("sweep", "study=small", f"shard={number}/2").code == 0
    shards = [f"small-shard-00{number}-of-002" for number in (2, 1)]
    assert escsim("merge", *shards).err.startswith("error: ")  # the study is there already
    assert escsim("merge", *shards, "--out", "merged") == (0, "merged\nmerged/report.html\n", "")
    assert (done.parents[1] / "merged" / "results.parquet").read_bytes() == (done / "results.parquet").read_bytes()
    assert escsim("check", "merged", "--sample", "1").code == 0
    (done.parents[1] / "merged" / "report.html").unlink()  # as where the command was killed before it was written
    again = escsim("merge", *shards, "--out", "merged")
    told = "merged was already merged; writing its report\n"
    assert again == (0, "merged\nmerged/report.html\n", told)
    for more in ((), ("--no-report",)):
        assert "merged has a study already" in escsim("merge", *shards, "--out", "merged", *more).err
    assert "missing of 2 shards: 2" in escsim("merge", shards[1], "--out", "half").err


@pytest.mark.thorough
def test_any_run_again_from_the_folder_alone(done: Path, folder: Path, escsim: Escsim) -> None:
    (folder / "configs" / "study" / "small.yaml").unlink()
    answer = escsim("rerun", "small", "--point", "3", "--replication", "2", "--story")
    assert answer.code == 0
    assert "restrictions=counter_fire" in answer.out
    assert "phase_started" in answer.out
    assert answer.out.splitlines()[-1] == "The measures equal the stored row, bit for bit."
    refused = escsim("rerun", "small", "-p", "3", "-r", "3")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.endswith("runs/small has replications 0 to 2 of a point\n")
    assert "point: must be from 0 to 3 (got 4)" in escsim("rerun", "small", "-p", "4", "-r", "0").err


@pytest.mark.thorough
def test_a_bit_that_differs_is_found(done: Path, escsim: Escsim) -> None:
    study = open_study(done)
    rows = parquet.read(done / "results.parquet")
    rows["ground_lost_km2"] = rows["ground_lost_km2"].copy()
    rows["ground_lost_km2"][4] = np.nextafter(rows["ground_lost_km2"][4], 0.0)
    parquet.write(done / "results.parquet", rows, parquet.notes(done / "results.parquet"))
    rewrite(done, "study.json")  # as another program would
    answer = escsim("check", "small", "--sample", "100%")
    assert answer.code == 1
    assert "point 1, replication 1: ground_lost_km2 was" in answer.err
    assert "error: 1 values differ in 12 rerun runs" in answer.err
    answer = escsim("rerun", "small", "-p", "1", "-r", "1")
    assert answer.code == 1
    assert "These differ from the stored row: ground_lost_km2." in answer.out
    assert study.manifest["status"] == "finished"


@pytest.mark.thorough
def test_a_query_reads_the_study_and_nothing_else(done: Path, folder: Path, escsim: Escsim) -> None:
    (folder / "secret.csv").write_text("a\n1\n")
    answer = escsim(
        "query", "small", "select label, count(*) as n from runs group by label order by label", "--format", "md"
    )
    assert answer.out == "| label | n |\n| --- | --- |\n| counter_fire | 6 |\n| full_ban | 6 |\n"
    found = json.loads(
        escsim("query", "small", "select point, lever from points where lever = 1", "--format", "json").out
    )
    assert found == [{"point": 1, "lever": 1}, {"point": 3, "lever": 1}]
    for sql, says in (
        ("select nope from runs", "nope"),
        ("select * from run", "known tables: points, results, runs"),
        ("drop view points", "must be a single select"),
        ("select 1; select 2", "must be a single select"),
        ("copy (select 1) to 'x.csv'", "must be a single select"),
        ("select * from 'secret.csv'", "Permission Error"),
    ):
        answer = escsim("query", "small", sql)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.startswith("error: query: ")
        assert says in answer.err
        assert len(answer.err.splitlines()) == 1
    assert sorted(path.name for path in folder.iterdir()) == ["configs", "runs", "secret.csv"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("sweep",), "which study? give study=NAME; known: "),
        (("sweep", "study=smal"), "study: no option 'smal'; did you mean 'small'?"),
        (("sweep", "small"), "small: not a key=value setting; did you mean study=small?"),
        (("plan", "study=small", "executor=dusk"), "executor: must be one of local, dask; did you mean 'dask'?"),
        (("plan", "study=small", "executor.address=tcp://x:1"), "executor.address: is not used by executor=local"),
        (("plan", "study=small", "shard=0/3"), "shard: must be K/N with K from 1 to N (got 0/3)"),
        (("plan", "study=small", "restrictions=full_ban"), "restrictions=full_ban: has no effect"),
        (("status", "nowhere"), "no such folder: nowhere"),
        (("retry", "configs"), "configs is not a study: it has no study.json"),
        (("merge", "nowhere"), "no such folder: nowhere"),
        (("check", "nowhere", "--sample", "0%"), "--sample: must be above 0 and at most 100 %"),
        (("rerun", "nowhere", "-p", "0", "-r", "-1"), "no such folder: nowhere"),
        (("query", "nowhere", "select 1"), "no such folder: nowhere"),
    ],
)
def test_a_mistake_is_one_message(study: Path, escsim: Escsim, words: tuple[str, ...], says: str) -> None:
    answer = escsim(*words)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("error: ")
    assert says in answer.err
    assert len(answer.err.splitlines()) == 1
    assert not study.parent.exists()


@pytest.mark.thorough
def test_a_query_in_a_folder_whose_name_looks_like_a_pattern(done: Path, folder: Path, escsim: Escsim) -> None:
    odd = folder / "odd [a-z]*?"
    shutil.copytree(folder / "runs" / "small", odd)
    counted = escsim("query", str(odd), "select count(*) as n from runs", "--format", "json")
    assert (counted.code, json.loads(counted.out)) == (0, [{"n": 12}]), counted.err
    (folder / "odd a").mkdir()  # which the pattern would mean
    (folder / "odd a" / "secret.csv").write_text("a\n1\n")
    refused = escsim("query", str(odd), f"select * from '{folder / 'odd a' / 'secret.csv'}'")
    assert (refused.code, refused.out) == (2, "")
    assert "Permission Error" in refused.err
