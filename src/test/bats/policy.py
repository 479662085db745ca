"""Compares terraform/policies/operator-policy.json with the calls that the scripts and Terraform make; prints differences.

The scripts' calls are read from them: each is `aws_api SERVICE OPERATION` or `ask SUBJECT CHECK SERVICE OPERATION`. Terraform's
are those of its AWS provider to create, read, change and delete a resource of each type in terraform/*.tf.
"""

import fnmatch
import glob
import json
import re
import sys

import botocore.session

BUCKET = "GetAccelerateConfiguration GetBucketAcl GetBucketCORS GetBucketLogging GetBucketObjectLockConfiguration GetBucketPolicy"
BUCKET += " GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration"
BUCKET += " GetLifecycleConfiguration GetReplicationConfiguration CreateBucket DeleteBucket ListBucket ListBucketVersions DeleteObject"
BUCKET += " DeleteObjectVersion PutBucketTagging"
TAGGED = " ListTagsForResource TagResource UntagResource"

TERRAFORM = {
    "aws_caller_identity": ("sts", "GetCallerIdentity"),
    "aws_cloudfront_realtime_log_config": ("cloudfront", "CreateRealtimeLogConfig GetRealtimeLogConfig UpdateRealtimeLogConfig DeleteRealtimeLogConfig"),
    "aws_cloudwatch_dashboard": ("cloudwatch", "PutDashboard GetDashboard DeleteDashboards"),
    "aws_cloudwatch_log_delivery": ("logs", "CreateDelivery GetDelivery UpdateDeliveryConfiguration DeleteDelivery" + TAGGED),
    "aws_cloudwatch_log_delivery_destination": ("logs", "PutDeliveryDestination GetDeliveryDestination DeleteDeliveryDestination" + TAGGED),
    "aws_cloudwatch_log_delivery_source": ("logs", "PutDeliverySource GetDeliverySource DeleteDeliverySource" + TAGGED),
    "aws_cloudwatch_log_group": ("logs", "CreateLogGroup DescribeLogGroups DeleteLogGroup PutRetentionPolicy DeleteRetentionPolicy" + TAGGED),
    "aws_cloudwatch_log_stream": ("logs", "CreateLogStream DescribeLogStreams DeleteLogStream"),
    "aws_cloudwatch_metric_alarm": ("cloudwatch", "PutMetricAlarm DescribeAlarms DeleteAlarms" + TAGGED),
    "aws_iam_policy_document": ("iam", ""),
    "aws_iam_role": (
        "iam",
        "CreateRole GetRole DeleteRole UpdateAssumeRolePolicy ListRolePolicies ListAttachedRolePolicies ListInstanceProfilesForRole"
        " TagRole UntagRole PassRole",
    ),
    "aws_iam_role_policy": ("iam", "PutRolePolicy GetRolePolicy DeleteRolePolicy"),
    "aws_kinesis_stream": (
        "kinesis",
        "CreateStream DescribeStreamSummary DeleteStream IncreaseStreamRetentionPeriod DecreaseStreamRetentionPeriod UpdateShardCount"
        " UpdateStreamMode StartStreamEncryption StopStreamEncryption AddTagsToStream RemoveTagsFromStream ListTagsForResource",
    ),
    "aws_kinesisanalyticsv2_application": (
        "kinesisanalytics",
        "CreateApplication DescribeApplication UpdateApplication DeleteApplication StartApplication StopApplication"
        " AddApplicationVpcConfiguration DeleteApplicationVpcConfiguration AddApplicationCloudWatchLoggingOption"
        " DeleteApplicationCloudWatchLoggingOption" + TAGGED,
    ),
    "aws_partition": ("sts", ""),
    "aws_s3_bucket": ("s3", BUCKET),
    "aws_s3_bucket_lifecycle_configuration": ("s3", "PutLifecycleConfiguration GetLifecycleConfiguration"),
    "aws_s3_bucket_notification": ("s3", "PutBucketNotification GetBucketNotification"),
    "aws_s3_bucket_ownership_controls": ("s3", "PutBucketOwnershipControls GetBucketOwnershipControls"),
    "aws_s3_bucket_policy": ("s3", "PutBucketPolicy GetBucketPolicy DeleteBucketPolicy"),
    "aws_s3_bucket_public_access_block": ("s3", "PutBucketPublicAccessBlock GetBucketPublicAccessBlock"),
    "aws_s3_bucket_server_side_encryption_configuration": ("s3", "PutEncryptionConfiguration GetEncryptionConfiguration"),
    "aws_s3_bucket_versioning": ("s3", "PutBucketVersioning GetBucketVersioning"),
    "aws_s3_object": ("s3", "PutObject GetObject GetObjectVersion GetObjectTagging PutObjectTagging DeleteObject DeleteObjectVersion"),
    "aws_secretsmanager_secret": ("secretsmanager", "CreateSecret DescribeSecret UpdateSecret DeleteSecret GetResourcePolicy TagResource UntagResource"),
    "aws_secretsmanager_secret_version": ("secretsmanager", "PutSecretValue GetSecretValue"),
    "aws_sqs_queue": ("sqs", "CreateQueue GetQueueAttributes SetQueueAttributes DeleteQueue ListQueueTags TagQueue UntagQueue"),
    "aws_sqs_queue_policy": ("sqs", "SetQueueAttributes GetQueueAttributes"),
    "aws_sqs_queue_redrive_allow_policy": ("sqs", "SetQueueAttributes GetQueueAttributes"),
}

