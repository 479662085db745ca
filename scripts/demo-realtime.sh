#!/usr/bin/env bash
# Real-time logs on this machine: emulator, generator, job and simulated Bridge in one go. See --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib.sh
source "$root/scripts/lib.sh"

region=eu-central-1
stream="arn:aws:kinesis:$region:000000000000:stream/real-time-logs"
emulator_version=0.6.2
# What the generator puts and the job is told, in CloudFront's order.
fields=timestamp,c-ip,s-ip,time-to-first-byte,sc-status,sc-bytes,cs-method,cs-protocol,cs-host
fields+=,cs-uri-stem,cs-bytes,x-edge-location,x-edge-request-id,x-host-header,time-taken
fields+=,cs-protocol-version,cs-user-agent,cs-referer,cs-cookie,cs-uri-query,x-forwarded-for
fields+=,x-edge-result-type,sc-content-type,sc-content-len,c-port,c-country,cs-headers

usage() {
  cat <<'HELP'
usage: scripts/demo-realtime.sh [--seconds N] [--rate N] [--reader polling|efo]

Starts a Kinesis emulator (kinesis-local, fetched by npm), a simulated Bridge,
the job, and a generator that puts N real-time log records a second (50) for N
seconds (30) into a stream; then stops the job, shows what arrived and ends.
Ctrl-C ends it earlier. Needs Java 17, Maven and Node. While it runs, the
emulator listens on every interface of this machine, the rest on loopback.

Exit status: 0 done, 1 a part of it failed, 2 wrong arguments, 130 Ctrl-C.
HELP
}

pids=()
job=
emulator_pid=

# Ends the job first, which takes a savepoint and says what it did; whatever then still lives is ended too.
stop_all() {
  trap '' INT TERM
  local pid end=$((SECONDS + 30))
  if [[ -n $job ]] && kill -TERM "$job" 2>/dev/null; then
    while ((SECONDS < end)) && kill -0 "$job" 2>/dev/null; do
      sleep 0.2
    done
    # For what follows the job's output.
    sleep 1
  fi
  for pid in "${pids[@]}"; do
    kill -TERM "$pid" 2>/dev/null || true
  done
  for pid in "${pids[@]}"; do
    end=$((SECONDS + 5))
    # The emulator does not heed SIGTERM.
    while [[ $pid != "$emulator_pid" ]] && ((SECONDS < end)) && kill -0 "$pid" 2>/dev/null; do
      sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null || true
  done
  wait 2>/dev/null || true
}

free_port() {
  node -e 'const s = require("net").createServer(); s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); });'
}

install_emulator() {
  emulator="$root/target/kinesis-local/node_modules/kinesis-local/main.js"
  [[ -f $emulator ]] && return
  npm install --no-audit --no-fund --prefix "$root/target/kinesis-local" \
    "kinesis-local@$emulator_version" >"$work/npm.txt" 2>&1 ||
    die "npm could not install kinesis-local@$emulator_version; see $work/npm.txt"
}

# Starts a process and remembers it: first argument is the file for its output.
start() {
  local output=$1
  shift
  : >"$output"
  "$@" >"$output" 2>&1 &
  started=$!
  pids+=("$started")
}

# Waits until a file holds a pattern, while a process lives.
wait_for() {
  local what=$1 file=$2 pattern=$3 pid=$4
  until grep -qE "$pattern" "$file" 2>/dev/null; do
    kill -0 "$pid" 2>/dev/null || die "$what did not start; see $file"
    sleep 0.2
  done
}

