"""The AWS of the bats tests: moto in this process, and a small stand-in in front of it.

The stand-in refuses every request that botocore's service model does not know (service, operation, members), answers the calls
that moto lacks, and keeps the rules that moto does not: an update of a distribution needs its ETag, a distribution has one
delivery source, an application is READY, STARTING, RUNNING or STOPPING. Paths below /_emulator control it, paths below /_bridge
are a token endpoint and a Bridge.

Distributions have ids that begin with E, as CloudFront's do.

usage: emulator.py PORT_FILE      writes its port there once it listens
"""

import json
import os
import random
import re
import string
import sys
import threading
import urllib.parse
import xml.etree.ElementTree as ElementTree
from io import BytesIO

import botocore.session
import botocore.validate
import moto.cloudfront.models as moto_cloudfront
from moto.backends import get_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

ACCOUNT = "123456789012"
moto_cloudfront.random_id = lambda uppercase=True, length=13: ("E" if uppercase else "d") + "".join(
    random.choices(string.digits + (string.ascii_uppercase if uppercase else string.ascii_lowercase), k=length)
)


def with_arn_of_cloudfront(make):
    """Gives a distribution the ARN that CloudFront gives it; moto leaves out the empty region."""

    def init(self, account_id, region_name, config):
        make(self, account_id, region_name, config)
        self.arn = f"arn:aws:cloudfront::{account_id}:distribution/{self.id}"

    return init


moto_cloudfront.Distribution.__init__ = with_arn_of_cloudfront(moto_cloudfront.Distribution.__init__)
MODELS = {
    "cloudfront": "cloudfront",
    "iam": "iam",
    "kinesis": "kinesis",
    "kinesisanalytics": "kinesisanalyticsv2",
    "logs": "logs",
    "monitoring": "cloudwatch",
    "s3": "s3",
    "secretsmanager": "secretsmanager",
    "sqs": "sqs",
    "sts": "sts",
}
NAMESPACE = "http://cloudfront.amazonaws.com/doc/2020-05-31/"
SESSION = botocore.session.get_session()


class Refused(Exception):
    def __init__(self, code, message, status=400):
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


class Request:
    """One call, with what the service model says of it."""

    def __init__(self, environ, body):
        self.method, self.path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        self.query = urllib.parse.parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
        self.headers = environ
        self.body = body
        scope = re.search(r"Credential=[^/]+/\d+/([a-z0-9-]+)/([a-z0-9-]+)/", environ.get("HTTP_AUTHORIZATION", ""))
        if not scope or scope.group(2) not in MODELS:
            raise Refused("MissingAuthenticationToken", "Expected a signed request to a service that the stand-in knows")
        self.region, self.service = scope.group(1), MODELS[scope.group(2)]
        self.model = SESSION.get_service_model(self.service)
        self.labels = {}
        self.operation = self._operation()
        self.parameters = {}

    def _operation(self):
        target = self.headers.get("HTTP_X_AMZ_TARGET")
        if target:
            return self._known(target.rsplit(".", 1)[1])
        form = urllib.parse.parse_qs(self.body.decode("utf-8", "replace")) if self.model.metadata["protocol"] == "query" else {}
        if "Action" in form:
            return self._known(form["Action"][0])
        smithy = re.fullmatch(r"/service/\w+/operation/(\w+)", self.path)
        if smithy:
            return self._known(smithy.group(1))
        if self.service == "s3":
            return self._s3_operation()
        for name in self.model.operation_names:
            http = self.model.operation_model(name).http
            path, _, flags = http["requestUri"].partition("?")
            pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path))
            match = re.fullmatch(pattern, self.path)
            if match and http["method"] == self.method and self._has(flags):
                self.labels = match.groupdict()
                return name
        raise Refused("UnknownOperationException", f"{self.service} knows no operation at {self.method} {self.path}")

    def _has(self, flags):
        wanted = urllib.parse.parse_qs(flags, keep_blank_values=True)
        return all(self.query.get(flag) == value for flag, value in wanted.items()) and bool(
            set(self.query) & {"Operation", "WithTags"}
        ) == bool(set(wanted) & {"Operation", "WithTags"})

    def _s3_operation(self):
        of_object = self.path.strip("/").count("/") > 0
        if self.method == "GET" and not of_object and "list-type" in self.query:
            return "ListObjectsV2"
        kind = "Object" if of_object else "Bucket"
        verbs = {"GET": "Get", "PUT": "Put" if of_object else "Create", "DELETE": "Delete", "HEAD": "Head"}
        return self._known(verbs[self.method] + kind)

    def _known(self, name):
        if name not in self.model.operation_names:
            raise Refused("UnknownOperationException", f"{self.service} has no operation {name}")
        return name

    def validate(self):
        """Refuses unknown, missing and mistyped members."""
        shape = self.model.operation_model(self.operation).input_shape
        if shape is None or self.service == "s3":
            return
        protocol = self.model.metadata["protocol"]
        if self.headers.get("CONTENT_TYPE", "").startswith("application/x-amz-json"):
            self.parameters = json.loads(self.body or b"{}")
            report = botocore.validate.ParamValidator().validate(self.parameters, shape)
            if report.has_errors():
                raise Refused("ValidationException", report.generate_report())
        elif protocol == "query":
            for name in urllib.parse.parse_qs(self.body.decode()):
                if name.split(".")[0] not in set(shape.members) | {"Action", "Version"}:
                    raise Refused("ValidationError", f"{self.operation} has no member {name}")
        elif self.body and protocol == "rest-xml":
            payload = shape.serialization.get("payload")
            self.parameters = read_xml(ElementTree.fromstring(self.body), shape.members[payload] if payload else shape)


