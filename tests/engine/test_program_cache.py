"""The cache of compiled programs: never the wrong one, and whatever is the matter with it, it only costs time."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filelock import FileLock
from numba.core.caching import IndexDataCacheFile
from small_casts import Parameters, World, load, small_model, small_parameters

from sim.engine import compiled, program, program_cache, programs, reference
from sim.engine.driver import source
from sim.engine.layout import layout_of
from sim.engine.model import Model
from sim.engine.program_cache import DRIVER, KEPT, cache_root, folder_of, key_of, prune, write_driver

WRITTEN = """


def adding(env, world, parameters, stream):
    while True:
        yield env.timeout(1.0)
        world.steps += STEP


def other(env, world, parameters, stream):
    yield env.timeout(1.0)
    world.steps += 100
"""
TEN_DAYS = small_parameters()


def folders_in(cache: Path) -> list[Path]:
    """The folders of programs, beside which lie the files that a process holds while it compiles one."""
    return [path for path in cache.iterdir() if path.is_dir()]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache."""
    monkeypatch.setenv("ESCSIM_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def written(path: Path, step: int = 1) -> Any:
    path.write_text(WRITTEN.replace("STEP", str(step)))
    return load(path, "written")


def key(model: Model) -> str:
    layouts = (layout_of(model.world), layout_of(Parameters))
    functions = (*model.functions, *(role.process for role in model.cast))
    return key_of(source(model.cast, model.measure_arguments, layout_of(model.world)), layouts, functions)


def steps(model: Model, engine: Any = compiled) -> float:
    return float(engine.simulate(TEN_DAYS, 1, [0], model=model).rows[0, 0])


def loaded(model: Model, monkeypatch: pytest.MonkeyPatch, told: list[str] | None = None) -> Any:
    """The program, as another process would get it."""
    for module in (program, programs):
        monkeypatch.setattr(module, "LOADED", {})
    return program.program(model, Parameters, ([] if told is None else told).append)


def hits(made: Any) -> int:
    return sum(made.stats.cache_hits.values())


# ---------------------------------------------------------------- the key


def test_the_key_is_the_same_for_the_same_and_another_for_anything_else(tmp_path: Path) -> None:
    path = tmp_path / "written.py"
    module = written(path)
    model = small_model(module.adding)
    first = key(model)
    assert first == key(small_model(written(path).adding))
    others = [
        key(small_model(module.other)),  # in the same file
        key(small_model(module.adding, module.other)),
        key(small_model(module.other, module.adding)),
        key_of("", (), model.functions),
        key_of("", (), model.functions[::-1]),
        key_of("", (layout_of(World),), model.functions),
        key_of("", (layout_of(Parameters),), model.functions),
        *(key(small_model(_bound_to(number))) for number in (1, 2)),
        *(key(small_model(_with_default(number))) for number in (1, 2)),
        key(small_model(written(path, step=2).adding)),
    ]
    assert len({first, *others}) == len(others) + 1


def _bound_to(number: int) -> Any:
    def process(env, world, parameters, stream):
        yield env.timeout(number)

    return process


def _with_default(number: int) -> Any:
    def process(env, world, parameters, stream, delay=number):
        yield env.timeout(delay)

    return process


EDITED = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from sim.engine import reference
file = Path(sys.argv[1]) / "sim" / "model" / "reserves" / "mechanism.py"
assert sys.modules["sim.model.reserves.mechanism"].__file__ == str(file)
if sys.argv[2:]:
    file.write_text(file.read_text() + "# edited\\n")
from sim.engine.program_cache import key_of
print(key_of("", (), ()))
"""


@pytest.mark.thorough
def test_a_mechanism_edited_while_a_process_runs_is_not_what_that_process_compiles(tmp_path: Path) -> None:
    shutil.copytree(Path(program_cache.__file__).parents[1], tmp_path / "sim", ignore=shutil.ignore_patterns("*.pyc"))

    def key_in_a_process(*words: str) -> str:
        command = [sys.executable, "-c", EDITED, str(tmp_path), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path).stdout.strip()

    before = key_in_a_process("edit")  # after the model was loaded
    assert len(before) == 24
    assert key_in_a_process() != before


# ---------------------------------------------------------------- warm, edited, torn, full


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with the program of `adding`."""
    cache = tmp_path_factory.mktemp("filled") / "cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ESCSIM_CACHE", str(cache))
        model = small_model(written(cache.parent / "written.py").adding)
        assert not programs.is_ready(model, Parameters)
        assert hits(program.program(model, Parameters)) == 0
        assert programs.is_ready(model, Parameters)
    return cache


