#!/usr/bin/env bash
# Writes Terraform's variables from .env. See --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib.sh
source "$root/scripts/lib.sh"
# shellcheck source=scripts/lib/dotenv.sh
source "$root/scripts/lib/dotenv.sh"
# shellcheck source=scripts/lib/terraform.sh
source "$root/scripts/lib/terraform.sh"

usage() {
  cat <<'HELP'
usage: scripts/setup-tfvars.sh [--jar FILE] [--dry-run] [--help]

Writes terraform/terraform.tfvars.json from .env, readable by you alone. Run it
again after every change of .env and for every new jar, then `terraform apply`.

  --jar FILE  the jar to deploy; without it the one in target/, built where it
              is missing
  --dry-run   show what would be written, the secret left out

Exit status: 0 done, 1 it failed, 2 wrong arguments or settings.
HELP
}

jar=
dry_run=false

parse_arguments() {
  while (($# > 0)); do
    case $1 in
      --jar)
        jar=${2:-}
        [[ -n $jar ]] || refuse "--jar: expected a file, found none. See --help."
        shift
        ;;
      --dry-run) dry_run=true ;;
      -h | --help)
        usage
        exit 0
        ;;
      *) refuse "Expected --jar, --dry-run or --help, found $1." ;;
    esac
    shift
  done
}

# The jar as Terraform reads it: relative to its folder where it lies in the project, so that another clone plans no change.
jar_for_terraform() {
  local path=$jar
  if [[ -z $path ]]; then
    path=$(deployed_jar || true)
    if [[ -z $path ]]; then
      build_if_needed
      path=$(deployed_jar)
    fi
  fi
  [[ -f $path ]] || refuse "Expected a jar, found no file $path."
  path=$(cd -- "$(dirname -- "$path")" && pwd)/$(basename -- "$path")
  printf '%s' "${path/#"$root"\//../}"
}

# Terraform does not keep the secret and so cannot see that it changed: a number that grows tells it.
secret_version() {
  local file="$terraform_dir/terraform.tfvars.json"
  [[ -f $file ]] || {
    echo 1
    return
  }
  SECRET=${dotenv[cequence_client_secret]} jq '(.client_secret_version // 1) + (if .client_secret == env.SECRET then 0 else 1 end)' "$file"
}

# The secret goes through the environment: arguments show in the list of processes.
variables() {
  SECRET=${dotenv[cequence_client_secret]} jq -n \
    --arg region "${dotenv[cequence_region]}" --arg name "${dotenv[cequence_name]}" --arg jar "$1" \
    --arg sources "${dotenv[cequence_sources]}" --arg auth "${dotenv[cequence_auth_endpoint]}" \
    --arg edge "${dotenv[cequence_edge_endpoint]}" --arg id "${dotenv[cequence_client_id]}" \
    --arg level "${dotenv[cequence_log_level]}" --argjson version "$(secret_version)" \
    --argjson verify "${dotenv[cequence_tls_verify]}" '{
      region: $region, name: $name, jar: $jar, sources: ($sources | split(",")),
      auth_endpoint: $auth, edge_endpoint: $edge, client_id: $id,
      client_secret: env.SECRET, client_secret_version: $version,
      log_level: $level
    } + (if $verify then {} else {bridge: {tls_verify: false}} end)'
}

main() {
  parse_arguments "$@"
  command -v jq >/dev/null || die "Expected jq on the PATH, found none."
  read_dotenv
  check_dotenv
  local file="$terraform_dir/terraform.tfvars.json" path new
  [[ ! -f $file || -r $file ]] || die "Expected to be able to read $file, found no permission."
  path=$(jar_for_terraform)
  new=$(variables "$path")
  if [[ $dry_run == true ]]; then
    echo "Would write $file:"
    jq '.client_secret = "(secret)"' <<<"$new"
    return
  fi
  if [[ -f $file && $(<"$file") == "$new" ]]; then
    echo "Nothing changed in $file"
  else
    write_private "$file" <<<"$new"
    echo "Wrote $file"
  fi
  cat <<'NEXT'
Next: terraform -chdir=terraform init
      terraform -chdir=terraform apply
      scripts/enable_aws_cf_integration.sh
NEXT
}

main "$@"
