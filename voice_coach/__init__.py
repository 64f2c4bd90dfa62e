"""Voice Coach: guided foam rolling for runners, by voice and as an MP3."""

__version__ = "0.1.0"
