"""How fast the natural voice speaks within a sentence, and the estimate's model fitted to it."""

from __future__ import annotations

import re

import numpy as np

from bench.figures import Figure
from bench.routine_plans import all_said

SLOWEST, FASTEST = 150.0, 165.0
_LEAST_WORDS = 3


def measured() -> list[Figure]:
    """Every sentence on file in the voice that ``auto`` takes in English."""
    from voice_coach.audio.sample_time import SAMPLE_RATE
    from voice_coach.speaking.choose import open_voice
    from voice_coach.speaking.maker import PromptMaker

    with PromptMaker(open_voice("auto", "en")) as prompts:
        said = {text: prompts.clip(text).frames / SAMPLE_RATE for text in set(all_said("en"))}
    single = [text for text in said if len(text.split()) >= _LEAST_WORDS and not re.search(r"[.!?] ", text)]
    words = sum(len(text.split()) for text in single)
    pace = 60 * words / sum(said[text] for text in single)
    features = np.array([_features(text) for text in said])
    fitted, *_ = np.linalg.lstsq(features, np.array(list(said.values())), rcond=None)
    model = dict(zip(("sentence", "letter", "word", "comma", "stop"), fitted.round(4).tolist(), strict=True))
    return [
        Figure("words a minute within a sentence", round(pace, 1), "wpm", FASTEST, details=model),
        Figure("sentences that this is of", len(single), "", 1_000_000),
    ]


def _features(text: str) -> list[int]:
    letters = sum(4 if sign.isdigit() else sign.isalpha() for sign in text)
    stops = len(re.findall(r"[.!?] ", text))
    return [1, letters, len(text.split()), len(re.findall(r"[,:]", text)), stops]


if __name__ == "__main__":
    for figure in measured():
        print(figure.what, figure.value, figure.unit, figure.details)
