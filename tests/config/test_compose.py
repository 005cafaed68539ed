"""Config files and the command line: put together by Hydra, refused in our words, and nothing left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_tree import CLASSES, FILES, Plan, World, write

from sim.config.compose import compose, read, read_sweep
from sim.config.library import Library, open_library
from sim.config.overrides import check_given_once, expand
from sim.config.problems import Problem

OWN = {
    "scenario/mine": "defaults: [place, _self_]\nfront: {sector_width: 31 km}\n",
    "study": "defaults: [config, {override /scenario: mine}, _self_]\nseed: 3\n",
    "experiment/e1": "# @package _global_\ndefaults: [{override /scenario: mine}]\nseed: 99\n",
}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test runs in an empty folder, and with warnings turned into errors."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    warnings.simplefilter("error")
    return folder


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    return write(tmp_path / "shipped", FILES)


@pytest.fixture
def library(shipped: Path) -> Library:
    return Library(CLASSES, shipped)


@pytest.fixture
def with_own(shipped: Path, tmp_path: Path) -> Callable[..., Library]:
    """A library with the user's configs, those above and more, in a folder of an odd name."""

    def make(primary: str = "config", **files: str) -> Library:
        more = {name.replace("__", "/"): text for name, text in files.items()}
        return Library(CLASSES, shipped, write(tmp_path / 'it\'s, "odd" $HOME', {**OWN, **more}), primary)

    return make


def problem(function: Callable[..., Any], *arguments: Any) -> str:
    with pytest.raises(Problem) as caught:
        function(*arguments)
    text = str(caught.value)
    assert "Hydra" not in text.replace("Hydra's own", "")
    assert "Error" not in text
    assert "http" not in text
    return text


def test_composed_and_validated(library: Library, elsewhere: Path) -> None:
    (plan, world), composition = read(library, ["seed=11", "attrition=square", "horizon=20 days"])
    assert isinstance(plan, Plan)
    assert isinstance(world, World)
    assert (plan.seed, world.horizon_days, world.scenario.observed.day) == (11, 20.0, (5.0, 10.0))
    assert composition.choices == {"scenario": "place", "attrition": "square", "aid": "announced"}
    assert composition.overrides == ("seed=11", "attrition=square", "horizon=20 days")
    assert composition.container["attrition"] == {"kind": "square", "loss": "0.004 / d", "detail": {"weight": 1}}
    assert "hydra" not in composition.container
    assert os.listdir(elsewhere) == []
    assert "HYDRA_FULL_ERROR" not in os.environ


def test_hydra_is_cleared_away(library: Library) -> None:
    from hydra.core.global_hydra import GlobalHydra

    read(library)
    assert not GlobalHydra.instance().is_initialized()
    problem(read, library, ["aid=nothing"])
    assert not GlobalHydra.instance().is_initialized()


@pytest.mark.parametrize("option", ["place", "nowhere"])
def test_every_shipped_option(library: Library, option: str) -> None:
    assert compose(library, [f"scenario={option}"]).choices["scenario"] == option


def value_of(library: Library, override: str, *path: str) -> Any:
    value: Any = read(library, [override])[0]
    for part in path:
        value = value[int(part)] if part.isdigit() else getattr(value, part)
    return value


