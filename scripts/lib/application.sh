# shellcheck shell=bash
# The managed Flink application. To be sourced; needs aws.sh.

readonly application_timeout=1800

# application_is WANTED NAME: prints the state; 0 when it is the wanted one, 2 when it will not become it by itself.
application_is() {
  local state
  state=$(aws_api kinesisanalyticsv2 describe-application --application-name "$2" | jq -r .ApplicationDetail.ApplicationStatus)
  printf '%s' "${state:-unknown}"
  [[ $state == "$1" ]] && return
  case $state in
    DELETING) return 2 ;;
    READY) [[ $1 == RUNNING ]] && return 2 ;;
  esac
  return 1
}

describe_application() {
  aws_api kinesisanalyticsv2 describe-application --application-name "$1" ||
    die_refused "describe the application $1"
}

# Starts from the latest snapshot where there is one, with the service's rollback of failing updates on.
start_application() {
  local name=$1 application state
  application=$(describe_application "$name")
  state=$(jq -r .ApplicationDetail.ApplicationStatus <<<"$application")
  if [[ $state == STOPPING || $state == FORCE_STOPPING ]]; then
    wait_for "application READY" "$application_timeout" application_is READY "$name"
    state=READY
  fi
  if [[ $state == READY ]]; then
    enable_rollback "$name" "$application"
    aws_api kinesisanalyticsv2 start-application --application-name "$name" \
      --run-configuration 'ApplicationRestoreConfiguration={ApplicationRestoreType=RESTORE_FROM_LATEST_SNAPSHOT}' >/dev/null ||
      die_refused "start the application $name"
  fi
  wait_for "application RUNNING" "$application_timeout" application_is RUNNING "$name"
}

# Terraform's AWS provider does not know this setting.
enable_rollback() {
  local name=$1 application=$2
  jq -e '.ApplicationDetail.ApplicationConfigurationDescription.ApplicationSystemRollbackConfigurationDescription.RollbackEnabled == true' \
    <<<"$application" >/dev/null && return
  aws_api kinesisanalyticsv2 update-application --application-name "$name" \
    --current-application-version-id "$(jq -r .ApplicationDetail.ApplicationVersionId <<<"$application")" \
    --application-configuration-update 'ApplicationSystemRollbackConfigurationUpdate={RollbackEnabledUpdate=true}' >/dev/null ||
    die_refused "switch on rollback of $name"
}

# Stops with a snapshot, from which the next start goes on.
stop_application() {
  local name=$1 state
  state=$(describe_application "$name" | jq -r .ApplicationDetail.ApplicationStatus)
  case $state in
    READY)
      echo "  application READY: it was not running"
      return
      ;;
    RUNNING)
      aws_api kinesisanalyticsv2 stop-application --application-name "$name" --no-force >/dev/null ||
        die_refused "stop the application $name"
      ;;
    STOPPING | FORCE_STOPPING) ;;
    *)
      wait_for "application RUNNING" "$application_timeout" application_is RUNNING "$name"
      aws_api kinesisanalyticsv2 stop-application --application-name "$name" --no-force >/dev/null ||
        die_refused "stop the application $name"
      ;;
  esac
  wait_for "application READY" "$application_timeout" application_is READY "$name"
}
