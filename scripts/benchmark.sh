#!/usr/bin/env bash
# Measures the whole job, or one part of it. See --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib.sh
source "$root/scripts/lib.sh"

# One line a benchmark: name, main class in the package `benchmark`, arguments, what it measures.
benchmarks() {
  cat <<'TABLE'
targets|||all of the first table in docs/performance.md, about half an hour
job|JobBenchmark|[LINES [PARALLELISM…]]|whole job, gzip files to requests accepted (the default)
parser|ParserBenchmarkRun|[--seconds N]|the parser alone, and from gzip, beside a minimal reader
dedup|DedupBenchmark|[IDS]|deduplication alone, beside a ValueState for each id
size|SizeRecommendation|[RATE]|KPUs, shards and egress for a load, reckoned from the figures measured
egress|EgressBenchmark|[FILE]|bytes to the Bridge for each transaction, plain and compressed
kinesis-latency|KinesisLatencyBenchmark|[--rate N] [--seconds N]|real-time path, from a put into Kinesis to the Bridge
kinesis-throughput|KinesisThroughputBenchmark|[--seconds N]|Kinesis source alone, per shard and per slot
sink|SinkBenchmark|[TRANSACTIONS]|the sink alone against a server that discards, with and without gzip
batch|BatchBenchmarkRun|[--seconds N]|encoder, batches and compression alone
checkpoints|CheckpointBenchmark|[--seconds N]|how long checkpoints take with the Bridge healthy, slow and down
mutations|MutationRun|[LINES]|damaged logs of every format: is every line accounted for?
window|WindowBenchmark|[TRANSACTIONS]|windows alone, to sorted batches with their keys
discovery|DiscoveryBenchmark||state and LIST calls as the history grows, beside Flink's enumerator
memory|MemoryBenchmark|[IDS] [--lines N]|whether 20,000 transactions a second fit into one KPU
objects|ObjectsBenchmark|[OBJECTS [OPEN_MS [GB]]]|many small objects with a slow open; one object of 1 GB of gzip
TABLE
}

# What made the table of targets in docs/performance.md; a heap of its own stands before the name.
targets() {
  cat <<'TABLE'
2g parser
2g job 8000000 1 2
2g dedup 3000000
2g discovery
256m objects 100000 40 1
2g kinesis-latency
2g kinesis-latency --reader efo
2g memory
2g checkpoints --seconds 20
TABLE
}

# Runs those one after the other, and ends with 1 where one failed.
measure_targets() {
  local heap words failed=0
  while read -r heap words; do
    printf '\n== CLOUDFRONT_BRIDGE_HEAP=%s scripts/benchmark.sh %s\n' "$heap" "$words"
    # shellcheck disable=SC2086 # words of the table above
    CLOUDFRONT_BRIDGE_HEAP=$heap "$root/scripts/benchmark.sh" $words </dev/null || failed=1
  done < <(targets)
  return "$failed"
}

usage() {
  cat <<'HELP'
usage: scripts/benchmark.sh [NAME] [ARGUMENTS]

Prints a table that a person can read, and as its last line JSON that a program
can. Without a name: job. `scripts/benchmark.sh NAME --help` says what its
arguments mean. CLOUDFRONT_BRIDGE_HEAP=512m sets the heap that it has (2g).

HELP
  local name class arguments meaning
  while IFS='|' read -r name class arguments meaning; do
    printf '  %s\n      %s\n' "$name${arguments:+ $arguments}" "$meaning"
  done < <(benchmarks)
  printf '\nExit status: 0 done, 1 it failed, 2 wrong arguments.\n'
}

main_class() {
  local name class rest
  while IFS='|' read -r name class rest; do
    [[ $name == "$1" ]] && printf '%s' "$class"
  done < <(benchmarks)
  return 0
}

main() {
  local name=${1-job}
  case $name in
    -h | --help)
      usage
      return
      ;;
    targets)
      (($# == 1)) || refuse "targets: expected no arguments, found ${*:2}. See --help."
      measure_targets
      return
      ;;
    [0-9]*) name=job ;;
    *) (($# == 0)) || shift ;;
  esac
  local class
  class=$(main_class "$name")
  [[ -n $class ]] || refuse "Expected the name of a benchmark, found $name. See --help."
  # What is measured works in the project's folder; a file is named from where the script was called.
  if [[ $name == egress && $# -gt 0 && $1 != [-/]* ]]; then
    set -- "$PWD/$1" "${@:2}"
  fi
  build_if_needed
  cd "$root"
  run_java "ai.cequence.cloudfront.benchmark.$class" "$@"
}

main "$@"
