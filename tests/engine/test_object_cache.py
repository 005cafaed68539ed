"""The cache of compiled programs: never the wrong one, and whatever is the matter with it, it only costs time."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filelock import FileLock
from small_casts import Parameters, World, load, small_model, small_parameters

from sim.engine import compiled, object_cache, program, programs, reference
from sim.engine.compiler import compile_parts
from sim.engine.machine_code import ObjectFile
from sim.engine.model import MODEL, Model
from sim.engine.object_cache import KEPT, cache_root, file_of, prune, read, write
from sim.engine.parts import parts_of
from sim.engine.programs import CannotCompile
from sim.model.cast import Role
from sim.model.parameters import Parameters as ModelParameters

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


def part_in(cache: Path) -> Path:
    """The file of the only process in it; beside it lie the driver, and the file that is locked while one compiles."""
    (file,) = (file for file in cache.glob("*.object") if b'"resume_' in file.read_bytes()[:200])
    return file


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache."""
    monkeypatch.setenv("ESCSIM_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def written(path: Path, step: int = 1) -> Any:
    path.write_text(WRITTEN.replace("STEP", str(step)))
    return load(path, "written")


def key(model: Model, parameters: type = Parameters) -> tuple[str, ...]:
    return tuple(part.key for part in parts_of(model, parameters))


def steps(model: Model, engine: Any = compiled) -> float:
    return float(engine.simulate(TEN_DAYS, 1, [0], model=model).rows[0, 0])


def loaded(model: Model, monkeypatch: pytest.MonkeyPatch, told: list[str] | None = None) -> Any:
    """The program, as another process would get it."""
    for module in (program, programs):
        monkeypatch.setattr(module, "LOADED", {})
    return program.program(model, Parameters, ([] if told is None else told).append)


# ---------------------------------------------------------------- the key


def test_the_key_is_the_same_for_the_same_and_another_for_anything_else(tmp_path: Path) -> None:
    path = tmp_path / "written.py"
    module = written(path)
    model = small_model(module.adding)
    assert key(model) == key(small_model(written(path).adding))
    others = [
        small_model(module.other),  # in the same file
        small_model(module.adding, module.other),
        small_model(module.other, module.adding),
        *(small_model(_bound_to(number)) for number in (1, 2)),
        *(small_model(_with_default(number)) for number in (1, 2)),
        small_model(written(path, step=2).adding),
        replace(model, world=Wider),
        replace(model, begin=module.other),
        replace(model, measures=model.measures[::-1]) if len(model.measures) > 1 else replace(model, measures=()),
    ]
    keys = [key(model), key(model, More), *map(key, others)]
    assert len(set(keys)) == len(keys)


@dataclass
class Wider(World):
    more: float


@dataclass(frozen=True)
class More(Parameters):
    more: float


def _bound_to(number: int) -> Any:
    def process(env, world, parameters, stream):
        yield env.timeout(number)

    return process


def _with_default(number: int) -> Any:
    def process(env, world, parameters, stream, delay=number):
        yield env.timeout(delay)

    return process


def test_a_change_of_one_process_is_one_of_its_part_alone(tmp_path: Path) -> None:
    path = tmp_path / "written.py"
    before, after = (
        {part.name: part.key for part in parts_of(small_model(module.adding, module.other), Parameters)}
        for module in (written(path, step=step) for step in (1, 2))
    )
    assert before.keys() == after.keys()
    assert [name for name in before if before[name] != after[name]] == ["resume_written_adding_0"]


def test_a_remark_changes_nothing_that_is_compiled(tmp_path: Path) -> None:
    path = tmp_path / "written.py"
    before = key(small_model(written(path).adding))
    path.write_text("# a remark\n" + path.read_text())
    assert key(small_model(load(path, "written").adding)) == before


def test_one_part_serves_all_roles_of_a_process() -> None:
    kinds = {(role.process, len(role.numbers)) for role in MODEL.cast}
    parts = parts_of(MODEL, ModelParameters)
    assert len(parts) == 1 + len(kinds) < len(MODEL.cast)
    assert len({part.name for part in parts}) == len({part.key for part in parts}) == len(parts)


def test_a_process_without_a_name_of_its_own_has_a_part() -> None:
    (part, _) = parts_of(small_model(Role("partial", partial(actor, number=1))), Parameters)
    assert part.name.isidentifier()


def actor(env: Any, world: Any, parameters: Any, stream: Any, number: int) -> Any:
    yield env.timeout(float(number))


def test_a_custom_process_leaves_the_parts_of_the_model_as_they_are() -> None:
    wider = replace(MODEL, cast=(*MODEL.cast, Role("own", making_lists)))
    (own,) = set(key(wider, ModelParameters)[:-1]) - set(key(MODEL, ModelParameters))
    assert set(key(wider, ModelParameters)[:-1]) - {own} == set(key(MODEL, ModelParameters)[:-1])


def test_what_cannot_be_written_down_makes_the_whole_file_count(tmp_path: Path) -> None:
    path = tmp_path / "written.py"
    path.write_text(UNKNOWN)
    before = key(small_model(load(path, "written").adding))
    path.write_text(UNKNOWN + "# a remark\n")
    assert key(small_model(load(path, "written").adding)) != before


def test_what_cannot_be_written_down_leaves_other_values_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "written.py"
    path.write_text("import os\nSTEP = float(os.environ['STEP'])\n" + UNKNOWN.replace("THING is", "STEP * THING is"))
    keys = set()
    for step in ("1", "2", "1"):
        monkeypatch.setenv("STEP", step)
        keys.add(key(small_model(load(path, "written").adding)))
    assert len(keys) == 2


UNKNOWN = """
THING = object()


def adding(env, world, parameters, stream):
    yield env.timeout(1.0)
    world.steps += THING is THING
"""


# ---------------------------------------------------------------- warm, edited, torn, full


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with the program of `adding`."""
    cache = tmp_path_factory.mktemp("filled") / "cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ESCSIM_CACHE", str(cache))
        model = small_model(written(cache.parent / "written.py").adding)
        assert not programs.is_ready(model, Parameters)
        assert program.program(model, Parameters).is_compiled_now
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
    assert not loaded(model, monkeypatch).is_compiled_now
    assert steps(model) == 9.0
    edited = small_model(written(path, step=2).adding)  # a file of the same size, in the same second
    assert not programs.is_ready(edited, Parameters)
    assert program.program(edited, Parameters).is_compiled_now
    assert steps(edited) == steps(edited, reference) == 18.0
    assert len(list(cache.glob("*.object"))) == 3  # with the driver, which serves both


@pytest.mark.thorough
@pytest.mark.parametrize("length", [0, 10, -40])
def test_a_torn_cache_only_costs_time(cache: Path, filled: Path, length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(filled, cache)
    file = part_in(cache)
    file.write_bytes(file.read_bytes()[:length])
    model = small_model(written(cache.parent / "written.py").adding)
    told: list[str] = []
    assert loaded(model, monkeypatch, told).is_compiled_now
    assert told == [f"{file} is damaged: recompiling this part of the program"]
    assert steps(model) == 9.0
    assert not loaded(model, monkeypatch).is_compiled_now  # it is kept again


def flip(path: Path, place: int, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[place % len(data)] ^= 1 << bit
    path.write_bytes(bytes(data))


@pytest.mark.sample
@pytest.mark.thorough
def test_no_flipped_bit_is_ever_loaded(cache: Path, filled: Path) -> None:
    """A hundred flips: each is found before anything is linked."""
    shutil.copytree(filled, cache)
    file = part_in(cache)
    assert read(file)
    random = np.random.default_rng(7)
    size = file.stat().st_size
    for place in (*range(40), *random.integers(size, size=60).tolist()):  # of the digest and what follows it, and later
        bit = int(random.integers(8))
        flip(file, place, bit)
        with pytest.raises(object_cache.Damaged, match=f"{file.name} is damaged"):
            read(file)
        flip(file, place, bit)
    assert read(file)


LOADED = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from small_casts import load, small_model, small_parameters, Parameters
from sim.engine import compiled
from sim.engine.program import program
model = small_model(load(Path(sys.argv[2]), "written").adding)
made = program(model, Parameters, print)
print(made.is_compiled_now, compiled.simulate(small_parameters(), 1, [0], model=model).rows[0, 0])
"""


@pytest.mark.thorough
def test_a_process_that_meets_a_flipped_bit_says_so_and_compiles(cache: Path, filled: Path) -> None:
    shutil.copytree(filled, cache)
    path = cache.parent / "written.py"
    written(path)
    file = part_in(cache)
    flip(file, file.stat().st_size // 2, 3)
    words = [sys.executable, "-c", LOADED, str(Path(__file__).parent), str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"{file} is damaged: recompiling this part of the program", "True 9.0"]


IMPORTED = (
    LOADED
    + """
print([name for name in ("numba", "scipy") if name in sys.modules])
"""
)


@pytest.mark.sample
@pytest.mark.thorough
def test_a_stored_program_is_run_without_importing_what_compiled_it(cache: Path, filled: Path) -> None:
    shutil.copytree(filled, cache)
    path = cache.parent / "written.py"
    written(path)
    words = [sys.executable, "-c", IMPORTED, str(Path(__file__).parent), str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["False 9.0", "[]"]


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"processor": "i386"}, r"is for another processor \(i386\): recompiling this part of the program"),
        ({"from_numba": ["no_such"]}, "a program there calls what Numba does not bring: no_such: recompiling it"),
    ],
)
def test_what_cannot_be_linked_here_is_compiled_again(
    cache: Path, filled: Path, change: dict[str, str], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(filled, cache)
    file = part_in(cache)
    written_before = read(file)
    assert written_before is not None
    code: Any = ObjectFile.from_bytes(written_before)
    write(file, replace(code, **change).to_bytes())
    model = small_model(written(cache.parent / "written.py").adding)
    told: list[str] = []
    assert loaded(model, monkeypatch, told).is_compiled_now
    (line,) = told
    assert re.search(why, line)
    assert steps(model) == 9.0
    assert not loaded(model, monkeypatch).is_compiled_now


def making_lists(env: Any, world: Any, parameters: Any, stream: Any) -> Any:
    while True:
        yield env.timeout(1.0)
        grown = [1]
        for _ in range(int(env.now)):
            grown.append(2)
        world.steps += len(grown)


NEEDING_NUMBA = """
import sys
sys.path.insert(0, sys.argv[1])
from small_casts import small_model, small_parameters, Parameters
from test_object_cache import making_lists
from sim.engine import compiled
from sim.engine.program import program
model = small_model(making_lists)
print(program(model, Parameters).is_compiled_now)
print(compiled.simulate(small_parameters(), 1, [0], model=model).rows[0, 0])
"""


@pytest.mark.thorough
def test_a_program_that_makes_lists_has_numbas_own_functions(cache: Path) -> None:
    words = [sys.executable, "-c", NEEDING_NUMBA, str(Path(__file__).parent)]
    expected = steps(small_model(making_lists), reference)
    for is_compiled_now in (True, False):
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        assert done.stdout.split() == [str(is_compiled_now), str(expected)]


@pytest.mark.thorough
@pytest.mark.skipif(os.name == "nt", reason="modes say nothing there")
@pytest.mark.parametrize("place", ["", "part"])
def test_what_others_can_write_is_not_loaded(
    cache: Path, filled: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(filled, cache)
    for lock in cache.glob("*.lock"):
        lock.unlink()
    open_to_all = part_in(cache) if place else cache
    for folder in (cache, *cache.rglob("*")):
        folder.chmod(0o755)
    open_to_all.chmod(0o777)
    told: list[str] = []
    model = small_model(written(cache.parent / "written.py").adding)
    assert loaded(model, monkeypatch, told).is_compiled_now
    assert told == [f"not using the cache of compiled programs: {open_to_all} can be written by other users"]
    assert not list(cache.glob("*.lock"))  # a link of another user's may lie in its place
    assert steps(model) == 9.0


def test_a_link_or_another_user_s_file_is_not_loaded(
    cache: Path, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(filled, cache)
    file = part_in(cache)
    with monkeypatch.context() as patch:
        patch.setattr(object_cache.os, "geteuid", lambda: 12345)
        assert object_cache.refusal(file) == f"{cache} is another user's"
    elsewhere = file.rename(cache.parent / "elsewhere")
    file.symlink_to(elsewhere)
    assert object_cache.refusal(file) == f"{file} is a link"


def test_a_new_cache_is_the_user_s_alone(cache: Path) -> None:
    write(file_of("0" * 24), b"code")
    assert [place.stat().st_mode & 0o777 for place in (cache, file_of("0" * 24))] == [0o700, 0o600]


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

    calls: list[Any] = []

    def counted(*arguments: Any) -> list[ObjectFile]:
        calls.append(arguments)
        return compile_parts(*arguments)

    monkeypatch.setattr(object_cache.os, "replace", full)
    monkeypatch.setattr("sim.engine.compiler.compile_parts", counted)
    model = small_model(written(cache.parent / "written.py").adding)
    assert steps(model) == steps(model) == 9.0
    assert len(calls) == 1
    assert not list(cache.glob("*.object"))
    assert not list(cache.glob(".*"))


def test_a_disk_that_is_full_from_the_start_is_an_obstacle(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(object_cache.tempfile, "mkstemp", full)
    file = file_of("0" * 24)
    assert object_cache.obstacle(file) == f"{file} cannot be written"


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
print(made.is_compiled_now, compiled.simulate(small_parameters(), 1, [0], model=model).rows[0, 0])
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
    assert sorted(compiled_now for compiled_now, _ in printed) == ["False", "True"]  # one waits for the other
    assert read(part_in(cache))
    assert not loaded(model, monkeypatch).is_compiled_now  # what another process compiled serves this one
    assert steps(model) == 9.0


@pytest.mark.thorough
def test_a_process_that_does_not_let_go_is_not_waited_for_for_ever(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "LONGEST_WAIT_SECONDS", 0.1)
    cache.mkdir()
    model = small_model(written(cache.parent / "written.py").adding)
    with FileLock(object_cache.lock_of(file_of(key(model)[-1]))):
        assert steps(model) == 9.0


@pytest.mark.thorough
@pytest.mark.parametrize("numbers", ["np.arange(8.0)[::2]", "np.arange(200_000.0)"])
def test_a_process_that_reads_an_address_of_this_process_is_not_compiled(cache: Path, numbers: str) -> None:
    with pytest.raises(CannotCompile, match="contiguous and at most 1 MB"):
        steps(small_model(written_with(cache, f"NUMBERS = {numbers}", "NUMBERS[1]")))


@pytest.mark.thorough
def test_nor_one_that_calls_a_function_of_c(cache: Path) -> None:
    function = "import ctypes\nlength = ctypes.CDLL(None).labs\nlength.argtypes = [ctypes.c_long]"
    with pytest.raises(CannotCompile, match="function of C"):
        steps(small_model(written_with(cache, function, "length(-2)")))


def written_with(cache: Path, constant: str, step: str) -> Any:
    """A process that adds up steps read from a constant."""
    path = cache.parent / "written.py"
    path.write_text(f"import numpy as np\n{constant}\n{WRITTEN.replace('STEP', f'int({step})')}")
    return load(path, "written").adding


@pytest.mark.thorough
def test_what_was_written_for_another_part_is_never_loaded(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = cache.parent / "written.py"
    old = small_model(written(path, 1).adding)
    assert steps(old) == 9.0
    file = part_in(cache)
    new = small_model(written(path, 2).adding)
    (changed,) = set(key(new)) - set(key(old))
    shutil.copy(file, file_of(changed))
    told: list[str] = []
    assert loaded(new, monkeypatch, told).is_compiled_now
    assert re.search("is damaged: recompiling", told[0])
    assert steps(new) == 18.0


@pytest.mark.thorough
def test_parts_that_a_new_program_shares_are_used_now(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = written(cache.parent / "written.py")
    assert steps(small_model(module.adding)) == 9.0
    file = part_in(cache)
    os.utime(file, (0, 0))
    monkeypatch.setattr(object_cache, "KEPT", 3)
    wider = small_model(module.adding, module.other)
    assert steps(wider) == 109.0
    assert programs.is_stored(wider, Parameters)


# ---------------------------------------------------------------- what is kept


@pytest.fixture
def many(cache: Path) -> list[Path]:
    files = [file_of(f"{number:024x}") for number in range(KEPT + 3)]
    for number, file in enumerate(files):
        write(file, b"code")
        os.utime(file, (number, number))
    return files


def test_the_parts_that_were_used_longest_ago_go(many: list[Path]) -> None:
    object_cache.note_use(many[0])
    prune()
    assert [file.exists() for file in many] == [True, False, False, False] + [True] * (KEPT - 1)


def test_nothing_goes_but_parts(many: list[Path]) -> None:
    """The user may have named a folder in which other things lie."""
    others = {"photograph.jpg", "0123.object", "z" * 24 + ".object", "f" * 24, "letter.txt"}
    for name in others:
        (cache_root() / name).touch()
        os.utime(cache_root() / name, (0, 0))
    prune()
    assert others < {entry.name for entry in cache_root().iterdir()}
    assert sum(file.exists() for file in many) == KEPT


def test_without_a_setting_the_cache_is_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ESCSIM_CACHE", raising=False)
    assert cache_root().name == "escsim"