@pytest.mark.parametrize(
    ("override", "path", "value"),
    [
        ("seed= 3", "0.seed", 3),
        ("+seed=3", "0.seed", 3),
        ("++seed=3", "0.seed", 3),
        ("name=2024", "0.name", "2024"),
        ("name=007", "0.name", "007"),
        ("name=1e5", "0.name", "1e5"),
        ("name=true", "0.name", "true"),
        ("name=null", "0.name", None),
        ("name=a b", "0.name", "a b"),
        ("name='a=b'", "0.name", "a=b"),
        ("workers=null", "0.workers", None),
        ("save={paths: 3}", "0.save.paths", 3),
        ("horizon='480 h'", "1.horizon_days", 20.0),
        ("horizon=${save.paths} d", "1.horizon_days", 500.0),
        ("aid.yield=2.2 kr/(USD m)", "1.aid.yield_kr_per_usd_million", 2.2),
        ("aid.yield=2.2 kr per USD m", "1.aid.yield_kr_per_usd_million", 2.2),
        ("scenario.front.sector_width=30 miles", "1.scenario.front.sector_width_km", 48.28032),
        ("attrition.loss=0.05 / day", "1.attrition.loss_per_day", 0.05),
        ("attrition.lag=null", "1.attrition.lag_days", float("inf")),
        ("aid.ends_day=2024-05-30", "1.aid.ends_day", 20.0),
        ("aid.packages.0.amount=5 USD m", "1.aid.packages.amount_usd_million.0", 5.0),
        ("aid.packages[1].amount=USD 5 m", "1.aid.packages.amount_usd_million.1", 5.0),
        ("aid.packages=[{day: 3, amount: 5 USD m, bands: [deep], new: true}]", "1.aid.packages.day", (3.0,)),
        ("aid.shares=[]", "1.aid.shares", ()),
    ],
)
def test_overrides(library: Library, override: str, path: str, value: Any) -> None:
    found = value_of(library, override, *path.split("."))
    assert found == value
    assert type(found) is type(value)


def test_the_last_of_two_counts(library: Library) -> None:
    assert read(library, ["seed=1", "seed=2"])[0][0].seed == 2


def test_a_command_line_gives_each_once(library: Library) -> None:
    check_given_once(library, ["aid=none", "aid.shares=[]", "seed=1"])
    assert problem(check_given_once, library, ["seed=1", "aid=none", "seed=2", "aid=none"]).splitlines() == [
        "seed: is given twice (1, 2); leave all but one out",
        "aid: is given twice (none, none); leave all but one out",
    ]


