# shellcheck shell=bash
# What logging distributions have already, and what enabling adds to it. To be sourced; needs aws.sh, distributions.sh and
# terraform.sh.

# One argument of a program holds 128 KiB, less than many distributions have; what AWS answered comes through files.

# survey_distributions NAME ALL CHOSEN ID…: one object a distribution, as a JSON array. NAME is the installation's, ALL are the
# account's distributions, CHOSEN those enabled so far.
survey_distributions() {
  local name=$1 all=$2 chosen=$3 id sources deliveries
  shift 3
  sources=$(aws_api logs-delivery describe-delivery-sources) || die_refused "list log delivery sources"
  deliveries=$(aws_api logs-delivery describe-deliveries) || die_refused "list log deliveries"
  for id in "$@"; do
    aws_api cloudfront get-distribution-config --id "$id" || die_refused "read the configuration of $id"
  done | jq -s --arg name "$name" --slurpfile all <(printf '%s' "$all") --slurpfile chosen <(printf '%s' "$chosen") \
    --slurpfile sources <(printf '%s' "$sources") --slurpfile deliveries <(printf '%s' "$deliveries") '
    $all[0] as $all | $chosen[0] as $chosen | $sources[0] as $sources | $deliveries[0] as $deliveries
    | [$ARGS.positional, .] | transpose | map(
      .[0] as $id | .[1].DistributionConfig as $config | ($all[] | select(.Id == $id)) as $distribution
      | ([$sources.deliverySources[] | select(.resourceArns | index($distribution.ARN))][0].name) as $source
      | (if $source == null or ($source == "CequenceCloudFront-\($id)" and ($chosen | has($id))) then null else $source end) as $foreign
      | ([$deliveries.deliveries[] | select(.deliverySourceName == $foreign and .deliveryDestinationType == "S3"
          and (.deliveryDestinationArn | endswith(":delivery-destination:CequenceCloudFront-\($name)-\($id)") | not))][0]) as $theirs
      | ([$config.DefaultCacheBehavior + {PathPattern: "default"}] + ($config.CacheBehaviors.Items // [])) as $behaviors
      | {
          id: $id, arn: $distribution.ARN, domain: $distribution.DomainName, status: $distribution.Status,
          legacy: (if $config.Logging.Enabled then $config.Logging.Bucket else null end),
          cookies: ($config.Logging.IncludeCookies // false),
          source: $foreign,
          deliver: ($theirs == null),
          their_destination: $theirs.deliveryDestinationArn,
          behaviors: [$behaviors[] | {pattern: .PathPattern, realtime: (.RealtimeLogConfigArn // "")}]
        })' --args "$@"
}

# show_survey SURVEY SOURCES OWN_CONFIG COOKIES: what there is, and what would be added.
show_survey() {
  jq -r --arg sources "$2" --arg own "$3" --argjson switch "$4" '
    .[] | "  \(.id)  \(.domain)  \(.status)", (
      [
        (if .legacy then "keeps its standard logging (legacy) to \(.legacy)" else empty end),
        (if $sources | test("s3") | not then empty
         elif .deliver | not then "NO standard logs: its delivery source \(.source) already delivers to S3 (\(.their_destination | sub(".*:"; "")))",
              "  and CloudWatch Logs allows one S3 delivery a source. To read them where they are, put into terraform/mine.auto.tfvars",
              "  additional_log_paths = [\"s3://THEIR-BUCKET/THEIR-PREFIX/\"]"
         elif .source then "standard logs (v2), beside what the delivery source \(.source) of another owner delivers"
         else "standard logs (v2)" end),
        (if $sources | test("kinesis") then
           ([.behaviors[] | select(.realtime == "" or .realtime == $own) | .pattern] | if length > 0 then "real-time logs of the behaviours \(join(", "))" else empty end),
           ([.behaviors[] | select(.realtime != "" and .realtime != $own) | .pattern] | if length > 0 then "behaviours that keep the real-time configuration of another owner: \(join(", "))" else empty end)
         else empty end),
        (if .cookies then "cookie logging is on" elif $switch then "cookie logging is switched on" else "cookie logging is off, so Cookie headers are missing (--cookies switches it on)" end)
      ] | .[] | "      \(.)")' <<<"$1"
}
