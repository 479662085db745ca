# shellcheck shell=bash
# Calls to AWS. To be sourced; needs lib.sh. Every call goes through aws_api, whose first two arguments are literals, so that
# terraform/policies/operator-policy.json can be compared with them.

export AWS_PAGER="" AWS_RETRY_MODE=${AWS_RETRY_MODE:-standard} AWS_MAX_ATTEMPTS=${AWS_MAX_ATTEMPTS:-5}

# Region of the application; CloudFront and its log delivery are in us-east-1 whatever stands here.
region=us-east-1

work_dir=

# A private folder for this run, gone afterwards.
make_work_dir() {
  work_dir=$(mktemp -d)
  trap 'rm -rf "$work_dir"' EXIT
}

# aws_api SERVICE OPERATION ARGUMENTS…: the answer as JSON. A refusal returns 1 and leaves its text in the file $work_dir/refusal.
aws_api() {
  local service=$1 in_region=$region
  [[ $service == cloudfront || $service == logs-delivery ]] && in_region=us-east-1
  [[ $service == logs-delivery ]] && set -- logs "${@:2}"
  # The first version of the CLI does not look at AWS_ENDPOINT_URL for SQS by itself.
  aws --region "$in_region" --output json ${AWS_ENDPOINT_URL:+--endpoint-url "$AWS_ENDPOINT_URL"} "$@" 2>"$work_dir/refusal"
}

# The code of the last refusal, such as AccessDenied; empty where it was no answer of AWS.
refusal_code() {
  sed -n 's/.*An error occurred (\([A-Za-z0-9.]*\)).*/\1/p' "$work_dir/refusal" | head -1
}

# Ends with what was refused, and which permission may be missing. The argument says what was to be done.
die_refused() {
  local text
  text=$(tr '\n' ' ' <"$work_dir/refusal")
  case $(refusal_code) in
    AccessDenied* | UnauthorizedOperation)
      die "Could not $1: these credentials may not. $text
Attach terraform/policies/operator-policy.json, then run the script again; what is done already stays done."
      ;;
    *) die "Could not $1: $text" ;;
  esac
}

require_commands() {
  local command
  for command in "$@"; do
    command -v "$command" >/dev/null || die "Expected $command on the PATH, found none. docs/operations.md says what is needed."
  done
}

# Adds a distribution to `wanted`. What is none by its form would be read by the command line of AWS in ways of its own.
want() {
  [[ $1 =~ ^[A-Z0-9]{5,40}$ ]] || refuse "Expected the id of a distribution such as E1Z5N5X273TPT1, found '$1'."
  wanted+=("$1")
}

# The account that these credentials belong to.
account_id() {
  aws_api sts get-caller-identity | jq -r .Account || die_refused "ask who these credentials belong to"
}

# Seconds between two looks at something that takes its time.
poll_seconds() {
  printf '%s' "${CLOUDFRONT_BRIDGE_POLL_SECONDS:-15}"
}

# wait_for WHAT TIMEOUT COMMAND…: runs COMMAND, which prints a state and returns 0 when that is the one waited for, 2 when it
# never will be.
wait_for() {
  local what=$1 timeout=$2 started=$SECONDS state status
  shift 2
  while true; do
    status=0
    state=$("$@") || status=$?
    if ((status == 0)); then
      printf '  %s: %s\n' "$what" "$state"
      return
    fi
    ((status == 2)) && die "Expected $what to come about, found $state. scripts/doctor.sh says more."
    ((SECONDS - started < timeout)) ||
      die "Expected $what within $timeout s, found $state. Run the script again to wait on."
    printf '  %s: %s (%d s)\n' "$what" "$state" $((SECONDS - started))
    sleep "$(poll_seconds)"
  done
}

# Asks a question unless tf_auto_approve says yes to all; anything but yes ends the script.
confirm() {
  [[ ${dotenv[tf_auto_approve]} == true ]] && return
  local answer=
  printf '%s [yes/no] ' "$1" >&2
  # Nobody answers where there is no standard input.
  { read -r answer || true; } 2>/dev/null
  [[ $answer == yes ]] || die "Not confirmed. Nothing was changed."
}
