"""Every command ends in one screen, narrow or wide, on a terminal and piped; `--all` prints everything."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import SMALL, Escsim
from rich.cells import cell_len
from samples import thinned
from undrawn import without_figures

from sim.cli.main import main
from sim.cli.verbs import VERBS
from sim.report.terminal.screen import LINES, WIDTH, screen

STUDIES = {
    "small": """\
question: When to permit?
levers:
  - {design: product, factors: {restrictions: [counter_fire, full_ban], aid: [announced_2024, delayed]}}
""",
    "futures": """\
question: Which restriction is best?
levers: {design: product, factors: {restrictions: [full_ban, counter_fire, long_range]}}
uncertainties:
  design: latin_hypercube
  size: 30
  factors: {counter_battery.detection: plausible, attrition.red_loss_by_fires: plausible}
decision: {saves: red_fires_kr, costs: rung_days}
""",
}
OWN = """\
# label: Coalition permits all artillery within 40 km from day 12
# An option with a label as long as labels may be.
defaults: [counter_fire, _self_]
events: {permission: {day: 12}}
"""
MANY = ("restrictions=counter_fire,mine,full_ban", "aid=announced_2024,delayed", "reversal=calming,none")
SIX = "restrictions=counter_fire,full_ban,on_request,border_wide,long_range,mine"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs, multiruns of 4 and 6 policies, studies, shards, a backtest and a calibration, made once."""
    root = tmp_path_factory.mktemp("screens")
    for folder in ("study", "restrictions"):
        (root / "configs" / folder).mkdir(parents=True)
    for name, text in STUDIES.items():
        (root / "configs" / "study" / f"{name}.yaml").write_text(text)
    (root / "configs" / "restrictions" / "mine.yaml").write_text(OWN)
    quick = (*SMALL, "engine=simpy")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        without_figures(patch)
        assert main(["run", *quick, "seed=7", "name=A"]) == 0
        assert main(["run", *quick, "seed=7", "name=B", "restrictions=full_ban"]) == 0
        assert (
            main(["run", "-m", *quick, "name=M", "restrictions=counter_fire,full_ban", "aid=announced_2024,delayed"])
            == 0
        )
        assert main(["run", "-m", *quick, "name=P6", SIX, "--no-report"]) == 0
        assert main(["sweep", "study=small", *quick]) == 0
        assert main(["sweep", "study=futures", *quick, "--no-report"]) == 0
        for part in ("1/2", "2/2"):
            assert main(["sweep", "study=small", *quick, "name=parts", f"shard={part}"]) == 0
    return root


