"""Stands in for `terraform` in the bats tests: makes in the emulator what terraform/*.tf would make in an account.

The real AWS provider cannot be had on every machine that runs the tests, and no provider reaches an emulator without it. This
reads the same variable files, keeps a state of its own beside them, and knows init, apply, destroy and output. That it makes the
same resources under the same names as the configuration is what configuration.bats compares, with the real Terraform.

TERRAFORM_RECORD         file to which every command line is added
TERRAFORM_STOP_AFTER     changes after which it ends with status 1, as an interruption would
"""

import glob
import hashlib
import json
import os
import re
import sys

import boto3
from botocore.config import Config

ACCOUNT = "123456789012"
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*"}]})
TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})


def main():
    arguments = sys.argv[1:]
    record = os.environ.get("TERRAFORM_RECORD")
    if record:
        with open(record, "a", encoding="utf-8") as file:
            file.write(" ".join(arguments) + "\n")
    for argument in [a for a in arguments if a.startswith("-chdir=")]:
        os.chdir(argument.partition("=")[2])
        arguments.remove(argument)
    command, options = arguments[0], arguments[1:]
    if command == "init":
        return 0
    state = json.load(open("terraform.tfstate", encoding="utf-8")) if os.path.exists("terraform.tfstate") else {"resources": {}, "outputs": {}}
    if command == "output":
        print(json.dumps({name: {"value": value} for name, value in state["outputs"].items()}))
        return 0
    variables = read_variables(options)
    wanted = {} if command == "destroy" else resources(variables)
    if command == "addresses":
        print(json.dumps({address: resource.name for address, resource in wanted.items()}))
        return 0
    if "-auto-approve" not in options and input(f"Do you want to {command}? Enter a value: ") != "yes":
        print("Apply cancelled.")
        return 1
    return Change(variables, state).run(wanted, command)


def read_variables(options):
    variables = {"region": "us-east-1", "name": "bridge", "sources": ["s3"], "distributions": {}, "discovery": "listing"}
    for file in ["terraform.tfvars.json"] + sorted(glob.glob("*.auto.tfvars.json")):
        if os.path.exists(file):
            variables.update(json.load(open(file, encoding="utf-8")))
    given = [b for a, b in zip(options, options[1:]) if a == "-var"]
    variables.update({pair.partition("=")[0]: json.loads(pair.partition("=")[2]) for pair in given})
    return variables


class Resource:
    def __init__(self, name, create, delete=None, update=None, data=None):
        self.name, self.create, self.delete, self.update, self.data = name, create, delete, update, data


class Change:
    """One run of apply or destroy; the state is written after every step."""

    def __init__(self, variables, state):
        self.variables, self.state = variables, state
        self.left = int(os.environ.get("TERRAFORM_STOP_AFTER", "1000"))
        self.clients = Clients(variables["region"])

    def run(self, wanted, command):
        known = self.state["resources"]
        everything = resources(self.variables, list(known))
        counts = {"added": 0, "changed": 0, "destroyed": 0}
        for address in reversed([a for a in everything if a in known and a not in wanted]):
            if everything[address].delete:
                everything[address].delete(self.clients)
            del known[address]
            self.step(counts, "destroyed")
        for address, resource in wanted.items():
            if address not in known:
                resource.create(self.clients)
                known[address] = resource.data
                self.step(counts, "added")
            elif known[address] != resource.data:
                if resource.update:
                    resource.update(self.clients)
                known[address] = resource.data
                self.step(counts, "changed")
        self.state["outputs"] = outputs(self.variables) if wanted else {}
        self.save()
        if command == "destroy":
            print(f"Destroy complete! Resources: {counts['destroyed']} destroyed.")
        else:
            print(f"Apply complete! Resources: {counts['added']} added, {counts['changed']} changed, {counts['destroyed']} destroyed.")
        return 0

    def step(self, counts, kind):
        counts[kind] += 1
        self.save()
        self.left -= 1
        if self.left == 0:
            print("Interrupted.", file=sys.stderr)
            sys.exit(1)

    def save(self):
        with open("terraform.tfstate", "w", encoding="utf-8") as file:
            json.dump(self.state, file, indent=1)


