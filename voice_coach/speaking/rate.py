"""How fast the coach speaks, on espeak's scale."""

from __future__ import annotations

DEFAULT_WORDS_PER_MINUTE = 145
"""espeak counts long words: with prompts' short ones it's some 200 real words a minute within a sentence."""