@pytest.fixture(scope="module")
def twelve(place: Path) -> None:
    """A multirun of 12 policies beside the others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        without_figures(patch)
        assert main(["run", "-m", *SMALL, "engine=simpy", "name=P12", *MANY, "--no-report"]) == 0


EXACT = ("observations.error=0.7", "observations.delay_maximum=0 days")
READ = ("horizon=60 days", "workers=1", "engine=simpy")
COMMANDS = {
    "run": ("run", *SMALL, "engine=simpy", "restrictions=full_ban"),
    "compare": ("compare", "A", "B", "--no-figures", "--no-report"),
    "compare of a multirun": ("compare", "M", "--no-figures", "--no-report"),
    "compare of some measures": ("compare", "A", "B", "--no-figures", "--no-report", "--measures", "launcher_salvos"),
    "sweep": ("sweep", "study=small", *SMALL, "engine=simpy"),
    "plan": ("plan", "study=small"),
    "status": ("status", "small"),
    "query": ("query", "small", "select * from runs"),
    "list": ("list",),
    "parameters": ("parameters",),
    "parameters of a group": ("parameters", "escalation"),
    "trace": ("trace", "A", "-r", "0"),
    "explain": ("explain", "A", "B", "-r", "0"),
    "rerun": ("rerun", "small", "-p", "1", "-r", "0", "--story"),
    "verify": ("verify", "deterministic_square_law", "--engine", "simpy"),
    "verify --list": ("verify", "--list"),
    "check": ("check", "small", "--sample", "10%"),
    "report": ("report", "A"),
    "compare of six policies": ("compare", "P6", "--no-figures", "--no-report"),
    "compare of twelve policies": ("compare", "P12", "--no-figures", "--no-report"),
    "sweep of futures": ("sweep", "study=futures", *SMALL, "engine=simpy", "--no-report"),
    "decide": ("decide", "futures", "--no-figures", "--no-report"),
    "plan of a shipped study": ("plan", "study=decision"),
    "status of a run": ("status", "A"),
    "list of some": ("list", "restrictions=full_ban"),
    "retry": ("retry", "small"),
    "merge": (
        "merge",
        "runs/parts-shard-001-of-002",
        "runs/parts-shard-002-of-002",
        "--no-report",
        "--out",
        "runs/{width}",
    ),
    "check --files": ("check", "A", "--files"),
    "plot": ("plot", "small", "--x", "aid", "--measure", "red_fires_kr"),
    "plot --list": ("plot", "--list"),
    "init": ("init", "folder_{width}"),
    "document": ("document", "A"),
    "backtest": ("backtest", *READ, "replications=12"),
    "calibrate": ("calibrate", *READ, "calibration.population=20", "observations.fit_until=3", *EXACT),
    "backtest of offensives": ("backtest", "--offensives", "replications=12", "engine=simpy"),
    "completion": ("completion", "bash"),
    "help": ("help",),
}
DATA = ("completion",)
"""What is read by a program, and as wide as it must be."""
NOT_A_SCREEN = {"explore": "serves until it is stopped"}


@pytest.fixture
def here(place: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """The folder of the made runs, with no figures drawn, and with twelve policies if the test is about those."""
    assert folder
    if getattr(request.node, "callspec", None) and request.node.callspec.params.get("name") == TWELVE:
        request.getfixturevalue("twelve")
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Makes standard output a terminal of some width."""

    def of(width: int) -> None:
        monkeypatch.setenv("COLUMNS", str(width))
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setenv("NO_COLOR", "1")
        monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True, raising=False)

    return of


def lines_of(printed: str) -> list[str]:
    return re.sub(r"\x1b\[[0-9;]*m", "", printed).rstrip("\n").split("\n")


WIDTHS = (0, 80, 200)
TWELVE = "compare of twelve policies"
SLOW = ("plan of a shipped study", "calibrate", TWELVE)
SHOWN = [
    pytest.param(
        name,
        width,
        marks=() if width == WIDTHS[place % len(WIDTHS)] and name not in SLOW else pytest.mark.thorough,
    )
    for place, name in enumerate(COMMANDS)
    for width in WIDTHS
]
"""Each command in each width; one screen prints them all, so the fast set has one width of each."""


@pytest.mark.parametrize(("name", "width"), SHOWN)
def test_a_command_ends_in_one_screen(
    name: str, width: int, here: Path, escsim: Escsim, terminal: Callable[[int], None]
) -> None:
    assert here
    if width:
        terminal(width)
    answer = escsim(*(word.format(width=width) for word in COMMANDS[name]))
    assert answer.code == 0, answer.err
    lines = lines_of(answer.out)
    assert len(lines) <= LINES, answer.out
    widest = max(lines, key=cell_len)
    assert name in DATA or cell_len(widest) <= (min(width, WIDTH) if width else WIDTH), widest


def test_every_verb_has_a_screen_here() -> None:
    shown = {words[0] for words in COMMANDS.values()}
    assert set(VERBS) - shown == set(NOT_A_SCREEN)


@pytest.mark.parametrize("name", thinned(["compare of six policies", TWELVE], "compare of six policies"))
@pytest.mark.usefixtures("here")
def test_a_table_counts_the_policies_and_measures_that_it_leaves_out(name: str, escsim: Escsim) -> None:
    lines = lines_of(escsim(*COMMANDS[name]).out)
    (rule,) = [
        place for place, line in enumerate(lines) if line.strip(" \N{BOX DRAWINGS LIGHT HORIZONTAL}") == "" != line
    ]
    (left,) = [line for line in lines if line.startswith("... ")]
    rows = sum(bool(re.search(r"\S {2,}\S", line)) for line in lines[rule + 1 : lines.index(left)])
    counted = re.match(r"\.\.\. (?:(\d+) more polic(?:y|ies), )?(\d+) more measures?: --all", left)
    assert counted is not None, left
    assert (
        rows + int(counted[1] or 0) == {"six": 6, "twelve": 11}[name.split()[2]]
    )  # twelve have a reference in either structure


