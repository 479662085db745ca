# shellcheck shell=bash
# What scripts/doctor.sh looks at. To be sourced; needs aws.sh, dotenv.sh and terraform.sh.

# report ok|warn|bad SUBJECT CHECK DETAIL [REMEDY]: one line of the result, in $work_dir/checks as JSON.
report() {
  jq -cn --arg status "$1" --arg subject "$2" --arg check "$3" --arg detail "$4" --arg remedy "${5:-}" \
    '{status: $status, subject: $subject, check: $check, detail: $detail} + (if $remedy == "" then {} else {remedy: $remedy} end)' >>"$work_dir/checks"
}

# ask SUBJECT CHECK SERVICE OPERATION ARGUMENTS…: the answer in $work_dir/answer; where it is refused, that is the report, and 1.
ask() {
  local subject=$1 check=$2
  shift 2
  aws_api "$@" >"$work_dir/answer" && return
  local code
  code=$(refusal_code)
  if [[ $code == AccessDenied* || $code == UnauthorizedOperation ]]; then
    report bad "$subject" "$check" "not permitted: $1 $2" "attach terraform/policies/operator-policy.json to whom these credentials belong to"
  else
    report bad "$subject" "$check" "${code:-no answer}: $(tr '\n' ' ' <"$work_dir/refusal" | cut -c1-200)" "${ask_remedy:-run scripts/enable_aws_cf_integration.sh}"
  fi
  return 1
}

# jq: a time as the CLI's versions print it, in whole seconds.
readonly jq_seconds='def seconds: if type == "number" then floor else sub("\\+00:00$"; "Z") | sub("\\.[0-9]+"; "") | fromdate end;'

# How old a moment, in seconds since 1970, is, in words.
age_of() {
  local seconds=$(($(date +%s) - $1))
  if ((seconds < 120)); then echo "$seconds s"; elif ((seconds < 7200)); then echo "$((seconds / 60)) min"; else echo "$((seconds / 3600)) h"; fi
}

check_application() {
  local name=$1 state
  ask application state kinesisanalyticsv2 describe-application --application-name "$name" || return 0
  state=$(jq -r .ApplicationDetail.ApplicationStatus "$work_dir/answer")
  case $state in
    RUNNING) report ok application state "$name is RUNNING" ;;
    STARTING | UPDATING | AUTOSCALING | STOPPING | FORCE_STOPPING) report warn application state "$name is $state" "wait, and look again" ;;
    *) report bad application state "$name is $state" "run scripts/enable_aws_cf_integration.sh; where it does not stay RUNNING, look at the errors below" ;;
  esac
  [[ $state == RUNNING ]] || return 0
  check_checkpoints "$name"
}

check_checkpoints() {
  local newest
  ask application checkpoint cloudwatch get-metric-statistics --namespace AWS/KinesisAnalytics \
    --metric-name lastCheckpointDuration --dimensions "Name=Application,Value=$1" --statistics Maximum --period 60 \
    --start-time "$(date -u -d '-1 hour' +%FT%TZ)" --end-time "$(date -u -d '+1 minute' +%FT%TZ)" || return 0
  newest=$(jq -r "$jq_seconds [.Datapoints[].Timestamp | seconds] | max // empty" "$work_dir/answer")
  if [[ -z $newest ]]; then
    report warn application checkpoint "none reported within an hour" "just started: wait five minutes; else look at the errors below and at the dashboard"
  elif (($(date +%s) - newest > 600)); then
    report bad application checkpoint "the newest is $(age_of "$newest") old" "look at the errors below; docs/operations.md, \"Checkpoints fail\""
  else
    report ok application checkpoint "the newest is $(age_of "$newest") old"
  fi
}

check_errors() {
  local group=$1 count
  ask application errors logs filter-log-events --log-group-name "$group" --start-time $((($(date +%s) - 3600) * 1000)) \
    --filter-pattern '{ $.messageType = "ERROR" }' || return 0
  # All of the hour: the service gives the oldest first.
  jq '[.events | sort_by(.timestamp)[] | .message | (fromjson? // {}) | select(.messageType == "ERROR")]' "$work_dir/answer" >"$work_dir/errors"
  count=$(jq length "$work_dir/errors")
  if ((count == 0)); then
    report ok application errors "no error line within an hour in $group"
  else
    report warn application errors "$count error lines within an hour, the newest: $(jq -r 'last.message' "$work_dir/errors" | head -1 | cut -c1-200)" \
      "aws logs tail $group --since 1h --region $region"
  fi
}

check_dead_letters() {
  local bucket=$1 count
  ask application dead-letters s3api list-objects-v2 --bucket "$bucket" --prefix dead-letters/ --max-items 1000 || return 0
  # What was redriven stays below the same prefix, and waits for nothing.
  jq '[.Contents // [] | .[] | select(.Key | startswith("dead-letters/redriven/") | not)]' "$work_dir/answer" >"$work_dir/letters"
  count=$(jq length "$work_dir/letters")
  if ((${count:-0} == 0)); then
    report ok application dead-letters "none wait"
  else
    report warn application dead-letters "$count files wait below s3://$bucket/dead-letters/, the newest of $(jq -r 'map(.LastModified) | max' "$work_dir/letters")" \
      "see why (each line has a reason), then scripts/redrive.sh"
  fi
}

