"""How fast the coach speaks, on espeak's scale."""

from __future__ import annotations

DEFAULT_WORDS_PER_MINUTE = 145
"""On espeak's scale, which counts long words: with the short ones of prompts it's some 200 real words a
minute within a sentence."""
