#!/usr/bin/env bats
# Enabling and disabling against an emulated account.

load emulated

setup_file() {
  start_emulator
}

teardown_file() {
  stop_emulator
}

setup() {
  new_machine
}

@test "first run, second run, disable, enable again, destroy: the account is left as it was found" {
  id=$(new_distribution shop)
  other=$(new_distribution other)
  inventory >"$BATS_TEST_TMPDIR/before"
  scripts/setup-tfvars.sh

  succeeds scripts/enable_aws_cf_integration.sh "$id"
  says "standard logs (v2)"
  says "application RUNNING: RUNNING"
  distribution_is "$id" '.[2] == ["cequence-enabled=true"]'
  distribution_is "$other" '.[2] == []'
  inventory | jq -e --arg id "$id" '.["delivery sources"] == ["CequenceCloudFront-\($id)"] and (.deliveries | length) == 1'
  rollback=$(aws kinesisanalyticsv2 describe-application --application-name cequence-cf-passive-bridge \
    --query ApplicationDetail.ApplicationConfigurationDescription.ApplicationSystemRollbackConfigurationDescription.RollbackEnabled)
  [ "$rollback" = true ]

  inventory >"$BATS_TEST_TMPDIR/enabled"
  succeeds scripts/enable_aws_cf_integration.sh
  says "0 added, 0 changed, 0 destroyed"
  says "$id: configuration unchanged"
  says_not "$other"
  diff "$BATS_TEST_TMPDIR/enabled" <(inventory)

  succeeds scripts/disable_aws_cf_integration.sh
  says "application READY: STOPPING"
  distribution_is "$id" '.[2] == []'
  inventory | jq -e '.deliveries == [] and .["delivery sources"] == []'
  succeeds scripts/disable_aws_cf_integration.sh
  says "none is enabled"

  succeeds scripts/enable_aws_cf_integration.sh "$id"
  control application '{"name": "cequence-cf-passive-bridge"}' | jq -e '.status == "RUNNING" and .restored == "snapshot-1"'

  echo log | aws s3 cp --quiet - "s3://cequence-cf-passive-bridge-logs-123456789012/dead-letters/one.ndjson"
  succeeds scripts/disable_aws_cf_integration.sh --destroy
  says "1 objects below s3://cequence-cf-passive-bridge-logs-123456789012/dead-letters/"
  says "1 snapshots of cequence-cf-passive-bridge"
  diff "$BATS_TEST_TMPDIR/before" <(inventory)
  [ ! -e terraform/distributions.auto.tfvars.json ]
}

