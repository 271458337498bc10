"""Writes GGUF version 3 files.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Union

import numpy as np
from numpy.typing import NDArray

ALIGNMENT = 32
Q8_0_BLOCK = 32


class TensorType(IntEnum):
    """ggml_type."""

    F32 = 0
    F16 = 1
    Q8_0 = 8


class ValueType(IntEnum):
    """gguf_metadata_value_type, the ones used here."""

    U32 = 4
    I32 = 5
    F32 = 6
    BOOL = 7
    STRING = 8
    ARRAY = 9


FORMATS = {
    ValueType.U32: "<I",
    ValueType.I32: "<i",
    ValueType.F32: "<f",
    ValueType.BOOL: "<?",
}

Scalar = Union[int, float, bool, str]


@dataclass(frozen=True)
class Entry:
    """One metadata key; an array where `value` is a list, whose elements have the given type."""

    key: str
    type: ValueType
    value: Scalar | Sequence[Scalar]


@dataclass(frozen=True)
class Tensor:
    """A tensor in row-major order; its last dimension is the contiguous one."""

    name: str
    type: TensorType
    data: NDArray[np.float32]


def _string(text: str) -> bytes:
    encoded = text.encode("utf-8")
    return struct.pack("<Q", len(encoded)) + encoded


def _scalar(kind: ValueType, value: Scalar) -> bytes:
    return _string(str(value)) if kind == ValueType.STRING else struct.pack(FORMATS[kind], value)


def _entry(entry: Entry) -> bytes:
    head = _string(entry.key)
    if isinstance(entry.value, (list, tuple)):
        head += struct.pack("<IIQ", ValueType.ARRAY, entry.type, len(entry.value))
        return head + b"".join(_scalar(entry.type, v) for v in entry.value)
    assert isinstance(entry.value, (int, float, bool, str))
    return head + struct.pack("<I", entry.type) + _scalar(entry.type, entry.value)


def quantize_q8_0(weights: NDArray[np.float32]) -> bytes:
    """Blocks of 32 weights: a 16-bit scale, then 32 signed bytes."""
    blocks = weights.reshape(-1, Q8_0_BLOCK)
    scale = np.abs(blocks).max(axis=1, keepdims=True) / 127.0
    inverse = np.where(scale > 0, 1.0 / np.where(scale > 0, scale, 1), 0)
    out = np.empty((blocks.shape[0], 2 + Q8_0_BLOCK), dtype=np.uint8)
    out[:, :2] = scale.astype(np.float16).view(np.uint8)
    out[:, 2:] = np.rint(blocks * inverse).astype(np.int8).view(np.uint8)
    return out.tobytes()


def _payload(tensor: Tensor) -> bytes:
    if tensor.type == TensorType.Q8_0:
        return quantize_q8_0(tensor.data)
    return tensor.data.astype(np.float16 if tensor.type == TensorType.F16 else np.float32).tobytes()


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % ALIGNMENT)


def write_gguf(path: Path, metadata: Sequence[Entry], tensors: Sequence[Tensor]) -> int:
    """Writes the file and returns its size in bytes."""
    head = struct.pack("<4sIQQ", b"GGUF", 3, len(tensors), len(metadata))
    head += b"".join(_entry(entry) for entry in metadata)
    body = b""
    for tensor in tensors:
        dims = tuple(reversed(tensor.data.shape))
        head += _string(tensor.name) + struct.pack(f"<I{len(dims)}Q", len(dims), *dims)
        head += struct.pack("<IQ", tensor.type, len(body))
        body += _padded(_payload(tensor))
    content = _padded(head) + body
    path.write_bytes(content)
    return len(content)
