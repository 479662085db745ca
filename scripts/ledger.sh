#!/usr/bin/env bash
# Prints what became of every line, by distribution and hour of the request. See --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib.sh
source "$root/scripts/lib.sh"

main() {
  build_if_needed
  run_java ai.cequence.cloudfront.local.PrintLedger "$@"
}

main "$@"