@pytest.mark.parametrize(
    ("override", "message"),
    [
        # keys
        ("sed=4", "sed: no such setting; did you mean 'seed'?"),
        ("+sed=4", "sed: no such setting; did you mean 'seed'?"),
        ("scenaro=mine", "scenaro: no such setting; did you mean 'scenario'?"),
        ("exponent=3", "exponent: no such setting; did you mean 'attrition.exponent'?"),
        ("attrition.exponet=3", "attrition.exponet: no such setting; did you mean 'attrition.exponent'?"),
        ("atrition.exponent=3", "atrition.exponent: no such setting; did you mean 'attrition.exponent'?"),
        ("scenario.front.speed.x=3", "scenario.front.speed.x: no such setting; scenario.front.speed is a single value"),
        ("aid.packages[0].amout=5", "aid.packages[0].amout: no such setting; did you mean 'aid.packages[0].amount'?"),
        ("aid.packages.amount=5", "aid.packages.amount: no such setting; did you mean 'aid.packages[0].amount'?"),
        ("aid.packages[7].day=5", "aid.packages[7]: no such entry"),
        ("zzz.y=1", "zzz.y: no such setting; known here: name, seed, workers, save, horizon, scenario, attrition, aid"),
        ("zzz=1", "zzz: no such setting; known here: name, seed, workers, save, horizon, scenario, attrition, aid"),
        ("key[=3", "key[: no such setting; known here: name, seed, workers, save, horizon, scenario, attrition, aid"),
        # options
        ("aid=anounced", "aid: no option 'anounced'; did you mean 'announced'?"),
        ("aid=null", "aid: no option null; did you mean 'none'?"),
        ("aid=5", "aid: no option 5; known: announced, none"),
        ("aid=", "aid: no option ''; known: announced, none"),
        ("aid=none.yaml", "aid: no option 'none.yaml'; did you mean 'none'?"),
        ("aid=../aid/none", "aid: no option '../aid/none'; known: announced, none"),
        ("aid=[none]", "aid: no option ['none']; did you mean 'none'?"),
        ("aid={kind: none}", "aid: no option {'kind': 'none'}; known: announced, none"),
        # the form
        ("", "an empty setting: write key=value"),
        ("  ", "an empty setting: write key=value"),
        ("=x", "=x: needs a key before '=', without spaces around it"),
        ("=", "=: needs a key before '=', without spaces around it"),
        ("seed", "seed: is not key=value, without spaces around '='"),
        ("announced", "announced: is not key=value, without spaces around '='; did you mean aid=announced?"),
        ("anounced", "anounced: is not key=value, without spaces around '='; did you mean aid=announced?"),
        ("aid:none", "aid:none: is not key=value, without spaces around '='; did you mean aid=none?"),
        ("seed = 3", "seed = 3: write seed=3, without spaces around '='"),
        ("seed =3", "seed =3: write seed=3, without spaces around '='"),
        ("name=a=b", "name: the value cannot be read; quote it: 'name=\"a=b\"' (got 'a=b')"),
        ("name=(a", "name: the value cannot be read; quote it: 'name=\"(a\"' (got '(a')"),
        ("~aid", "~aid: a setting cannot be removed; choose another option of its group, or change its value"),
        ("~aid=none",
         "~aid=none: a setting cannot be removed; choose another option of its group, or change its value"),
        ("aid@x=none",
         "aid@x: config packages are not supported; write the full key of the setting, as `--cfg` prints it"),
        ("hydra.run.dir=/x",
         "hydra.run.dir: Hydra's own settings have no effect here: name= and runs_dir= choose the folder"),
        ("seed=1,2", "seed=1,2: several values; use -m to run each of them, or [1,2] for a list"),
        ("aid=none,announced",
         "aid=none,announced: several values; use -m to run each of them, or [none,announced] for a list"),
        ("attrition.exponent=1,5",
         "attrition.exponent=1,5: several values; use -m to run each of them, or [1,5] for a list, or 1.5 for a "
         "decimal"),
        ("attrition.exponent=\u22121", "attrition.exponent: write a minus as '-', not '\u2212' (got '\u22121')"),
        ("seed=range(0,3)", "seed=range(0,3): several values; use -m to run each of them"),
        # values
        ("horizon=20", "horizon: needs a unit, e.g. '20 d' (got 20)"),
        ("horizon=0 d", "horizon: must be greater than 0 d (got '0 d')"),
        ("horizon=", "horizon: is not a number with its unit, such as '20 d' (got '')"),
        ("horizon=${nosuch.key}", "horizon: refers to nosuch.key, which does not exist"),
        ("seed=-1", f"seed: must be between 0 and {2**63 - 1} (got -1)"),
        ("save=5", "save: must be a mapping with paths (got 5)"),
        ("name=../x", "name: must be one path component (got '../x')"),
        ("aid.yield=2 kr/(USD q)",
         "aid.yield: has an unknown unit 'q'; known: kr, rounds, USD, USD m, USD bn (got '2 kr/(USD q)')"),
        ("attrition.starts_day=3",
         "attrition.starts_day: is not used by attrition.kind=helmbold, only by linear; leave it out (got 3)"),
        ("attrition.kind=sqare",
         "attrition.kind: must be one of square, linear, helmbold; did you mean 'square'? (got 'sqare')"),
    ],
)  # fmt: skip
def test_mistakes_on_the_command_line(library: Library, override: str, message: str) -> None:
    assert problem(read, library, [override]) == message


def test_words_of_one_value_split_by_the_shell(library: Library) -> None:
    text = problem(read, library, ["horizon=20", "days"])
    assert text == "days: is not key=value, without spaces around '='; quote a value that has spaces: 'horizon=20 days'"
    assert problem(read, library, ["seed", "=", "3"]) == "seed: is not key=value, without spaces around '='"


def test_all_mistakes_at_once(library: Library) -> None:
    text = problem(read, library, ["sed=4", "horizon=3", "aid=nun", "seed=x"])
    assert [line.partition(":")[0] for line in text.splitlines()] == ["sed", "aid", "seed", "horizon"]
    assert problem(compose, library, ["sed=4", "horizon=3"]) == "sed: no such setting; did you mean 'seed'?"


def test_a_kind_without_its_values_gets_advice(library: Library) -> None:
    lines = problem(read, library, ["attrition.kind=square"]).splitlines()
    assert len(lines) == 4
    assert lines[-1] == (
        "attrition.kind: choose an alternative together with its values: attrition=OPTION; known: helmbold, square"
    )


# The user's own configs.