# Where a permission has another name than the call, or belongs to no call of ours: CloudFront asks for it when a source is put.
NAMES = {"kinesisanalyticsv2": "kinesisanalytics", "s3api": "s3", "logs-delivery": "logs"}
ACTIONS = {"s3:ListObjectsV2": "s3:ListBucket"}
IMPLIED = {"logs:PutDeliverySource": "cloudfront:AllowVendedLogDeliveryForResource"}
EVERYWHERE = {
    "cloudfront:ListDistributions",
    "cloudwatch:GetMetricStatistics",
    "logs:DescribeDeliveries",
    "logs:DescribeDeliverySources",
    "sts:GetCallerIdentity",
}
OURS = ("*cequence-cf-passive-*", "*CequenceCloudFront-*", "*:distribution/*", "*:delivery:*", "*:delivery-source:*", "*:log-group:*")


def called_by_scripts():
    files = [f"scripts/{name}.sh" for name in ("setup-tfvars", "enable_aws_cf_integration", "disable_aws_cf_integration", "doctor")]
    calls = set()
    session = botocore.session.get_session()
    for file in files + glob.glob("scripts/lib/*.sh"):
        text = open(file, encoding="utf-8").read()
        found = re.findall(r"\baws_api ([a-z0-9-]+) ([a-z0-9]+-[a-z0-9-]+)", text)
        found += re.findall(r'\bask (?:"?\$?\w+"?) [\w-]+ ([a-z0-9-]+) ([a-z0-9]+-[a-z0-9-]+)', text)
        for service, operation in found:
            model = session.get_service_model({"s3api": "s3", "logs-delivery": "logs"}.get(service, service))
            names = {re.sub(r"[^a-z0-9]", "", name.lower()): name for name in model.operation_names}
            if operation.replace("-", "") not in names:
                sys.exit(f"{file}: {service} has no operation {operation}")
            action = f"{NAMES.get(service, service)}:{names[operation.replace('-', '')]}"
            calls.add(ACTIONS.get(action, action))
    return calls


def called_by_terraform():
    calls = set()
    for file in glob.glob("terraform/*.tf"):
        for kind in re.findall(r'^(?:resource|data) "(\w+)"', open(file, encoding="utf-8").read(), re.M):
            if kind not in TERRAFORM:
                sys.exit(f"{file}: say in src/test/bats/policy.py which calls {kind} needs")
            service, operations = TERRAFORM[kind]
            calls.update(f"{service}:{operation}" for operation in operations.split())
    return calls


def main():
    calls = called_by_scripts() | called_by_terraform()
    calls |= {IMPLIED[call] for call in calls if call in IMPLIED}
    policy = json.load(open("terraform/policies/operator-policy.json", encoding="utf-8"))
    permitted, problems = set(), []
    for statement in policy["Statement"]:
        actions = [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]
        resources = [statement["Resource"]] if isinstance(statement["Resource"], str) else statement["Resource"]
        permitted.update(actions)
        for resource in resources:
            if resource == "*" and not set(actions) <= EVERYWHERE:
                problems.append(f"{statement['Sid']}: permitted everywhere")
            if resource != "*" and not any(fnmatch.fnmatchcase(resource, pattern) for pattern in OURS):
                problems.append(f"{statement['Sid']}: {resource} is not ours")
    problems += [f"called but not permitted: {action}" for action in sorted(calls - permitted)]
    problems += [f"permitted but never called: {action}" for action in sorted(permitted - calls)]
    size = len(json.dumps(policy, separators=(",", ":")))
    if size > 6144:
        problems.append(f"{size} characters; a managed policy has at most 6144")
    print("\n".join(problems) or f"{len(permitted)} permissions, all of them needed, {size} characters")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
