"""A setting that a verb does not read is refused by name, on the command line and in the file of a study."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import Escsim

from sim.config.fields import fields_of
from sim.config.observations import Observations
from sim.config.settings import Settings
from sim.config.unused import UNREAD_IN_RUNS, UNREAD_IN_THE_EXPLORER, instead_of

DRAWN_BY_A_RUN = {"source", "file", "milestones"}
SET_IN_THE_PAGE = {"seed", "replications"}
SMALL = ("horizon=25 days", "replications=2", "engine=simpy", "workers=1")
STUDY = """\
question: Does it act?
base: {{replications: 2, horizon: 25 days, engine: simpy, workers: 1{base}}}
levers: {{design: product, factors: {{restrictions: [full_ban, counter_fire]{factor}}}}}
"""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("run", *SMALL, "observations.error=0.2"), "observations.error: has no effect on `escsim run`; leave it out"),
        (("run", "-m", *SMALL, "observations=none", "seed=1,2"), "observations: has no effect on `escsim run -m`"),
        (("sweep", "study=beliefs", "observations.fit_until=9"), "observations.fit_until: has no effect"),
        (("plan", "study=beliefs", "observations.step=0.1"), "observations.step: has no effect"),
        (
            ("backtest", "--offensives", "observations.fit_until=9"),
            "observations.fit_until: has no effect on `escsim backtest --offensives`",
        ),
        (("explore", "engine=simpy"), "engine: has no effect on `escsim explore`; leave it out"),
        (("explore", "mechanisms=[mine.py:process]"), "mechanisms: has no effect on `escsim explore`"),
        (("explore", "runs_dir=elsewhere"), "runs_dir: has no effect on `escsim explore`; name the folder of runs"),
    ],
)
def test_a_setting_that_a_verb_does_not_read_is_refused(
    escsim: Escsim, folder: Path, words: tuple[str, ...], message: str
) -> None:
    answer = escsim(*words)
    assert (answer.code, message in answer.err) == (2, True), answer.err
    assert not (folder / "runs").exists()


@pytest.mark.parametrize(
    ("base", "factor", "message"),
    [
        (", calibration.population: 30", "", "study.base: calibration.population has no effect in a study"),
        (", label: Mine", "", "study.base: label has no effect in a study; leave it out; it names one run"),
        (", observations.error: 0.2", "", "study.base: observations.error has no effect in a study"),
        ("", ', "observations.error": [0.1, 0.2]', "study.levers.factors: observations.error has no effect in a study"),
        ("", ", label: [One, Two]", "study.levers.factors: label has no effect in a study; leave it out"),
    ],
)
def test_a_study_that_sets_what_no_study_reads_is_refused(
    escsim: Escsim, folder: Path, base: str, factor: str, message: str
) -> None:
    file = folder / "configs" / "study" / "mine.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(STUDY.format(base=base, factor=factor))
    for verb in ("plan", "sweep"):
        answer = escsim(verb, "study=mine")
        assert (answer.code, message in answer.err) == (2, True), answer.err
    file.write_text(STUDY.format(base="", factor=""))
    assert escsim("plan", "study=mine").code == 0


def test_a_new_setting_is_read_or_refused() -> None:
    observed = {field.key for field in fields_of(Observations)}
    unread = {key for key in observed if instead_of(f"observations.{key}", UNREAD_IN_RUNS)}
    assert unread == observed - DRAWN_BY_A_RUN
    settings = {field.key for field in fields_of(Settings)}
    assert {key for key in settings if instead_of(key, UNREAD_IN_THE_EXPLORER)} == settings - SET_IN_THE_PAGE
