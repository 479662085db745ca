#!/usr/bin/env bash
# Looks whether everything is as it should be, from CloudFront to the Bridge. See --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib.sh
source "$root/scripts/lib.sh"
# shellcheck source=scripts/lib/dotenv.sh
source "$root/scripts/lib/dotenv.sh"
# shellcheck source=scripts/lib/aws.sh
source "$root/scripts/lib/aws.sh"
# shellcheck source=scripts/lib/terraform.sh
source "$root/scripts/lib/terraform.sh"
# shellcheck source=scripts/lib/checks.sh
source "$root/scripts/lib/checks.sh"
# shellcheck source=scripts/lib/distribution-checks.sh
source "$root/scripts/lib/distribution-checks.sh"

usage() {
  cat <<'HELP'
usage: scripts/doctor.sh [--json] [--dry-run] [--help] [DISTRIBUTION…]

Checks credentials, the application, its checkpoints, errors and dead letters,
stream and queue, the token and Bridge endpoints (asks for a token, sends
nothing), and for each distribution given, or each enabled one, status, tag, log
delivery, fields, cookies and arriving objects. Changes nothing.

  --json     one JSON object instead of lines
  --dry-run  the same as without: it never changes anything

Exit status: 0 healthy, 1 not (at least one line is bad), 2 wrong arguments or
settings.
HELP
}

as_json=false
wanted=()

parse_arguments() {
  while (($# > 0)); do
    case $1 in
      --json) as_json=true ;;
      --dry-run) ;;
      -h | --help)
        usage
        exit 0
        ;;
      -*) refuse "Expected an option of --help, found $1." ;;
      *) want "$1" ;;
    esac
    shift
  done
}

check_all() {
  local outputs sources deliveries id
  ask_remedy="set AWS_PROFILE, or run aws configure" ask account credentials sts get-caller-identity || return 0
  report ok account credentials "$(jq -r '"\(.Arn) of account \(.Account)"' "$work_dir/answer")"
  report ok account region "$region for the application, us-east-1 for CloudFront's log delivery"
  check_bridge
  outputs=$(tf_outputs)
  if [[ $outputs == '{}' ]]; then
    report bad application installed "Terraform has applied nothing" "run scripts/setup-tfvars.sh and terraform apply"
    return
  fi
  check_application "$(jq -r .application_name <<<"$outputs")"
  check_errors "$(jq -r .log_group <<<"$outputs")"
  check_dead_letters "$(jq -r .log_bucket <<<"$outputs")"
  if jq -e '.queue_url != null' <<<"$outputs" >/dev/null; then
    check_queue "$(jq -r .queue_url <<<"$outputs")" "$(jq -r .dead_queue_url <<<"$outputs")"
  fi
  if jq -e '.stream_name != null' <<<"$outputs" >/dev/null; then
    check_stream "$(jq -r .stream_name <<<"$outputs")"
  fi
  ((${#wanted[@]} > 0)) || mapfile -t wanted < <(chosen_distributions | jq -r 'keys[]')
  if ((${#wanted[@]} == 0)); then
    report bad distributions enabled "none is enabled" "run scripts/enable_aws_cf_integration.sh"
    return
  fi
  ask distributions delivery logs-delivery describe-delivery-sources || return 0
  sources=$(<"$work_dir/answer")
  ask distributions delivery logs-delivery describe-deliveries || return 0
  deliveries=$(<"$work_dir/answer")
  for id in "${wanted[@]}"; do
    check_distribution "$id" "$outputs" "$sources" "$deliveries"
  done
}

# Whether every reading call was allowed; each one that was not is a line of its own already.
check_permissions() {
  local denied
  denied=$(jq -rs 'map(select(.detail | startswith("not permitted: ")) | .detail | sub("not permitted: "; "")) | unique | join(", ")' "$work_dir/checks")
  if [[ -z $denied ]]; then
    report ok account permissions "every call that the checks made is permitted"
  else
    report bad account permissions "not permitted: $denied" "attach terraform/policies/operator-policy.json"
  fi
}

show() {
  if [[ $as_json == true ]]; then
    jq -s '{healthy: (any(.status == "bad") | not), checks: .}' "$work_dir/checks"
    return
  fi
  jq -r '"\(.status + "    " | .[0:4])  \(.subject) \(.check): \(.detail)\(if .remedy then " → \(.remedy)" else "" end)"' "$work_dir/checks"
  jq -rs 'group_by(.status) | map({key: .[0].status, value: length}) | from_entries
    | if .bad then "Not healthy: \(.bad) bad, \(.warn // 0) to look at" else "Healthy, \(.warn // 0) to look at" end' "$work_dir/checks"
}

main() {
  parse_arguments "$@"
  require_commands aws jq curl terraform
  read_dotenv
  check_dotenv
  make_work_dir
  region=${dotenv[cequence_region]}
  : >"$work_dir/checks"
  check_all
  check_permissions
  show
  jq -es 'any(.status == "bad") | not' "$work_dir/checks" >/dev/null
}

main "$@"
