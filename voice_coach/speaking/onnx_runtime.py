"""onnxruntime without its telemetry.

From version 1.32 on its Linux builds keep a device's id and send what they counted to their makers. Nothing
here may use the network unasked, so that's switched off, which has to happen before the library is loaded.
"""

from __future__ import annotations

import os
from types import ModuleType


def load_onnxruntime() -> ModuleType:
    """The module. Raises ``ImportError`` if it isn't installed."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    module: ModuleType = onnxruntime
    return module
