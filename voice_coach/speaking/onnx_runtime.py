"""onnxruntime without its telemetry.

From 1.32 its Linux builds keep a device id and upload counts. That must be switched off before the library is
loaded.
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
