"""YAML as OmegaConf reads it, for files that use nothing but mappings, lists, texts, numbers and truth values.

OmegaConf parses in Python, and takes longer to import than all configs take to be read here.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

UNUSUAL = re.compile(r"[&*!]|<<|%YAML|%TAG")
"""What YAML writes anchors, tags and merged mappings with; where it stands in a text or a comment, no harm is done."""

FLOAT = re.compile(
    r"""^(?:
     [-+]?[0-9]+(?:_[0-9]+)*\.[0-9_]*(?:[eE][-+]?[0-9]+)?
    |[-+]?[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+)
    |\.[0-9]+(?:_[0-9]+)*(?:[eE][-+][0-9]+)?
    |[-+]?[0-9]+(?:_[0-9]+)*(?::[0-5]?[0-9])+\.[0-9_]*
    |[-+]?\.(?:inf|Inf|INF)
    |\.(?:nan|NaN|NAN))$""",
    re.VERBOSE,
)
"""Numbers with a fraction, by OmegaConf, for which 1e3 is one and which knows no dates."""

TIME_TAG, FLOAT_TAG, TEXT_TAG = (f"tag:yaml.org,2002:{name}" for name in ("timestamp", "float", "str"))


class NotPlain(Exception):
    """A text that OmegaConf must read, or refuse."""


def read_plain(text: str) -> dict[str, Any]:
    """The mapping that a text holds; what is empty holds none.

    Raises:
        NotPlain: it uses more of YAML, or is not valid.
    """
    from yaml import YAMLError, load  # type: ignore[import-untyped]

    if UNUSUAL.search(text):
        raise NotPlain
    try:
        found = load(text, Loader=_loader())
    except (YAMLError, RecursionError, ValueError) as error:
        raise NotPlain from error
    if found is None:
        return {}
    if not isinstance(found, dict) or not _is_plain(found):
        raise NotPlain
    return found


def _is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(type(key) is str and _is_plain(part) for key, part in value.items())
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return value is None or type(value) in (str, int, float, bool)


@cache
def _loader() -> type:
    import yaml

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        """That of YAML's own library, which refuses a key that stands in a mapping twice."""

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            keys = [key.value for key, _ in node.value if key.tag == TEXT_TAG]
            if len(set(keys)) < len(keys):
                raise yaml.constructor.ConstructorError(problem="a mapping has a key twice")
            return super().construct_mapping(node, deep=deep)

    Loader.add_implicit_resolver(FLOAT_TAG, FLOAT, list("-+0123456789."))
    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != TIME_TAG]
        for first, resolvers in Loader.yaml_implicit_resolvers.items()
    }
    return Loader
