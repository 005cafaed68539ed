"""Labels of options, settings and policies; keys remain where users type them.

An option carries its label in a comment of its file, `# label: Full ban`. What stands behind a bar, as in
`# label: Counter-fire | from day 20 (record)`, is left out where a setting of the option is changed. A setting that is
changed gets a label by itself: `restrictions.events.permission.day=3` is "permitted on day 3".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from sim.config.paths import config_root
from sim.config.problems import Problem

BEGINNING = "# label:"
BAR = "|"
OF_RUN = "run"  # the entry of a run among the labels that its manifest keeps, beside those of its options
LONGEST = 60  # characters of a label
OF_POLICIES = ("restrictions", "aid")  # groups whose options may name a policy alone
NEVER = ("null", "never", "inf")
NAMES = ("Red", "Blue", "Helmbold's", "Deitchman's")  # first words that keep their capital within a sentence
EVENTS = {
    "permission": "permitted",
    "widening": "widened",
    "request": "requested",
    "recommendation": "recommended",
    "briefing": "briefed",
    "reversal": "reversed",
    "withdrawal": "withdrawn",
}
"""What happened where an event of a policy came."""
_EVENT = re.compile(r"restrictions\.events\.(\w+)\.(day|delay)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
DIGITS = 6  # of a number in a label
_LONG = re.compile(rf"\d+\.\d{{{DIGITS},}}\b")
_WORDS = re.compile(r"(?<![\w.])[a-z]+(?:_[a-z]+)+(?![\w.])")
_WHOLE = re.compile(r"^(-?\d+)\.0+\b")
_DAYS = re.compile(r"^(-?\d+(?:\.\d+)?) d$")
_SETTING = re.compile(r"(?:^|\s)\+{0,2}([a-z_]\w*(?:\.\w+|\[\d+\])*)=")

Setting = tuple[str, str]
"""Key and value."""
Own = Mapping[str, str]
"""Labels by group, of options that are no shipped ones."""
OptionLabels = Mapping[str, Mapping[str, str]]
"""The same of several options of a group: labels by group and option."""


def label_in(file: Path) -> str:
    """The label that a config gives itself, as it is written; empty if it gives none.

    Raises:
        OSError: it cannot be read.
    """
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        if line.startswith(BEGINNING):
            return checked(line.removeprefix(BEGINNING).strip(), str(file))
    return ""


def checked(label: str, where: str) -> str:
    """A label that a user gave; raise Problem if it is none."""
    if not is_label(label):
        raise Problem(f"{where}: a label is a short printable text of at most {LONGEST} characters (got {label!r})")
    return label


def is_label(text: str) -> bool:
    """True if a text can stand as a label in tables and figures."""
    return 0 < len(text.strip()) <= LONGEST and text == text.strip() and text.isprintable()


def option_label(group: str, option: str, own: Own | None = None, changed: bool = False) -> str:
    """Label of an option.

    Args:
        group: of configs.
        option: of that group.
        own: labels of a user's own options.
        changed: whether settings of it are changed, so that the part behind the bar does not hold.
    """
    text = (own or {}).get(group) or _shipped(group, option) or as_words(option)
    return text.partition(BAR)[0].strip() if changed else _whole(text)


def option_in(manifest: Mapping[str, Any], group: str, option: str) -> str:
    """Label of an option that a run or a study chose, whose manifest keeps those of its user's options."""
    own = manifest.get("option_labels", {}).get(group, {}).get(option)
    return option_label(group, option, {group: own} if own else manifest.get("labels"))


@cache
def _shipped(group: str, option: str) -> str:
    file = config_root() / group / f"{option}.yaml"
    return label_in(file) if file.is_file() else ""


def setting_label(key: str, value: str) -> str:
    """Label of a changed setting: "permitted on day 3", "aid delay 7 days"."""
    value = _LONG.sub(lambda found: f"{float(found[0]):.{DIGITS}g}", _WHOLE.sub(r"\1", value))
    value = _WORDS.sub(lambda words: words[0].replace("_", " "), value)
    value = _DAYS.sub(lambda found: f"{found[1]} day{'' if found[1] == '1' else 's'}", value)
    if event := _EVENT.fullmatch(key):
        name, what = event.groups()
        happened = EVENTS.get(name, as_words(name).lower())
        if value in NEVER:
            return f"never {happened}"
        on = "on" if _DATE.fullmatch(value) else "on day"
        return f"{happened} {on} {value.removeprefix('day ')}" if what == "day" else f"{happened} {value} later"
    before, last = _ends(key)
    return " ".join(filter(None, [before, last, value]))


