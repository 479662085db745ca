#!/usr/bin/env bash
# Shows what the parser makes of log files of any CloudFront format. See --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib.sh
source "$root/scripts/lib.sh"

main() {
  build_if_needed
  run_java ai.cequence.cloudfront.local.InspectLogs "$@"
}

main "$@"
