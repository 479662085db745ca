"""Runs the AWS CLI (and the stand-in for Terraform) in forks of one process that has loaded them already.

The tests call them some hundred times, and two thirds of a call would be the start of Python and the reading of the same models.
The CLI itself is the real one, with the arguments, environment, folder and streams of the caller.

usage: preloaded.py SOCKET
"""

import array
import gc
import importlib.machinery
import importlib.util
import json
import os
import socket
import sys

import awscli.clidriver
import boto3
import botocore.loaders

SERVICES = ("cloudfront", "cloudwatch", "iam", "kinesis", "kinesisanalyticsv2", "logs", "s3", "secretsmanager", "sqs", "sts")


def keep_what_is_read():
    """Models are read from the disk once, and forks inherit them."""
    read, kept = botocore.loaders.JSONFileLoader.load_file, {}

    def load_file(self, path):
        if path not in kept:
            kept[path] = read(self, path)
        return kept[path]

    botocore.loaders.JSONFileLoader.load_file = load_file


def preload():
    keep_what_is_read()
    for service in ("cloudfront", "sts"):
        sys.argv = ["aws", service, "list-distributions" if service == "cloudfront" else "get-caller-identity", "--generate-cli-skeleton"]
        awscli.clidriver.main()
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")
    for service in SERVICES:
        session.client(service)
    boto3.DEFAULT_SESSION = session
    loader = importlib.machinery.SourceFileLoader("terraform_stand_in", os.path.join(os.path.dirname(__file__), "terraform.py"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


def run(request, descriptors, terraform):
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
    models = os.environ["AWS_DATA_PATH"]  # set by awscli when it is imported
    os.environ.clear()
    os.environ.update(request["environment"], AWS_DATA_PATH=models)
    os.chdir(request["folder"])
    sys.stdin, sys.stdout, sys.stderr = open(0, closefd=False), open(1, "w", closefd=False), open(2, "w", closefd=False)
    sys.argv = [request["name"]] + request["arguments"]
    try:
        status = terraform.main() if request["name"] == "terraform" else awscli.clidriver.main()
    except SystemExit as end:
        status = end.code or 0
    except BaseException:
        import traceback

        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return status


def main(path):
    terraform = preload()
    gc.freeze()  # a collection would copy the pages that forks share
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(path)
    server.listen(16)
    while True:
        connection, _ = server.accept()
        if os.fork():
            connection.close()
            try:
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            except ChildProcessError:
                pass
            continue
        server.close()
        text, descriptors = receive(connection)
        child = os.fork()
        if child == 0:
            os._exit(run(json.loads(text), descriptors, terraform))
        for descriptor in descriptors:
            os.close(descriptor)
        connection.sendall(bytes([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 255]))
        os._exit(0)


def receive(connection):
    descriptors = array.array("i")
    text, ancillary, _, _ = connection.recvmsg(1 << 20, socket.CMSG_SPACE(3 * descriptors.itemsize))
    for _, _, content in ancillary:
        descriptors.frombytes(content)
    while not text.endswith(b"\n"):
        text += connection.recv(1 << 20)
    return text, list(descriptors)


if __name__ == "__main__":
    main(sys.argv[1])