def _ends(key: str) -> tuple[str, str]:
    """The last two parts of a key as words in small letters; the number of an item goes with the name of its list."""
    *_, least, before, last = ["", "", *re.sub(r"\[(\d+)\]", r".\1", key).split(".")]
    owner = f"{least.removesuffix('s')} {before}" if before.isdigit() else before
    return as_words(owner).lower(), as_words(last).lower()


def key_label(key: str) -> str:
    """Label of a group of options, or of a setting: "Restrictions", "Day of the permission", "Aid delay"."""
    if event := _EVENT.fullmatch(key):
        return f"{event[2].capitalize()} of the {as_words(event[1]).lower()}"
    before, last = _ends(key)
    if last == "day":
        return f"Day of {before}"
    return capitalized(f"{before} {last}".strip())


def value_label(key: str, value: str, own: OptionLabels | None = None) -> str:
    """Label of an option of a group, or of a changed setting, by itself; `own`: labels of a user's own options."""
    if "." in key:
        return capitalized(setting_label(key, value))
    return _whole((own or {}).get(key, {}).get(value, "")) or option_label(key, value)


def policy_label(options: Sequence[Setting], changes: Sequence[Setting], own: Own | None = None) -> str:
    """Label of a policy: the options and the settings that distinguish it from others; a user's labels as written.

    Args:
        options: groups with their options.
        changes: settings that are changed, by their dotted keys.
        own: labels of a user's own options.
    """
    groups = {key.partition(".")[0] for key, _ in changes}
    own = own or {}
    parts = [(option_label(group, option, own, changed=group in groups), group in own) for group, option in options]
    parts += [(setting_label(key, value), False) for key, value in changes]
    first, *others = [text if typed else within_sentence(text) for text, typed in parts] or [""]
    return ", ".join([first if parts and parts[0][1] else capitalized(first), *others])


def words_label(words: str, own: OptionLabels | None = None) -> str:
    """Label of a policy that a study names: by an option, or by words as `restrictions=full_ban aid.delay=7`."""
    found, own = settings_in(words), own or {}
    if not found:
        labels = (own.get(group, {}).get(words) or _shipped(group, words) for group in OF_POLICIES)
        return next(filter(None, map(_whole, labels)), words)
    options = [(key, value) for key, value in found if "." not in key]
    labelled = {key: own[key][value] for key, value in options if value in own.get(key, {})}
    return policy_label(options, [(key, value) for key, value in found if "." in key], labelled)


def structure_label(words: str, own: OptionLabels | None = None) -> str:
    """Label of a structure, named by its settings as in `stall=line, escalation=poisson`.

    Groups with the labels of their options, and settings: "stall: held line alone; escalation: acts at random".
    """
    return "; ".join(_of_structure(key, value, own) for key, value in settings_in(words.replace(", ", " "))) or words


def _of_structure(key: str, value: str, own: OptionLabels | None) -> str:
    typed = value in (own or {}).get(key, {})
    label = value_label(key, value, own) if typed else within_sentence(value_label(key, value, own))
    return label if "." in key else f"{as_words(key).lower()}: {label}"


def _whole(label: str) -> str:
    stem, _, tail = (part.strip() for part in label.partition(BAR))
    return f"{stem} {tail}".strip()


def settings_in(words: str) -> list[Setting]:
    """The settings in the words of a command line; a value may hold spaces."""
    places = [*_SETTING.finditer(words)]
    ends = [place.start() for place in places[1:]] + [len(words)]
    if not places or places[0].start():
        return []
    return [(place[1], words[place.end() : end].strip()) for place, end in zip(places, ends, strict=True)]


def as_words(name: str) -> str:
    """A key or an option as words."""
    return capitalized(name.replace("_", " "))


def capitalized(text: str) -> str:
    """A text with a capital in front, whatever else is in it."""
    return f"{text[:1].upper()}{text[1:]}"


def within_sentence(label: str) -> str:
    """A label behind other words: without its capital, unless that is a name's."""
    first = label.split(" ")[0]
    return label if first in NAMES or first[1:] != first[1:].lower() else f"{label[:1].lower()}{label[1:]}"
