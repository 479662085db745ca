#!/usr/bin/env bash
# Fuzzes the parser, guided by coverage. See --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib.sh
source "$root/scripts/lib.sh"

usage() {
  cat <<'HELP'
usage: scripts/fuzz.sh [SECONDS | --keep]

Runs Jazzer on the parser for SECONDS (300), from the corpus in src/test/resources/fuzz/corpus and
what earlier runs added in target/fuzz/corpus. Ends with status 1 at the first input that the
parser does not take as it should; the input is then a file in target/fuzz.

  --keep   adds to the corpus in the repository the inputs of target/fuzz/corpus that reach
           code which none in it reaches
HELP
}

# Only what the target needs: the fuzzer looks through every class it can see.
class_path() {
  local entry
  printf '%s/target/classes:%s/target/test-classes' "$root" "$root"
  tr ':' '\n' <"$root/target/test-classpath.txt" | while read -r entry; do
    case ${entry##*/} in
      jazzer* | jackson-* | jspecify* | flink-core-2*) printf ':%s' "$entry" ;;
    esac
  done
}

jazzer() {
  (cd "$root/target/fuzz" && exec java -Xmx1g -cp "$(class_path)" com.code_intelligence.jazzer.Jazzer \
    --target_class=ai.cequence.cloudfront.parse.LogParserFuzz \
    --instrumentation_includes='ai.cequence.cloudfront.**' \
    --custom_hook_includes='ai.cequence.cloudfront.**' \
    -max_len=8192 -timeout=10 -rss_limit_mb=2048 "$@")
}

main() {
  local corpus="$root/src/test/resources/fuzz/corpus" found="$root/target/fuzz/corpus" seconds=300
  case ${1:-} in
    -h | --help)
      usage
      return
      ;;
  esac
  [[ -f $root/target/test-classpath.txt && -d $root/target/test-classes ]] || build_if_needed
  mkdir -p "$found"
  if [[ ${1:-} == --keep ]]; then
    jazzer -merge=1 "$corpus" "$found"
    return
  fi
  seconds=${1:-$seconds}
  [[ $seconds =~ ^[1-9][0-9]{0,4}$ ]] || die "Expected SECONDS from 1 to 99999, found $seconds. See --help."
  if ! jazzer -max_total_time="$seconds" -print_final_stats=1 "$found" "$corpus" >"$root/target/fuzz/log.txt" 2>&1; then
    tail -40 "$root/target/fuzz/log.txt" >&2
    die "The parser does not take an input as it should; it lies in target/fuzz, and all that was said in target/fuzz/log.txt."
  fi
  grep -E '^#.*DONE|^stat::number_of_executed_units' "$root/target/fuzz/log.txt" || true
}

main "$@"
