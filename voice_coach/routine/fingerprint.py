"""Tells in a few letters if two plans are the same."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from voice_coach.routine.plan import Plan


def fingerprint(plan: Plan) -> str:
    """16 hexadecimal digits."""
    text = json.dumps(asdict(plan), sort_keys=True, default=_plain, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, set | frozenset) else repr(value)