@test "real-time logs and cookies beside what another owner has, through a conflict, and exactly back" {
  id=$(new_distribution shop '.Logging = {Enabled: true, IncludeCookies: false, Bucket: "theirs.s3.amazonaws.com", Prefix: "cdn/"}
    | .DefaultCacheBehavior as $default
    | .CacheBehaviors = {Quantity: 2, Items: [
        $default + {PathPattern: "/api/*"},
        $default + {PathPattern: "/img/*", RealtimeLogConfigArn: "arn:aws:cloudfront::123456789012:realtime-log-config/theirs"}]}')
  echo cequence_sources=s3,kinesis >>.env
  inventory >"$BATS_TEST_TMPDIR/before"
  scripts/setup-tfvars.sh
  control fault '{"operation": "cloudfront:UpdateDistribution", "code": "PreconditionFailed", "times": 2}'

  succeeds scripts/enable_aws_cf_integration.sh --cookies "$id"
  says "keeps its standard logging (legacy) to theirs.s3.amazonaws.com"
  says "real-time logs of the behaviours default, /api/*"
  says "keep the real-time configuration of another owner: /img/*"
  says "$id: configuration changed"
  says "$id Deployed: InProgress"
  ours=arn:aws:cloudfront::123456789012:realtime-log-config/cequence-cf-passive-bridge
  distribution_is "$id" ".[0] == [true, true, \"theirs.s3.amazonaws.com\", \"cdn/\"]
    and .[1] == [\"$ours\", \"$ours\", \"arn:aws:cloudfront::123456789012:realtime-log-config/theirs\"]
    and .[2] == [\"cequence-cookie-logging=switched-on\", \"cequence-enabled=true\"]"

  # Nobody's hand but the operator's, and it is not undone: the second run leaves it, disabling takes back what is ours.
  succeeds scripts/enable_aws_cf_integration.sh --cookies
  says "$id: configuration unchanged"
  succeeds scripts/disable_aws_cf_integration.sh --destroy
  says "the stream cequence-cf-passive-bridge-logs"
  diff "$BATS_TEST_TMPDIR/before" <(inventory)
}

@test "real-time logs of one behaviour alone" {
  id=$(new_distribution shop '.DefaultCacheBehavior as $default
    | .CacheBehaviors = {Quantity: 1, Items: [$default + {PathPattern: "/api/*"}]}')
  sed -i '/^tf_auto_approve/d' .env
  printf '%s\n' cequence_sources=kinesis tf_auto_approve=true >>.env
  scripts/setup-tfvars.sh
  succeeds scripts/enable_aws_cf_integration.sh --no-start --behavior '/api/*' "$id"
  distribution_is "$id" '.[1] == ["", "arn:aws:cloudfront::123456789012:realtime-log-config/cequence-cf-passive-bridge"]'
  inventory | jq -e '.["delivery sources"] == []'
  control application '{"name": "cequence-cf-passive-bridge"}' | jq -e '.status == "READY"'
}

@test "a delivery source of another owner is used; where it has an S3 delivery already, that is said" {
  id=$(new_distribution shop)
  full=$(new_distribution full)
  aws s3api create-bucket --bucket theirs >/dev/null
  aws logs put-delivery-destination --name theirs --delivery-destination-configuration destinationResourceArn=arn:aws:s3:::theirs >/dev/null
  for pair in "their-shop $id" "their-full $full"; do
    aws logs put-delivery-source --name "${pair% *}" --log-type ACCESS_LOGS \
      --resource-arn "arn:aws:cloudfront::123456789012:distribution/${pair#* }" >/dev/null
  done
  aws logs create-delivery --delivery-source-name their-full \
    --delivery-destination-arn arn:aws:logs:us-east-1:123456789012:delivery-destination:theirs >/dev/null
  inventory >"$BATS_TEST_TMPDIR/before"
  scripts/setup-tfvars.sh

  succeeds scripts/enable_aws_cf_integration.sh --all
  says "beside what the delivery source their-shop of another owner delivers"
  says "NO standard logs: its delivery source their-full already delivers to S3 (theirs)"
  jq -e --arg id "$id" --arg full "$full" '.distributions[$id].delivery_source == "their-shop" and .distributions[$full].deliver == false' \
    terraform/distributions.auto.tfvars.json
  inventory | jq -e --arg id "$id" '.["delivery sources"] == ["their-full", "their-shop"] and (.deliveries | length) == 2'

  run scripts/doctor.sh "$full"
  [ "$status" -eq 1 ]
  says "bad   $full delivery: their-full delivers to another bucket"

  succeeds scripts/disable_aws_cf_integration.sh --destroy
  diff "$BATS_TEST_TMPDIR/before" <(inventory)
}

@test "interrupted in Terraform, then not permitted to change a distribution: each next run goes on" {
  id=$(new_distribution shop)
  inventory >"$BATS_TEST_TMPDIR/before"
  scripts/setup-tfvars.sh
  export TERRAFORM_STOP_AFTER=8
  refuses scripts/enable_aws_cf_integration.sh --cookies "$id"
  says "terraform apply failed"
  unset TERRAFORM_STOP_AFTER

  control deny '{"operations": ["cloudfront:UpdateDistribution"]}'
  refuses scripts/enable_aws_cf_integration.sh --cookies
  says "Could not change the configuration of $id: these credentials may not."
  says "Attach terraform/policies/operator-policy.json"
  distribution_is "$id" '.[0][1] == false'

  control deny '{"operations": []}'
  succeeds scripts/enable_aws_cf_integration.sh --cookies
  says "0 added"
  distribution_is "$id" '.[0][1] == true and .[2] == ["cequence-cookie-logging=switched-on", "cequence-enabled=true"]'

  control deny '{"operations": ["cloudfront:UntagResource"]}'
  refuses scripts/disable_aws_cf_integration.sh
  control deny '{"operations": []}'
  succeeds scripts/disable_aws_cf_integration.sh --destroy
  diff "$BATS_TEST_TMPDIR/before" <(inventory)
}

@test "a distribution that is gone; one that never was" {
  id=$(new_distribution shop)
  gone=$(new_distribution gone)
  scripts/setup-tfvars.sh
  refuses scripts/enable_aws_cf_integration.sh E0000000000000
  says "Expected distributions of this account, found E0000000000000"
  [ ! -e terraform/distributions.auto.tfvars.json ]
  succeeds scripts/enable_aws_cf_integration.sh --no-start "$id" "$gone"

  aws cloudfront delete-distribution --id "$gone" --if-match any
  run scripts/doctor.sh "$gone"
  [ "$status" -eq 1 ]
  says "bad   $gone distribution: NoSuchDistribution"
  succeeds scripts/enable_aws_cf_integration.sh --no-start
  says "No longer there, so no longer delivered: $gone"
  says "3 destroyed"
  refuses scripts/disable_aws_cf_integration.sh "$gone"
  says "Expected enabled distributions, found $gone"
}

@test "one of two is disabled: the application goes on for the other; then one is gone before it is disabled" {
  id=$(new_distribution shop)
  second=$(new_distribution second)
  scripts/setup-tfvars.sh
  aws cloudfront tag-resource --resource "arn:aws:cloudfront::123456789012:distribution/$id" --tags 'Items=[{Key=team,Value=edge}]'
  aws cloudfront tag-resource --resource "arn:aws:cloudfront::123456789012:distribution/$second" --tags 'Items=[{Key=team,Value=edge}]'
  succeeds scripts/enable_aws_cf_integration.sh --tag team=edge
  says "Enabled: $id $second"
  succeeds scripts/disable_aws_cf_integration.sh "$id"
  distribution_is "$id" '.[2] == ["team=edge"]'
  distribution_is "$second" '.[2] == ["cequence-enabled=true", "team=edge"]'
  control application '{"name": "cequence-cf-passive-bridge"}' | jq -e '.status == "RUNNING"'
  aws cloudfront delete-distribution --id "$second" --if-match any
  succeeds scripts/disable_aws_cf_integration.sh
  says "$second: not there any more"
  inventory | jq -e '.["delivery sources"] == [] and .["us-east-1"].applications == ["cequence-cf-passive-bridge"]'
}

@test "--dry-run and an answer other than yes change nothing" {
  id=$(new_distribution shop)
  inventory >"$BATS_TEST_TMPDIR/before"
  sed -i 's/^tf_auto_approve=.*/tf_auto_approve=false/' .env
  scripts/setup-tfvars.sh
  succeeds scripts/enable_aws_cf_integration.sh --dry-run
  says "$id"
  says "Nothing was changed."
  refuses scripts/enable_aws_cf_integration.sh <<<no
  says "Not confirmed. Nothing was changed."
  [ ! -e terraform/distributions.auto.tfvars.json ]
  [ ! -e terraform/terraform.tfstate ]
  ! grep -q apply "$TERRAFORM_RECORD"
  diff "$BATS_TEST_TMPDIR/before" <(inventory)

  # Both questions, ours and Terraform's.
  succeeds scripts/enable_aws_cf_integration.sh --no-start < <(printf '%s\n' yes yes)
  says "Do you want to apply?"
  succeeds scripts/disable_aws_cf_integration.sh --dry-run --destroy
  says "Nothing was changed."
  refuses scripts/disable_aws_cf_integration.sh --destroy <<<no
  distribution_is "$id" '.[2] == ["cequence-enabled=true"]'
}

@test "a new jar and another log level update the application that runs" {
  new_distribution shop
  scripts/setup-tfvars.sh
  succeeds scripts/enable_aws_cf_integration.sh
  sed -i 's/^cequence_log_level=.*/cequence_log_level=debug/' .env
  echo newer >target/cloudfront-bridge-1.0.0-deploy.jar
  scripts/setup-tfvars.sh
  succeeds scripts/enable_aws_cf_integration.sh
  says "2 changed"
}

@test "conflicts that do not end are given up" {
  id=$(new_distribution shop)
  scripts/setup-tfvars.sh
  control fault '{"operation": "cloudfront:UpdateDistribution", "code": "PreconditionFailed", "times": 5}'
  refuses scripts/enable_aws_cf_integration.sh --cookies --no-start "$id"
  says "Expected to change $id within five attempts"
}
