"""Turns a checkpoint into a GGUF that looks like DeepSeek-R1-Distill-Llama-8B from outside."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from .checkpoint import Checkpoint, load_checkpoint
from .data.tokens import BOS, CONTROL_TOKENS, EOS, THINK_CLOSE, THINK_OPEN
from .gguf import Entry, Tensor, TensorType, ValueType, write_gguf
from .gguf_weights import read_gguf
from .model import Config
from .tokenizer import Tokenizer, read_merges

CHAT_TEMPLATE_FILE = Path(__file__).with_name("chat_template.jinja")

NORMAL_TOKEN, CONTROL_TOKEN, USER_DEFINED_TOKEN = 1, 3, 4
TOKEN_TYPES = {
    **{token: CONTROL_TOKEN for token in CONTROL_TOKENS},
    THINK_OPEN: USER_DEFINED_TOKEN,
    THINK_CLOSE: USER_DEFINED_TOKEN,
}
FILE_TYPES = {"f32": 0, "f16": 1, "q8_0": 7}
"""llama_ftype: what the matrices are stored as."""

MATRIX_TYPES = {"f32": TensorType.F32, "f16": TensorType.F16, "q8_0": TensorType.Q8_0}

BLOCK_TENSORS = {
    "attn_norm": "n1",
    "attn_q": "wq",
    "attn_k": "wk",
    "attn_v": "wv",
    "attn_output": "wo",
    "ffn_norm": "n2",
    "ffn_gate": "wg",
    "ffn_up": "wu",
    "ffn_down": "wd",
}
"""Name in llama.cpp -> name in the model."""


def _metadata(c: Config, tokenizer: Tokenizer, parameters: int, kind: str) -> list[Entry]:
    u32, i32, f32 = ValueType.U32, ValueType.I32, ValueType.F32
    text, boolean = ValueType.STRING, ValueType.BOOL
    description = (
        "A tiny reasoning demo model trained on synthetic arithmetic, linear equations "
        "and simple code"
    )
    template = CHAT_TEMPLATE_FILE.read_text(encoding="utf-8")
    types = [TOKEN_TYPES.get(token, NORMAL_TOKEN) for token in tokenizer.tokens]
    merges = [f"{a} {b}" for a, b in tokenizer.merges]
    return [
        Entry("general.architecture", text, "llama"),
        Entry("general.type", text, "model"),
        Entry("general.name", text, "Tiny Reasoner"),
        Entry("general.description", text, description),
        Entry("general.size_label", text, f"{parameters / 1e6:.1f}M"),
        Entry("general.quantization_version", u32, 2),
        Entry("general.file_type", u32, FILE_TYPES[kind]),
        Entry("llama.block_count", u32, c.layers),
        Entry("llama.context_length", u32, c.context),
        Entry("llama.embedding_length", u32, c.dim),
        Entry("llama.feed_forward_length", u32, c.ffn),
        Entry("llama.attention.head_count", u32, c.heads),
        Entry("llama.attention.head_count_kv", u32, c.heads),
        Entry("llama.attention.layer_norm_rms_epsilon", f32, c.eps),
        Entry("llama.rope.dimension_count", u32, c.head_size),
        Entry("llama.rope.freq_base", f32, c.rope_base),
        Entry("llama.vocab_size", u32, len(tokenizer.tokens)),
        Entry("tokenizer.ggml.model", text, "gpt2"),
        Entry("tokenizer.ggml.pre", text, "llama-bpe"),
        Entry("tokenizer.ggml.tokens", text, tokenizer.tokens),
        Entry("tokenizer.ggml.token_type", i32, types),
        Entry("tokenizer.ggml.merges", text, merges),
        Entry("tokenizer.ggml.bos_token_id", u32, tokenizer.ids[BOS]),
        Entry("tokenizer.ggml.eos_token_id", u32, tokenizer.ids[EOS]),
        Entry("tokenizer.ggml.padding_token_id", u32, tokenizer.ids[EOS]),
        Entry("tokenizer.ggml.add_bos_token", boolean, True),
        Entry("tokenizer.ggml.add_eos_token", boolean, False),
        Entry("tokenizer.chat_template", text, template),
    ]


def _names(layers: int) -> dict[str, str]:
    """Name of each tensor in llama.cpp -> name in the model."""
    # The embeddings are tied: without an output.weight, llama.cpp uses token_embd.weight.
    names = {"token_embd.weight": "emb.weight", "output_norm.weight": "nf.weight"}
    for i in range(layers):
        for theirs, ours in BLOCK_TENSORS.items():
            names[f"blk.{i}.{theirs}.weight"] = f"blocks.{i}.{ours}.weight"
    return names


def _tensors(c: Config, weights: Mapping[str, NDArray[np.float32]], kind: str) -> list[Tensor]:
    out = []
    for theirs, ours in _names(c.layers).items():
        data = weights[ours]
        out.append(Tensor(theirs, TensorType.F32 if data.ndim == 1 else MATRIX_TYPES[kind], data))
    return out


def import_gguf(path: Path) -> Checkpoint:
    """The model in a GGUF that `export` wrote, with the precision that its type has left."""
    metadata, tensors = read_gguf(path)
    config = Config(
        vocab_size=metadata["llama.vocab_size"],
        dim=metadata["llama.embedding_length"],
        layers=metadata["llama.block_count"],
        heads=metadata["llama.attention.head_count"],
        ffn=metadata["llama.feed_forward_length"],
        context=metadata["llama.context_length"],
    )
    names = _names(config.layers)
    return Checkpoint(config, {names[name]: torch.from_numpy(w) for name, w in tensors.items()})


def load(path: Path) -> Checkpoint:
    """A checkpoint, or the model in a GGUF."""
    return import_gguf(path) if path.suffix == ".gguf" else load_checkpoint(path)


def export(checkpoint: Path, output: Path, kind: str = "q8_0") -> None:
    """Writes the GGUF; `kind` is one of the keys of `FILE_TYPES`."""
    loaded = load(checkpoint)
    weights = {name: tensor.float().numpy() for name, tensor in loaded.model.items()}
    parameters = sum(w.size for w in weights.values())
    tokenizer = Tokenizer(read_merges())
    if loaded.config.vocab_size != len(tokenizer.tokens):
        raise ValueError("the checkpoint belongs to another tokenizer")
    size = write_gguf(
        output,
        _metadata(loaded.config, tokenizer, parameters, kind),
        _tensors(loaded.config, weights, kind),
    )
    print(f"{output}: {size} bytes, {parameters} parameters")
