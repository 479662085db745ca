#!/usr/bin/env bash
# Runs the job for a while, kills it, lets the Bridge fail, and judges what arrived. See --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib.sh
source "$root/scripts/lib.sh"

main() {
  build_if_needed
  cd "$root"
  run_java ai.cequence.cloudfront.benchmark.SoakRun "$@"
}

main "$@"