def read_xml(element, shape):
    """An element as the model types it; refuses what it does not know and what is missing."""
    if shape.type_name == "structure":
        names = {member.serialization.get("name", name): name for name, member in shape.members.items()}
        result = {}
        for child in element:
            tag = child.tag.partition("}")[2] or child.tag
            if tag not in names:
                raise Refused("MalformedXML", f"{shape.name} has no member {tag}")
            result[names[tag]] = read_xml(child, shape.members[names[tag]])
        for name in shape.required_members:
            if name not in result:
                raise Refused("InvalidArgument", f"{shape.name} needs the member {name}")
        return result
    if shape.type_name == "list":
        return [read_xml(child, shape.member) for child in element]
    text = element.text or ""
    if shape.type_name == "boolean":
        return text == "true"
    return int(text) if shape.type_name in ("integer", "long") else text


class StandIn:
    def __init__(self, moto):
        self.moto = moto
        self.lock = threading.RLock()
        self.reset()

    def reset(self):
        self.calls, self.faults, self.denied, self.hooks = [], [], set(), {}
        self.configs, self.in_progress, self.transitions, self.snapshots = {}, {}, {}, {}
        self.bridge = {"token": 200, "edge": 200, "requests": []}
        for service in MODELS.values():
            get_backend(service).reset()

    # --- WSGI

    def __call__(self, environ, start_response):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else b""
        if environ["PATH_INFO"].startswith("/_"):
            with self.lock:
                status, text = self.local(environ["PATH_INFO"], environ, body)
            return respond(start_response, status, text, "application/json")
        request = None
        try:
            request = Request(environ, body)
            with self.lock:
                self.before(request)
                own = getattr(self, f"{request.service}_{request.operation}", None)
                if own:
                    status, text = own(request) or (200, "{}")
                    kind = "application/xml" if text.startswith("<") else "application/x-amz-json-1.1"
                    return respond(start_response, status, text, kind)
                return self.forward(request, environ, body, start_response)
        except Refused as refusal:
            return refuse(start_response, request, refusal)

    def before(self, request):
        request.validate()
        name = f"{request.service}:{request.operation}"
        if request.headers.get("HTTP_X_CALLER") != "terraform" and "terraform" not in request.headers.get("HTTP_USER_AGENT", ""):
            self.calls.append(name)
        if name in self.denied:
            raise Refused("AccessDenied", f"User is not authorized to perform: {name}", 403)
        for fault in self.faults:
            if fault["operation"] == name and fault["times"] > 0:
                fault["times"] -= 1
                raise Refused(fault["code"], "as the test asked", fault.get("status", 412))

    def forward(self, request, environ, body, start_response):
        check = getattr(self, f"check_{request.operation}", None)
        if check:
            check(request)
        environ["wsgi.input"] = BytesIO(body)
        seen = {}

        def capture(status, headers, exc_info=None):
            seen["status"], seen["headers"] = status, headers
            return lambda data: None

        content = b"".join(self.moto(environ, capture))
        after = getattr(self, f"after_{request.operation}", None)
        if after and seen["status"].startswith("2"):
            content = after(request, content)
        headers = [(k, v) for k, v in seen["headers"] if k.lower() != "content-length"]
        start_response(seen["status"], headers + [("Content-Length", str(len(content)))])
        return [content]

    # --- CloudFront

    def distributions(self):
        return get_backend("cloudfront")[ACCOUNT]["aws"].distributions

    def check_UpdateDistribution(self, request):
        distribution = self.distributions().get(request.labels["Id"])
        if distribution is None:
            raise Refused("NoSuchDistribution", "The specified distribution does not exist.", 404)
        if request.headers.get("HTTP_IF_MATCH") != distribution.etag:
            raise Refused("PreconditionFailed", "The request failed because it didn't meet the preconditions.", 412)

    def after_UpdateDistribution(self, request, content):
        distribution = self.distributions()[request.labels["Id"]]
        distribution.etag = f"E{len(self.calls):012d}"
        self.in_progress[distribution.id] = 2
        return content

    def after_GetDistribution(self, request, content):
        left = self.in_progress.get(request.labels["Id"], 0)
        if left == 0:
            return content
        self.in_progress[request.labels["Id"]] = left - 1
        return content.replace(b"<Status>Deployed</Status>", b"<Status>InProgress</Status>")

    def cloudfront_CreateRealtimeLogConfig(self, request):
        config = request.parameters
        if config["Name"] in self.configs:
            raise Refused("RealtimeLogConfigAlreadyExists", "A real-time log configuration with this name already exists.", 409)
        config["ARN"] = f"arn:aws:cloudfront::{ACCOUNT}:realtime-log-config/{config['Name']}"
        self.configs[config["Name"]] = config
        return 201, realtime_xml(config, "CreateRealtimeLogConfigResult")

    def cloudfront_UpdateRealtimeLogConfig(self, request):
        config = self.configs[request.parameters["Name"]]
        config.update(request.parameters)
        return 200, realtime_xml(config, "UpdateRealtimeLogConfigResult")

    def cloudfront_GetRealtimeLogConfig(self, request):
        for config in self.configs.values():
            if request.parameters.get("ARN") == config["ARN"] or request.parameters.get("Name") == config["Name"]:
                return 200, realtime_xml(config, "GetRealtimeLogConfigResult")
        raise Refused("NoSuchRealtimeLogConfig", "The real-time log configuration does not exist.", 404)

    def cloudfront_DeleteRealtimeLogConfig(self, request):
        name = request.parameters["Name"]
        if any(self.configs[name]["ARN"] in behaviors_of(d) for d in self.distributions().values()):
            raise Refused("RealtimeLogConfigInUse", "It is attached to a cache behavior.", 400)
        del self.configs[name]
        return 204, ""

    # --- Log delivery

    def check_PutDeliverySource(self, request):
        if request.region != "us-east-1":
            raise Refused("ValidationException", "CloudFront's log delivery is in us-east-1.")
        for source in get_backend("logs")[ACCOUNT]["us-east-1"].delivery_sources.values():
            if source.name != request.parameters["name"] and request.parameters["resourceArn"] in source.resource_arns:
                raise Refused("ConflictException", "This ResourceId has already been used in another Delivery Source in this account.")

    # --- Applications

    def applications(self, request):
        return get_backend("kinesisanalyticsv2")[ACCOUNT][request.region].applications

    def application(self, request):
        name = request.parameters["ApplicationName"]
        if name not in self.applications(request):
            raise Refused("ResourceNotFoundException", f"Application {name} not found")
        return self.applications(request)[name]

    def after_CreateApplication(self, request, content):
        self.application(request).application_status = "READY"
        return content

    def check_DescribeApplication(self, request):
        application = self.application(request)
        waiting = self.transitions.get(application.application_name)
        if waiting:
            waiting["polls"] -= 1
            if waiting["polls"] < 0:
                application.application_status = waiting["to"]
                del self.transitions[application.application_name]

    def change(self, application, expected, through, to):
        if application.application_status != expected:
            raise Refused("ResourceInUseException", f"Expected {expected}, the application is {application.application_status}")
        application.application_status = through
        self.transitions[application.application_name] = {"polls": 1, "to": to}

    def kinesisanalyticsv2_StartApplication(self, request):
        application = self.application(request)
        restore = request.parameters.get("RunConfiguration", {}).get("ApplicationRestoreConfiguration", {})
        self.change(application, "READY", "STARTING", "RUNNING")
        taken = self.snapshots.get(application.application_name, [])
        application.restored = taken[-1] if taken and restore.get("ApplicationRestoreType") == "RESTORE_FROM_LATEST_SNAPSHOT" else None

    def kinesisanalyticsv2_StopApplication(self, request):
        application = self.application(request)
        self.change(application, "RUNNING", "STOPPING", "READY")
        if not request.parameters.get("Force"):
            taken = self.snapshots.setdefault(application.application_name, [])
            taken.append(f"snapshot-{len(taken) + 1}")

    def kinesisanalyticsv2_UpdateApplication(self, request):
        application = self.application(request)
        if request.parameters.get("CurrentApplicationVersionId") != application.application_version_id:
            raise Refused("ConcurrentModificationException", "The version is not the current one")
        update = request.parameters.get("ApplicationConfigurationUpdate", {})
        description = application.app_config_description
        if "ApplicationSystemRollbackConfigurationUpdate" in update:
            enabled = update["ApplicationSystemRollbackConfigurationUpdate"]["RollbackEnabledUpdate"]
            description["ApplicationSystemRollbackConfigurationDescription"] = {"RollbackEnabled": enabled}
        if "EnvironmentPropertyUpdates" in update:
            groups = update["EnvironmentPropertyUpdates"]["PropertyGroups"]
            description["EnvironmentPropertyDescriptions"] = {"PropertyGroupDescriptions": groups}
        application.application_version_id += 1

    def kinesisanalyticsv2_ListApplicationSnapshots(self, request):
        taken = self.snapshots.get(self.application(request).application_name, [])
        summaries = [
            {"SnapshotName": name, "SnapshotStatus": "READY", "ApplicationVersionId": 1, "SnapshotCreationTimestamp": 1} for name in taken
        ]
        return 200, json.dumps({"SnapshotSummaries": summaries})

    def kinesisanalyticsv2_DeleteApplication(self, request):
        application = self.application(request)
        if application.application_status not in ("READY", "RUNNING"):
            raise Refused("ResourceInUseException", f"The application is {application.application_status}")
        self.snapshots.pop(application.application_name, None)
        del self.applications(request)[application.application_name]

    # --- Control and Bridge

    def local(self, path, environ, body):
        if path.startswith("/_bridge/"):
            return self.bridge_answer(path, environ, body)
        given = json.loads(body or b"{}")
        if path == "/_emulator/reset":
            self.reset()
        elif path == "/_emulator/calls":
            answer, self.calls = self.calls, []
            return 200, json.dumps(answer)
        elif path == "/_emulator/deny":
            self.denied = set(given["operations"])
        elif path == "/_emulator/fault":
            self.faults.append(given)
        elif path == "/_emulator/bridge":
            self.bridge.update(given)
        elif path == "/_emulator/bridge-requests":
            return 200, json.dumps(self.bridge["requests"])
        elif path == "/_emulator/application":
            application = get_backend("kinesisanalyticsv2")[ACCOUNT][given.get("region", "us-east-1")].applications[given["name"]]
            application.application_status = given.get("status", application.application_status)
            return 200, json.dumps({"status": application.application_status, "restored": getattr(application, "restored", None)})
        elif path == "/_emulator/inventory":
            return 200, json.dumps(self.inventory(), sort_keys=True, indent=1)
        else:
            return 404, "{}"
        return 200, "{}"

    def bridge_answer(self, path, environ, body):
        self.bridge["requests"].append({"method": environ["REQUEST_METHOD"], "path": path, "bytes": len(body)})
        if path == "/_bridge/token":
            form = urllib.parse.parse_qs(body.decode())
            if form.get("grant_type") != ["client_credentials"] or form.get("client_secret") != ["not-a-secret"]:
                return 401, '{"error":"invalid_client"}'
            return self.bridge["token"], '{"access_token":"emulator","expires_in":1800}'
        return self.bridge["edge"], "{}"

    def inventory(self):
        """Everything that the scripts could leave behind, to be compared before and after."""
        logs = get_backend("logs")[ACCOUNT]
        kept = {
            "distributions": {
                d.id: [d.distribution_config.logging_text(), behaviors_of(d), get_tags(d)] for d in map(with_text, self.distributions().values())
            },
            "realtime configurations": sorted(self.configs),
            "delivery sources": sorted(logs["us-east-1"].delivery_sources),
            "delivery destinations": sorted(logs["us-east-1"].delivery_destinations),
            "deliveries": sorted(f"{d.delivery_source_name}>{d.delivery_destination_arn}" for d in logs["us-east-1"].deliveries.values()),
            "buckets": sorted(get_backend("s3")[ACCOUNT]["aws"].buckets),
            "roles": sorted(role.name for role in get_backend("iam")[ACCOUNT]["aws"].roles.values()),
        }
        for region in ("us-east-1", "eu-central-1"):
            kept[region] = {
                "applications": sorted(get_backend("kinesisanalyticsv2")[ACCOUNT][region].applications),
                "log groups": sorted(logs[region].groups),
                "queues": sorted(get_backend("sqs")[ACCOUNT][region].queues),
                "secrets": sorted(get_backend("secretsmanager")[ACCOUNT][region].secrets),
                "streams": sorted(get_backend("kinesis")[ACCOUNT][region].streams),
            }
        return kept


