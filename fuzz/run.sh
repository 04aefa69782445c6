#!/usr/bin/env bash
# usage: fuzz/run.sh SECONDS [TARGET...]   builds the preset fuzz and runs each target (all by default) that long
# New inputs go to build/fuzz/corpus, crashes to build/fuzz/crashes; the committed corpus is only read.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:?seconds for each target}
shift
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target fuzz_targets
[ $# -gt 0 ] || mapfile -t targets < <(cd fuzz/corpus && printf '%s\n' *)
[ $# -eq 0 ] || targets=("$@")
mkdir -p build/fuzz/crashes
for target in "${targets[@]}"; do
    binary=build/fuzz/fuzz/fuzz_$target
    [ -x "$binary" ] || { printf 'fuzz: %s is not built here\n' "$target"; continue; }
    mkdir -p "build/fuzz/corpus/$target"
    printf 'fuzz: %s for %s s\n' "$target" "$seconds"
    "$binary" -max_total_time="$seconds" -max_len=65536 -rss_limit_mb=1024 -print_final_stats=1 \
        -artifact_prefix="build/fuzz/crashes/$target-" "build/fuzz/corpus/$target" "fuzz/corpus/$target" \
        2>&1 | grep -E 'ERROR|SUMMARY|Test unit written|stat::number_of_executed_units|BINGO|terminate|check' || true
    [ -z "$(ls build/fuzz/crashes | grep "^$target-" || true)" ] || { printf 'fuzz: %s failed\n' "$target"; exit 1; }
done
