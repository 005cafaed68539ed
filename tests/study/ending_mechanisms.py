"""Own mechanisms that end their process or never end, in half of the replications, to be written into a file."""

from __future__ import annotations

from pathlib import Path

ENDS_ITS_PROCESS = '''
import os


def ends(env, world, parameters, stream):
    """In half of the replications."""
    yield env.timeout(1.0)
    if stream.uniform() < 0.5:
        os._exit(3)
'''

NEVER_YIELDS = '''
def ends(env, world, parameters, stream):
    """In half of the replications; compiled, nothing but a kill ends it."""
    yield env.timeout(1.0)
    k = 0
    if stream.uniform() < 0.5:
        while parameters.horizon_days > 0.0:
            k = (k + 1) % 7
    yield env.timeout(float(k) + 1.0)
'''

STUDY = """\
question: Does the rest go on?
base: {replications: 6, horizon: 25 days, workers: 2, mechanisms: ["FILE:ends"]}
levers:
  design: product
  factors:
    restrictions: [full_ban, counter_fire]
"""


def write(folder: Path, source: str) -> Path:
    """A file with the mechanism, and a study with it; returns the file."""
    file = folder / "mine.py"
    file.write_text(source)
    (folder / "configs" / "study").mkdir(parents=True)
    (folder / "configs" / "study" / "small.yaml").write_text(STUDY.replace("FILE", str(file)))
    return file