def with_text(distribution):
    config = distribution.distribution_config
    logging = config.Logging
    config.logging_text = lambda: [logging.enabled, logging.include_cookies, logging.bucket, logging.prefix]
    return distribution


def behaviors_of(distribution):
    config = distribution.distribution_config
    behaviors = [config.DefaultCacheBehavior] + config.CacheBehaviors.get("Items", [])
    return [behavior.realtime_log_config_arn for behavior in behaviors]


def get_tags(distribution):
    tags = get_backend("cloudfront")[ACCOUNT]["aws"].tagger.list_tags_for_resource(distribution.arn)["Tags"]
    return sorted(f"{tag['Key']}={tag['Value']}" for tag in tags)


def realtime_xml(config, result):
    endpoints = "".join(
        f"<member><StreamType>{e['StreamType']}</StreamType><KinesisStreamConfig><RoleARN>{e['KinesisStreamConfig']['RoleARN']}</RoleARN>"
        f"<StreamARN>{e['KinesisStreamConfig']['StreamARN']}</StreamARN></KinesisStreamConfig></member>"
        for e in config["EndPoints"]
    )
    fields = "".join(f"<Field>{field}</Field>" for field in config["Fields"])
    return (
        f'<{result} xmlns="{NAMESPACE}"><RealtimeLogConfig><ARN>{config["ARN"]}</ARN><Name>{config["Name"]}</Name>'
        f"<SamplingRate>{config['SamplingRate']}</SamplingRate><EndPoints>{endpoints}</EndPoints><Fields>{fields}</Fields>"
        f"</RealtimeLogConfig></{result}>"
    )


def respond(start_response, status, text, kind):
    content = text.encode()
    start_response(f"{status} -", [("Content-Type", kind), ("Content-Length", str(len(content)))])
    return [content]


def refuse(start_response, request, refusal):
    xml = request is not None and not request.headers.get("HTTP_X_AMZ_TARGET")
    if xml:
        text = (
            f"<ErrorResponse><Error><Type>Sender</Type><Code>{refusal.code}</Code><Message>{refusal.message}</Message></Error>"
            "<RequestId>emulator</RequestId></ErrorResponse>"
        )
        if request.service == "s3":
            text = f"<Error><Code>{refusal.code}</Code><Message>{refusal.message}</Message></Error>"
        return respond(start_response, refusal.status, text, "application/xml")
    return respond(start_response, refusal.status, json.dumps({"__type": refusal.code, "message": refusal.message}), "application/x-amz-json-1.1")


def main():
    moto = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", 0, StandIn(moto), threaded=True)
    with open(sys.argv[1] + ".new", "w", encoding="ascii") as file:
        file.write(str(server.server_port))
    os.rename(sys.argv[1] + ".new", sys.argv[1])
    server.serve_forever()


if __name__ == "__main__":
    main()
