"""How a word sounds in any espeak language, in the nearest of English's 39 phones."""

from __future__ import annotations

import re
from functools import lru_cache

from voice_coach.speaking.espeak import RECIPE, find_language
from voice_coach.speaking.find_espeak import espeak_library

_TABLE = """
b=B d=D f=F k=K m=M n=N p=P s=S t=T v=V z=Z ɡ=G g=G h=HH l=L w=W j=Y r=R ɹ=R ɾ=D ŋ=NG ʃ=SH ʒ=ZH θ=TH ð=DH
tʃ=CH dʒ=JH ts=T+S n̩=AH+N l̩=AH+L ɫ=L ʎ=Y ʝ=Y ɲ=N β=B ɣ=G x=HH ç=HH ɸ=F ʔ=T ʁ=R ʀ=R ɟ=JH c=K ʂ=SH
ʐ=ZH ɕ=SH ʑ=ZH
i=IY ɪ=IH ᵻ=IH ɨ=IH e=EH ɛ=EH æ=AE a=AA ɑ=AA ɒ=AA ɔ=AO o=AO ʊ=UH u=UW ʌ=AH ə=AH ɐ=AH ɜ=ER ɚ=ER ɝ=ER
y=UW ʏ=UH ø=ER œ=EH ʉ=UW ɯ=UW aɪ=AY aʊ=AW eɪ=EY oʊ=OW əʊ=OW ɔɪ=OY
"""
"""espeak's IPA to ARPAbet."""
_PHONES = {ipa: tuple(phones.split("+")) for ipa, phones in (pair.split("=") for pair in _TABLE.split())}
_SYMBOLS = re.compile("|".join(sorted(_PHONES, key=len, reverse=True)))
_FOREIGN = re.compile(r"\([a-z-]+\)")
"""espeak marks a change of language: ``(en)``."""


def phones_in(ipa: str) -> tuple[str, ...]:
    """Without stress, length and unknown signs."""
    plain = _FOREIGN.sub("", ipa)
    return tuple(phone for match in _SYMBOLS.finditer(plain) for phone in _PHONES[match.group()])


@lru_cache(maxsize=4096)
def phones_of(word: str, language: str) -> tuple[str, ...]:
    """ARPAbet; may be empty. Raises InputError (unknown ``language``), MissingPartError (no espeak)."""
    library = espeak_library()
    return phones_in(library.ipa(word, find_language(library, language), RECIPE))
