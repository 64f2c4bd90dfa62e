"""What the search found, as named numbers for the calibrator. A step is 20 ms; nats are natural logarithms.

loop_margin      best phrase less the free loop of phones, nats a step of the phrase
loop_margin_sum  the same in nats over the whole stretch
rival_margin     best phrase less the best that means something else, nats a step of the phrase
rival_margin_sum the same in nats
phone_mean       mean log posterior of the phrase's phones, each phone counted once
phone_least      that of its worst phone; phone_second that of the second worst
first_phone, last_phone   those of its first and last
phones           how many phones it has
frames_per_phone how long they are, in frames of 10 ms
shortest_phone, longest_phone   in frames of 10 ms
path_share       share of the phrase's steps whose likeliest phone is the phrase's
certainty        mean log posterior of each step's likeliest phone
silence_inside   mean probability of silence within the phrase
speech_outside   expected frames of 10 ms of speech before and after it
silence_before   mean probability of silence until 100 ms before it; music and noise are silence here
"""

from __future__ import annotations

import numpy as np

from voice_coach.listening.acoustic.mel import Frames
from voice_coach.listening.acoustic.own_chain import PAUSE
from voice_coach.listening.acoustic.phrase_graph import SILENCE_PHONE, PhraseGraph
from voice_coach.listening.acoustic.search import Place, Ranked
from voice_coach.listening.acoustic.units import PHONES, STATES_PER_PHONE

_FRAMES_PER_STEP = 2
_NO_RIVAL = 5.0
_BEFORE_STEPS = 5
_LEAST_LOG = -9.0


def evidence_of(
    graph: PhraseGraph,
    log_posteriors: Frames,
    best: Ranked,
    place: Place,
    rival_total: float | None,
    loop: float,
) -> dict[str, float]:
    """For ``best``. ``log_posteriors``: shape ``(steps, 120)``; ``rival_total``: the best total with another
    meaning; ``loop``: the free loop's.
    """
    inside = slice(place.start_step, place.end_step)
    steps = place.end_step - place.start_step
    by_phone = np.exp(log_posteriors).reshape(len(log_posteriors), len(PHONES), STATES_PER_PHONE).sum(axis=2)
    path = place.states + int(graph.first[best.chain])
    number = graph.phone_of[path]
    phone = graph.phones[path]
    own = np.maximum(np.log(by_phone[inside][np.arange(steps), phone] + 1e-9), _LEAST_LOG)
    spoken = number != PAUSE
    numbers = np.unique(number[spoken])
    in_order = [float(own[number == one].mean()) for one in numbers]
    means = np.sort(in_order)
    lengths = np.array([_FRAMES_PER_STEP * int((number == one).sum()) for one in numbers])
    silence = by_phone[:, SILENCE_PHONE]
    before = silence[: max(0, place.start_step - _BEFORE_STEPS)]
    rival = _NO_RIVAL * steps if rival_total is None else best.total - rival_total
    return {
        "loop_margin": (best.total - loop) / steps,
        "loop_margin_sum": best.total - loop,
        "rival_margin": min(_NO_RIVAL, rival / steps),
        "rival_margin_sum": rival,
        "phone_mean": float(means.mean()),
        "phone_least": float(means[0]),
        "phone_second": float(means[min(1, len(means) - 1)]),
        "first_phone": in_order[0],
        "last_phone": in_order[-1],
        "phones": float(len(numbers)),
        "frames_per_phone": _FRAMES_PER_STEP * steps / len(numbers),
        "shortest_phone": float(lengths.min()),
        "longest_phone": float(lengths.max()),
        "path_share": float((by_phone[inside].argmax(axis=1) == phone).mean()),
        "certainty": float(np.log(by_phone[inside].max(axis=1)).mean()),
        "silence_inside": float(silence[inside][spoken].mean()),
        "silence_before": float(before.mean()) if len(before) else 0.0,
        "speech_outside": _FRAMES_PER_STEP
        * float((1 - silence[: place.start_step]).sum() + (1 - silence[place.end_step :]).sum()),
    }
