"""The process of one sound device; speaks ``device_link`` on its standard streams.

``python -m voice_coach.audio.device_child output|input|list [DEVICE]``
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from typing import BinaryIO, NoReturn

from voice_coach.audio.device_link import FAILED, LISTED, error_to_bytes, send
from voice_coach.audio.real_time import ask_for_priority, ask_for_real_time
from voice_coach.errors import DeviceError, VoiceCoachError


def main(task: str, wanted: str | None) -> NoReturn:
    """Exits without cleaning up, which may hang."""
    out = _own_output()
    in_real_time = ask_for_real_time()
    if not in_real_time:
        ask_for_priority()
    try:
        if task == "list":
            from voice_coach.audio.portaudio import list_here

            send(out, LISTED, json.dumps([asdict(device) for device in list_here()]).encode())
        elif task == "output":
            from voice_coach.audio.speaker_child import run_speaker

            run_speaker(wanted, sys.stdin.buffer, out, in_real_time=in_real_time)
        else:
            from voice_coach.audio.microphone_child import run_microphone

            run_microphone(wanted, sys.stdin.buffer, out)
    except VoiceCoachError as error:
        _report(out, error)
    except Exception as error:
        # Whatever it was, the session must know.
        _report(out, DeviceError(f"The sound device failed: {error}."))
    os._exit(0)


def _report(out: BinaryIO, error: VoiceCoachError) -> None:
    try:
        send(out, FAILED, error_to_bytes(error))
    except OSError:
        return  # The session has gone first.


def _own_output() -> BinaryIO:
    """The pipe to the session, safe from C libraries' prints."""
    pipe = os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    return pipe


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
