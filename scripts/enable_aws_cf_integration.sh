#!/usr/bin/env bash
# Switches the integration on for CloudFront distributions. See --help.
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
# shellcheck source=scripts/lib/survey.sh
source "$root/scripts/lib/survey.sh"
# shellcheck source=scripts/lib/application.sh
source "$root/scripts/lib/application.sh"

usage() {
  cat <<'HELP'
usage: scripts/enable_aws_cf_integration.sh [--all | --tag KEY=VALUE |
           DISTRIBUTION…] [OPTIONS]

Delivers the logs of CloudFront distributions to the application and starts it.
Logging that a distribution has already stays as it is. Safe to repeat, also
after an interruption. Without a choice: the distributions enabled so far, or
all of the account where there are none.

  --all               every distribution of the account
  --tag KEY=VALUE     those that carry this tag
  --behavior PATTERN  with real-time logs: attach to this cache behaviour only;
                      may be repeated; "default" is the default one. Without it:
                      all behaviours
  --cookies           switch cookie logging on (disabling switches it off again)
  --no-start          leave the application as it is
  --dry-run           show what would be done

Exit status: 0 done, 1 it failed or was not confirmed, 2 wrong arguments or
settings.
HELP
}

choice=
wanted=()
behaviors=()
cookies=false
start=true
dry_run=false

parse_arguments() {
  while (($# > 0)); do
    case $1 in
      --all) choice=all ;;
      --tag | --behavior)
        [[ -n ${2:-} ]] || refuse "$1: expected a value, found none. See --help."
        if [[ $1 == --tag ]]; then
          [[ $2 == ?*=* ]] || refuse "--tag: expected KEY=VALUE, found $2. See --help."
          choice=$2
        else
          behaviors+=("$2")
        fi
        shift
        ;;
      --cookies) cookies=true ;;
      --no-start) start=false ;;
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
  [[ -z $choice || ${#wanted[@]} -eq 0 ]] ||
    refuse "Expected --all, --tag or distributions, found two of them."
}

# Prints the ids to enable, one a line.
choose() {
  local all=$1 chosen=$2 id arn tag
  if ((${#wanted[@]} > 0)); then
    for id in "${wanted[@]}"; do
      jq -e --arg id "$id" 'any(.[]; .Id == $id)' <<<"$all" >/dev/null ||
        die "Expected distributions of this account, found $id. There are: $(jq -r 'map(.Id) | join(", ")' <<<"$all"). Nothing was changed."
      echo "$id"
    done
  elif [[ $choice == *=* ]]; then
    jq -r '.[] | "\(.Id) \(.ARN)"' <<<"$all" | while read -r id arn; do
      tag=$(tag_of "$arn" "${choice%%=*}") || exit
      [[ $tag != "${choice#*=}" ]] || echo "$id"
    done
  elif [[ -z $choice && $chosen != '{}' ]]; then
    jq -r --slurpfile chosen <(printf '%s' "$chosen") '.[].Id | select(. as $id | $chosen[0] | has($id))' <<<"$all"
  else
    jq -r '.[].Id' <<<"$all"
  fi
}

# What Terraform is to deliver: what was enabled before and still exists, and what was chosen now.
merged_distributions() {
  jq -n --slurpfile all <(printf '%s' "$1") --slurpfile chosen <(printf '%s' "$2") --slurpfile survey <(printf '%s' "$3") '
    $all[0] as $all | $chosen[0] as $chosen | $survey[0] as $survey
    | {distributions: (
      ($chosen | with_entries(select(.key as $id | any($all[]; .Id == $id))))
      + ($survey | map({key: .id, value: ({domain} + (if .source then {delivery_source: .source} else {} end) + (if .deliver then {} else {deliver: false} end))}) | from_entries))}'
}

# Attaches the real-time configuration where there is none, and switches cookie logging on when asked.
change_distributions() {
  local survey=$1 config=$2 id arn has_cookies result
  while read -r id arn has_cookies; do
    if [[ $cookies == true && $has_cookies == false ]]; then
      # Before the change, so that disabling knows whose change it was, whatever interrupts this.
      put_tag "$arn" cequence-cookie-logging switched-on
    fi
    # shellcheck disable=SC2016 # a jq program
    result=$(change_distribution "$id" --arg config "$config" --argjson cookies "$cookies" \
      --argjson only "$(jq -cn '$ARGS.positional' --args ${behaviors[@]+"${behaviors[@]}"})" '
      def attach($pattern): if $config != "" and (.RealtimeLogConfigArn // "") == ""
        and (($only | length) == 0 or ($only | index($pattern))) then .RealtimeLogConfigArn = $config else . end;
      .DefaultCacheBehavior |= attach("default")
      | if .CacheBehaviors.Items then .CacheBehaviors.Items |= map(attach(.PathPattern)) else . end
      | if $cookies then .Logging = ((.Logging // {Enabled: false, Bucket: "", Prefix: ""}) + {IncludeCookies: true}) else . end')
    echo "  $id: configuration $result"
    put_tag "$arn" cequence-enabled true
  done < <(jq -r '.[] | "\(.id) \(.arn) \(.cookies)"' <<<"$survey")
}

main() {
  parse_arguments "$@"
  require_commands aws jq terraform
  read_dotenv
  check_dotenv
  require_tfvars
  make_work_dir
  region=${dotenv[cequence_region]}
  local account all chosen ids gone survey outputs config new
  account=$(account_id)
  all=$(list_distributions)
  chosen=$(chosen_distributions)
  ids=$(choose "$all" "$chosen")
  mapfile -t ids < <(printf '%s' "$ids")
  ((${#ids[@]} > 0)) || die "Expected at least one distribution, found none that was chosen in account $account. Nothing was changed."
  survey=$(survey_distributions "${dotenv[cequence_name]}" "$all" "$chosen" "${ids[@]}")
  outputs=$(tf_outputs)
  config=$(jq -r '.realtime_log_config_arn // ""' <<<"$outputs")

  echo "Distributions of account $account to enable:"
  show_survey "$survey" "${dotenv[cequence_sources]}" "$config" "$cookies"
  gone=$(jq -r --slurpfile all <(printf '%s' "$all") 'keys - ($all[0] | map(.Id)) | join(", ")' <<<"$chosen")
  [[ -z $gone ]] || echo "No longer there, so no longer delivered: $gone"
  if [[ $dry_run == true ]]; then
    echo "Would apply Terraform, change and tag these distributions$([[ $start == true ]] && echo ", start the application"). Nothing was changed."
    return
  fi
  confirm "Enable these ${#ids[@]}?"

  new=$(merged_distributions "$all" "$chosen" "$survey")
  write_private "$chosen_file" <<<"$new"
  echo "Applying Terraform:"
  tf_init
  # shellcheck disable=SC2119
  tf_apply
  outputs=$(tf_outputs)
  config=$(jq -r '.realtime_log_config_arn // ""' <<<"$outputs")
  echo "Changing distributions:"
  change_distributions "$survey" "$config"
  wait_until_deployed "${ids[@]}"
  if [[ $start == true ]]; then
    start_application "$(jq -r .application_name <<<"$outputs")"
  fi
  echo "Enabled: ${ids[*]}. First logs arrive within minutes; scripts/doctor.sh tells how it goes."
}

main "$@"