@pytest.mark.usefixtures("here")
def test_two_policies_are_columns_where_their_measures_fit_below_each_other(escsim: Escsim) -> None:
    lines = lines_of(escsim(*COMMANDS["compare"]).out)
    assert [line for line in lines if line.startswith(" Days below reserve ")]
    assert not [line for line in lines if line.startswith("... ")]


@pytest.mark.usefixtures("here")
def test_all_prints_what_a_screen_counts(escsim: Escsim) -> None:
    short, whole = (escsim(*COMMANDS["trace"], *more).out for more in ((), ("--all",)))
    (left,) = [line for line in lines_of(short) if line.startswith("... ")]
    assert left.endswith(" more lines: --all")
    assert len(lines_of(whole)) > 5 * LINES


@pytest.mark.usefixtures("here")
def test_a_run_names_its_policy_its_intervals_and_the_next_command(escsim: Escsim) -> None:
    lines = lines_of(escsim(*COMMANDS["run"], "label=My ban").out)
    assert lines[0] == "My ban: 4 replications, seed 20240510, North of Kharkiv, May 2024."
    assert any(line.split()[:3] == ["Red", "batteries", "lost"] and "[" in line for line in lines)
    assert lines[-1].startswith("next: escsim compare runs/")


@pytest.mark.usefixtures("here")
def test_a_comparison_ends_in_its_answer(escsim: Escsim) -> None:
    lines = lines_of(escsim(*COMMANDS["compare"]).out)
    assert lines[0].startswith("No headline measure has a clear sign against Counter-fire from day 20 (record)")
    text = " ".join(lines)
    assert "Undecided: " in text
    assert "Ground: do not quote a difference from a single stall assumption. For its range add to `escsim" in text
    assert "stall=mixed,line,reserves,culmination" in text
    assert lines[-1] == "next: escsim explain runs/A runs/B -r 0"


@pytest.mark.usefixtures("here")
def test_sentences_give_way_to_the_rows_of_seven_runs(escsim: Escsim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.report.figures.drawing.pictures", lambda comparison, folder=None: [])
    policies = "counter_fire,full_ban,on_request,border_wide,long_range,endogenous"
    made = escsim("run", "-m", *SMALL, "engine=simpy", "name=P", "--no-report", f"restrictions={policies}")
    assert made.code == 0, made.err
    lines = lines_of(escsim("compare", "A", "P", "--no-figures", "--no-report").out)
    (rule,) = [place for place, line in enumerate(lines) if line.strip(" ─") == "" and "─" in line]
    (end,) = [place for place, line in enumerate(lines) if line.startswith("Mean difference")]
    rows = [line for line in lines[rule + 1 : end] if line and not line.startswith("...")]
    assert sum(bool(re.search(r"\S {2,}\S", row)) for row in rows) == 7, "\n".join(lines)
    assert " notes for the reader in comparison.md." in "\n".join(lines)


@pytest.mark.usefixtures("here")
def test_the_sentence_is_of_the_measures_that_were_asked_for(escsim: Escsim) -> None:
    text = " ".join(lines_of(escsim(*COMMANDS["compare of some measures"]).out))
    assert "launcher salvos" in text.partition("Mean difference")[0]
    assert "Red fires" not in text


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", ["compare of a multirun", "sweep"])
def test_two_levers_have_a_sentence_about_their_difference_of_differences(name: str, escsim: Escsim) -> None:
    text = " ".join(lines_of(escsim(*COMMANDS[name]).out))
    assert "the effect of" in text or "changes the effect of another" in text


def test_last_lines_are_never_cut_and_what_is_left_out_is_counted(capfd: pytest.CaptureFixture[str]) -> None:
    with screen(everything=False) as output:
        for number in range(60):
            output.print(f"line {number} " + "word " * 30)
        output.last("folder", "next: command")
    lines = lines_of(capfd.readouterr().out)
    assert len(lines) == LINES
    assert lines[-2:] == ["folder", "next: command"]
    assert lines[-3] == f"... {60 * 2 - (LINES - 3)} more lines: --all"


def test_what_was_printed_before_a_mistake_is_shown(capfd: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        with screen(everything=False) as output:
            output.print("begun")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert capfd.readouterr().out == "begun\n"