class Clients:
    def __init__(self, region):
        self.region, self.made = region, {}

    def __call__(self, service, region=None):
        key = (service, region or self.region)
        if key not in self.made:
            self.made[key] = boto3.client(service, region_name=key[1], config=Config(user_agent_extra="terraform"))
        return self.made[key]


def resources(v, with_known=()):
    """Address to resource, in the order in which they are made; with_known adds those of the state, to be deleted."""
    name = f"cequence-cf-passive-{v['name']}"
    code, logs = f"{name}-code-{ACCOUNT}", f"{name}-logs-{ACCOUNT}"
    group = f"/aws/kinesis-analytics/{name}"
    made = {}

    def add(address, *args, **kwargs):
        made[address] = Resource(*args, **kwargs)

    add("aws_s3_bucket.code", code, lambda c: make_bucket(c, code), lambda c: empty_and_delete(c, code))
    jar = f"cloudfront-bridge-{hash_of(v['jar'])}.jar"
    add(
        "aws_s3_object.jar",
        jar,
        lambda c: c("s3").put_object(Bucket=code, Key=jar, Body=b"jar"),
        update=lambda c: c("s3").put_object(Bucket=code, Key=jar, Body=b"jar"),
        data=jar,
    )
    add("aws_s3_bucket.logs", logs, lambda c: make_bucket(c, logs), lambda c: delete_logs(c, logs, v))
    add("aws_cloudwatch_log_group.application", group, lambda c: c("logs").create_log_group(logGroupName=group), lambda c: c("logs").delete_log_group(logGroupName=group))
    add("aws_cloudwatch_log_stream.application", "application", lambda c: c("logs").create_log_stream(logGroupName=group, logStreamName="application"))
    add_role(add, "execution", name, "")
    add(
        "aws_secretsmanager_secret.client[0]",
        f"{name}-client-secret",
        lambda c: c("secretsmanager").create_secret(Name=f"{name}-client-secret"),
        lambda c: c("secretsmanager").delete_secret(SecretId=f"{name}-client-secret", ForceDeleteWithoutRecovery=True),
    )
    put_secret = lambda c: c("secretsmanager").put_secret_value(SecretId=f"{name}-client-secret", SecretString=v["client_secret"])  # noqa: E731
    add("aws_secretsmanager_secret_version.client[0]", None, put_secret, update=put_secret, data=v.get("client_secret_version"))
    add_queue(add, name, v, with_known)
    add_stream(add, name, v, with_known)
    gone = {match.group(1): {} for a in with_known for match in re.finditer(r'delivery\.this\["(\w+)"\]', a)}
    gone.update({match.group(1): {} for a in with_known for match in re.finditer(r'delivery_(?:source|destination)\.this\["(\w+)"\]', a)})
    for id, distribution in {**gone, **v["distributions"]}.items():
        if (("s3" in v["sources"] and distribution.get("deliver", True)) or id in gone):
            add_delivery(add, id, distribution, logs, v)
    add_application(add, name, code, jar, group, v)
    return made


def add_role(add, key, name, index):
    add(
        f"aws_iam_role.{key}{index}",
        name,
        lambda c: c("iam").create_role(RoleName=name, AssumeRolePolicyDocument=TRUST),
        lambda c: c("iam").delete_role(RoleName=name),
    )
    add(
        f"aws_iam_role_policy.{key}{index}",
        key,
        lambda c: c("iam").put_role_policy(RoleName=name, PolicyName=key, PolicyDocument=POLICY),
        lambda c: c("iam").delete_role_policy(RoleName=name, PolicyName=key),
    )


def add_queue(add, name, v, with_known):
    if v["discovery"] != "sqs" and "aws_sqs_queue.logs[0]" not in with_known:
        return
    for key, queue in (("dead", f"{name}-logs-dead"), ("logs", f"{name}-logs")):
        add(
            f"aws_sqs_queue.{key}[0]",
            queue,
            lambda c, queue=queue: c("sqs").create_queue(QueueName=queue),
            lambda c, queue=queue: c("sqs").delete_queue(QueueUrl=c("sqs").get_queue_url(QueueName=queue)["QueueUrl"]),
        )


