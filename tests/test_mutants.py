"""The script that breaks the model: every breakage is another program, and is one that Python reads."""

from __future__ import annotations

import ast

from mutants.__main__ import mechanism_of
from mutants.operators import chosen, mutants_of

TEXT = '''"""M7, a file."""
@mechanism
def pull(stream, k):
    total = -k + 2.0 * math.exp(k / 3.0)
    if total < 1.0:
        return 0.0
    total -= 1
    return total


def helper(a):
    return a + 1
'''


def test_marked_functions_are_broken_in_signs_factors_exponents_and_conditions() -> None:
    found = {(mutant.kind, mutant.before, mutant.after) for mutant in mutants_of(TEXT)}
    assert found == {
        ("sign", "-k + 2.0 * math.exp(k / 3.0)", "((-k) - (2.0 * math.exp(k / 3.0)))"),
        ("sign", "-k", "(k)"),
        ("factor", "2.0 * math.exp(k / 3.0)", "(2.0)"),
        ("factor", "2.0 * math.exp(k / 3.0)", "(math.exp(k / 3.0))"),
        ("exponent", "math.exp(k / 3.0)", "math.exp(-(k / 3.0))"),
        ("factor", "k / 3.0", "(k)"),
        ("condition", "total < 1.0", "((total) >= (1.0))"),
        ("exponent", "return 0.0", "return 1.0"),
        ("sign", "total -= 1", "total += 1"),
    }


def test_every_mutant_is_another_program() -> None:
    texts = [mutant.text for mutant in mutants_of(TEXT)]
    assert len(set(texts)) == len(texts)
    assert all(ast.dump(ast.parse(text)) != ast.dump(ast.parse(TEXT)) for text in texts)


def test_one_of_each_kind_is_chosen() -> None:
    assert sorted(mutant.kind for mutant in chosen(mutants_of(TEXT))) == ["condition", "exponent", "factor", "sign"]


def test_a_file_names_its_mechanism() -> None:
    assert mechanism_of(TEXT) == "M7"
    assert mechanism_of('r"""M10, activity."""') == "M10"
    assert mechanism_of('"""The world."""') == ""
