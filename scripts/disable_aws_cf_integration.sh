#!/usr/bin/env bash
# Switches the integration off again. See --help.
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
# shellcheck source=scripts/lib/distributions.sh
source "$root/scripts/lib/distributions.sh"
# shellcheck source=scripts/lib/application.sh
source "$root/scripts/lib/application.sh"

usage() {
  cat <<'HELP'
usage: scripts/disable_aws_cf_integration.sh [DISTRIBUTION…] [--destroy]
           [--dry-run] [--help]

Takes back what enabling did, for the distributions given or for all that are
enabled: real-time configuration, cookie logging, log delivery, tags. Logging
that was there before stays. When none is left the application stops with a
snapshot; enabling again goes on from there. Safe to repeat.

  --destroy  also remove every resource, and the data in them, listed first
  --dry-run  show what would be done

Exit status: 0 done, 1 it failed or was not confirmed, 2 wrong arguments or
settings.
HELP
}

wanted=()
destroy=false
dry_run=false

parse_arguments() {
  while (($# > 0)); do
    case $1 in
      --destroy) destroy=true ;;
      --dry-run) dry_run=true ;;
      -h | --help)
        usage
        exit 0
        ;;
      -*) refuse "Expected an option of --help, found $1." ;;
      *) want "$1" ;;
    esac
    shift
  done
  [[ $destroy == false || ${#wanted[@]} -eq 0 ]] ||
    refuse "Expected --destroy or distributions, found both: destroying disables all."
}

# Prints the ids to disable, one a line.
choose() {
  local all=$1 chosen=$2 id arn tag
  if ((${#wanted[@]} > 0)); then
    for id in "${wanted[@]}"; do
      jq -e --arg id "$id" 'has($id)' <<<"$chosen" >/dev/null ||
        die "Expected enabled distributions, found $id. Enabled are: $(jq -r 'keys | join(", ")' <<<"$chosen"). Nothing was changed."
      echo "$id"
    done
  elif [[ -f $chosen_file ]]; then
    jq -r 'keys[]' <<<"$chosen"
  else
    # The file of another machine, or lost: the tag tells.
    jq -r '.[] | "\(.Id) \(.ARN)"' <<<"$all" | while read -r id arn; do
      tag=$(tag_of "$arn" cequence-enabled) || exit
      [[ $tag != true ]] || echo "$id"
    done
  fi
}

# Detaches our real-time configuration, and switches cookie logging off where enabling had switched it on.
restore_distribution() {
  local id=$1 arn=$2 config=$3 cookies result
  cookies=$(tag_of "$arn" cequence-cookie-logging)
  # shellcheck disable=SC2016 # a jq program
  result=$(change_distribution "$id" --arg config "$config" --arg cookies "$cookies" '
    def detach: if $config != "" and .RealtimeLogConfigArn == $config then .RealtimeLogConfigArn = "" else . end;
    .DefaultCacheBehavior |= detach
    | if .CacheBehaviors.Items then .CacheBehaviors.Items |= map(detach) else . end
    | if $cookies == "switched-on" then .Logging.IncludeCookies = false else . end')
  echo "  $id: configuration $result"
  remove_tags "$arn" cequence-enabled cequence-cookie-logging
}

# What destroying deletes beyond what can be made again.
show_data() {
  local outputs=$1 bucket prefix count application
  bucket=$(jq -r '.log_bucket // ""' <<<"$outputs")
  application=$(jq -r '.application_name // ""' <<<"$outputs")
  echo "Destroying also deletes:"
  for prefix in logs/ dead-letters/ ledger/; do
    [[ -n $bucket ]] || break
    count=$(aws_api s3api list-objects-v2 --bucket "$bucket" --prefix "$prefix" --max-items 1000 |
      jq '.Contents // [] | length') || die_refused "list $bucket"
    [[ -n $count ]] || count=0
    ((count < 1000)) || count="1000 or more"
    echo "  $count objects below s3://$bucket/$prefix"
  done
  if [[ -n $application ]]; then
    echo "  $(aws_api kinesisanalyticsv2 list-application-snapshots --application-name "$application" |
      jq '.SnapshotSummaries | length') snapshots of $application"
  fi
  jq -r '(.stream_name // empty | "  the stream \(.) and what is not read yet in it"), (.queue_url // empty | "  the queue \(.)"),
    (.log_group // empty | "  the log group \(.)"), (.client_secret_arn // empty | "  the secret \(.), where Terraform made it")' <<<"$outputs"
}

# Leaves in Terraform's variables what stays enabled.
remaining_distributions() {
  jq -n --slurpfile chosen <(printf '%s' "$1") '{distributions: ($chosen[0] | with_entries(select(.key as $id | $ARGS.positional | index($id) | not)))}' --args "${@:2}"
}

disable() {
  local all=$1 chosen=$2 outputs=$3 id arn config remaining application present=()
  shift 3
  config=$(jq -r '.realtime_log_config_arn // ""' <<<"$outputs")
  application=$(jq -r '.application_name // ""' <<<"$outputs")
  remaining=$(remaining_distributions "$chosen" "$@")
  if [[ -n $application && $(jq '.distributions | length' <<<"$remaining") == 0 ]]; then
    echo "Stopping the application with a snapshot:"
    stop_application "$application"
  fi
  echo "Restoring distributions:"
  for id in "$@"; do
    arn=$(jq -r --arg id "$id" '.[] | select(.Id == $id) | .ARN' <<<"$all")
    if [[ -z $arn ]]; then
      echo "  $id: not there any more, nothing to restore"
      continue
    fi
    restore_distribution "$id" "$arn" "$config"
    present+=("$id")
  done
  ((${#present[@]} == 0)) || wait_until_deployed "${present[@]}"
  write_private "$chosen_file" <<<"$remaining"
}

main() {
  parse_arguments "$@"
  require_commands aws jq terraform
  read_dotenv
  check_dotenv
  require_tfvars
  make_work_dir
  region=${dotenv[cequence_region]}
  local all chosen ids outputs apply=()
  account_id >/dev/null
  all=$(list_distributions)
  chosen=$(chosen_distributions)
  ids=$(choose "$all" "$chosen")
  mapfile -t ids < <(printf '%s' "$ids")
  outputs=$(tf_outputs)

  echo "Distributions to disable: ${ids[*]:-none is enabled}"
  if [[ $destroy == true ]]; then
    show_data "$outputs"
  fi
  if [[ $dry_run == true ]]; then
    echo "Nothing was changed."
    return
  fi
  if [[ $destroy == true ]]; then
    confirm "Disable, and destroy all of this?"
    apply=(-var delete_data=true)
  elif ((${#ids[@]} == 0)); then
    return
  else
    confirm "Disable these ${#ids[@]}?"
  fi

  disable "$all" "$chosen" "$outputs" ${ids[@]+"${ids[@]}"}
  echo "Applying Terraform:"
  tf_init
  tf_apply ${apply[@]+"${apply[@]}"}
  if [[ $destroy == true ]]; then
    echo "Destroying every resource:"
    tf_destroy "${apply[@]}"
    rm -f "$chosen_file"
    echo "Destroyed. What is left on this machine: .env and terraform/terraform.tfvars.json, which hold the client's secret."
    return
  fi
  echo "Disabled: ${ids[*]}"
}

main "$@"
