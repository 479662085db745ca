#!/usr/bin/env bash
# Sends the logs of a range of hours, beside the live job or without one. See --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib.sh
source "$root/scripts/lib.sh"

usage() {
  cat <<'HELP'
usage: scripts/backfill.sh --properties FILE --from TIME --to TIME [options]

Reads the objects in source/s3.paths whose hour lies between the two times,
sends them, and ends. Shows how far it is. Where it is interrupted, the same
command goes on from its last checkpoint. It may run beside the live job: it
shares nothing with it. The Bridge sees the same transaction ids where both send
the same hours.

  --properties FILE   settings as JSON property groups, such as the live job's
  --from TIME         first hour, UTC: 2026-01-31T00:00:00Z
  --to TIME           the hours before this; not in the future
  --parallelism N     subtasks (2)
  --checkpoints DIR   where state is kept (target/backfill/FROM_TO)
  --summary FILE      counts as JSON, written at a clean end
  --set GROUP/KEY=V   one more setting; repeatable
  --dry-run           says what would run, and runs nothing

Exit status: 0 done, 1 the job failed, 2 configuration.
HELP
}

# Seconds since the epoch of a time in UTC.
seconds() {
  [[ $2 =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$ ]] ||
    refuse "$1: expected a time in UTC such as 2026-01-31T00:00:00Z, found ${2:-nothing}. See --help."
  date -u -d "$2" +%s 2>/dev/null || refuse "$1: expected a time that exists, found $2. See --help."
}

main() {
  local properties='' from='' to='' parallelism=2 checkpoints='' dry_run='' more=()
  while (($# > 0)); do
    case $1 in
      -h | --help)
        usage
        return
        ;;
      --dry-run)
        dry_run=yes
        shift
        continue
        ;;
      --properties | --from | --to | --parallelism | --checkpoints | --summary | --set) ;;
      *) refuse "Expected an option, found $1. See --help." ;;
    esac
    [[ $# -gt 1 && -n $2 ]] || refuse "$1: expected a value, found none. See --help."
    case $1 in
      --properties) properties=$2 ;;
      --from) from=$2 ;;
      --to) to=$2 ;;
      --parallelism) parallelism=$2 ;;
      --checkpoints) checkpoints=$2 ;;
      --set)
        [[ ! $2 =~ ^source/(type|s3\.(mode|discovery|from|to))= ]] ||
          refuse "--set ${2%%=*}: expected another setting, since a backfill sets this itself. See --help."
        more+=(--set "$2")
        ;;
      --summary) more+=(--summary "$2") ;;
    esac
    shift 2
  done
  [[ -n $properties ]] || refuse "--properties: expected a file, found none. See --help."
  [[ -f $properties && -r $properties ]] || refuse "--properties: expected a readable file, found $properties. See --help."
  [[ $parallelism =~ ^[1-9][0-9]{0,2}$ && $parallelism -le 256 ]] || refuse "--parallelism: expected 1 to 256, found $parallelism. See --help."
  local first last
  first=$(seconds --from "$from")
  last=$(seconds --to "$to")
  ((first < last)) || refuse "--to: expected a time after --from ($from), found $to. See --help."
  ((last <= $(date -u +%s))) || refuse "--to: expected a time that has passed, found $to. See --help."
  checkpoints=${checkpoints:-$root/target/backfill/${from//:/}_${to//:/}}
  local command=(ai.cequence.cloudfront.local.LocalRunner
    --properties "$properties" --checkpoints "$checkpoints" --parallelism "$parallelism"
    --set source/type=s3 --set source/s3.mode=bounded --set source/s3.discovery=listing
    --set "source/s3.from=$from" --set "source/s3.to=$to" "${more[@]}")
  local hours=$(((last - first + 3599) / 3600))
  echo "Backfill of $hours hour$( ((hours == 1)) || echo s), $from to $to; state in $checkpoints" >&2
  if ((last > $(date -u +%s) - 86400)); then
    echo "The last of them may still be written: CloudFront delivers up to 24 hours late." >&2
  fi
  if [[ -n $dry_run ]]; then
    printf 'Would run:'
    printf ' %q' "${command[@]}"
    printf '\n'
    return
  fi
  build_if_needed
  run_java "${command[@]}"
}

main "$@"
