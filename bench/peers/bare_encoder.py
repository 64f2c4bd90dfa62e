"""The peer of an export: LAME alone on the same sound, streamed from a file. Nothing of ours is imported.

Usage: bare_encoder.py SOUND.wav FILE.mp3 RATE BITRATE_KBPS QUALITY
"""

import sys

import lameenc

sound_path, mp3_path = sys.argv[1:3]
rate, bitrate_kbps, quality = map(int, sys.argv[3:])
encoder = lameenc.Encoder()
encoder.set_in_sample_rate(rate)
encoder.set_out_sample_rate(rate)
encoder.set_bit_rate(bitrate_kbps)
encoder.set_channels(1)
encoder.set_quality(quality)
encoder.silence()
with open(sound_path, "rb") as sound, open(mp3_path, "wb") as mp3:  # noqa: PTH123 (pathlib costs 8 ms)
    sound.seek(44)
    while block := sound.read(131_072):
        mp3.write(encoder.encode(block))
    mp3.write(encoder.flush())
