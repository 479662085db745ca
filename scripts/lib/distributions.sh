# shellcheck shell=bash
# CloudFront distributions: finding, describing, changing them. To be sourced; needs aws.sh.

readonly deployed_timeout=2700

# Every distribution: [{"Id", "DomainName", "ARN", "Enabled", "Status"}]
list_distributions() {
  aws_api cloudfront list-distributions |
    jq -ce '[.DistributionList.Items // [] | .[] | {Id, DomainName, ARN, Enabled, Status}]' ||
    die_refused "list the distributions"
}

# The value of a distribution's tag, empty where it has none.
tag_of() {
  aws_api cloudfront list-tags-for-resource --resource "$1" |
    jq -r --arg key "$2" '[.Tags.Items[] | select(.Key == $key) | .Value][0] // ""' ||
    die_refused "read the tags of $1"
}

put_tag() {
  aws_api cloudfront tag-resource --resource "$1" --tags "Items=[{Key=$2,Value=$3}]" >/dev/null || die_refused "tag $1"
}

remove_tags() {
  local arn=$1
  shift
  aws_api cloudfront untag-resource --resource "$arn" --tag-keys "$(jq -cn '{Items: $ARGS.positional}' --args "$@")" >/dev/null ||
    die_refused "remove tags from $arn"
}

# change_distribution ID PROGRAM ARGUMENTS…: puts a distribution's configuration through a jq program and prints whether that
# changed anything. Where somebody else changes it at the same time, both changes hold: it is read again, at most five times.
change_distribution() {
  local id=$1 answer="$work_dir/config.json" changed="$work_dir/changed.json" attempt etag
  shift
  for attempt in 1 2 3 4 5; do
    aws_api cloudfront get-distribution-config --id "$id" >"$answer" || die_refused "read the configuration of $id"
    etag=$(jq -r .ETag "$answer")
    jq '.DistributionConfig' "$answer" | jq "$@" >"$changed"
    if jq -e --slurpfile new "$changed" '.DistributionConfig == $new[0]' "$answer" >/dev/null; then
      echo unchanged
      return
    fi
    if aws_api cloudfront update-distribution --id "$id" --if-match "$etag" --distribution-config "file://$changed" >/dev/null; then
      echo changed
      return
    fi
    case $(refusal_code) in
      PreconditionFailed | InvalidIfMatchVersion | Throttling* | TooManyRequests*) sleep "$(jq -n "$attempt * $(poll_seconds) / 15")" ;;
      *) die_refused "change the configuration of $id" ;;
    esac
  done
  die "Expected to change $id within five attempts, but somebody else changed it each time. Run the script again."
}

distribution_status() {
  local status
  status=$(aws_api cloudfront get-distribution --id "$1" | jq -r .Distribution.Status)
  printf '%s' "${status:-unknown}"
  [[ $status == Deployed ]]
}

wait_until_deployed() {
  local id
  for id in "$@"; do
    wait_for "$id Deployed" "$deployed_timeout" distribution_status "$id"
  done
}