def test_an_option_that_lacks_values_is_told_how_to_inherit_them(with_own: Callable[..., Library]) -> None:
    bare = with_own(scenario__bare="front: {sector_width: 31 km}\n")
    *missing, last = problem(read, bare, ["scenario=bare"]).splitlines()
    assert any(": is missing" in line for line in missing)
    assert last.endswith("bare.yaml: inherits from no other option; to change only some values, begin it with: "
                         "defaults: [place, _self_]")  # fmt: skip
    assert "inherits" not in problem(read, bare, ["scenario=mine", "attrition.kind=square"])


def test_own_option(with_own: Callable[..., Library]) -> None:
    (_, world), composition = read(with_own(), ["scenario=mine"])
    assert world.scenario.front.sector_width_km == 31.0
    assert world.scenario.front.guns_bty == 36
    assert composition.choices["scenario"] == "mine"


def test_own_primary_config(with_own: Callable[..., Library]) -> None:
    (plan, world), composition = read(with_own("study"), ["workers=2"])
    assert (plan.seed, plan.workers, world.scenario.front.sector_width_km) == (3, 2, 31.0)
    assert composition.choices["scenario"] == "mine"


def test_a_group_of_ones_own(with_own: Callable[..., Library]) -> None:
    (plan, world), composition = read(with_own(), ["+experiment=e1"])
    assert (plan.seed, world.scenario.front.sector_width_km) == (99, 31.0)
    assert composition.choices["experiment"] == "e1"
    assert problem(read, with_own(), ["+experiment=e2"]) == "experiment: no option 'e2'; known: e1"
    assert "use +experiment=e1" in problem(read, with_own(), ["experiment=e1"])


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("title: a\n  speed: b\n", "scenario/bad.yaml, line 2, column 8: mapping values are not allowed"),
        ("title: a\ntitle: b\n", "scenario/bad.yaml, line 2, column 1: found duplicate key title"),
        ("title: [a\n", "scenario/bad.yaml, line 2, column 1: "),
        ("title:\n\t- a\n", "scenario/bad.yaml, line 2, column 1: found character"),
        ("title: \x07\n", "scenario/bad.yaml: "),
        ("defaults: [plaice]\n", "scenario: no option 'plaice', asked for in 'scenario/bad'; did you mean 'place'?"),
        ("defaults: 5\n", "Invalid defaults list in 'scenario/bad', defaults must be a list"),
        ("defaults: [bad]\n", "a config names itself in its defaults"),
        ("- 3\n", "scenario: must be a mapping with title, day_zero, front, observed (got [3])"),
        ("hello\n", "scenario.hello: no such setting; known here: title, day_zero, front, observed"),
        ("defaults: [place, _self_]\ntitle: ${no.key}\n", "scenario.title: refers to no.key, which does not exist"),
        ("defaults: [place, _self_]\ntitle: ${no\n", "title: ${no cannot be read"),
        ("defaults: [place, _self_]\ntitle: ${scenario.title}\n", "scenario.title: Recursive interpolation detected"),
        ("defaults: [place, _self_]\ntitle: ${oc.env:NO_SUCH_VARIABLE}\n",
         "scenario.title: the resolver 'oc.env' is not allowed"),
        ("defaults: [place, _self_]\ntitle: no\n",
         "scenario.title: must be text; quote a number or a word such as 'no' (got false)"),
        ("defaults: [place, _self_]\nfront: {sped: 3 km/d}\n",
         "scenario.front.sped: no such setting; did you mean 'scenario.front.speed'?"),
    ],
)  # fmt: skip
def test_mistakes_in_a_file(with_own: Callable[..., Library], text: str, end: str) -> None:
    assert end in problem(read, with_own(scenario__bad=text), ["scenario=bad"])


def test_a_file_that_is_not_text(with_own: Callable[..., Library]) -> None:
    library = with_own()
    assert library.own is not None
    (library.own / "scenario" / "bad.yaml").write_bytes(b"\xff\xfe title: 3")
    assert problem(read, library, ["scenario=bad"]) == f"{library.own}/scenario/bad.yaml: is not UTF-8 text"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (
            "defaults: [config, {override /scenario: mien}, _self_]",
            "scenario: no option 'mien', asked for in 'config'; did you mean",
        ),
        ("defaults: [config, {override /scenaro: mine}, _self_]", "scenaro"),
        ("defaults: [config, {scenario: mine}, _self_]", "Multiple values for scenario"),
        ("defaults: [config, {override /aid: null}, _self_]", "aid: is missing; it needs a mapping with kind"),
        ("defaults: [config, _self_]\naid: 5", "aid: must be a mapping with kind"),
        ("defaults: [config, _self_]\nsed: 5", "sed: no such setting; did you mean 'seed'?"),
        ("defaults: [confik, _self_]", "config: no option 'confik'"),
    ],
)
def test_mistakes_in_a_primary_config(with_own: Callable[..., Library], text: str, part: str) -> None:
    assert part in problem(read, with_own("mine", mine=text))


