"""onnxruntime without its telemetry.

From 1.32 Linux builds keep a device id and upload counts, unless switched off before loading.
"""

from __future__ import annotations

import os
from types import ModuleType


def load_onnxruntime() -> ModuleType:
    """Raises ``ImportError`` if it isn't installed."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    module: ModuleType = onnxruntime
    return module
