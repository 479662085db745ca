#!/usr/bin/env bash
# Fuzzes the parser. See --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib.sh
source "$root/scripts/lib.sh"

usage() {
  cat <<'HELP'
usage: scripts/fuzz.sh [SECONDS [SEED]]

Feeds the parser with mutations of the corpus in src/test/resources/fuzz/corpus
for SECONDS (300), other ones with each SEED (by default a new one, which is
printed). Inputs with a new outcome are mutated further. Ends at the first input
of which the parser makes something it must not; the input is then a file of the
corpus, with which each later run and the build begin.

Exit status: 0 nothing found, 1 an input was found, 2 wrong arguments.
HELP
}

main() {
  local seconds=${1-300}
  case $seconds in
    -h | --help)
      usage
      return
      ;;
  esac
  (($# <= 2)) || refuse "Expected SECONDS and SEED at most, found $# arguments. See --help."
  [[ $seconds =~ ^[1-9][0-9]{0,4}$ ]] || refuse "Expected SECONDS from 1 to 99999, found $seconds. See --help."
  [[ ${2-0} =~ ^-?[0-9]{1,18}$ ]] || refuse "Expected a whole number for SEED, found $2. See --help."
  # shellcheck disable=SC2034 # read by build_if_needed
  local further_sources=$root/src/test/java
  build_if_needed
  cd "$root"
  run_java ai.cequence.cloudfront.parse.LogParserFuzz "$seconds" "${@:2}"
}

main "$@"
