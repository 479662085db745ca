# shellcheck shell=bash
# An operator's machine and account for bats tests: a copy of the scripts in a folder of its own, and the emulator as AWS.

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)

# Once a file.
start_emulator() {
  # The interpreter itself rather than a version manager's shim, which costs more than a call.
  PATH="$project/src/test/bats/bin:$(python3 -c 'import os, sys; print(os.path.dirname(sys.executable))'):$PATH"
  export PATH PRELOADED_SOCKET="$BATS_FILE_TMPDIR/preloaded"
  python3 "$project/src/test/bats/emulator.py" "$BATS_FILE_TMPDIR/port" >"$BATS_FILE_TMPDIR/emulator.log" 2>&1 3>&- &
  emulator=$!
  python3 "$project/src/test/bats/preloaded.py" "$PRELOADED_SOCKET" >"$BATS_FILE_TMPDIR/preloaded.log" 2>&1 3>&- &
  preloaded=$!
  export emulator preloaded
  wait_for_path "$emulator" "$BATS_FILE_TMPDIR/port" "$BATS_FILE_TMPDIR/emulator.log"
  wait_for_path "$preloaded" "$PRELOADED_SOCKET" "$BATS_FILE_TMPDIR/preloaded.log"
  AWS_ENDPOINT_URL="http://127.0.0.1:$(<"$BATS_FILE_TMPDIR/port")"
  export AWS_ENDPOINT_URL AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1
  export AWS_EC2_METADATA_DISABLED=true AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
  export AWS_RETRY_MODE=legacy AWS_MAX_ATTEMPTS=1 CLOUDFRONT_BRIDGE_POLL_SECONDS=0.05
}

# wait_for_path PROCESS PATH LOG: at most two minutes.
wait_for_path() {
  local waited=0
  until [[ -e $2 ]]; do
    if ! kill -0 "$1" 2>/dev/null || ((waited++ > 1200)); then
      cat "$3" >&2
      return 1
    fi
    sleep 0.1
  done
}

stop_emulator() {
  kill "$emulator" "$preloaded"
  wait "$emulator" "$preloaded" 2>/dev/null || true
}

# control PATH [JSON]: asks or tells the emulator.
control() {
  curl -sS --fail -X POST --data "${2:-{\}}" "$AWS_ENDPOINT_URL/_emulator/$1"
}

# A fresh machine and account for one test.
new_machine() {
  control reset >/dev/null
  machine="$BATS_TEST_TMPDIR/machine"
  mkdir -p "$machine/target"
  cp -r "$project/scripts" "$project/.env.example" "$machine/"
  mkdir "$machine/terraform"
  cp "$project"/terraform/*.tf "$machine/terraform/"
  echo jar >"$machine/target/cloudfront-bridge-1.0.0-deploy.jar"
  export TERRAFORM_RECORD="$BATS_TEST_TMPDIR/terraform-commands"
  cd "$machine" || return
  write_dotenv
}

write_dotenv() {
  cat >"$machine/.env" <<DOTENV
tf_auto_approve=true
cequence_client_id=cloudfront
cequence_client_secret=not-a-secret
cequence_auth_endpoint=$AWS_ENDPOINT_URL/_bridge/token
cequence_edge_endpoint=$AWS_ENDPOINT_URL/_bridge/edge
cequence_log_level=info
DOTENV
}

# new_distribution NAME [JQ PROGRAM]: prints the new distribution's id. The program may change its configuration.
new_distribution() {
  jq -n --arg name "$1" '{
    CallerReference: $name, Comment: $name, Enabled: true,
    Origins: {Quantity: 1, Items: [{Id: "origin", DomainName: "origin.example.com",
      CustomOriginConfig: {HTTPPort: 80, HTTPSPort: 443, OriginProtocolPolicy: "https-only"}}]},
    DefaultCacheBehavior: {TargetOriginId: "origin", ViewerProtocolPolicy: "allow-all", MinTTL: 0,
      ForwardedValues: {QueryString: true, Cookies: {Forward: "none"}}},
    Logging: {Enabled: false, IncludeCookies: false, Bucket: "", Prefix: ""}
  }' | jq "${2:-.}" >"$BATS_TEST_TMPDIR/distribution.json"
  aws cloudfront create-distribution --distribution-config "file://$BATS_TEST_TMPDIR/distribution.json" \
    --query Distribution.Id --output text
}

inventory() {
  control inventory
}

# distribution_is ID JQ CONDITION, over [logging, behaviours' real-time configurations, tags]
distribution_is() {
  inventory | jq -e --arg id "$1" ".distributions[\$id] | $2" >/dev/null || {
    inventory | jq --arg id "$1" '.distributions[$id]' >&2
    return 1
  }
}

# The script's output has this text; says what it was where not.
says() {
  [[ $output == *"$1"* ]] || {
    printf 'expected: %s\nfound:\n%s\n' "$1" "$output" >&2
    return 1
  }
}

says_not() {
  [[ $output != *"$1"* ]] || {
    printf 'did not expect: %s\nfound:\n%s\n' "$1" "$output" >&2
    return 1
  }
}

# Runs a command that is to end with status 0; shows what it said where not.
succeeds() {
  run "$@"
  [ "$status" -eq 0 ] || {
    printf 'status %s of %s\n%s\n' "$status" "$*" "$output" >&2
    return 1
  }
}

# Runs a command that is to refuse what is asked; 1 is the status of that.
refuses() {
  ends_with 1 "$@"
}

# Runs a command whose arguments or settings are wrong; 2 is the status of that.
rejects() {
  ends_with 2 "$@"
}

ends_with() {
  run "${@:2}"
  [ "$status" -eq "$1" ] || {
    printf 'status %s of %s\n%s\n' "$status" "${*:2}" "$output" >&2
    return 1
  }
}
