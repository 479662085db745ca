# shellcheck shell=bash
# Terraform and the files that it reads. To be sourced; needs `root`, lib.sh and dotenv.sh. The `terraform` that is found on the
# PATH is used, with whatever TF_CLI_CONFIG_FILE and backend it is set up with.

terraform_dir="$root/terraform"
chosen_file="$terraform_dir/distributions.auto.tfvars.json"

# Writes standard input to a file, whole or not at all, for its owner alone.
write_private() {
  local new="$1.new"
  { (umask 077 && cat >"$new") && mv "$new" "$1"; } 2>/dev/null || die "Expected to be able to write $1, found that it cannot be."
}

# The distributions that are enabled so far: {"E…": {"domain": …, "delivery_source": …, "deliver": …}}
chosen_distributions() {
  if [[ -f $chosen_file ]]; then
    jq -ce '.distributions' "$chosen_file" || die "Expected JSON with distributions in $chosen_file."
  else
    echo '{}'
  fi
}

tf() {
  terraform -chdir="$terraform_dir" "$@"
}

require_tfvars() {
  [[ -f $terraform_dir/terraform.tfvars.json ]] ||
    refuse "Expected $terraform_dir/terraform.tfvars.json, found none. Run scripts/setup-tfvars.sh first."
}

tf_init() {
  # shellcheck disable=SC2154 # work_dir is aws.sh's
  tf init -input=false >"$work_dir/init" 2>&1 || {
    cat "$work_dir/init" >&2
    die "terraform init failed."
  }
}

# shellcheck disable=SC2120 # not every script has arguments for it
# Applies; asks as Terraform does, unless tf_auto_approve.
tf_apply() {
  local arguments=("$@")
  [[ ${dotenv[tf_auto_approve]} == true ]] && arguments+=(-input=false -auto-approve)
  tf apply "${arguments[@]}" || die "terraform apply failed. What is done already stays done: put right what it says, then run the script again."
}

tf_destroy() {
  local arguments=("$@")
  [[ ${dotenv[tf_auto_approve]} == true ]] && arguments+=(-input=false -auto-approve)
  tf destroy "${arguments[@]}" || die "terraform destroy failed. Put right what it says, then run the script again."
}

# The outputs of what was applied, as {"name": value}; {} where nothing was.
tf_outputs() {
  tf output -json 2>/dev/null | jq -ce 'map_values(.value)' 2>/dev/null || echo '{}'
}
