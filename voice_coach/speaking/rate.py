"""How fast the coach speaks, on espeak's scale."""

from __future__ import annotations

DEFAULT_WORDS_PER_MINUTE = 145
"""On espeak's scale, which flite is fitted to. It counts long words: with short ones, as prompts have, 145
comes to some 200 real words a minute within a sentence: brisk enough to follow from the floor."""
