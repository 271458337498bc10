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
# More code, then more sums, at rates low enough to keep what is there.
further="--lr 0.005 --adam-lr 0.001 --cooldown 1"
python3 -m demo_model train --init "$out/broad.pt" --out "$out/code.pt" \
  --mix code --steps 1000 --first-shard 9000 $further "$@"
python3 -m demo_model train --init "$out/code.pt" --out "$out/checkpoint.pt" --gguf "$gguf" \
  --mix sums --steps 700 --first-shard 12000 $further "$@"
