"""The files for clusters are run for real, in small: with a stand-in for the batch system, and the real program."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml
from following import DOCS

from sim.cli.main import main

pytestmark = pytest.mark.cluster

SLURM = DOCS / "cluster" / "slurm.sh"
KUBERNETES = DOCS / "cluster" / "kubernetes.yaml"
ROOT = DOCS.parent
WORDS = ("replications=4", "engine=simpy", "horizon=10 days")
STUDY = """
question: What does suppression do?
base: {restrictions: full_ban}
levers: {design: product, factors: {fires.suppression: [0.03, 0.06]}}
uncertainties: {design: random, size: 3, factors: {counter_battery.detection: plausible}}
"""

SBATCH = """#!/bin/bash
# What Slurm does, as far as the script needs it: the tasks of an array are run at once; a job that waits comes later.
echo "$@" >> "$SBATCH_SEEN"
for word in "$@"; do
  case $word in
    --array=*) range=${word#--array=} ;;
    --wrap=*) bash -c "${word#--wrap=}" >&2; echo 'Submitted batch job 12'; exit ;;
    --*) ;;
    *) break ;;
  esac
  shift
done
while [ "${1#--}" != "$1" ]; do shift; done
export SLURM_ARRAY_TASK_COUNT=${range#*-} SLURM_CPUS_PER_TASK=1
for SLURM_ARRAY_TASK_ID in $(seq "${range%-*}" "${range#*-}"); do
  export SLURM_ARRAY_TASK_ID
  bash "$@" >&2 &
done
wait
echo '11;cluster'
"""

JOB_FIELDS = {
    *("parallelism", "completions", "activeDeadlineSeconds", "podFailurePolicy", "successPolicy", "backoffLimit"),
    *("backoffLimitPerIndex", "maxFailedIndexes", "selector", "manualSelector", "template", "managedBy", "suspend"),
    *("ttlSecondsAfterFinished", "completionMode", "podReplacementPolicy"),
}
"""Of a Job's `spec` in batch/v1."""


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder with a small study, already run in one as `whole`; and the environment of a shell in it."""
    place = tmp_path_factory.mktemp("cluster")
    (place / "configs" / "study").mkdir(parents=True)
    (place / "configs" / "study" / "small.yaml").write_text(STUDY, encoding="utf-8")
    programs = place / "bin"
    programs.mkdir()
    python = f'#!/bin/bash\nexec "{sys.executable}" -m sim.cli.main "$@"\n'
    for name, text in (("sbatch", SBATCH), ("escsim", python)):
        (programs / name).write_text(text, encoding="utf-8")
        (programs / name).chmod(0o755)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("SLURM", "ESCSIM", "SHARDS"))}
    path = os.pathsep.join([str(programs), kept["PATH"]])
    environment = kept | {"PATH": path, "PYTHONPATH": str(ROOT), "SBATCH_SEEN": str(place / "seen")}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        assert main(["sweep", "study=small", *WORDS, "name=whole", "workers=1"]) == 0
        yield place, environment


def run(words: list[str], place: tuple[Path, dict[str, str]], more: Mapping[str, str]) -> str:
    folder, environment = place
    done = subprocess.run(
        words, cwd=folder, env=environment | more, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def equal_to_whole(folder: Path, runs: Path) -> bool:
    return all(
        (folder / name).read_bytes() == (runs / "whole" / name).read_bytes()
        for name in ("results.parquet", "points.parquet")
    )


@pytest.mark.sample
def test_slurm(workplace: tuple[Path, dict[str, str]]) -> None:
    place, _ = workplace
    printed = run(["bash", str(SLURM), "small", *WORDS, "name=by slurm"], workplace, {"SHARDS": "3"})
    assert printed == "Submitted batch job 12\n"
    array, merge = (place / "seen").read_text().splitlines()
    assert array.startswith("--parsable --array=1-3 ")
    assert merge.startswith("--dependency=afterany:11 ")
    assert equal_to_whole(place / "runs" / "by slurm", place / "runs")
    for number in (1, 2, 3):
        assert (place / "runs" / f"by slurm-shard-00{number}-of-003").is_dir()


def test_one_shard_once_more_under_slurm(workplace: tuple[Path, dict[str, str]]) -> None:
    """Of an array of one task, which is not to be taken for the whole study."""
    place, _ = workplace
    task = {"SHARDS": "3", "SLURM_ARRAY_TASK_ID": "2", "SLURM_ARRAY_TASK_COUNT": "1"}
    run(["bash", str(SLURM), "small", *WORDS, "name=again"], workplace, task)
    assert [path.name for path in (place / "runs").glob("again*")] == ["again-shard-002-of-003"]


def test_slurm_reads_its_options() -> None:
    lines = SLURM.read_text().splitlines()
    options = [line for line in lines if line.startswith("#SBATCH ")]
    first_command = next(place for place, line in enumerate(lines) if line and not line.startswith("#"))
    assert lines[0] == "#!/bin/bash"
    assert lines.index(options[-1]) < first_command  # Slurm reads no further
    assert "#SBATCH --array=1-40" in options
    assert "SHARDS:-40" in SLURM.read_text()


def documents() -> dict[tuple[str, str], dict[str, Any]]:
    found = yaml.safe_load_all(KUBERNETES.read_text(encoding="utf-8"))
    return {(one["kind"], one["metadata"]["name"]): one for one in found}


def pod(job: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    spec = job["spec"]["template"]["spec"]
    (container,) = spec["containers"]
    return spec, container


def told(container: Mapping[str, Any]) -> list[str]:
    return [*container["command"], *container["args"]]


def test_kubernetes_fields() -> None:
    found = documents()
    jobs = {name: one for (kind, name), one in found.items() if kind == "Job"}
    assert set(jobs) == {"escsim-shards", "escsim-merge"}
    for job in jobs.values():
        spec, container = pod(job)
        assert job["apiVersion"] == "batch/v1"
        assert set(job["spec"]) <= JOB_FIELDS
        assert spec["restartPolicy"] == "Never"  # backoffLimitPerIndex asks for it
        (volume,), (mount,), (source,) = spec["volumes"], container["volumeMounts"], container["envFrom"]
        assert mount["name"] == volume["name"]
        assert ("PersistentVolumeClaim", volume["persistentVolumeClaim"]["claimName"]) in found
        settings = found["ConfigMap", source["configMapRef"]["name"]]["data"]
        assert all(isinstance(value, str) for value in settings.values())
        for key in ("ESCSIM_RUNS", "ESCSIM_CACHE"):
            assert settings[key].startswith(mount["mountPath"] + "/")
        assert set(container["resources"]) == {"requests", "limits"}
    assert found["PersistentVolumeClaim", "escsim"]["spec"]["accessModes"] == ["ReadWriteMany"]


def test_kubernetes_numbers() -> None:
    found = documents()
    shards, settings = found["Job", "escsim-shards"], found["ConfigMap", "escsim"]["data"]
    assert shards["spec"]["completionMode"] == "Indexed"
    assert shards["spec"]["completions"] == shards["spec"]["parallelism"] == int(settings["SHARDS"])
    assert pod(shards)[1]["resources"]["limits"]["cpu"] == settings["WORKERS"]
    assert found["Job", "escsim-merge"]["spec"]["suspend"] is True


def test_the_containers_do_what_they_should(workplace: tuple[Path, dict[str, str]]) -> None:
    found, (place, _) = documents(), workplace
    runs = place / "runs"
    settings = found["ConfigMap", "escsim"]["data"] | {
        "STUDY": "small",
        "WORDS": "replications=4 engine=simpy horizon=10days",
        "SHARDS": "3",
        "WORKERS": "1",
        "ESCSIM_RUNS": str(runs),
        "ESCSIM_CACHE": str(place / "cache"),
    }
    _, shard = pod(found["Job", "escsim-shards"])
    _, merge = pod(found["Job", "escsim-merge"])
    with ThreadPoolExecutor() as pods:
        list(pods.map(lambda index: run(told(shard), workplace, settings | {"JOB_COMPLETION_INDEX": index}), "012"))
    run(told(merge), workplace, settings)
    assert equal_to_whole(runs / "small", runs)


@pytest.mark.parametrize(("status", "code"), [("finished", 0), ("failed", 1)])
def test_a_shard_with_failed_runs_is_done(workplace: tuple[Path, dict[str, str]], status: str, code: int) -> None:
    """A sweep ends with 1 either way; only where the shard is not finished is it tried again."""
    place, environment = workplace
    folder = place / status / "small-shard-002-of-003"
    folder.mkdir(parents=True)
    (folder / "study.json").write_text(f'{{"status": "{status}"}}')
    false = place / f"bin-{status}"
    false.mkdir()
    (false / "escsim").write_text("#!/bin/bash\nexit 1\n")
    (false / "escsim").chmod(0o755)
    _, container = pod(documents()["Job", "escsim-shards"])
    settings = {"STUDY": "small", "WORDS": "", "SHARDS": "3", "WORKERS": "1", "ESCSIM_RUNS": str(place / status)}
    done = subprocess.run(
        told(container),
        env=environment | settings | {"JOB_COMPLETION_INDEX": "1", "PATH": f"{false}:{environment['PATH']}"},
        timeout=20,
        check=False,
    )
    assert done.returncode == code
