"""Waits for its session's end and puts back what it left turned down or paused."""

from __future__ import annotations

import sys
from pathlib import Path

from voice_coach.desktop.others import put_back_alone

if __name__ == "__main__":
    sys.stdin.buffer.read()  # Ends with the session.
    put_back_alone(Path(sys.argv[1]))
