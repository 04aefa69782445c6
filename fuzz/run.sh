#!/usr/bin/env bash
# usage: fuzz/run.sh SECONDS [TARGET...]   builds the preset fuzz and runs each target (all by default) that long
# New inputs go to build/fuzz/corpus, crashes to build/fuzz/crashes; the committed corpus is only read. Fails after the
# last target if one was not built, or ended by a crash, a leak, 20 seconds on one input or more than 1 GiB.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:?seconds for each target}
shift
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
    mapfile -t targets < <(cd fuzz && printf '%s\n' *.cc | sed 's/\.cc$//' | grep -vx replay_main)
fi
tools/configure.sh fuzz
cmake --build --preset fuzz --target fuzz_targets
mkdir -p build/fuzz/crashes
failed=()
for target in "${targets[@]}"; do
    log=build/fuzz/$target.log
    mkdir -p "build/fuzz/corpus/$target"
    printf 'fuzz: %s for %s s\n' "$target" "$seconds"
    if "build/fuzz/fuzz/fuzz_$target" -max_total_time="$seconds" -max_len=65536 -timeout=20 -rss_limit_mb=1024 \
        -print_final_stats=1 -artifact_prefix="$PWD/build/fuzz/crashes/$target-" \
        "build/fuzz/corpus/$target" "fuzz/corpus/$target" >"$log" 2>&1; then
        grep 'stat::number_of_executed_units' "$log"
    else
        printf 'fuzz: %s failed, see %s\n' "$target" "$log"
        grep -E 'ERROR|SUMMARY|runtime error|check|No such file|Test unit written' "$log" | head -20 || true
        failed+=("$target")
    fi
done
[ ${#failed[@]} -eq 0 ] || { printf 'fuzz: failed: %s\n' "${failed[*]}"; exit 1; }
