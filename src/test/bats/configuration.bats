#!/usr/bin/env bats
# The Terraform configuration applied to a local state, with the real Terraform and whatever provider it can be given.

project=$(cd "$BATS_TEST_DIRNAME/../../.." && pwd)

setup_file() {
  command -v terraform >/dev/null || skip "terraform is not installed"
  cp -r "$project/terraform" "$BATS_FILE_TMPDIR/terraform"
  rm -rf "$BATS_FILE_TMPDIR"/terraform/{.terraform,*.tfstate*,*.auto.tfvars*,terraform.tfvars*,tests}
  # With credentials and the real provider these tests would make resources in an account.
  [[ ${TF_CLI_CONFIG_FILE:-} == *build/terraform* ]] || skip "the AWS provider's stand-in is not there"
  terraform -chdir="$BATS_FILE_TMPDIR/terraform" init -input=false >/dev/null
}

setup() {
  command -v terraform >/dev/null || skip "terraform is not installed"
  [[ ${TF_CLI_CONFIG_FILE:-} == *build/terraform* ]] || skip "the AWS provider's stand-in is not there"
  cd "$BATS_FILE_TMPDIR/terraform"
  echo jar >fixture.jar
  jq -n '{jar: "fixture.jar", auth_endpoint: "auth.example.com", edge_endpoint: "https://bridge.example.com", client_id: "cloudfront",
    client_secret: "not-a-secret", log_level: "info", sources: ["s3", "kinesis"], discovery: "sqs", distributions: {
      E1Z5N5X273TPT1: {domain: "d111111abcdef8.cloudfront.net"},
      E2KG6TMBAL2PBU: {domain: "d222222abcdef8.cloudfront.net", delivery_source: "theirs"},
      E3ABCDEFGHIJKL: {domain: "d333333abcdef8.cloudfront.net", deliver: false}}}' >terraform.tfvars.json
}

@test "a second plan is empty, a new jar changes the application in place, the secret is in no state, destroying leaves nothing" {
  terraform apply -input=false -auto-approve >/dev/null
  terraform plan -input=false -detailed-exitcode >/dev/null
  ! grep -q not-a-secret terraform.tfstate
  echo newer >fixture.jar
  terraform plan -input=false -out=plan >/dev/null
  terraform show -json plan | jq -e '[.resource_changes[] | select(.type == "aws_kinesisanalyticsv2_application") | .change.actions] == [["update"]]'
  ! grep -aq not-a-secret <(terraform show -json plan | jq 'del(.variables)')
  terraform destroy -input=false -auto-approve >/dev/null
  [ "$(terraform state list | wc -l)" -eq 0 ]
}

@test "the stand-in of the script tests makes what the configuration makes, under the same names" {
  terraform plan -input=false -out=plan >/dev/null
  terraform show -json plan | jq -S '[.planned_values.root_module.resources[] | select(.mode == "managed") | {key: .address,
    value: (.values.bucket as $bucket | if .type == "aws_s3_object" then .values.key elif .type == "aws_s3_bucket" then $bucket
      elif .type | test("log_delivery$|secret_version$") then null else .values.name end)}] | from_entries' >real
  python3 "$project/src/test/bats/terraform.py" addresses | jq -S . >ours
  # Settings of a bucket or queue, and what watches the application: no script asks for them.
  jq --slurpfile ours ours 'with_entries(select(.key | in($ours[0]) | not)) | keys | map(sub("\\..*"; "")) | unique
    - ["aws_cloudwatch_dashboard", "aws_cloudwatch_metric_alarm", "aws_s3_bucket_lifecycle_configuration", "aws_s3_bucket_notification",
       "aws_s3_bucket_ownership_controls", "aws_s3_bucket_policy", "aws_s3_bucket_public_access_block",
       "aws_s3_bucket_server_side_encryption_configuration", "aws_s3_bucket_versioning", "aws_sqs_queue_policy",
       "aws_sqs_queue_redrive_allow_policy"] == []' -e real
  diff ours <(jq -S --slurpfile ours ours 'with_entries(select(.key | in($ours[0])))' real)
}