# Where configs are found.


def test_configs_beside_the_shipped(shipped: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def own(config_dir: str | None = None) -> Path | None:
        return open_library(CLASSES, config_dir, root=shipped).own

    assert own() is None
    mine, other, third = (write(elsewhere / name, OWN) for name in ("configs", "other", "third"))
    assert own() == mine
    monkeypatch.setenv("ESCSIM_CONFIGS", "other")
    assert own() == other
    assert own("third") == third
    assert own(str(third)) == third


def test_the_shipped_folder_is_not_ones_own(shipped: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (elsewhere / "configs").symlink_to(shipped)
    monkeypatch.setattr("sim.config.paths.config_root", lambda: shipped)
    assert open_library(CLASSES, root=shipped).own is None
    assert open_library(CLASSES, "configs", root=shipped).own is None


def test_a_named_folder_must_exist(shipped: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(config_dir: str | None = None) -> Library:
        return open_library(CLASSES, config_dir, root=shipped)

    assert problem(opened, "mine") == f"--config-dir: no such folder: {elsewhere / 'mine'}"
    monkeypatch.setenv("ESCSIM_CONFIGS", "/nonexistent")
    assert problem(opened) == "ESCSIM_CONFIGS: no such folder: /nonexistent"


def test_a_config_that_hides_a_shipped_one(shipped: Path, elsewhere: Path) -> None:
    own = write(
        elsewhere / "configs", {"scenario/place": "title: b\n", "config": "seed: 1\n", "scenario/mine": "title: c\n"}
    )
    (own / "scenario" / "other.yml").write_text("title: d\n")
    assert problem(open_library, CLASSES, None, "config", shipped).splitlines() == [
        f"{own}/scenario/other.yml: the name of a config must end in .yaml",
        f"{own}/config.yaml: has the name of the shipped {shipped}/config.yaml; rename it, e.g. to my_config.yaml",
        f"{own}/scenario/place.yaml: has the name of the shipped {shipped}/scenario/place.yaml; "
        "rename it, e.g. to my_place.yaml",
    ]


def test_the_primary_config_must_exist(shipped: Path, elsewhere: Path) -> None:
    write(elsewhere / "configs", OWN)
    assert open_library(CLASSES, config_name="study.yaml", root=shipped).primary == "study"
    text = problem(open_library, CLASSES, None, "stdy", shipped)
    assert text == "no config called 'stdy'; did you mean 'study'?"


# Multiruns.


def test_expand(library: Library) -> None:
    points = expand(library, ["seed=1,2", "attrition=square", "horizon=20 d,30 d"])
    assert points == [
        ["seed=1", "attrition=square", "horizon=20 d"],
        ["seed=1", "attrition=square", "horizon=30 d"],
        ["seed=2", "attrition=square", "horizon=20 d"],
        ["seed=2", "attrition=square", "horizon=30 d"],
    ]


@pytest.mark.parametrize(
    ("override", "values"),
    [
        ("seed=range(0,3)", ["0", "1", "2"]),
        ("seed=choice(4,5)", ["4", "5"]),
        ("scenario=glob(*)", ["nowhere", "place"]),
        ("scenario=glob(*,exclude=no*)", ["place"]),
        ("seed=3", ["3"]),
        ("aid.yield=2 kr/(USD m),3 kr/(USD m)", ['"2 kr/(USD m)"', '"3 kr/(USD m)"']),
        ("aid.packages[0].bands=[deep],[]", ["[deep]", "[]"]),
        ("workers=null,2", ["null", "2"]),
    ],
)
def test_expand_one(library: Library, override: str, values: list[str]) -> None:
    key = override.partition("=")[0]
    assert expand(library, [override]) == [[f"{key}={value}"] for value in values]
    assert len(read_sweep(library, [override])) == len(values)


def test_read_sweep(library: Library) -> None:
    found = read_sweep(library, ["attrition=square,helmbold", "seed=1,2", "workers=3"])
    assert [(world.attrition.kind.name, plan.seed, plan.workers) for (plan, world), _ in found] == [
        ("SQUARE", 1, 3), ("SQUARE", 2, 3), ("HELMBOLD", 1, 3), ("HELMBOLD", 2, 3),
    ]  # fmt: skip
    assert found[2][1].overrides == ("attrition=helmbold", "seed=1", "workers=3")


def test_one_bad_point(library: Library) -> None:
    text = problem(read_sweep, library, ["seed=1,2,-3", "workers=1,2", "aid=none"])
    assert text.splitlines() == [
        "2 of 6 runs of this sweep are invalid; nothing was run",
        "run 4 (seed=-3 workers=1), run 5 (seed=-3 workers=2):",
        f"  seed: must be between 0 and {2**63 - 1} (got -3)",
    ]
    text = problem(read_sweep, library, ["seed=1,x", "workers=2"])
    assert text.startswith(
        "1 of 2 runs of this sweep is invalid; nothing was run\nrun 1 (seed=x):\n  seed: must be a whole"
    )


def test_the_same_mistake_is_told_once(library: Library) -> None:
    lines = problem(read_sweep, library, ["seed=range(0,9)", "horizon=20"]).splitlines()
    assert lines[0] == "9 of 9 runs of this sweep are invalid; nothing was run"
    assert lines[1] == "run 0 (seed=0), run 1 (seed=1), run 2 (seed=2) and 6 more:"
    assert len(lines) == 3
    assert problem(read_sweep, library, ["horizon=20"]).splitlines()[:2] == [
        "1 of 1 run of this sweep is invalid; nothing was run",
        "run 0:",
    ]


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (["seed=1,2", "seed=3"], "seed: is given twice (1,2, 3); leave all but one out"),
        (["seed=1,2,2"], "seed: 2 is listed twice; list each value once"),
        (["horizon=5 d,7 d,5 d"], "horizon: 5 d is listed twice; list each value once"),
        (["horizon=5,5.0", "aid=none,none"],
         "horizon: 5 is listed twice; list each value once\naid: none is listed twice; list each value once"),
        (["seed=interval(0,1)"],
         "seed=interval(0,1): is a continuous interval; list its values, or use range(start, stop, step)"),
        (["aid=interval(0,1)"], "aid=interval(0,1): is a continuous interval; list its values, or use "
                                "range(start, stop, step)"),
        (["seed=range(0,0)"], "seed=range(0,0): has no values"),
        (["aid=glob(x*)"], "aid=glob(x*): has no values"),
        (["aid=none,nome"],
         "1 of 2 runs of this sweep is invalid; nothing was run\nrun 1 (aid=nome):\n"
         "  aid: no option 'nome'; did you mean 'none'?"),
        (["sed=1,2", "aid=x"],
         "sed: no such setting; did you mean 'seed'?\naid: no option 'x'; known: announced, none"),
        (["=1,2"], "=1,2: needs a key before '=', without spaces around it"),
    ],
)  # fmt: skip
def test_mistakes_in_a_sweep(library: Library, overrides: list[str], message: str) -> None:
    assert problem(read_sweep, library, overrides) == message


def test_nothing_is_printed(library: Library, tmp_path: Path) -> None:
    """In a process of its own, with every warning shown: no warning, no traceback, no folder."""
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from small_tree import CLASSES\n"
        "from sim.config.compose import Library, Problem, read\n"
        "assert 'hydra' not in sys.modules\n"
        "library = Library(CLASSES, Path(sys.argv[2]))\n"
        "read(library)\n"
        "try:\n"
        "    read(library, ['aid=nome'])\n"
        "except Problem as problem:\n"
        "    print(problem)\n"
    )
    folder = tmp_path / "run"
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", program, str(Path(__file__).parent), str(library.shipped)],
        cwd=folder, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert done.stdout == "aid: no option 'nome'; did you mean 'none'?\n"
    assert done.stderr == ""
    assert os.listdir(folder) == []
