"""A program that speaks with one Piper voice, given paths of network and description.

It uses one core: hearing needs the others.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from pathlib import Path
from typing import Any, BinaryIO

from voice_coach.audio.device_link import receive, send
from voice_coach.speaking.onnx_runtime import load_onnxruntime
from voice_coach.speaking.piper.wire import FAILED, RATE, READY, SPEECH

_PAUSE_SECONDS = 0.25
"""Piper makes sentences one by one."""


class Speaker:
    """The network in memory."""

    def __init__(self, network: Path, description: Path) -> None:
        onnxruntime = load_onnxruntime()  # first: the package loads it as well
        from piper import PiperVoice
        from piper.config import PiperConfig

        onnxruntime.set_default_logger_severity(3)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        config = PiperConfig.from_dict(json.loads(description.read_text(encoding="utf-8")))
        session = onnxruntime.InferenceSession(
            str(network), sess_options=options, providers=["CPUExecutionProvider"]
        )
        self._voice = PiperVoice(session=session, config=config)
        self._config = config

    def speak(self, text: str, pace: float) -> bytes:
        """The rate, then int16 samples; ``pace`` 1 is the voice's own."""
        import numpy as np
        from piper.config import SynthesisConfig

        # Without its noise a clip depends on nothing but its text, voice and pace; see docs/decisions.md.
        config = SynthesisConfig(
            length_scale=self._config.length_scale / pace,
            noise_scale=0.0,
            noise_w_scale=0.0,
            normalize_audio=False,
        )
        pieces: list[Any] = []
        for chunk in self._voice.synthesize(text, config):
            if pieces:
                pieces.append(np.zeros(round(_PAUSE_SECONDS * chunk.sample_rate), np.int16))
            pieces.append(chunk.audio_int16_array)
        pcm = np.concatenate(pieces) if pieces else np.zeros(0, np.int16)
        return struct.pack(RATE, self._config.sample_rate) + pcm.astype("<i2").tobytes()


def main(arguments: list[str]) -> None:
    """Answers until its standard input ends."""
    pipe = _own_output()
    try:
        speaker = Speaker(Path(arguments[0]), Path(arguments[1]))
    except Exception as error:
        send(pipe, FAILED, _reason(error))
        return
    send(pipe, READY)
    while (message := receive(sys.stdin.buffer)) is not None:
        try:
            task = json.loads(message[1])
            send(pipe, SPEECH, speaker.speak(task["text"], task["pace"]))
        except Exception as error:
            send(pipe, FAILED, _reason(error))


def _own_output() -> BinaryIO:
    """The pipe back; libraries' prints go to standard error."""
    own = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return own


def _reason(error: Exception) -> bytes:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300].encode()


if __name__ == "__main__":
    main(sys.argv[1:])
