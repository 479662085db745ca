#!/usr/bin/env bash
# Runs the job through an outage of a simulated Bridge and prints the evidence. See --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib.sh
source "$root/scripts/lib.sh"

main() {
  build_if_needed
  cd "$root"
  run_java ai.cequence.cloudfront.benchmark.OutageRun "$@"
}

main "$@"