main() {
  local seconds=30 rate=50 reader=polling
  while (($# > 0)); do
    case $1 in
      -h | --help)
        usage
        return
        ;;
      --seconds | --rate | --reader)
        (($# > 1)) || refuse "Expected a value after $1. See --help."
        printf -v "${1#--}" '%s' "$2"
        shift
        ;;
      *) refuse "Expected --seconds, --rate or --reader, found $1. See --help." ;;
    esac
    shift
  done
  [[ $seconds =~ ^[1-9][0-9]{0,4}$ && $rate =~ ^[1-9][0-9]{0,3}$ && $reader =~ ^(polling|efo)$ ]] ||
    refuse "Expected --seconds from 1 to 99999, --rate from 1 to 9999 and --reader polling or efo," \
      "found $seconds, $rate and $reader. See --help."
  command -v npm >/dev/null || die "Expected Node with npm on the PATH, found none: the Kinesis emulator needs it."
  build_if_needed
  work="$root/target/demo-realtime"
  rm -rf "$work"
  mkdir -p "$work"
  install_emulator
  trap stop_all EXIT
  trap 'exit 130' INT TERM
  export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=$region
  run_demo "$seconds" "$rate" "$reader"
}

# Waits until so many transactions have arrived, for a minute at most.
await_arrival() {
  local bridge=$1 expected=$2 end=$((SECONDS + 60)) unique=0
  while ((SECONDS < end && unique < expected)); do
    kill -0 "$job" 2>/dev/null || die "The job ended; see $work/job.txt"
    sleep 0.5
    unique=$(curl --silent "$bridge/state" | sed -n 's/.*"unique":\([0-9]*\).*/\1/p')
    unique=${unique:-0}
  done
  echo "$unique of $expected requests have arrived"
}

run_demo() {
  local seconds=$1 rate=$2 reader=$3 port tls bridge
  port=$(free_port)
  tls=$(free_port)
  start "$work/emulator.txt" env KINESIS_MOCK_CERT_PATH="${emulator%main.js}server.json" \
    KINESIS_MOCK_PLAIN_PORT="$port" KINESIS_MOCK_TLS_PORT="$tls" \
    INITIALIZE_STREAMS=real-time-logs:2 node "$emulator"
  emulator_pid=$started
  # Else the shell says of it that it was killed.
  disown "$emulator_pid"
  until curl --silent --output /dev/null "http://127.0.0.1:$port/healthcheck"; do
    kill -0 "$emulator_pid" 2>/dev/null || die "The emulator did not start; see $work/emulator.txt"
    sleep 0.2
  done
  echo "A Kinesis emulator listens at http://127.0.0.1:$port"
  start "$work/bridge.txt" run_java ai.cequence.cloudfront.local.SimulateBridge
  wait_for "The simulated Bridge" "$work/bridge.txt" '^http' "$started"
  bridge=$(head -n 1 "$work/bridge.txt")
  echo "A simulated Bridge listens at $bridge"
  start "$work/job.txt" run_java ai.cequence.cloudfront.local.LocalRunner \
    --set source/type=kinesis --set "source/kinesis.stream-arns=$stream" \
    --set "source/kinesis.endpoint=http://127.0.0.1:$port" --set "source/kinesis.reader=$reader" \
    --set "source/kinesis.fields=$fields" --set source/kinesis.initial-position=TRIM_HORIZON \
    --set "bridge/auth-endpoint=$bridge" --set "bridge/edge-endpoint=$bridge" \
    --set bridge/client-id=demo --set bridge/client-secret=demo --set 'window/size=1 s' --set filter/static-extensions=none \
    --set 'logging/report-interval=5 s' --set "dead-letter/path=file://$work/dead-letters/" \
    --checkpoints "$work/checkpoints"
  job=$started
  tail -n +1 -f "$work/job.txt" --pid "$job" &
  pids+=("$!")
  (run_java ai.cequence.cloudfront.local.PutRealTimeLogs --stream-arn "$stream" \
    --endpoint "http://127.0.0.1:$port" --rate "$rate" --seconds "$seconds" --fields "$fields") &
  pids+=("$!")
  wait "$!" || die "The generator failed."
  await_arrival "$bridge" $((rate * seconds))
  kill -TERM "$job" 2>/dev/null || die "The job ended; see $work/job.txt"
  wait "$job" || true
  echo "What the simulated Bridge says:"
  curl --silent --show-error "$bridge/state"
  echo
}

main "$@"
