"""The acoustic model's units: three states of 39 phones and silence, in order."""

from __future__ import annotations

SILENCE = "SIL"
PHONES = (
    *(
        "AA",
        "AE",
        "AH",
        "AO",
        "AW",
        "AY",
        "B",
        "CH",
        "D",
        "DH",
        "EH",
        "ER",
        "EY",
        "F",
        "G",
        "HH",
        "IH",
        "IY",
        "JH",
        "K",
    ),
    *("L", "M", "N", "NG", "OW", "OY", "P", "R", "S", "SH", "T", "TH", "UH", "UW", "V", "W", "Y", "Z", "ZH"),
    SILENCE,
)
"""ARPAbet without stress, as the CMU dictionary; silence (all noise) last."""
STATES_PER_PHONE = 3
OUTPUTS = STATES_PER_PHONE * len(PHONES)


def output_of(phone: str, state: int) -> int:
    """``state`` is 0 to 2. Raises ValueError."""
    return STATES_PER_PHONE * PHONES.index(phone) + state
