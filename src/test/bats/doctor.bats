#!/usr/bin/env bats
# What scripts/doctor.sh finds, the operator's policy, and the documents' transcript.

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

# check SUBJECT CHECK STATUS [TEXT]: one of the checks of the JSON that doctor.sh printed.
check() {
  jq -e --arg subject "$1" --arg check "$2" --arg status "$3" --arg text "${4:-}" '.checks | any(.[]; .subject == $subject
    and .check == $check and .status == $status and ("\(.detail) \(.remedy // "")" | contains($text)))' <<<"$output" >/dev/null || {
    printf 'expected %s %s: %s %s\nfound:\n%s\n' "$1" "$2" "$3" "${4:-}" "$output" >&2
    return 1
  }
}

@test "healthy, then everything that can be wrong" {
  id=$(new_distribution shop '.Logging.IncludeCookies = true')
  echo cequence_sources=s3,kinesis >>.env
  echo '{"discovery": "sqs"}' >terraform/mine.auto.tfvars.json
  scripts/setup-tfvars.sh
  scripts/enable_aws_cf_integration.sh "$id"
  bucket=cequence-cf-passive-bridge-logs-123456789012
  echo log | aws s3 cp --quiet - "s3://$bucket/logs/$id/$(date -u +%Y/%m/%d/%H)/one.gz"
  echo delivered | aws s3 cp --quiet - "s3://$bucket/dead-letters/redriven/2026/01/31/10/one.ndjson"
  aws cloudwatch put-metric-data --namespace AWS/KinesisAnalytics --metric-data \
    "MetricName=lastCheckpointDuration,Dimensions=[{Name=Application,Value=cequence-cf-passive-bridge}],Value=80"

  succeeds scripts/doctor.sh --json
  jq -e '.healthy and all(.checks[]; .status == "ok")' <<<"$output"
  control bridge-requests | jq -e 'map([.method, .path]) == [["POST", "/_bridge/token"], ["HEAD", "/_bridge/edge"]]'
  for named in "account credentials" "account region" "account permissions" "bridge token" "bridge ingest" "application state" \
    "application checkpoint" "application errors" "application dead-letters" "queue waiting" "queue dead" "stream state" \
    "$id distribution" "$id tag" "$id delivery-source" "$id delivery" "$id fields" "$id objects" "$id real-time" "$id cookies"; do
    check "${named% *}" "${named#* }" ok
  done

  # One after the other would be a run each: all at once.
  aws cloudfront untag-resource --resource "arn:aws:cloudfront::123456789012:distribution/$id" --tag-keys Items=cequence-enabled
  aws logs delete-delivery --id "$(aws logs describe-deliveries --query 'deliveries[0].id' --output text)"
  aws logs create-delivery --delivery-source-name "CequenceCloudFront-$id" --record-fields date time \
    --delivery-destination-arn "arn:aws:logs:us-east-1:123456789012:delivery-destination:CequenceCloudFront-bridge-$id" >/dev/null
  aws s3 rm --quiet --recursive "s3://$bucket/logs/"
  echo letter | aws s3 cp --quiet - "s3://$bucket/dead-letters/one.ndjson"
  aws logs put-log-events --log-group-name /aws/kinesis-analytics/cequence-cf-passive-bridge --log-stream-name application \
    --log-events "$(jq -cn --arg now "$(date +%s)000" '[{timestamp: ($now | tonumber), message: ({messageType: "ERROR", message: "it broke"} | tojson)},
      {timestamp: ($now | tonumber), message: ({messageType: "INFO", message: "no ERROR"} | tojson)}]')" >/dev/null
  aws --endpoint-url "$AWS_ENDPOINT_URL" sqs send-message --queue-url "$AWS_ENDPOINT_URL/123456789012/cequence-cf-passive-bridge-logs-dead" --message-body x >/dev/null
  control application '{"name": "cequence-cf-passive-bridge", "status": "READY"}' >/dev/null
  control bridge '{"edge": 401}' >/dev/null
  run scripts/doctor.sh --json
  [ "$status" -eq 1 ]
  jq -e '.healthy | not' <<<"$output"
  check "$id" tag bad "enable_aws_cf_integration.sh"
  check "$id" fields bad "x-edge-request-id"
  check "$id" objects warn "none arrived"
  check application dead-letters warn "1 files wait"
  check application errors warn "1 error lines within an hour, the newest: it broke"
  check queue dead warn "1 notifications"
  check application state bad "is READY"
  check bridge ingest bad "answers 401 to the token"
}