@pytest.mark.sample
@pytest.mark.thorough
def test_a_warm_start_does_not_compile_and_an_edited_file_does(
    cache: Path, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(filled, cache)
    path = cache.parent / "written.py"
    model = small_model(written(path).adding)
    assert programs.is_ready(model, Parameters)
    assert hits(loaded(model, monkeypatch)) == 1
    assert steps(model) == 9.0
    edited = small_model(written(path, step=2).adding)  # a file of the same size, in the same second
    assert not programs.is_ready(edited, Parameters)
    assert hits(program.program(edited, Parameters)) == 0
    assert steps(edited) == steps(edited, reference) == 18.0
    assert len(list(cache.glob(f"*/{DRIVER}"))) == 2


@pytest.mark.thorough
@pytest.mark.parametrize("torn", ["__pycache__/*.nbi", "__pycache__/*.nbc", DRIVER])
def test_a_torn_cache_only_costs_time(cache: Path, filled: Path, torn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(filled, cache)
    (file,) = cache.glob(f"*/{torn}")
    file.write_bytes(file.read_bytes()[:-40])
    model = small_model(written(cache.parent / "written.py").adding)
    told: list[str] = []
    assert hits(loaded(model, monkeypatch, told)) == 0
    assert told == [f"{file} is damaged: recompiling the program"]
    assert steps(model) == 9.0
    assert hits(loaded(model, monkeypatch)) == 1  # it is kept again


def flip(path: Path, place: int, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[place % len(data)] ^= 1 << bit
    path.write_bytes(bytes(data))


@pytest.mark.sample
@pytest.mark.thorough
def test_no_flipped_bit_is_ever_loaded(cache: Path, filled: Path) -> None:
    """A hundred flips, over all files: each is found before anything is unpickled."""
    shutil.copytree(filled, cache)
    (folder,) = folders_in(cache)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert {path.suffix for path in files} == {".json", ".nbc", ".nbi", ".py"}
    assert program_cache.damage(folder) == ""
    random = np.random.default_rng(7)
    for number in range(100):
        file = files[number % len(files)]
        place, bit = int(random.integers(file.stat().st_size)), int(random.integers(8))
        flip(file, place, bit)
        assert program_cache.damage(folder), (file, place, bit)
        flip(file, place, bit)
    assert program_cache.damage(folder) == ""


LOADED = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from small_casts import load, small_model, small_parameters, Parameters
from sim.engine import compiled
from sim.engine.program import program
model = small_model(load(Path(sys.argv[2]), "written").adding)
made = program(model, Parameters, print)
print(sum(made.stats.cache_hits.values()), compiled.simulate(small_parameters(), 1, [0], model=model).rows[0, 0])
"""


@pytest.mark.thorough
@pytest.mark.parametrize("kind", ["*.nbc", "*.nbi"])
def test_a_process_that_meets_a_flipped_bit_says_so_and_compiles(cache: Path, filled: Path, kind: str) -> None:
    shutil.copytree(filled, cache)
    path = cache.parent / "written.py"
    written(path)
    (file,) = cache.rglob(kind)
    flip(file, file.stat().st_size // 2, 3)
    words = [sys.executable, "-c", LOADED, str(Path(__file__).parent), str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"{file} is damaged: recompiling the program", "0 9.0"]


def test_another_file_in_the_folder_of_a_program_is_damage(cache: Path, filled: Path) -> None:
    shutil.copytree(filled, cache)
    (folder,) = folders_in(cache)
    (folder / "__pycache__" / "planted.nbc").write_bytes(b"code")
    assert "planted.nbc is damaged" in program_cache.damage(folder)
    (folder / program_cache.DIGESTS).unlink()
    assert "has no digests.json" in program_cache.damage(folder)


@pytest.mark.thorough
@pytest.mark.skipif(os.name == "nt", reason="modes say nothing there")
@pytest.mark.parametrize("place", ["", "*", "*/__pycache__", "*/__pycache__/*.nbc"])
def test_what_others_can_write_is_not_loaded(
    cache: Path, filled: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(filled, cache)
    for lock in cache.glob("*.lock"):
        lock.unlink()
    (open_to_all,) = cache.glob(place) if place else [cache]
    for folder in (cache, *cache.rglob("*")):
        folder.chmod(0o755)
    open_to_all.chmod(0o777)
    told: list[str] = []
    model = small_model(written(cache.parent / "written.py").adding)
    assert hits(loaded(model, monkeypatch, told)) == 0
    assert told == [f"not using the cache of compiled programs: {open_to_all} can be written by other users"]
    assert not list(cache.glob("*.lock"))  # a link of another user's may lie in its place
    assert steps(model) == 9.0


def test_a_link_or_another_user_s_file_is_not_loaded(
    cache: Path, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(filled, cache)
    (folder,) = folders_in(cache)
    monkeypatch.setattr(program_cache.os, "geteuid", lambda: 12345)
    assert program_cache.refusal(folder) == f"{cache} is another user's"
    monkeypatch.undo()
    (folder / "linked").symlink_to(cache.parent)
    assert program_cache.refusal(folder) == f"{folder / 'linked'} is a link"


def test_a_new_cache_is_the_user_s_alone(cache: Path) -> None:
    write_driver(folder_of("0" * 24), "text")
    places = [cache, folder_of("0" * 24), folder_of("0" * 24) / "__pycache__"]
    assert [place.stat().st_mode & 0o777 for place in places] == [0o700] * 3


@pytest.mark.thorough
def test_a_cache_that_cannot_be_written_only_costs_time(cache: Path) -> None:
    cache.write_text("a file in the way")
    model = small_model(written(cache.parent / "written.py").adding)
    assert not programs.is_ready(model, Parameters)
    assert steps(model) == 9.0
    assert cache.read_text() == "a file in the way"


@pytest.mark.thorough
def test_a_cache_that_fills_up_costs_no_second_compilation(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(IndexDataCacheFile, "_save_data", full)
    model = small_model(written(cache.parent / "written.py").adding)
    made = program.program(model, Parameters)
    assert steps(model) == 9.0
    assert sum(made.stats.cache_misses.values()) == 1  # else one that was made without a cache, which counts none
    assert not list(cache.glob("**/*.nbc"))


def test_a_disk_that_is_full_from_the_start_leaves_no_driver(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(program_cache.tempfile, "mkstemp", full)
    assert write_driver(folder_of("0" * 24), "text") is None


TWO_AT_ONCE = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from small_casts import load, small_model, small_parameters, Parameters
from sim.engine import compiled
from sim.engine.program import program
model = small_model(load(Path(sys.argv[2]), "written").adding)
Path(sys.argv[3]).touch()
while len(list(Path(sys.argv[3]).parent.glob("ready*"))) < 2:
    time.sleep(0.01)
made = program(model, Parameters)
print(sum(made.stats.cache_hits.values()), compiled.simulate(small_parameters(), 1, [0], model=model).rows[0, 0])
"""


@pytest.mark.thorough
def test_two_processes_that_compile_at_once_do_no_harm(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = cache.parent / "written.py"
    model = small_model(written(path).adding)

    def start(name: str) -> subprocess.Popen[str]:
        words = [str(Path(__file__).parent), str(path), str(cache.parent / name)]
        return subprocess.Popen([sys.executable, "-c", TWO_AT_ONCE, *words], stdout=subprocess.PIPE, text=True)

    both = [start("ready1"), start("ready2")]
    printed = [process.communicate(timeout=200)[0].split() for process in both]
    assert [steps_made for _, steps_made in printed] == ["9.0", "9.0"]
    assert sorted(from_cache for from_cache, _ in printed) == ["0", "1"]  # one compiles, the other waits for it
    (folder,) = (path.parent for path in cache.glob(f"*/{DRIVER}"))
    assert sorted(file.suffix for file in folder.rglob("*.nb*")) == [".nbc", ".nbi"]
    assert hits(loaded(model, monkeypatch)) == 1  # what another process compiled serves this one
    assert steps(model) == 9.0


@pytest.mark.thorough
def test_a_process_that_does_not_let_go_is_not_waited_for_for_ever(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "LONGEST_WAIT_SECONDS", 0.1)
    cache.mkdir()
    model = small_model(written(cache.parent / "written.py").adding)
    with FileLock(program_cache.lock_of(folder_of(key(model)))):
        assert steps(model) == 9.0


# ---------------------------------------------------------------- what is kept


@pytest.fixture
def many(cache: Path) -> list[Path]:
    folders = [write_driver(folder_of(f"{number:024x}"), "") for number in range(KEPT + 3)]
    for number, driver in enumerate(folders):
        assert driver is not None
        os.utime(driver.parent, (number, number))
    return [driver.parent for driver in folders if driver is not None]


def test_the_programs_that_were_used_longest_ago_go(many: list[Path]) -> None:
    write_driver(many[0], "")  # used now
    prune()
    assert [folder.exists() for folder in many] == [True, False, False, False] + [True] * (KEPT - 1)


def test_nothing_goes_but_programs(many: list[Path]) -> None:
    """The user may have named a folder in which other things lie."""
    for name in ("photographs", "0123", "z" * 24, "f" * 24):
        (cache_root() / name).mkdir()
        os.utime(cache_root() / name, (0, 0))
    (cache_root() / "photographs" / DRIVER).touch()
    (cache_root() / "letter.txt").touch()
    prune()
    assert {"photographs", "0123", "z" * 24, "f" * 24, "letter.txt"} < {entry.name for entry in cache_root().iterdir()}
    assert sum(folder.exists() for folder in many) == KEPT


def test_without_a_setting_the_cache_is_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ESCSIM_CACHE", raising=False)
    assert cache_root().name == "escsim"
