#!/bin/sh
# Trains the demo model from nothing: ./train.sh FILE.gguf
# Options behind the name, for example --bf16, are those of all stages.
set -eu
cd "$(dirname "$0")"
gguf=$1
shift
out=.artifacts/demo-model
mkdir -p "$out"
# glibc's allocator gives large tensors back to the system and faults them in anew with every step.
export LD_PRELOAD=libjemalloc.so.2
export MALLOC_CONF=dirty_decay_ms:-1,muzzy_decay_ms:-1,oversize_threshold:0
python3 -m demo_model train --out "$out/broad.pt" "$@"
# Then what is seldom in the broad mix, at rates low enough to keep what is there.
last=broad
further() {
  mix=$1 steps=$2 shard=$3 longest=$4
  shift 4
  python3 -m demo_model train --init "$out/$last.pt" --out "$out/$mix.pt" --mix "$mix" --steps "$steps" \
    --first-shard "$shard" --longest "$longest" --lr 0.005 --adam-lr 0.001 --cooldown 1 "$@"
  last=$mix
}
further code 1000 9000 1000 "$@"
further sums 700 12000 1000 "$@"
further operands 900 14000 1500 "$@"
further digits 700 16000 1500 "$@"
further even 700 18000 1500 "$@"
further spelling 700 20000 1500 "$@" --lr 0.002 --adam-lr 0.0004
# The mean keeps what the last stage has learned, and brings back what it has lost.
python3 -m demo_model average "$out/even.pt" "$out/spelling.pt" --out "$out/average.pt"
python3 -m demo_model export "$out/average.pt" "$gguf"
