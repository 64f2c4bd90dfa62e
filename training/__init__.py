"""The recipe for the acoustic model in `models/en/`, from recordings to weights: docs/acoustic-model.md."""

import os

# Threads of a matrix product that wait for each other take most of a busy processor.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
