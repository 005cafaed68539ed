"""Every command ends in one screen, narrow or wide, on a terminal and piped; `--all` prints everything."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import SMALL, Escsim
from rich.cells import cell_len
from undrawn import without_figures

from sim.cli.main import main
from sim.report.terminal.screen import LINES, WIDTH, screen

STUDY = """\
question: When to permit?
levers:
  - {design: product, factors: {restrictions: [counter_fire, full_ban], aid: [announced_2024, delayed]}}
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs, a multirun of two levers, and a study, made once."""
    root = tmp_path_factory.mktemp("screens")
    (root / "configs" / "study").mkdir(parents=True)
    (root / "configs" / "study" / "small.yaml").write_text(STUDY)
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
        assert main(["sweep", "study=small", *quick]) == 0
    return root


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
}


@pytest.fixture
def here(place: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the made runs, with no figures drawn."""
    assert folder
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Makes standard output a terminal of some width."""

    def of(width: int) -> None:
        monkeypatch.setenv("COLUMNS", str(width))
        monkeypatch.setenv("TERM", "dumb")
        monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True, raising=False)

    return of


def lines_of(printed: str) -> list[str]:
    return printed.rstrip("\n").split("\n")


WIDTHS = (0, 80, 200)
SHOWN = [
    pytest.param(name, width, marks=() if width == WIDTHS[place % len(WIDTHS)] else pytest.mark.thorough)
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
    answer = escsim(*COMMANDS[name])
    assert answer.code == 0, answer.err
    lines = lines_of(answer.out)
    assert len(lines) <= LINES, answer.out
    widest = max(lines, key=cell_len)
    assert cell_len(widest) <= (min(width, WIDTH) if width else WIDTH), widest


@pytest.mark.usefixtures("here")
def test_all_prints_what_a_screen_counts(escsim: Escsim) -> None:
    short, whole = (escsim(*COMMANDS["trace"], *more).out for more in ((), ("--all",)))
    (left,) = [line for line in lines_of(short) if line.startswith("... ")]
    assert left.endswith(" more lines: --all")
    assert len(lines_of(whole)) > 5 * LINES


@pytest.mark.usefixtures("here")
def test_a_run_names_its_policy_its_intervals_and_the_next_command(escsim: Escsim) -> None:
    lines = lines_of(escsim(*COMMANDS["run"], "label=My ban").out)
    assert lines[0] == "My ban: 4 replications, seed 20240510, kharkiv_2024."
    assert any(line.split()[:3] == ["Red", "batteries", "lost"] and "[" in line for line in lines)
    assert lines[-1].startswith("next: escsim compare runs/")


@pytest.mark.usefixtures("here")
def test_a_comparison_ends_in_its_answer(escsim: Escsim) -> None:
    lines = lines_of(escsim(*COMMANDS["compare"]).out)
    assert lines[0].startswith("What differs: ")
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
    assert len(rows) == 7, "\n".join(lines)
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