def add_stream(add, name, v, with_known):
    if "kinesis" not in v["sources"] and "aws_kinesis_stream.logs[0]" not in with_known:
        return
    stream, config = f"{name}-logs", name
    add(
        "aws_kinesis_stream.logs[0]",
        stream,
        lambda c: c("kinesis").create_stream(StreamName=stream, StreamModeDetails={"StreamMode": "ON_DEMAND"}),
        lambda c: c("kinesis").delete_stream(StreamName=stream),
    )
    add_role(add, "realtime", f"{name}-realtime", "[0]")
    add(
        "aws_cloudfront_realtime_log_config.this[0]",
        config,
        lambda c: c("cloudfront").create_realtime_log_config(
            Name=config,
            SamplingRate=100,
            Fields=default_list("variables.tf", 'variable "realtime_fields"', "default = ["),
            EndPoints=[
                {
                    "StreamType": "Kinesis",
                    "KinesisStreamConfig": {
                        "RoleARN": f"arn:aws:iam::{ACCOUNT}:role/{name}-realtime",
                        "StreamARN": f"arn:aws:kinesis:{v['region']}:{ACCOUNT}:stream/{stream}",
                    },
                }
            ],
        ),
        lambda c: c("cloudfront").delete_realtime_log_config(Name=config),
    )


def add_delivery(add, id, distribution, logs, v):
    foreign = distribution.get("delivery_source")
    source, destination = foreign or f"CequenceCloudFront-{id}", f"CequenceCloudFront-{v['name']}-{id}"
    arn = f"arn:aws:logs:us-east-1:{ACCOUNT}:delivery-destination:{destination}"
    if not foreign:
        add(
            f'aws_cloudwatch_log_delivery_source.this["{id}"]',
            source,
            lambda c: c("logs", "us-east-1").put_delivery_source(
                name=source, logType="ACCESS_LOGS", resourceArn=f"arn:aws:cloudfront::{ACCOUNT}:distribution/{id}"
            ),
            lambda c: c("logs", "us-east-1").delete_delivery_source(name=source),
        )
    add(
        f'aws_cloudwatch_log_delivery_destination.this["{id}"]',
        destination,
        lambda c: c("logs", "us-east-1").put_delivery_destination(
            name=destination, outputFormat="json", deliveryDestinationConfiguration={"destinationResourceArn": f"arn:aws:s3:::{logs}/logs"}
        ),
        lambda c: c("logs", "us-east-1").delete_delivery_destination(name=destination),
    )
    add(
        f'aws_cloudwatch_log_delivery.this["{id}"]',
        None,
        lambda c: c("logs", "us-east-1").create_delivery(
            deliverySourceName=source,
            deliveryDestinationArn=arn,
            recordFields=default_list("logs.tf", "record_fields", "["),
            s3DeliveryConfiguration={"suffixPath": "{DistributionId}/{yyyy}/{MM}/{dd}/{HH}", "enableHiveCompatiblePath": False},
        ),
        lambda c: delete_delivery(c, arn),
    )


