"""libvosk's graphs: a loop of words over transition-ids, garbage included, and the default grammar.

A phone is entered by the transition leaving its state, then stays on its loop: Kaldi's "reordered", which
libvosk's word alignment expects. Garbage is any phones by their pairs in English: our free loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from voice_coach.listening.acoustic.mel import Frames
from voice_coach.listening.acoustic.phrase_graph import SILENCE_PHONE
from voice_coach.listening.acoustic.search import SearchSettings
from voice_coach.listening.acoustic.units import PHONES
from voice_coach.listening.pronunciation import Lexicon
from voice_coach.listening.recogniser import GARBAGE
from voice_coach.listening.vosk_format.fst_file import Fst
from voice_coach.listening.vosk_format.phones import (
    INNER_SILENCES,
    SILENCES,
    SPOKEN,
    Position,
    silent_id,
    transitions,
)

_HUB = 0


@dataclass(frozen=True)
class GraphSettings:
    """In nats of the network, before libvosk's ``acoustic_scale``, small since neighbouring steps aren't
    independent.
    """

    acoustic_scale: float = 0.25
    garbage_penalty: float = 10.0
    """A word, for a listener that believes libvosk's best answer."""
    beam: float = 10.0
    lattice_beam: float = 8.0
    """How far behind the best libvosk looks, in its own nats: the network's times ``acoustic_scale``, and
    some seven a word."""
    search: SearchSettings = field(default_factory=SearchSettings)


def vocabulary(lexicon: Lexicon) -> tuple[str, ...]:
    """A word's number is its place plus one."""
    return (GARBAGE, *sorted(lexicon.words))


def words_txt(words: Sequence[str]) -> str:
    """Kaldi's, with the #0 libvosk expects."""
    return "".join(f"{word} {number}\n" for number, word in enumerate(("<eps>", *words, "#0")))


def word_loop(lexicon: Lexicon, follows: Frames, settings: GraphSettings, word_cost: float = 0.0) -> Fst:
    """Words in sequence, silence and garbage between.

    ``follows``: `net.AcousticModel.follows`; ``word_cost``: for a graph without a grammar.
    """
    graph = _Builder(settings)
    for silence in SILENCES:
        graph.add_arc(_HUB, silent_id(silence), 0, 0.0, _HUB)
    for number, word in enumerate(vocabulary(lexicon), start=1):
        if word == GARBAGE:
            graph.add_garbage(number, follows, word_cost)
        else:
            for phones in lexicon.words[word]:
                graph.add_word(phones, number, word_cost)
    graph.final_costs[_HUB] = 0.0
    return graph


def any_words(words: Sequence[str]) -> Fst:
    """The default grammar: each equally likely."""
    grammar = Fst()
    grammar.final_costs[0] = 0.0
    for number in range(1, len(words) + 1):
        grammar.add_arc(0, number, number, 2.0, 0)
    return grammar


class _Builder(Fst):
    """Costs in nats of the network."""

    def __init__(self, settings: GraphSettings) -> None:
        super().__init__()
        self._settings = settings

    def add_word(self, phones: Sequence[str], number: int, cost: float) -> None:
        state = self.add_state()
        self.add_arc(_HUB, 0, number, cost, state)
        for at, phone in enumerate(phones):
            first, last = at == 0, at == len(phones) - 1
            position: Position = "internal"
            if first or last:
                position = "singleton" if first and last else "begin" if first else "end"
            state = self.add_phone(state, phone, position)
        self.add_arc(state, 0, 0, 0.0, _HUB)

    def add_garbage(self, number: int, follows: Frames, cost: float) -> None:
        search = self._settings.search
        change = search.pair_scale * follows.astype(float) - search.loop_penalty
        entered, left, silent = self.add_state(), self.add_state(), self.add_state()
        self.add_arc(_HUB, 0, number, cost + self._scaled(self._settings.garbage_penalty), entered)
        self.add_arc(left, 0, 0, 0.0, _HUB)
        for silence in INNER_SILENCES:
            self.add_arc(silent, silent_id(silence), 0, 0.0, silent)
        before = {phone: self.add_state() for phone in SPOKEN}
        after = {phone: self.add_state() for phone in SPOKEN}
        for phone in SPOKEN:
            at = PHONES.index(phone)
            begins = self.add_state()
            from_silence = self._scaled(-float(change[SILENCE_PHONE, at]))
            self.add_arc(entered, 0, 0, from_silence, begins)
            self.add_arc(silent, 0, 0, from_silence, before[phone])
            into_silence = max(float(change[at, SILENCE_PHONE]), -search.loop_penalty)
            self.add_arc(after[phone], 0, 0, self._scaled(-into_silence), silent)
            ways: tuple[tuple[Position, int, int], ...] = (
                ("singleton", begins, left),
                ("begin", begins, after[phone]),
                ("internal", before[phone], after[phone]),
                ("end", before[phone], left),
            )
            for position, start, end in ways:
                self.add_arc(self.add_phone(start, phone, position), 0, 0, 0.0, end)
            for other in SPOKEN:
                if other != phone:
                    pair = self._scaled(-float(change[at, PHONES.index(other)]))
                    self.add_arc(after[phone], 0, 0, pair, before[other])

    def add_phone(self, state: int, phone: str, position: Position) -> int:
        """Adds three states after ``state``, or first and last; returns the last."""
        ids = transitions(phone, position)
        first, middle, last, short = (self.add_state() for _ in range(4))
        for start, over, stay, end in (
            (state, ids.leave[0], ids.stay[0], first),
            (first, ids.leave[1], ids.stay[1], middle),
            (middle, ids.leave[2], ids.stay[2], last),
        ):
            self.add_arc(start, over, 0, 0.0, end)
            self.add_arc(end, stay, 0, 0.0, end)
        self.add_arc(state, ids.skip, 0, self._scaled(self._settings.search.skip_penalty), short)
        self.add_arc(short, ids.stay[0], 0, 0.0, short)
        self.add_arc(short, ids.leave[2], 0, 0.0, last)
        return last

    def _scaled(self, nats: float) -> float:
        return nats * self._settings.acoustic_scale
