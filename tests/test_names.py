"""Names in the source: no two classes share one, and no two modules of tests."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
CLASS = re.compile(r"^ *class (\w+)\b", re.MULTILINE)


def shared_names(sources: dict[str, str]) -> dict[str, list[str]]:
    """Where each class name that is defined more than once is defined."""
    paths = defaultdict(list)
    for path, text in sources.items():
        for name in CLASS.findall(text):
            paths[name].append(path)
    return {name: found for name, found in paths.items() if len(found) > 1}


def test_no_two_classes_share_a_name():
    sources = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in ROOT.glob("sim/**/*.py")}
    assert len(sources) > 100
    assert shared_names(sources) == {}


def test_a_shared_name_is_reported_with_both_files():
    assert shared_names({"a.py": "class Run:\n", "b.py": "x = 1\n    class Run(Base):\n"}) == {"Run": ["a.py", "b.py"]}


def test_no_two_modules_of_tests_share_a_name():
    """Pytest imports a test module by its name alone, and leaves the second one out."""
    names = [path.name for path in ROOT.glob("tests/**/test_*.py")]
    assert len(names) > 100
    assert sorted({name for name in names if names.count(name) > 1}) == []