@test "wrong secret, no Bridge, missing permissions, nothing installed" {
  sed -i 's/^cequence_client_secret=.*/cequence_client_secret=wrong/; s|^cequence_edge_endpoint=.*|cequence_edge_endpoint=http://127.0.0.1:1|' .env
  run scripts/doctor.sh --json
  [ "$status" -eq 1 ]
  check bridge token bad "answers 401"
  check bridge ingest bad "http://127.0.0.1:1/api-transactions"
  check application installed bad "setup-tfvars.sh"
  says_not wrong

  write_dotenv
  id=$(new_distribution shop)
  scripts/setup-tfvars.sh
  scripts/enable_aws_cf_integration.sh --no-start "$id"
  control deny '{"operations": ["cloudfront:ListTagsForResource", "kinesisanalyticsv2:DescribeApplication"]}' >/dev/null
  run scripts/doctor.sh
  [ "$status" -eq 1 ]
  says "bad   application state: not permitted: kinesisanalyticsv2 describe-application → attach terraform/policies/operator-policy.json"
  says "bad   $id tag: not permitted: cloudfront list-tags-for-resource"
  says "bad   account permissions: not permitted: cloudfront list-tags-for-resource, kinesisanalyticsv2 describe-application"
  says "Not healthy: "

  control deny '{"operations": ["sts:GetCallerIdentity"]}' >/dev/null
  run scripts/doctor.sh
  [ "$status" -eq 1 ]
  says "bad   account credentials"
  says_not "application"
}

@test "the operator's policy permits what scripts and Terraform call, and nothing else" {
  cd "$project"
  succeeds python3 src/test/bats/policy.py
}

@test "the transcript of docs/operations.md, replayed" {
  id=$(new_distribution shop)
  domain=$(aws cloudfront get-distribution --id "$id" --query Distribution.DomainName --output text)
  inventory >"$BATS_TEST_TMPDIR/before"
  cp .env "$BATS_TEST_TMPDIR/filled"
  rm .env
  printf '#!/bin/sh\ncp "%s" "$1"\n' "$BATS_TEST_TMPDIR/filled" >"$BATS_TEST_TMPDIR/editor"
  chmod +x "$BATS_TEST_TMPDIR/editor"
  export EDITOR="$BATS_TEST_TMPDIR/editor"
  sed -n '/^```console$/,/^```$/p' "$project/docs/operations.md" | sed '1d;$d' >"$BATS_TEST_TMPDIR/documented"
  [ -s "$BATS_TEST_TMPDIR/documented" ]
  while IFS= read -r command; do
    printf '$ %s\n' "$command"
    bash -c "$command" 2>&1 </dev/null || true
  done < <(sed -n 's/^\$ //p' "$BATS_TEST_TMPDIR/documented") | sed -e "s/$id/E1Z5N5X273TPT1/g" -e "s/$domain/d111111abcdef8.cloudfront.net/g" \
    -e "s|$machine|/home/you/cloudfront-bridge|g" -e "s|$AWS_ENDPOINT_URL/_bridge/token|https://auth.example.com/token|g" \
    -e "s|$AWS_ENDPOINT_URL/_bridge/edge|https://bridge.example.com/ingest|g" -e 's/([0-9]* s)/(15 s)/' >"$BATS_TEST_TMPDIR/found"
  diff "$BATS_TEST_TMPDIR/documented" "$BATS_TEST_TMPDIR/found"
  diff "$BATS_TEST_TMPDIR/before" <(inventory)
}
