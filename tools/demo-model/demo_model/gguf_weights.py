"""Reads the weights of a GGUF that `export` wrote, so that training can go on from the committed file."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .gguf import ALIGNMENT, FORMATS, Q8_0_BLOCK, TensorType, ValueType

Array = NDArray[np.float32]


@dataclass
class _Reader:
    content: bytes
    at: int = 0

    def take(self, layout: str) -> Any:
        (value,) = struct.unpack_from(layout, self.content, self.at)
        self.at += struct.calcsize(layout)
        return value

    def string(self) -> str:
        size = self.take("<Q")
        self.at += size
        return self.content[self.at - size : self.at].decode("utf-8")

    def value(self, kind: ValueType) -> Any:
        if kind == ValueType.STRING:
            return self.string()
        if kind == ValueType.ARRAY:
            element = ValueType(self.take("<I"))
            return [self.value(element) for _ in range(self.take("<Q"))]
        return self.take(FORMATS[kind])


def _weights(content: bytes, kind: TensorType, at: int, shape: tuple[int, ...]) -> Array:
    count = int(np.prod(shape))
    if kind == TensorType.Q8_0:
        rows = np.frombuffer(content, np.uint8, count // Q8_0_BLOCK * (2 + Q8_0_BLOCK), at)
        blocks = rows.reshape(-1, 2 + Q8_0_BLOCK)
        scale = np.ascontiguousarray(blocks[:, :2]).view(np.float16).astype(np.float32)
        values = np.ascontiguousarray(blocks[:, 2:]).view(np.int8) * scale
    else:
        dtype = np.float16 if kind == TensorType.F16 else np.float32
        values = np.frombuffer(content, dtype, count, at)
    return values.astype(np.float32).reshape(shape)


def read_gguf(path: Path) -> tuple[dict[str, Any], dict[str, Array]]:
    """Metadata and tensors by name. Raises ValueError for what is no GGUF of version 3."""
    reader = _Reader(path.read_bytes())
    if reader.take("<4s") != b"GGUF" or reader.take("<I") != 3:
        raise ValueError(f"{path} is not a GGUF of version 3")
    tensors, entries = reader.take("<Q"), reader.take("<Q")
    metadata = {}
    for _ in range(entries):
        key = reader.string()
        metadata[key] = reader.value(ValueType(reader.take("<I")))
    found = []
    for _ in range(tensors):
        name, dimensions = reader.string(), reader.take("<I")
        shape = tuple(reversed([reader.take("<Q") for _ in range(dimensions)]))
        found.append((name, shape, TensorType(reader.take("<I")), reader.take("<Q")))
    start = -(-reader.at // ALIGNMENT) * ALIGNMENT
    return metadata, {
        name: _weights(reader.content, kind, start + offset, shape)
        for name, shape, kind, offset in found
    }
