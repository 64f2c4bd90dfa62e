"""Measurements of the whole program, as a user meets it: ``make bench``, or one at a time.

Each module measures one thing: ``python -m bench.export_speed``. It gathers ``figures.Figure`` values and
hands them to ``figures.report``, which prints them and writes ``bench/out/export_speed.json``. Speed is a
ratio to a named peer in the same run: whole processes, in turn, so that a busy machine slows both alike.
"""

import os

# As the command line does: see `voice_coach.cli.main.run`.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
