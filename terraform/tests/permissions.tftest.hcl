# The application's role may do what the enabled sources need, and nothing else.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  jar           = "tests/fixture.jar"
  auth_endpoint = "auth.example.com"
  edge_endpoint = "https://bridge.example.com:9443"
  client_id     = "cloudfront"
  client_secret = "not-a-secret"
}

run "standard_logs" {
  command = apply

  assert {
    condition = toset(flatten(data.aws_iam_policy_document.execution.statement[*].actions)) == toset([
      "s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket", "s3:PutObject", "s3:AbortMultipartUpload",
      "secretsmanager:GetSecretValue", "logs:PutLogEvents", "logs:DescribeLogStreams", "logs:DescribeLogGroups",
    ])
    error_message = "Expected reading code and logs, writing dead letters and ledger, the secret and the log."
  }

  assert {
    condition     = alltrue([for resource in flatten(data.aws_iam_policy_document.execution.statement[*].resources) : resource != "*"])
    error_message = "Expected every permission to name its resources."
  }

  assert {
    condition = alltrue([
      for statement in data.aws_iam_policy_document.execution.statement :
      toset(statement.resources) == toset(["arn:aws:s3:::logs/dead-letters/*", "arn:aws:s3:::logs/ledger/*"]) if contains(statement.actions, "s3:PutObject")
    ])
    error_message = "Expected writing below dead-letters/ and ledger/ alone."
  }

  assert {
    condition     = one([for statement in data.aws_iam_policy_document.execution.statement : statement.resources if statement.sid == "ReadClientSecret"]) == toset(["arn:aws:secretsmanager:us-east-1:123456789012:secret:mock"])
    error_message = "Expected one secret to be readable."
  }

  assert {
    condition     = length([for statement in data.aws_iam_policy_document.execution.statement : statement if contains(statement.actions, "s3:ListBucket") && length(statement.condition) == 0]) == 0
    error_message = "Expected listing below the application's prefixes alone."
  }
}

run "only_the_service_in_this_account_takes_the_role" {
  command = plan

  assert {
    condition     = one(data.aws_iam_policy_document.assume.statement[0].principals).identifiers == toset(["kinesisanalytics.amazonaws.com"]) && one(data.aws_iam_policy_document.assume.statement[0].condition).values == tolist(["123456789012"])
    error_message = "Expected the managed Flink service of this account alone."
  }
}

run "by_queue" {
  command = apply

  variables {
    discovery = "sqs"
  }

  assert {
    condition     = one([for statement in data.aws_iam_policy_document.execution.statement : statement.resources if contains(statement.actions, "sqs:ReceiveMessage")]) == toset(["arn:aws:sqs:us-east-1:123456789012:logs"])
    error_message = "Expected the one queue to be readable."
  }

  assert {
    condition     = length([for action in flatten(data.aws_iam_policy_document.execution.statement[*].actions) : action if startswith(action, "kinesis:")]) == 0
    error_message = "Expected no permission for a stream that is not read."
  }
}

run "real_time_by_polling" {
  command = apply

  variables {
    sources = ["kinesis"]
  }

  assert {
    condition = toset([
      for action in flatten(data.aws_iam_policy_document.execution.statement[*].actions) : action if startswith(action, "kinesis:")
    ]) == toset(["kinesis:DescribeStreamSummary", "kinesis:ListShards", "kinesis:GetShardIterator", "kinesis:GetRecords"])
    error_message = "Expected reading, and no consumers."
  }

  assert {
    condition     = length([for statement in data.aws_iam_policy_document.execution.statement : statement if statement.sid == "ReadLogs" || startswith(statement.sid, "ReadNotifications")]) == 0
    error_message = "Expected no permission for logs that are not read."
  }

  assert {
    condition     = alltrue([for prefix in flatten([for statement in data.aws_iam_policy_document.execution.statement : [for condition in statement.condition : condition.values] if contains(statement.actions, "s3:ListBucket")]) : prefix != "logs/*"])
    error_message = "Expected no listing of logs that are not read."
  }

  assert {
    condition     = toset(flatten(data.aws_iam_policy_document.realtime[0].statement[*].actions)) == toset(["kinesis:DescribeStreamSummary", "kinesis:DescribeStream", "kinesis:PutRecord", "kinesis:PutRecords", "kms:GenerateDataKey"])
    error_message = "Expected CloudFront to write to the stream and nothing else."
  }
}

run "real_time_by_enhanced_fan_out" {
  command = apply

  variables {
    sources        = ["kinesis"]
    kinesis_reader = "efo"
  }

  assert {
    condition     = one([for statement in data.aws_iam_policy_document.execution.statement : statement.resources if contains(statement.actions, "kinesis:SubscribeToShard")]) == toset(["arn:aws:kinesis:us-east-1:123456789012:stream/mock", "arn:aws:kinesis:us-east-1:123456789012:stream/mock/consumer/cequence-cf-passive-bridge:*"])
    error_message = "Expected its own consumer of the one stream."
  }
}

run "further_folders_are_read_only" {
  command = apply

  variables {
    additional_log_paths = ["s3://their-logs/cdn/", "s3://other-logs/"]
  }

  assert {
    condition     = one([for statement in data.aws_iam_policy_document.execution.statement : statement if statement.sid == "ReadAdditionalLogs"]).resources == toset(["arn:aws:s3:::their-logs/cdn/*", "arn:aws:s3:::other-logs/*"])
    error_message = "Expected their folders to be readable."
  }

  assert {
    condition     = one([for statement in data.aws_iam_policy_document.execution.statement : statement if statement.sid == "ListAdditionalLogs0"]).resources == toset(["arn:aws:s3:::their-logs"]) && one(one([for statement in data.aws_iam_policy_document.execution.statement : statement if statement.sid == "ListAdditionalLogs0"]).condition).values == tolist(["cdn/*"])
    error_message = "Expected their folder to be listed below its prefix."
  }
}

run "vpc_and_a_key_of_ones_own" {
  command = apply

  variables {
    vpc                       = { subnet_ids = ["subnet-1"], security_group_ids = ["sg-1"] }
    client_secret             = null
    client_secret_arn         = "arn:aws:secretsmanager:us-east-1:123456789012:secret:theirs"
    client_secret_kms_key_arn = "arn:aws:kms:us-east-1:123456789012:key/theirs"
  }

  assert {
    condition     = contains(one([for statement in data.aws_iam_policy_document.execution.statement : statement if statement.sid == "JoinVpc"]).actions, "ec2:CreateNetworkInterface")
    error_message = "Expected network interfaces in the VPC."
  }

  assert {
    condition     = one([for statement in data.aws_iam_policy_document.execution.statement : statement.resources if contains(statement.actions, "kms:Decrypt")]) == toset(["arn:aws:kms:us-east-1:123456789012:key/theirs"])
    error_message = "Expected the secret's key."
  }
}
