#!/usr/bin/env bash
# Runs the job on this machine; without arguments as a demo. See --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib.sh
source "$root/scripts/lib.sh"

main() {
  build_if_needed
  run_java ai.cequence.cloudfront.local.LocalRunner "$@"
}

main "$@"
