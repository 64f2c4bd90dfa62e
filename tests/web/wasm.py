"""A WebAssembly module on this computer: what ``wasm.mjs`` is in the browser."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import wasmtime


class NativeModule:
    """Fits ``Foreign``. Functions that the module wants from outside do nothing, but for the cosine."""

    def __init__(self, source: bytes | Path) -> None:
        engine = wasmtime.Engine()
        self._store = wasmtime.Store(engine)
        code = source if isinstance(source, bytes) else source.read_bytes()
        module = wasmtime.Module(engine, code)
        imports = [self._outside(wanted.type) for wanted in module.imports]
        exports = wasmtime.Instance(self._store, module, imports).exports(self._store)
        self._functions: dict[str, Any] = {}
        for name, value in exports.items():
            if isinstance(value, wasmtime.Memory):
                self._memory = value
            elif isinstance(value, wasmtime.Func):
                self._functions[str(name)] = value

    def call(self, name: str, *numbers: float) -> Any:
        return self._functions[name](self._store, *numbers)

    def put(self, at: int, values: Any) -> None:
        data = values if isinstance(values, bytes) else np.ascontiguousarray(values).tobytes()
        self._memory.write(self._store, data, at)

    def get(self, at: int, into: Any) -> None:
        data = self._memory.read(self._store, at, at + into.nbytes)
        into.reshape(-1).view(np.uint8)[:] = np.frombuffer(data, np.uint8)

    def stream(
        self, name: str, handle: int, parts: Any, sizes: Any, part_at: int, made_at: int, into: Any
    ) -> int:
        start = count = 0
        for size in sizes:
            self.put(part_at, parts[start : start + int(size)])
            answer = int(self.call(name, handle, part_at, int(size), made_at))
            if answer < 0:
                return answer
            fitting = into[count : count + answer]
            self.get(made_at, fitting)
            start, count = start + int(size), count + len(fitting)
        return count

    def _outside(self, kind: Any) -> wasmtime.Func:
        def answer(*numbers: float) -> Any:
            if [str(one) for one in kind.results] == ["f64"]:
                return math.cos(numbers[0])
            return 0 if kind.results else None

        return wasmtime.Func(self._store, kind, answer)