def add_application(add, name, code, jar, group, v):
    properties = {
        "source": {"type": ",".join(v["sources"]), "distributions": ",".join(f"{d['domain']}={id}" for id, d in v["distributions"].items())},
        "logging": {"level": v["log_level"]},
    }
    groups = [{"PropertyGroupId": g, "PropertyMap": {k: x for k, x in m.items() if x}} for g, m in properties.items()]

    def create(c):
        c("kinesisanalyticsv2").create_application(
            ApplicationName=name,
            RuntimeEnvironment="FLINK-2_2",
            ServiceExecutionRole=f"arn:aws:iam::{ACCOUNT}:role/{name}",
            ApplicationConfiguration={
                "ApplicationCodeConfiguration": {
                    "CodeContentType": "ZIPFILE",
                    "CodeContent": {"S3ContentLocation": {"BucketARN": f"arn:aws:s3:::{code}", "FileKey": jar}},
                },
                "ApplicationSnapshotConfiguration": {"SnapshotsEnabled": True},
                "EnvironmentProperties": {"PropertyGroups": groups},
                "FlinkApplicationConfiguration": {
                    "CheckpointConfiguration": {"ConfigurationType": "CUSTOM", "CheckpointingEnabled": True},
                    "MonitoringConfiguration": {"ConfigurationType": "CUSTOM", "LogLevel": v["log_level"].upper()},
                    "ParallelismConfiguration": {"ConfigurationType": "CUSTOM", "Parallelism": 1},
                },
            },
            CloudWatchLoggingOptions=[{"LogStreamARN": f"arn:aws:logs:{v['region']}:{ACCOUNT}:log-group:{group}:log-stream:application"}],
        )

    def update(c):
        detail = c("kinesisanalyticsv2").describe_application(ApplicationName=name)["ApplicationDetail"]
        c("kinesisanalyticsv2").update_application(
            ApplicationName=name,
            CurrentApplicationVersionId=detail["ApplicationVersionId"],
            ApplicationConfigurationUpdate={"EnvironmentPropertyUpdates": {"PropertyGroups": groups}},
        )

    def delete(c):
        detail = c("kinesisanalyticsv2").describe_application(ApplicationName=name)["ApplicationDetail"]
        c("kinesisanalyticsv2").delete_application(ApplicationName=name, CreateTimestamp=detail["CreateTimestamp"])

    add("aws_kinesisanalyticsv2_application.this", name, create, delete, update, [properties, jar])


def make_bucket(c, bucket):
    place = {} if c.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": c.region}}
    c("s3").create_bucket(Bucket=bucket, **place)


def empty_and_delete(c, bucket):
    for found in c("s3").list_objects_v2(Bucket=bucket).get("Contents", []):
        c("s3").delete_object(Bucket=bucket, Key=found["Key"])
    c("s3").delete_bucket(Bucket=bucket)


def delete_logs(c, bucket, v):
    if v.get("delete_data"):
        empty_and_delete(c, bucket)
    else:
        c("s3").delete_bucket(Bucket=bucket)


def delete_delivery(c, arn):
    for delivery in c("logs", "us-east-1").describe_deliveries()["deliveries"]:
        if delivery["deliveryDestinationArn"] == arn:
            c("logs", "us-east-1").delete_delivery(id=delivery["id"])


def default_list(file, after, opening):
    """The strings of a list in the configuration, so that they are written once."""
    text = open(file, encoding="utf-8").read()
    start = text.index(opening, text.index(after))
    return re.findall(r'"([^"]+)"', text[start : text.index("]", start)])


def hash_of(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def outputs(v):
    name = f"cequence-cf-passive-{v['name']}"
    kinesis, queue = "kinesis" in v["sources"], v["discovery"] == "sqs"
    url = f"{os.environ.get('AWS_ENDPOINT_URL', '')}/{ACCOUNT}/{name}-logs"
    return {
        "region": v["region"],
        "sources": [s for s in ("s3", "kinesis") if s in v["sources"]],
        "application_name": name,
        "log_group": f"/aws/kinesis-analytics/{name}",
        "log_bucket": f"{name}-logs-{ACCOUNT}",
        "log_prefix": "logs/",
        "record_fields": default_list("logs.tf", "record_fields", "["),
        "dead_letter_path": f"s3://{name}-logs-{ACCOUNT}/dead-letters/",
        "client_secret_arn": f"arn:aws:secretsmanager:{v['region']}:{ACCOUNT}:secret:{name}-client-secret",
        "stream_name": f"{name}-logs" if kinesis else None,
        "realtime_log_config_arn": f"arn:aws:cloudfront::{ACCOUNT}:realtime-log-config/{name}" if kinesis else None,
        "queue_url": url if queue else None,
        "dead_queue_url": f"{url}-dead" if queue else None,
    }


if __name__ == "__main__":
    sys.exit(main())
