"""The streams: where each lies, that they are apart, and the laws of what is drawn from them."""

from __future__ import annotations

import hashlib
import math

import numpy as np
import pytest
from scipy import stats
from stage import Z_LIMIT, is_poisson, z_of_mean, z_of_variance

from sim.engine import streams
from sim.engine.streams import RandomStream, last_word, name_hash, refuse_equal_hashes
from sim.model.cast import CAST
from sim.model.draws import erlang, exponential, lognormal, normal, poisson

DRAWS = 3000


def by_hand(seed: int, name: str, future: int, replication: int, item: int, number: int) -> list[float]:
    """Uniform draws of a Philox generator at the documented key and counter."""
    word = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")
    philox = np.random.Philox(
        key=np.array([seed, 0], dtype=np.uint64),
        counter=np.array([0, item, word, future * 2**32 + replication], dtype=np.uint64),
    )
    return np.random.Generator(philox).random(number).tolist()


@pytest.mark.parametrize(
    ("seed", "name", "future", "replication", "item"),
    [(0, "fires.red", 0, 0, 0), (7, "phases", 0, 17, 3), (2**64 - 1, "aid.announcements", 2**32 - 1, 2**32 - 1, 10**9)],
)
def test_a_stream_is_philox_at_its_key_and_counter(
    seed: int, name: str, future: int, replication: int, item: int
) -> None:
    stream = RandomStream(seed, name)
    stream.seat(last_word(future, replication))
    stream.uniform()
    stream.item(item)
    assert [stream.uniform() for _ in range(100)] == by_hand(seed, name, future, replication, item, 100)


def test_to_seat_a_stream_goes_to_item_0_of_the_replication() -> None:
    stream = RandomStream(1, "phases")
    stream.item(5)
    stream.uniform()
    stream.seat(last_word(0, 8))
    assert stream.uniform() == by_hand(1, "phases", 0, 8, 0, 1)[0]


def test_replications_futures_items_and_names_have_numbers_of_their_own() -> None:
    places = [
        (name, future, replication, item)
        for name in ("phases", "red_line") for future in (0, 1) for replication in (0, 1, 2) for item in (0, 1, 2)
    ]  # fmt: skip
    seen = set()
    for name, future, replication, item in places:
        stream = RandomStream(3, name)
        stream.seat(last_word(future, replication))
        stream.item(item)
        seen.update(stream.uniform() for _ in range(50))
    assert len(seen) == 50 * len(places)


def test_an_item_does_not_depend_on_the_draws_before_it() -> None:
    first, second = RandomStream(3, "phases"), RandomStream(3, "phases")
    for stream, before in ((first, 1), (second, 77)):
        stream.seat(last_word(0, 4))
        for _ in range(before):
            stream.uniform()
        stream.item(2)
    assert [first.uniform() for _ in range(40)] == [second.uniform() for _ in range(40)]


def test_the_cast_shares_no_stream() -> None:
    names = [role.name for role in CAST]
    refuse_equal_hashes(names)
    assert len({name_hash(name) for name in names}) == len(names)


def test_equal_hashes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "name_hash", len)
    refuse_equal_hashes(["one", "three"])
    with pytest.raises(ValueError, match="'one' and 'two' would draw the same random numbers"):
        refuse_equal_hashes(["one", "three", "two"])


@pytest.mark.parametrize(("future", "replication"), [(-1, 0), (0, -1), (2**32, 0), (0, 2**32)])
def test_what_the_counter_cannot_tell_apart_is_refused(future: int, replication: int) -> None:
    with pytest.raises(ValueError, match="must be in"):
        last_word(future, replication)


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_beyond_64_bits_is_refused(seed: int) -> None:
    with pytest.raises(ValueError, match="must be in"):
        RandomStream(seed, "phases")


@pytest.fixture
def stream() -> RandomStream:
    stream = RandomStream(11, "draws")
    stream.seat(0)
    return stream


def has_moments(sample: list[float], mean: float, variance: float) -> bool:
    return abs(z_of_mean(sample, mean)) < Z_LIMIT and abs(z_of_variance(sample, variance)) < Z_LIMIT


def test_exponential(stream: RandomStream) -> None:
    sample = [exponential(stream, 2.5) for _ in range(DRAWS)]
    assert has_moments(sample, 2.5, 2.5**2)
    assert stats.kstest(sample, "expon", args=(0, 2.5)).pvalue > 1e-4


@pytest.mark.parametrize("shape", [1, 3, 8])
def test_erlang(stream: RandomStream, shape: int) -> None:
    sample = [erlang(stream, shape, 14.4) for _ in range(DRAWS)]
    assert has_moments(sample, 14.4, 14.4**2 / shape)
    assert stats.kstest(sample, "gamma", args=(shape, 0, 14.4 / shape)).pvalue > 1e-4


def test_normal_and_log_normal(stream: RandomStream) -> None:
    sample = [normal(stream) for _ in range(DRAWS)]
    assert has_moments(sample, 0.0, 1.0)
    assert stats.kstest(sample, "norm").pvalue > 1e-4
    logs = [math.log(lognormal(stream, 375.0, 0.64)) for _ in range(DRAWS)]
    assert has_moments(logs, math.log(375.0), 0.64**2)
    assert abs(np.corrcoef(sample[:-1], sample[1:])[0, 1]) < Z_LIMIT / math.sqrt(DRAWS)


@pytest.mark.parametrize("mean", [0.0, 0.3, 12.0])
def test_poisson(stream: RandomStream, mean: float) -> None:
    sample = [poisson(stream, mean) for _ in range(DRAWS)]
    assert not any(sample) if mean == 0.0 else is_poisson(sample, mean)
