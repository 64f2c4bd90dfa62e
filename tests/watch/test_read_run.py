"""Runs from FIT, GPX and TCX files: read as they were, or refused in one sentence."""

from __future__ import annotations

import gzip
import itertools
import random
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import gpxpy
import pytest

from tests.watch.files import BEGAN, empty_messages, fit, gpx, tcx
from voice_coach.errors import InputError
from voice_coach.watch.read_fit import run_from_fit
from voice_coach.watch.read_run import MOST_BYTES, read_run
from voice_coach.watch.read_xml import Unreadable
from voice_coach.watch.run import Climb, Run

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<gpx><trk><name>&b;</name></trk></gpx>"
)
OUTSIDE = b'<!DOCTYPE gpx SYSTEM "file:///etc/passwd"><gpx/>'


def run_of(data: bytes, folder: Path) -> Run:
    path = folder / "run.file"
    path.write_bytes(data)
    return read_run(path)


def test_a_fit_file_of_garmins_encoder(tmp_path: Path) -> None:
    run = run_of(fit(), tmp_path)
    assert run == Run(12_300.0, 3_900.0, 240.0, BEGAN + timedelta(seconds=3_900))
    without = run_of(fit(climb=None), tmp_path)
    assert without.climb_metres == pytest.approx(0.0)


def test_a_gpx_file_as_another_reader_reads_it(tmp_path: Path) -> None:
    data = gpx()
    run, other = run_of(data, tmp_path), gpxpy.parse(data.decode())
    assert run.metres == pytest.approx(other.length_2d(), rel=0.005)
    assert run.metres == pytest.approx(5_000.0, rel=0.005)
    assert run.seconds == other.get_duration() == 1_800.0
    assert run.climb_metres == pytest.approx(60.0)
    assert run.ended == BEGAN + timedelta(seconds=1_800)
    assert run_of(gzip.compress(data), tmp_path) == run


def test_a_tcx_file(tmp_path: Path) -> None:
    run = run_of(tcx(), tmp_path)
    assert run == Run(20_000.0, 7_200.0, 50.0, BEGAN + timedelta(seconds=7_200))


def test_a_watch_that_sways_climbs_nothing() -> None:
    climb, chance = Climb(), random.Random(3)
    for _ in range(2_000):
        climb.add(100.0 + chance.uniform(-1.4, 1.4))
    assert climb.metres == 0.0
    for altitude in (100.0, 150.0, 120.0, 160.0, float("nan"), 90.0):
        climb.add(altitude)
    assert climb.metres == pytest.approx(90.0, abs=3.0)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is neither FIT, GPX nor TCX"),
        (b"PK\x03\x04", "is neither FIT, GPX nor TCX"),
        (b"<html/>", "it begins with <html>"),
        (b"<gpx>", "is no XML that can be read"),
        (b"<gpx>" + b"<a>" * 100_000, "is nested too deeply"),
        (BOMB, "declares a document type"),
        (OUTSIDE, "declares a document type"),
        (b"<gpx></gpx>", "has no run"),
        (gpx(metres=3e6), "has no run"),
        (fit()[:-40], "is no FIT file, or is damaged"),
        (b"\x0e\x20\x5c\x08\xff\xff\xff\xff.FIT\0\0", "is no FIT file, or is damaged"),
        (gzip.compress(b" " * (MOST_BYTES + 1)), "is larger than 20 MB"),
        (gzip.compress(gpx())[:-20], "is damaged"),
        (b" " * (MOST_BYTES + 1), "is larger than 20 MB"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else value,
)
def test_what_is_no_run_is_refused(data: bytes, why: str, tmp_path: Path) -> None:
    began = time.process_time()
    with pytest.raises(InputError) as refused:
        run_of(data, tmp_path)
    assert why in refused.value.message.removesuffix(".")
    assert refused.value.code == "run-file"
    assert "\n" not in refused.value.message
    assert time.process_time() - began < 6.0


@pytest.mark.parametrize("make", [fit, gpx, tcx])
def test_a_damaged_file_is_read_or_refused(make: Callable[[], bytes], tmp_path: Path) -> None:
    whole, chance = make(), random.Random(7)
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data))
            data[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
        try:
            assert run_of(bytes(data), tmp_path).is_one
        except InputError as error:
            assert error.code == "run-file"
            assert "\n" not in error.message


def test_reading_has_an_end() -> None:
    seconds = itertools.count(0.0, 0.5)
    with pytest.raises(Unreadable, match="too long to be read"):
        run_from_fit(empty_messages(2_000_000), lambda: next(seconds))


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "none.fit", tmp_path):
        with pytest.raises(InputError, match="There is no file"):
            read_run(path)
