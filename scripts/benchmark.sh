#!/usr/bin/env bash
# Measures the whole job: generated gzip files to requests that a discarding server has accepted.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib.sh
source "$root/scripts/lib.sh"

usage() {
  cat <<'HELP'
usage: scripts/benchmark.sh [LINES [PARALLELISM]]

Generates LINES log lines (2000000), starts a discarding Bridge on loopback in a process
of its own, runs the job over them with all guarantees on, and prints CPU-seconds per
million transactions: a table, then one line of JSON.
HELP
}

simulator=
stop_simulator() {
  [[ -n $simulator ]] && kill "$simulator" 2>/dev/null
  return 0
}

main() {
  local lines=${1:-2000000} parallelism=${2:-1}
  if [[ $lines == -h || $lines == --help ]]; then
    usage
    return
  fi
  [[ $lines =~ ^[1-9][0-9]{3,8}$ && $parallelism =~ ^[1-9][0-9]?$ ]] ||
    die "Expected LINES from 1000 to 999999999 and PARALLELISM from 1 to 99, found $lines and $parallelism. See --help."
  build_if_needed
  local work="$root/target/benchmark"
  rm -rf "$work"
  mkdir -p "$work"
  (run_java ai.cequence.cloudfront.local.GenerateLogs "$work/logs" --files 20 --lines $((lines / 20)))
  trap stop_simulator EXIT
  run_java ai.cequence.cloudfront.local.SimulateBridge --discard >"$work/bridge.txt" &
  simulator=$!
  until [[ -s $work/bridge.txt ]]; do
    kill -0 "$simulator" 2>/dev/null || die "The simulated Bridge did not start."
    sleep 0.1
  done
  local bridge
  bridge=$(<"$work/bridge.txt")
  (run_java ai.cequence.cloudfront.local.LocalRunner \
    --set "source/s3.paths=file://$work/logs/" --set source/s3.mode=bounded \
    --set "bridge/auth-endpoint=$bridge" --set "bridge/edge-endpoint=$bridge" \
    --set bridge/client-id=benchmark --set bridge/client-secret=benchmark \
    --set filter/static-extensions=none --set "dead-letter/path=file://$work/dead-letters/" \
    --checkpoints "$work/checkpoints" --summary "$work/summary.json" \
    --parallelism "$parallelism" >"$work/run.txt" 2>&1) ||
    die "The run failed; see $work/run.txt"
  report "$work" "$parallelism"
}

# The value of a row of the run's own table.
row() {
  sed -n "s/^$1 *\([0-9.,]*\)$/\1/p" "$2/run.txt" | tr -d ,
}

report() {
  local work=$1 parallelism=$2
  awk -v n="$(row ' *delivered' "$work")" -v c="$(row 'CPU-seconds.*included' "$work")" \
    -v w="$(row seconds "$work")" -v p="$parallelism" 'BEGIN {
    if (n == 0 || c == 0 || w == 0) { print "The run told no figures; see run.txt" > "/dev/stderr"; exit 1 }
    printf "transactions delivered            %14d\n", n
    printf "parallelism                       %14d\n", p
    printf "CPU-seconds, start-up included    %14.1f\n", c
    printf "CPU-seconds per million           %14.1f\n", c / n * 1e6
    printf "seconds                           %14.1f\n", w
    printf "transactions a second             %14.0f\n", n / w
    printf "{\"transactions\":%d,\"parallelism\":%d,\"cpuSecondsPerMillion\":%.2f,\"seconds\":%.1f}\n", n, p, c / n * 1e6, w
  }'
}

main "$@"
