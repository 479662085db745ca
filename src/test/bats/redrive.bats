#!/usr/bin/env bats
# What scripts/redrive.sh makes of its arguments, on the jar that is built, and on machines that lack something.

load emulated

setup_file() {
  built=$(compgen -G "$project/target/cloudfront-bridge-*-deploy.jar" | head -1)
  export built
}

setup() {
  machine="$BATS_TEST_TMPDIR/machine with blanks"
  mkdir -p "$machine/target" "$machine/src/"{main,local,benchmark}
  cp -r "$project/scripts" "$project/pom.xml" "$machine/"
  letters="$BATS_TEST_TMPDIR/dead letters/2026/01/31/10"
  mkdir -p "$letters"
  cd "$BATS_TEST_TMPDIR"
  settings=(--set source/s3.paths=file:///nowhere/ --set bridge/auth-endpoint=http://127.0.0.1:1 --set bridge/edge-endpoint=http://127.0.0.1:1
    --set bridge/client-id=test --set bridge/client-secret=s3same --set "dead-letter/path=$BATS_TEST_TMPDIR/dead letters/")
}

# The project as its build leaves it, newer than every source.
use_build() {
  [[ -n $built ]] || skip "the jar is not built"
  ln -s "$built" "$project/target/"{test-classes,test-classpath.txt,plugins} "$machine/target/"
  touch "$machine/target/built-for-scripts"
}

redrive() {
  "$machine/scripts/redrive.sh" "$@"
}

# letter REASON MEMBERS: a line of a dead-letter file.
letter() {
  printf '{"reason":"%s","detail":"d","origin":"%s","at":"2026-01-31T10:20:00Z",%s}\n' "$1" "$RANDOM-$RANDOM" "$2"
}

# refused ID: a transaction that the Bridge refused.
refused() {
  letter refused "\"transaction\":{\"timestamp\":\"1769854800.000\",\"version\":\"1.0\",\"transaction-id\":\"$1\",\"txn-meta-data\":{\"source_info\":{\"pool_id\":\"E1AAAAAAAAAAAA\"}}},\"status\":400,\"answer\":\"no\""
}

prepare_letters() {
  { refused id-1 && refused id-2 && letter corrupt '"record":"eA=="'; } >"$letters/a.ndjson"
  refused id-3 >"$letters/b.ndjson"
}

# A simulated Bridge that takes everything.
start_bridge() {
  java -Xmx256m -cp "$built:$project/target/test-classes:$(<"$project/target/test-classpath.txt")" \
    ai.cequence.cloudfront.local.SimulateBridge --discard >"$BATS_TEST_TMPDIR/bridge" 2>"$BATS_TEST_TMPDIR/bridge.log" 3>&- &
  simulator=$!
  until [[ -s $BATS_TEST_TMPDIR/bridge ]]; do
    if ! kill -0 "$simulator" 2>/dev/null; then
      cat "$BATS_TEST_TMPDIR/bridge.log" >&2
      return 1
    fi
    sleep 0.1
  done
  bridge=$(<"$BATS_TEST_TMPDIR/bridge")
}

stop_bridge() {
  kill "$simulator"
  wait "$simulator" || true
}

@test "--help names each option and status, and needs no settings" {
  use_build
  succeeds redrive --help
  for option in --properties --set --path --reason --from --to --rate --patience --job-name --dry-run; do
    says "$option"
  done
  says "redrive.sh"
  says "arguments or configuration"
}

@test "arguments that are missing, wrong or hostile end with status 2 and change nothing" {
  use_build
  prepare_letters
  # shellcheck disable=SC2016 # not to be expanded by anybody
  for arguments in "--no-such-option" "--from=yesterday" "--rate=none" "--rate=0" "--set=window" "--set=no/such=key" \
    '--set=$(touch pwned)' '--path=; touch pwned' "--properties=/nowhere/settings.json" "a.ndjson"; do
    run redrive "${settings[@]}" "$arguments"
    [ "$status" -eq 2 ]
    [ -n "$output" ]
    says_not "	at "
    says_not s3same
  done
  run redrive --dry-run
  [ "$status" -eq 2 ]
  says "--properties"
  run redrive "${settings[@]}" --from 2026-02-01T00:00:00Z --to 2026-01-01T00:00:00Z
  [ "$status" -eq 2 ]
  says "--from: expected a time before --to"
  [ ! -e pwned ]
  [ "$(cat "$letters"/*.ndjson | wc -l)" -eq 4 ]
}

@test "--dry-run counts by reason, sends and moves nothing, from whatever folder it is called" {
  use_build
  prepare_letters
  succeeds redrive "${settings[@]}" --dry-run
  says "2 files"
  grep -Eq 'refused +3  can be sent' <<<"$output"
  grep -Eq 'corrupt +1  left: is no whole line' <<<"$output"
  succeeds redrive "${settings[@]}" --dry-run --reason corrupt
  says_not "can be sent"
  run ls "$letters"
  [ "$output" = $'a.ndjson\nb.ndjson' ]
}

@test "a folder without dead letters is nothing to do, one that is not there is said" {
  use_build
  succeeds redrive "${settings[@]}" --dry-run
  says "0 files"
  run redrive "${settings[@]}" --dry-run --path "$BATS_TEST_TMPDIR/none"
  [ "$status" -eq 2 ]
  says "Expected a folder with dead letters, found none"
}

@test "sends what it can, moves it, and goes on after a run that met no Bridge" {
  use_build
  prepare_letters
  run redrive "${settings[@]}" --patience 1
  [ "$status" -eq 1 ]
  says "run this again later"
  [ "$(cat "$letters"/*.ndjson | wc -l)" -eq 4 ]

  start_bridge
  succeeds redrive "${settings[@]}" --set "bridge/auth-endpoint=$bridge" --set "bridge/edge-endpoint=$bridge"
  stop_bridge
  grep -Eq 'refused +3  delivered, moved' <<<"$output"
  [ "$(cat "$letters"/*.ndjson | wc -l)" -eq 1 ]
  [ "$(cat "$BATS_TEST_TMPDIR/dead letters"/redriven/2026/01/31/10/*.ndjson | wc -l)" -eq 3 ]
}

@test "a machine that lacks what the build needs is told so" {
  bin="$BATS_TEST_TMPDIR/bin"
  mkdir "$bin"
  for command in bash dirname find grep mkdir sed head touch cat; do
    ln -s "$(command -v "$command")" "$bin/"
  done
  PATH=$bin run redrive --help
  [ "$status" -eq 1 ]
  says "Expected Java 17 on the PATH, found no java"

  printf '#!/bin/sh\necho "openjdk version \\"11.0.2\\"" >&2\n' >"$bin/java"
  chmod +x "$bin/java"
  PATH=$bin run redrive --help
  [ "$status" -eq 1 ]
  says "found no mvn"

  printf '#!/bin/sh\necho "[ERROR] broken"\nexit 1\n' >"$bin/mvn"
  chmod +x "$bin/mvn"
  PATH=$bin run redrive --help
  [ "$status" -eq 1 ]
  says "Expected Java 17, found Java 11"

  sed -i 's/11\.0\.2/17.0.2/' "$bin/java"
  PATH=$bin run redrive --help
  [ "$status" -eq 1 ]
  says "[ERROR] broken"
  says "The build failed; all of it is in $machine/target/build.log"
}
