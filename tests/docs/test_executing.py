"""Pages are executed when the site is built: a broken example, a wrong output or a false claim is told."""

from __future__ import annotations

from pathlib import Path

import execute
import pytest
from executing.matching import matches, mended
from executing.pages import executed_pages, made_with, pictures, steps
from following import DOCS  # which also lets the scripts of the docs be imported

PAGE = f"""---
executed: true
---

# A page

```{{code-block}} yaml
:caption: configs/note.yaml

text: "seen"
```

```console
$ make demo
$ escsim --version
escsim ... (Python ...)
$ escsim run sed=7
error: sed: no such setting; did you mean 'seed'?
```

```python
from pathlib import Path

count = 2
print(Path("configs/note.yaml").read_text().strip())
count + 1
```

```text
text: "seen"
3
```

% claim: count == 2

{made_with()}
"""


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(execute, "DOCS", tmp_path)
    monkeypatch.setattr(execute, "SHOWN", tmp_path / "pictures" / "executed")
    path = tmp_path / "page.md"
    path.write_text(PAGE)
    return path


def changed(page: Path, old: str, new: str) -> Path:
    assert old in PAGE
    page.write_text(PAGE.replace(old, new))
    return page


def test_a_page_that_holds(page: Path) -> None:
    assert execute.execute(page) == []
    assert [step.kind for step in steps(PAGE)] == ["file", "command", "command", "python", "claim"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("\n3\n```", "\n4\n```", "--- printed"),
        ("count == 2", "count == 3", "does not hold"),
        ("count == 2", "counts == 2", "NameError"),
        ("count = 2", "count = 2 / 0", "ZeroDivisionError"),
        ("escsim --version", "escsim --verison", "exit code 2"),
        ("escsim run sed=7", "escsim --version", "exit code 0"),
        ("did you mean 'seed'", "did you mean 'speed'", "--- printed"),
        ('text: "seen"\n3\n', "", "--- printed"),
        (made_with(), "Executed with escalation-sim 0.0.1 in steps of 3 hours.", "has no line 'Executed with"),
        ("% claim", "![a picture](pictures/executed/page/runs/a.png)\n\n% claim", "no runs/a.png was drawn"),
    ],
)
def test_what_is_wrong_is_told(page: Path, old: str, new: str, said: str) -> None:
    (wrong,) = execute.execute(changed(page, old, new))[:1]
    assert wrong.startswith("page.md")
    assert said in wrong


def test_pictures_are_kept(page: Path) -> None:
    changed(page, "count = 2", 'Path("a.png").write_bytes(b"drawn")\ncount = 2')
    page.write_text(page.read_text() + "\n![a picture](pictures/executed/page/a.png)\n")
    assert execute.execute(page) == []
    assert (execute.SHOWN / "page" / "a.png").read_bytes() == b"drawn"


@pytest.mark.parametrize("said", ["Executed with escalation-sim 0.0.1 in steps of 3 hours.\n", ""])
def test_what_a_page_was_made_with_is_put_right(page: Path, said: str) -> None:
    changed(page, f"{made_with()}\n", said)
    assert execute.execute(page, mend=True) == []
    assert page.read_text().rstrip("\n").splitlines()[-1] == made_with()


def test_every_executed_page_says_what_it_was_made_with() -> None:
    assert "in steps of 4 hours" in made_with()
    for page in executed_pages():
        assert made_with() in page.read_text(encoding="utf-8").splitlines(), page


def test_numbers_are_put_right_and_nothing_else(page: Path) -> None:
    changed(page, "\n3\n```", "\n4\n```")
    assert execute.execute(page, mend=True) == []
    assert page.read_text() == PAGE
    changed(page, 'text: "seen"\n3\n', "")
    assert execute.execute(page, mend=True) == []
    assert page.read_text() == PAGE
    other = changed(page, 'text: "seen"\n3\n', 'text: "lost"\n3\n').read_text()
    assert "not printed, whatever its numbers" in execute.execute(page, mend=True)[0]
    assert page.read_text() == other
    other = changed(page, 'text: "seen"\n3\n', 'text: "seen"\n').read_text()
    assert "more was printed than the page says" in execute.execute(page, mend=True)[0]
    assert page.read_text() == other
    assert execute.execute(page, mend=True, anew=True) == []
    assert page.read_text() == PAGE


def test_matching() -> None:
    assert matches("a  1\n...\nb ... c\n", " a 1\n anything\n b 2 c")
    assert not matches("a 1\n", "a 2")
    assert not matches("", "a")
    assert mended("a 1\n...\nb 2 ...\n", "a 3\nmore\nb 4 5\n") == "a 3\n...\nb 4 5\n"
    assert mended("a [+1]\nconfig ..., 1\n", "a [-2]\nconfig 0123456789ab, 1\n") == "a [-2]\nconfig ..., 1\n"
    assert mended("a 1\n...\nb 2 ...\n", "a 3\nmore\nb 2 5\n") == "a 3\n...\nb 2 ...\n"


def test_a_page_is_done_again_when_it_or_the_program_changes(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = execute._hash_of(page)
    assert execute._hash_of(changed(page, "count = 2", "count  = 2")) != first
    page.write_text(PAGE)
    monkeypatch.setattr(execute, "SOURCES", execute.SOURCES[:1])
    assert execute._hash_of(page) != first


def test_the_pages_that_readers_copy_from_are_executed() -> None:
    found = {page.relative_to(DOCS).as_posix() for page in executed_pages()}
    assert {"tutorial.md", "howto/policy.md", "howto/python.md", "reference/settings.md"} <= found
    assert {path.relative_to(DOCS).as_posix() for path in (DOCS / "questions").glob("*.md")} <= found


@pytest.mark.parametrize("page", sorted((DOCS / "questions").glob("*.md")), ids=lambda path: path.stem)
def test_a_question_has_an_answer_a_picture_claims_and_limits(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert pictures(text)
    assert any(step.kind == "claim" for step in steps(text))
    for wanted in (
        "## The answer\n",
        "## What this does not say\n",
        "model frequencies under stated assumptions, not a",
    ):
        assert wanted in text


def test_what_does_not_match_is_told_at_once_however_often_anything_may_stand() -> None:
    printed = "row 1 2 3\n" * 400
    assert matches("row 1\n" + "...\n2 3\n" * 40, printed)
    assert not matches("row 1\n" + "...\n2 3\n" * 40 + "...\nnever\n...\n", printed)
    assert not matches("a\n...\na\n", "a\n")
