"""What the guide that the product is made from says, point by point, and the words in which it's told."""

from __future__ import annotations

from collections.abc import Iterable

GUIDE = {
    "what it is": ("myofascial release", "slow, steady pressure"),
    "the tissue": ("fascia", "wraps your muscles"),
    "trigger points": ("trigger point", "knot"),
    "where they come from": ("overuse", "poor form"),
    "their signs": ("tender", "stiff"),
    "referred pain": ("referred pain", "tight quads"),
    "one can treat them": ("find and treat them yourself",),
    "relief, not pain": ("relief", "gentle"),
    "back and forth or circles": ("circles", "short strokes"),
    "hold a trigger point": ("twenty to thirty seconds",),
    "body weight": ("own weight",),
    "consistency": ("habit",),
    "listen to your body": ("your body has the last word",),
    "a professional": ("professional check",),
    "glutes: hips and low back": ("tense", "lower spine"),
    "glutes: the knee": ("buttock", "knee"),
    "gluteus medius": ("gluteus medius",),
    "quads tug at the knee": ("tug at your knee",),
    "quads, imbalance": ("pull unevenly",),
    "IT band": ("knee tendonitis", "runner's knee"),
    "hamstrings": ("limit your stride",),
    "hamstrings, tools": ("stick or a roller", "knots"),
    "calves: shin splints, Achilles": ("shin splints", "achilles"),
    "calves: posture": ("hold yourself when you run",),
    "warm-up": ("one part of a warm-up",),
    "after a run": ("right after a run", "stiff or sore"),
    "maintenance": ("once or twice a week", "twenty to thirty minutes"),
    "glutes and calves on quiet days": ("glutes and calves", "extra"),
    "stretching and mobility": ("stretching", "flowing movement"),
    "strength and cross-training": ("strength, mobility and recovery",),
    "better stride": ("better stride",),
    "recovery": ("blood flow", "less soreness"),
    "no promise about injuries": ("keeps injuries away",),
    "foam roller": ("foam roller suits",),
    "massage ball": ("massage ball", "small, tender"),
    "massage gun": ("massage gun", "vibration"),
    "stick": ("roller stick", "hard to reach"),
    "tools to have": ("worth having at home",),
    "the joy of running": ("personal goal",),
    "a runner's story": ("marathoner",),
}
"""By point: the words of the insight that tells it."""


def untold(texts: Iterable[str]) -> list[str]:
    """The points that none of ``texts`` tells."""
    said = [text.lower() for text in texts]
    return [
        point for point, words in GUIDE.items() if not any(all(w in text for w in words) for text in said)
    ]
