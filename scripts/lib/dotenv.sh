# shellcheck shell=bash
# The operator's .env. To be sourced; needs `root` and lib.sh.

declare -A dotenv=()

readonly dotenv_keys="tf_auto_approve cequence_client_id cequence_client_secret cequence_auth_endpoint cequence_edge_endpoint cequence_log_level cequence_region cequence_name cequence_sources cequence_tls_verify"

# Reads .env into `dotenv` without running it: a value is taken as it stands, but for one pair of quotes around it.
read_dotenv() {
  local file="$root/.env" line key value number=0
  [[ -f $file ]] || refuse "Expected the file $file, found none. Copy .env.example to .env and fill it in."
  [[ -r $file ]] || refuse "Expected to be able to read $file, found no permission."
  while IFS= read -r line || [[ -n $line ]]; do
    number=$((number + 1))
    line=${line%$'\r'}
    [[ $line =~ ^[[:space:]]*(#|$) ]] && continue
    [[ $line =~ ^[[:space:]]*(export[[:space:]]+)?([A-Za-z_]+)=(.*)$ ]] ||
      refuse "Expected key=value in line $number of $file."
    key=${BASH_REMATCH[2]}
    value=${BASH_REMATCH[3]}
    [[ " $dotenv_keys " == *" $key "* ]] ||
      refuse "Expected one of the keys of .env.example in line $number of $file, found $key."
    if [[ $value =~ ^\"(.*)\"[[:space:]]*$ || $value =~ ^\'(.*)\'[[:space:]]*$ ]]; then
      value=${BASH_REMATCH[1]}
    fi
    dotenv[$key]=$value
  done <"$file"
  dotenv[tf_auto_approve]=${dotenv[tf_auto_approve]:-false}
  dotenv[cequence_log_level]=${dotenv[cequence_log_level]:-info}
  dotenv[cequence_region]=${dotenv[cequence_region]:-us-east-1}
  dotenv[cequence_name]=${dotenv[cequence_name]:-bridge}
  dotenv[cequence_sources]=${dotenv[cequence_sources]:-s3}
  dotenv[cequence_tls_verify]=${dotenv[cequence_tls_verify]:-true}
}

# Names every value that is not as expected, then ends; a secret never shows.
check_dotenv() {
  local problems=() key
  for key in cequence_client_id cequence_client_secret cequence_auth_endpoint cequence_edge_endpoint; do
    if [[ -z ${dotenv[$key]:-} || ${dotenv[$key]} == "<"*">" ]]; then
      problems+=("$key: expected a value, found none")
    fi
  done
  expect_value cequence_edge_endpoint '^(https?://|<|$)' 'a URL that begins with http:// or https://'
  expect_value tf_auto_approve '^(true|false)$' 'true or false'
  expect_value cequence_log_level '^(debug|info|warn|error)$' 'debug, info, warn or error'
  expect_value cequence_region '^[a-z]{2}(-[a-z]+)+-[0-9]$' 'a region such as us-east-1'
  expect_value cequence_name '^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$' '1 to 20 lower-case letters, digits and dashes'
  expect_value cequence_sources '^(s3|kinesis|s3,kinesis|kinesis,s3)$' 's3, kinesis or s3,kinesis'
  expect_value cequence_tls_verify '^(true|false)$' 'true or false'
  ((${#problems[@]} == 0)) && return
  printf '%s\n' "${problems[@]//[[:cntrl:]]/?}" >&2
  refuse "Correct this in $root/.env, then run the script again. Nothing was changed."
}

# Adds to `problems` unless the value of a key matches.
expect_value() {
  [[ ${dotenv[$1]:-} =~ $2 ]] || problems+=("$1: expected $3, found ${dotenv[$1]}")
}
