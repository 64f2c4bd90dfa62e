"""The phone's ears: our recogniser and echo remover, with WebAssembly arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from voice_coach.listening.acoustic.own_chain import OwnChain
from voice_coach.listening.acoustic.recogniser import AcousticRecogniser
from voice_coach.listening.echo.removal import KalmanEchoRemover
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.listener import Listener
from voice_coach.listening.own_sound import EchoRemoval
from voice_coach.listening.personal.own_hearing import OwnHearing
from voice_coach.listening.personal.profile import Profile
from voice_coach.listening.pronunciation import Lexicon
from voice_coach.listening.self_hearing import SelfHearing
from voice_coach.playing.ears import Ears, Partner
from voice_coach.web.phone.foreign import Foreign
from voice_coach.web.phone.kernel import WasmKernel
from voice_coach.web.phone.played import InStep

Chains = Mapping[str, Sequence[OwnChain]]


@dataclass(frozen=True)
class Hearing:
    """Serves any session. ``chains``: what the runner taught, by phrase."""

    grammar: Grammar
    recogniser: AcousticRecogniser
    chains: Chains = field(default_factory=dict)

    @property
    def own(self) -> OwnHearing:
        """This runner's decisions."""
        return OwnHearing(self.grammar, frozenset(self.chains))

    def ears(self, partner: Partner, played: InStep | None) -> Ears:
        """``played`` is None if the browser takes the coach's sound out."""
        state = partner.moment.state
        echo = None if played is None else EchoRemoval(KalmanEchoRemover(), played)
        guard = SelfHearing(latency_samples=0 if echo is None else echo.latency_samples)
        listener = Listener(self.recogniser, self.grammar, state, explain=guard.explain, adjust=self.own)
        return Ears(listener, partner, echo=echo, guard=guard)

    def untaught(self, state: str) -> AcousticRecogniser:
        """As it hears anybody, in ``state``."""
        return self.recogniser.with_own({}, state)

    def taught(self, profile: Profile | None) -> Hearing:
        """As it hears a runner who taught ``profile``; None: anybody."""
        chains: Chains = {} if profile is None else profile.chains
        return replace(self, recogniser=self.recogniser.with_own(chains), chains=chains)


def open_hearing(grammar: Grammar, lexicon: Lexicon, kernel: Foreign) -> Hearing:
    """The recogniser for all of ``grammar``'s states."""
    recogniser = AcousticRecogniser(grammar, lexicon, grammar.states[0], kernel=WasmKernel(kernel))
    return Hearing(grammar, recogniser)
