"""The QR codes in a terminal, read by another program's decoder from the picture that a camera would see."""

from __future__ import annotations

import numpy as np
import pytest
import zxingcpp

from voice_coach.cli.qr_code import qr_code, qr_width

PIXELS = 4
LIGHT = {"█": (255, 255), "▀": (255, 0), "▄": (0, 255), " ": (0, 0)}
"""The upper and the lower half of a character, white on black."""


def as_seen(picture: str) -> np.ndarray:
    lines = picture.splitlines()
    rows = [[LIGHT[character][half] for character in line] for line in lines for half in (0, 1)]
    return np.kron(np.array(rows, dtype=np.uint8), np.ones((PIXELS, PIXELS), dtype=np.uint8))


@pytest.mark.parametrize(
    "text",
    [
        "http://192.168.1.23:8000/k3fp9qx2mh7wd4ta/",
        "https://coach.example.org/warmup/?runner=J%C3%B6rg",
        "VCR1:" + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:" * 20,
        "VCR1:" + "7K+" * 1_425,
    ],
    ids=["address", "page", "pack", "the largest pack"],
)
def test_a_camera_reads_what_was_meant(text: str) -> None:
    picture = qr_code(text)
    (code,) = zxingcpp.read_barcodes(as_seen(picture))
    assert code.text == text
    assert qr_width(text) == max(map(len, picture.splitlines()))


def test_too_much_for_any_code_is_told() -> None:
    assert qr_width("VCR1:" + "7K+" * 1_500) is None
