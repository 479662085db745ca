# shellcheck shell=bash
# What scripts/doctor.sh looks at for one distribution. To be sourced; needs checks.sh.

readonly enable_again="run scripts/enable_aws_cf_integration.sh"

# check_distribution ID OUTPUTS SOURCES DELIVERIES
check_distribution() {
  local id=$1 outputs=$2 arn status
  ask_remedy="choose another, or run scripts/disable_aws_cf_integration.sh $id" \
    ask "$id" distribution cloudfront get-distribution --id "$id" || return 0
  arn=$(jq -r .Distribution.ARN "$work_dir/answer")
  status=$(jq -r '.Distribution | "\(.Status)\(if .DistributionConfig.Enabled then "" else ", disabled" end)"' "$work_dir/answer")
  cp "$work_dir/answer" "$work_dir/distribution"
  case $status in
    Deployed) report ok "$id" distribution "$status" ;;
    *disabled) report warn "$id" distribution "$status" "a disabled distribution has no traffic and no logs" ;;
    *) report warn "$id" distribution "$status" "wait until CloudFront has deployed the change" ;;
  esac
  if ask "$id" tag cloudfront list-tags-for-resource --resource "$arn"; then
    if jq -e 'any(.Tags.Items[]; .Key == "cequence-enabled" and .Value == "true")' "$work_dir/answer" >/dev/null; then
      report ok "$id" tag "cequence-enabled=true"
    else
      report bad "$id" tag "no tag cequence-enabled=true" "$enable_again $id"
    fi
  fi
  if jq -e '.sources | index("s3")' <<<"$outputs" >/dev/null; then
    check_delivery "$id" "$arn" "$outputs" "$3" "$4"
    check_objects "$id" "$outputs"
  fi
  if jq -e '.sources | index("kinesis")' <<<"$outputs" >/dev/null; then
    check_realtime "$id" "$outputs"
  fi
  if jq -e '.Distribution.DistributionConfig.Logging.IncludeCookies' "$work_dir/distribution" >/dev/null; then
    report ok "$id" cookies "cookie logging is on"
  else
    report warn "$id" cookies "cookie logging is off, so Cookie headers are missing" "$enable_again --cookies $id"
  fi
}

# Delivery source, destination, delivery, and the fields it delivers.
check_delivery() {
  local id=$1 arn=$2 outputs=$3 sources=$4 deliveries=$5 bucket source delivery missing
  bucket=$(jq -r .log_bucket <<<"$outputs")
  source=$(jq -r --arg arn "$arn" '[.deliverySources[] | select(.resourceArns | index($arn)) | .name][0] // ""' <<<"$sources")
  if [[ -z $source ]]; then
    report bad "$id" delivery-source "none" "$enable_again $id"
    return
  fi
  report ok "$id" delivery-source "$source"
  delivery=$(jq -c --arg source "$source" --arg id "$id" '[.deliveries[] | select(.deliverySourceName == $source
    and (.deliveryDestinationArn | test(":delivery-destination:CequenceCloudFront-.*-\($id)$")))][0] // empty' <<<"$deliveries")
  if [[ -z $delivery ]]; then
    if jq -e --arg source "$source" 'any(.deliveries[]; .deliverySourceName == $source and .deliveryDestinationType == "S3")' <<<"$deliveries" >/dev/null; then
      report bad "$id" delivery "$source delivers to another bucket, and one S3 delivery a source is possible" \
        "read that bucket: additional_log_paths in terraform/mine.auto.tfvars; or real-time logs: cequence_sources=kinesis"
    else
      report bad "$id" delivery "$source delivers nothing to s3://$bucket" "$enable_again $id"
    fi
    return
  fi
  check_destination "$id" "$(jq -r '.deliveryDestinationArn | sub(".*:"; "")' <<<"$delivery")" "$bucket"
  missing=$(jq -r --argjson wanted "$(jq -c .record_fields <<<"$outputs")" '$wanted - (.recordFields // []) | join(", ")' <<<"$delivery")
  if [[ -z $missing ]]; then
    report ok "$id" fields "all that a transaction is made of"
  else
    report bad "$id" fields "missing: $missing" "run terraform apply, which sets them again"
  fi
}

check_destination() {
  local id=$1 name=$2 bucket=$3 target
  ask "$id" delivery logs-delivery get-delivery-destination --name "$name" || return 0
  target=$(jq -r .deliveryDestination.deliveryDestinationConfiguration.destinationResourceArn "$work_dir/answer")
  if [[ $target == "arn:"*":s3:::$bucket/"* ]]; then
    report ok "$id" delivery "to s3://${target##*:::}"
  else
    report bad "$id" delivery "$name goes to $target, expected $bucket" "run terraform apply"
  fi
}

# Age of the newest object. The hours of a path sort as time does, so the last hour of the last day has it.
check_objects() {
  local id=$1 outputs=$2 bucket day prefix hour newest
  bucket=$(jq -r .log_bucket <<<"$outputs")
  for day in today yesterday; do
    prefix="$(jq -r .log_prefix <<<"$outputs")$id/$(date -u -d "$day" +%Y/%m/%d)/"
    ask "$id" objects s3api list-objects-v2 --bucket "$bucket" --prefix "$prefix" --delimiter / || return 0
    hour=$(jq -r '[.CommonPrefixes // [] | .[].Prefix] | max // empty' "$work_dir/answer" 2>/dev/null || true)
    [[ -n $hour ]] || continue
    ask "$id" objects s3api list-objects-v2 --bucket "$bucket" --prefix "$hour" || return 0
    newest=$(jq -r "$jq_seconds [.Contents[].LastModified | seconds] | max" "$work_dir/answer")
    if (($(date +%s) - newest < 7200)); then
      report ok "$id" objects "the newest arrived $(age_of "$newest") ago"
    else
      report warn "$id" objects "the newest arrived $(age_of "$newest") ago" "send a request to the distribution; logs follow within minutes, at times within hours"
    fi
    return
  done
  report warn "$id" objects "none arrived today or yesterday" "just enabled: send a request and wait some minutes; else look whether the delivery above is as it should be"
}

# Where our real-time configuration is attached.
check_realtime() {
  local id=$1 outputs=$2 attached
  attached=$(jq -r --arg config "$(jq -r .realtime_log_config_arn <<<"$outputs")" '.Distribution.DistributionConfig
    | [[.DefaultCacheBehavior + {PathPattern: "default"}] + (.CacheBehaviors.Items // []) | .[]
      | select(.RealtimeLogConfigArn == $config) | .PathPattern] | join(", ")' "$work_dir/distribution")
  if [[ -n $attached ]]; then
    report ok "$id" real-time "attached to $attached"
  else
    report bad "$id" real-time "attached to no cache behaviour" "$enable_again $id"
  fi
}
