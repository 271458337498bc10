"""Command line: python3 -m demo_model COMMAND --help."""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path

from .data.chat import MIXES

OUTPUT = Path(".artifacts/demo-model")


def _samples(args: argparse.Namespace) -> None:
    from .data.chat import sample

    r = random.Random(args.seed)
    for _ in range(args.count):
        print(json.dumps(sample(r), ensure_ascii=False))


def _tokenizer(args: argparse.Namespace) -> None:
    from .tokenizer import write_merges
    from .vocabulary import learn

    args.out.parent.mkdir(parents=True, exist_ok=True)
    merges = learn(args.size, args.samples, args.seed)
    write_merges(args.out, merges)
    print(f"{args.out}: {len(merges)} merges")


def _train(args: argparse.Namespace) -> None:
    from .export import export
    from .model import Config
    from .train import Settings, train

    settings = Settings(
        out=args.out,
        steps=args.steps,
        workers=args.workers,
        budget=args.budget,
        per_shard=args.per_shard,
        max_seconds=args.max_seconds,
        lr=args.lr,
        adam_lr=args.adam_lr,
        weight_decay=args.weight_decay,
        cooldown=args.cooldown,
        seed=args.seed,
        first_shard=args.first_shard,
        mix=args.mix,
        longest=args.longest,
    )
    shape = Config(
        dim=args.dim, layers=args.layers, heads=args.heads, ffn=args.ffn, bf16=args.bf16
    )
    train(settings, shape, args.init)
    if args.gguf:
        export(args.out, args.gguf)


def _export(args: argparse.Namespace) -> None:
    from .export import export

    export(args.checkpoint, args.out, args.type)


def _average(args: argparse.Namespace) -> None:
    from .average import average

    average(args.first, args.second, args.out)


def _remap(args: argparse.Namespace) -> None:
    from .remap import remap

    remap(args.checkpoint, args.old_merges, args.out)


def _evalset(args: argparse.Namespace) -> None:
    from .evalset import evaluation_set

    json.dump(evaluation_set(args.count, args.seed), sys.stdout, ensure_ascii=False)


def _behaviour(args: argparse.Namespace) -> None:
    from .behaviour import compare

    json.dump(compare(json.load(sys.stdin)), sys.stdout)


def _add_train(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = commands.add_parser(
        "train",
        help="train from random weights or go on from a checkpoint or GGUF",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    p.set_defaults(run=_train)
    p.add_argument("--out", type=Path, default=OUTPUT / "checkpoint.pt", help="the checkpoint")
    p.add_argument("--gguf", type=Path, help="also export to this file at the end")
    p.add_argument("--init", type=Path, help="a checkpoint or GGUF to go on from")
    p.add_argument("--steps", type=int, default=9000, help="length of the schedule")
    p.add_argument("--max-seconds", type=float, default=1e9, help="the schedule also ends then")
    p.add_argument("--workers", type=int, default=2, help="processes, one thread each")
    p.add_argument("--budget", type=int, default=2560, help="padded tokens a batch and worker")
    p.add_argument("--per-shard", type=int, default=280, help="batches taken from 3000 samples")
    p.add_argument("--lr", type=float, default=0.02, help="learning rate of Muon")
    p.add_argument("--adam-lr", type=float, default=0.004, help="learning rate of AdamW")
    p.add_argument("--weight-decay", type=float, default=0.05, help="of the matrices")
    p.add_argument("--cooldown", type=float, default=0.6, help="last part with falling rates")
    p.add_argument("--seed", type=int, default=0, help="of the weights and the order of batches")
    p.add_argument("--first-shard", type=int, default=0, help="where the data begins")
    p.add_argument("--mix", choices=tuple(MIXES), default="broad", help="of the samples")
    p.add_argument("--longest", type=int, default=1000, help="most tokens of a sample, up to 1536")
    p.add_argument("--dim", type=int, default=160, help="width of the model")
    p.add_argument("--layers", type=int, default=6, help="number of layers")
    p.add_argument("--heads", type=int, default=5, help="number of attention heads")
    p.add_argument("--ffn", type=int, default=448, help="width inside SwiGLU")
    p.add_argument("--bf16", action="store_true", help="for CPUs with AVX512-BF16")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m demo_model", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_train(commands)

    p = commands.add_parser("export", help="write a checkpoint as GGUF")
    p.set_defaults(run=_export)
    p.add_argument("checkpoint", type=Path)
    p.add_argument("out", type=Path)
    p.add_argument("--type", choices=("f32", "f16", "q8_0"), default="q8_0")

    p = commands.add_parser("average", help="write the mean of two models, each a checkpoint or GGUF")
    p.set_defaults(run=_average)
    p.add_argument("first", type=Path)
    p.add_argument("second", type=Path)
    p.add_argument("--out", type=Path, default=OUTPUT / "average.pt", help="the checkpoint")

    p = commands.add_parser("tokenizer", help="learn the merges of the tokenizer")
    p.set_defaults(run=_tokenizer)
    p.add_argument("--out", type=Path, default=OUTPUT / "merges.txt")
    p.add_argument("--size", type=int, default=1280, help="tokens (default: 1280)")
    p.add_argument("--samples", type=int, default=12000, help="samples read (default: 12000)")
    p.add_argument("--seed", type=int, default=7, help="of the samples (default: 7)")

    p = commands.add_parser("remap", help="carry a checkpoint over to this tokenizer")
    p.set_defaults(run=_remap)
    p.add_argument("checkpoint", type=Path)
    p.add_argument("old_merges", type=Path, help="merges the checkpoint was trained with")
    p.add_argument("out", type=Path)

    p = commands.add_parser("evalset", help="print held-out problems as JSON")
    p.set_defaults(run=_evalset)
    p.add_argument("--count", type=int, default=300, help="of a main skill (default: 300)")
    p.add_argument("--seed", type=int, default=20240607, help="(default: 20240607)")

    p = commands.add_parser("samples", help="print training samples as JSON lines")
    p.set_defaults(run=_samples)
    p.add_argument("--count", type=int, default=10, help="(default: 10)")
    p.add_argument("--seed", type=int, default=1, help="(default: 1)")

    p = commands.add_parser("behaviour", help="compare Python functions given as JSON on stdin")
    p.set_defaults(run=_behaviour)
    return parser


def main() -> None:
    """Runs the command that the arguments name."""
    args = _parser().parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