check_queue() {
  local url=$1 dead=$2 count
  ask queue waiting sqs get-queue-attributes --queue-url "$url" --attribute-names ApproximateNumberOfMessages || return 0
  report ok queue waiting "$(jq -r .Attributes.ApproximateNumberOfMessages "$work_dir/answer") notifications"
  ask queue dead sqs get-queue-attributes --queue-url "$dead" --attribute-names ApproximateNumberOfMessages || return 0
  count=$(jq -r .Attributes.ApproximateNumberOfMessages "$work_dir/answer")
  if ((count == 0)); then
    report ok queue dead "none could not be used"
  else
    report warn queue dead "$count notifications could not be used" "look at one in $dead; then start a redrive of that queue in the SQS console"
  fi
}

check_stream() {
  ask stream state kinesis describe-stream-summary --stream-name "$1" || return 0
  local summary
  summary=$(jq -r '.StreamDescriptionSummary | "\(.StreamStatus), \(.OpenShardCount) shards, \(.ConsumerCount // 0) registered consumers, keeps \(.RetentionPeriodHours) h"' "$work_dir/answer")
  if [[ $summary == ACTIVE* ]]; then
    report ok stream state "$1 is $summary"
  else
    report bad stream state "$1 is $summary" "wait until it is ACTIVE; where it is not there, run terraform apply"
  fi
}

# The token endpoint as the application reads it: a URL with a path as it is, anything else with Keycloak's.
token_url() {
  local url=${dotenv[cequence_auth_endpoint]}
  [[ $url == http*://* ]] || url="https://$url"
  [[ $url =~ ^https?://[^/]+/?$ ]] && url="${url%/}/auth/realms/cequence/protocol/openid-connect/token"
  printf '%s' "$url"
}

ingest_url() {
  local url=${dotenv[cequence_edge_endpoint]}
  [[ $url =~ ^https?://[^/]+/?$ ]] && url="${url%/}/api-transactions"
  printf '%s' "$url"
}

# request FILE ARGUMENTS…: the answer's status, 000 where there is none; what curl says is in $work_dir/curl.
request() {
  local file=$1 insecure=()
  shift
  [[ ${dotenv[cequence_tls_verify]} == true ]] || insecure=(--insecure)
  curl --silent --show-error --max-time 10 --output "$file" --write-out '%{http_code}' ${insecure[@]+"${insecure[@]}"} "$@" 2>"$work_dir/curl" || true
}

# Asks for a token with the client's credentials, and whether the Bridge answers one who has it. Sends no transaction. Secret and
# token go through files, since arguments show in the list of processes.
check_bridge() {
  local url status token
  url=$(token_url)
  status=$(printf '%s' "${dotenv[cequence_client_secret]}" | request "$work_dir/token" --data grant_type=client_credentials \
    --data-urlencode "client_id=${dotenv[cequence_client_id]}" --data-urlencode client_secret@- "$url")
  token=$(jq -r '.access_token // empty' "$work_dir/token" 2>/dev/null || true)
  if [[ $status == 200 && -n $token ]]; then
    report ok bridge token "$url gives one"
  else
    report bad bridge token "$url: $(answer_text "$status")" "$(bridge_remedy "$status" "correct cequence_client_id, cequence_client_secret or cequence_auth_endpoint in .env, then setup-tfvars.sh and terraform apply")"
  fi
  url=$(ingest_url)
  (umask 077 && printf 'header = "Authorization: Bearer %s"\n' "$token" >"$work_dir/bearer")
  status=$(request /dev/null --config "$work_dir/bearer" --head "$url")
  case $status in
    000) report bad bridge ingest "$url: $(answer_text "$status")" "$(bridge_remedy "$status")" ;;
    401 | 403)
      if [[ -n $token ]]; then
        report bad bridge ingest "$url answers $status to the token" "check that the client may ingest there"
      else
        report ok bridge ingest "$url answers ($status without a token)"
      fi
      ;;
    5??) report warn bridge ingest "$url answers $status" "see to the Bridge; until then the application waits and loses nothing" ;;
    *) report ok bridge ingest "$url answers ($status); nothing was sent" ;;
  esac
}

answer_text() {
  if [[ $1 == 000 ]]; then head -1 "$work_dir/curl"; else echo "answers $1"; fi
}

bridge_remedy() {
  if [[ $1 == 000 ]] && grep -qi 'certificate' "$work_dir/curl"; then
    echo "its certificate is not trusted: give it as bridge.ca_pem in terraform/mine.auto.tfvars, or set cequence_tls_verify=false in .env"
  elif [[ $1 == 000 ]]; then
    echo "check name, port and firewall; the application needs to reach it too, from its own network"
  else
    echo "${2:-see to the Bridge}"
  fi
}
