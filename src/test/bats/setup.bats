#!/usr/bin/env bats
# setup-tfvars.sh, which calls nobody.

load emulated

setup() {
  machine="$BATS_TEST_TMPDIR/machine"
  mkdir -p "$machine/target" "$machine/terraform"
  cp -r "$project/scripts" "$project/.env.example" "$machine/"
  echo jar >"$machine/target/cloudfront-bridge-1.0.0-deploy.jar"
  cd "$machine"
  cat >.env <<'DOTENV'
# the six of the guide
tf_auto_approve=false
cequence_client_id=cloudfront
cequence_client_secret="it's a # secret = \ with $everything"
cequence_auth_endpoint=auth.example.com
cequence_edge_endpoint=https://bridge.example.com:9443
cequence_log_level=debug
DOTENV
}

@test "writes the variables for their owner alone, the secret as it stands" {
  succeeds scripts/setup-tfvars.sh
  [ "$(stat -c %a terraform/terraform.tfvars.json)" = 600 ]
  jq -e '. == {region: "us-east-1", name: "bridge", jar: "../target/cloudfront-bridge-1.0.0-deploy.jar", sources: ["s3"],
    auth_endpoint: "auth.example.com", edge_endpoint: "https://bridge.example.com:9443", client_id: "cloudfront",
    client_secret: "it'"'"'s a # secret = \\ with $everything", client_secret_version: 1, log_level: "debug"}' terraform/terraform.tfvars.json
  says_not "with \$everything"
}

@test "a second run changes nothing; another secret is another version" {
  scripts/setup-tfvars.sh
  succeeds scripts/setup-tfvars.sh
  says "Nothing changed"
  sed -i 's/^cequence_client_secret=.*/cequence_client_secret=another/' .env
  succeeds scripts/setup-tfvars.sh
  jq -e '.client_secret == "another" and .client_secret_version == 2' terraform/terraform.tfvars.json
  succeeds scripts/setup-tfvars.sh
  jq -e '.client_secret_version == 2' terraform/terraform.tfvars.json
}

@test "what .env may hold besides" {
  printf '%s\n' cequence_region=eu-central-1 cequence_name=second cequence_sources=s3,kinesis cequence_tls_verify=false >>.env
  succeeds scripts/setup-tfvars.sh --jar target/cloudfront-bridge-1.0.0-deploy.jar
  jq -e '.region == "eu-central-1" and .name == "second" and .sources == ["s3", "kinesis"] and .bridge == {tls_verify: false}' terraform/terraform.tfvars.json
}

@test "of several jars the newest is deployed" {
  echo old >target/cloudfront-bridge-0.9.0-deploy.jar
  touch -d yesterday target/cloudfront-bridge-0.9.0-deploy.jar
  succeeds scripts/setup-tfvars.sh
  jq -e '.jar == "../target/cloudfront-bridge-1.0.0-deploy.jar"' terraform/terraform.tfvars.json
  touch -d tomorrow target/cloudfront-bridge-0.9.0-deploy.jar
  succeeds scripts/setup-tfvars.sh
  jq -e '.jar == "../target/cloudfront-bridge-0.9.0-deploy.jar"' terraform/terraform.tfvars.json
}

@test "a jar elsewhere keeps its path" {
  echo jar >"$BATS_TEST_TMPDIR/other.jar"
  succeeds scripts/setup-tfvars.sh --jar "$BATS_TEST_TMPDIR/other.jar"
  jq -e --arg jar "$BATS_TEST_TMPDIR/other.jar" '.jar == $jar' terraform/terraform.tfvars.json
  rejects scripts/setup-tfvars.sh --jar "$BATS_TEST_TMPDIR/none.jar"
  says "Expected a jar, found no file"
}

@test "--dry-run shows the variables without the secret and writes nothing" {
  succeeds scripts/setup-tfvars.sh --dry-run
  says '"client_secret": "(secret)"'
  says_not everything
  [ ! -e terraform/terraform.tfvars.json ]
}

@test "all problems of .env at once" {
  cp .env.example .env
  sed -i 's/^tf_auto_approve=.*/tf_auto_approve=perhaps/; s/^cequence_log_level=.*/cequence_log_level=loud/' .env
  echo cequence_sources=firehose >>.env
  rejects scripts/setup-tfvars.sh
  for key in cequence_client_id cequence_client_secret cequence_auth_endpoint cequence_edge_endpoint; do
    says "$key: expected a value, found none"
  done
  says "tf_auto_approve: expected true or false, found perhaps"
  says "cequence_log_level: expected debug, info, warn or error, found loud"
  says "cequence_sources: expected s3, kinesis or s3,kinesis, found firehose"
  [ ! -e terraform/terraform.tfvars.json ]
}

@test "an edge endpoint that is no URL" {
  sed -i 's/^cequence_edge_endpoint=.*/cequence_edge_endpoint=bridge.example.com/' .env
  rejects scripts/setup-tfvars.sh
  says "cequence_edge_endpoint: expected a URL that begins with http:// or https://, found bridge.example.com"
}

@test "no .env, an unknown key, a line that is none" {
  echo cequence_clientid=x >>.env
  rejects scripts/setup-tfvars.sh
  says "in line 8 of $machine/.env, found cequence_clientid"
  echo nonsense >.env
  rejects scripts/setup-tfvars.sh
  says "Expected key=value in line 1"
  rm .env
  rejects scripts/setup-tfvars.sh
  says "Copy .env.example to .env"
}

@test ".env is read, not run" {
  sed -i 's/^cequence_client_id=.*/cequence_client_id=$(touch ran)/' .env
  succeeds scripts/setup-tfvars.sh
  [ ! -e ran ]
  jq -e '.client_id == "$(touch ran)"' terraform/terraform.tfvars.json
}

@test "every script that needs no build has --help in 80 columns, and refuses what it does not know" {
  for script in setup-tfvars enable_aws_cf_integration disable_aws_cf_integration doctor backfill benchmark demo-realtime fuzz; do
    succeeds "scripts/$script.sh" --help
    says "usage: scripts/$script.sh"
    says "Exit status: "
    python3 -c 'import sys; sys.exit(any(len(line) > 80 for line in sys.argv[1].splitlines()))' "$output"
    rejects "scripts/$script.sh" --nonsense
    says "--nonsense"
    [ "${#lines[@]}" -eq 1 ]
  done
  for script in setup-tfvars enable_aws_cf_integration disable_aws_cf_integration doctor backfill; do
    succeeds "scripts/$script.sh" --help
    says "--dry-run"
  done
}

@test "missing, empty and hostile arguments are named, and nothing of them is run" {
  for wrong in "setup-tfvars.sh --jar" "enable_aws_cf_integration.sh --tag" "enable_aws_cf_integration.sh --behavior" \
    "backfill.sh --properties" "demo-realtime.sh --rate"; do
    # shellcheck disable=SC2086 # script and option
    rejects scripts/$wrong
    says "${wrong#* }"
    # shellcheck disable=SC2086
    rejects scripts/$wrong ""
  done
  hostile=$'a b"\'$(touch ran)`touch ran`;touch ran\n\e[31m'
  for script in enable_aws_cf_integration disable_aws_cf_integration doctor; do
    for id in "$hostile" "" file:///etc/passwd '$(touch ran)'; do
      rejects "scripts/$script.sh" "$id"
      says "Expected the id of a distribution such as"
      [ "${#lines[@]}" -eq 1 ]
    done
  done
  rejects scripts/setup-tfvars.sh --jar "$hostile"
  rejects scripts/benchmark.sh "$hostile"
  rejects scripts/fuzz.sh "$hostile"
  rejects scripts/demo-realtime.sh --rate "$hostile"
  rejects scripts/backfill.sh --properties "$hostile" --from 2026-01-31T00:00:00Z --to 2026-02-01T00:00:00Z
  says_not $'\e'
  [ ! -e ran ]
}

@test "numbers and times that are none, a folder in place of a file" {
  for number in -1 0 1e9 abc 99999999999999999999 " 1" ""; do
    rejects scripts/fuzz.sh "$number"
    rejects scripts/demo-realtime.sh --seconds "$number"
    rejects scripts/backfill.sh --properties .env --from 2026-01-31T00:00:00Z --to 2026-02-01T00:00:00Z --parallelism "$number"
  done
  for time in now 2026-01-31 2026-01-31T00:00Z 2026-02-31T00:00:00Z '2026-01-31T00:00:00Z$(touch ran)' ""; do
    rejects scripts/backfill.sh --properties .env --from "$time" --to 2026-02-01T00:00:00Z
    says "--from: expected a"
  done
  rejects scripts/backfill.sh --properties . --from 2026-01-31T00:00:00Z --to 2026-02-01T00:00:00Z
  says "--properties: expected a readable file, found ."
  rejects scripts/setup-tfvars.sh --jar .
  rm .env
  mkdir .env
  rejects scripts/setup-tfvars.sh
  says "Expected the file $machine/.env, found none"
  [ ! -e ran ]
}

@test "a dry backfill says what it would run, each argument as it came" {
  echo '[]' >'a b.json'
  succeeds scripts/backfill.sh --properties 'a b.json' --from 2026-01-31T00:00:00Z --to 2026-02-01T00:00:00Z --dry-run
  says 'Backfill of 24 hours'
  says '--properties a\ b.json'
  [ ! -e target/backfill ]
}
