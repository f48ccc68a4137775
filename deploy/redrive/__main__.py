"""Sends failed events to the function again: the failure queue, or a completion report of S3 Batch Operations.

usage: python3 deploy/redrive STACK [--dry-run] [--key PATTERN] [--error TEXT] [--count N]
       python3 deploy/redrive STACK --report s3://BUCKET/.../manifest.json [the same]

It needs boto3, which AWS CloudShell has, and the credentials and region of the AWS CLI.
"""

import argparse
import fnmatch
import json
import sys
from pathlib import Path

import boto3
import botocore.config
import botocore.exceptions

import events
import failure_queue
import report

# Lambda throttles; that passes.
CONFIG = botocore.config.Config(retries={"mode": "standard", "total_max_attempts": 8})


class Stack:
    """The outputs of the stack that the template made."""

    def __init__(self, name):
        stack = boto3.client("cloudformation", config=CONFIG).describe_stacks(StackName=name)["Stacks"][0]
        outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
        missing = [key for key in ["FailureQueue", "FunctionArn"] if key not in outputs]
        if missing:
            raise SystemExit(f"error: stack {name} has no output {' and '.join(missing)}; expected one of Thumbox")
        self.failure_queue = outputs["FailureQueue"]
        self.function = outputs["FunctionArn"]
        # With Mode=Queue: what comes through it keeps to the limit of the concurrency.
        self.queue = outputs.get("Queue")


class Sender:
    """Gives events to the function, or to the queue before it."""

    def __init__(self, stack):
        self.stack = stack
        self.functions = boto3.client("lambda", config=CONFIG)
        self.sqs = boto3.client("sqs", config=CONFIG)

    def send(self, event):
        body = json.dumps(event)
        if self.stack.queue and "Records" in event:
            self.sqs.send_message(QueueUrl=self.stack.queue, MessageBody=body)
        else:
            # "Event": what fails again comes back to the failure queue.
            self.functions.invoke(FunctionName=self.stack.function, InvocationType="Event", Payload=body)


class Tally:
    """What has become of the events, told line by line."""

    def __init__(self, about=None):
        self.about = about
        self.sent = self.left = self.wrong = 0

    def tell(self, word, text):
        print(f"{word:<10} {printable(text)}", flush=True)
        if sys.stderr.isatty():
            of = "" if self.about is None else f" of about {self.about}"
            print(f"{self.sent + self.left + self.wrong}{of}", end="\r", file=sys.stderr, flush=True)

    def summary(self, is_dry):
        wrong = f", {self.wrong} could not be sent" if self.wrong else ""
        return f"{self.sent} {'would be sent' if is_dry else 'sent'}, {self.left} left{wrong}"


def printable(text):
    """Keys are other people's, and a terminal obeys control characters."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def is_wanted(failed, options):
    keys = [key for _, key in failed.objects]
    return (options.key is None or any(fnmatch.fnmatchcase(key, options.key) for key in keys)) and (
        options.error is None or options.error in failed.error
    )


def redrive(failed, sender, options, tally):
    """Sends one event where it is wanted. Returns whether it was sent."""
    if not is_wanted(failed, options):
        tally.left += 1
        return False
    text = f"{failed.name}  {failed.error}".rstrip()
    if not options.dry_run:
        try:
            sender.send(failed.event)
        except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError) as error:
            tally.wrong += 1
            tally.tell("not sent", f"{failed.name}  {error}")
            return False
    tally.sent += 1
    tally.tell("would send" if options.dry_run else "sent", text)
    return not options.dry_run


def from_queue(stack, sender, options):
    with failure_queue.FailureQueue(sender.sqs, stack.failure_queue) as queue:
        tally = Tally(queue.about)
        for identity, body in queue.messages():
            try:
                failed = events.of_message(body)
            except events.NotAnEvent as error:
                tally.wrong += 1
                tally.tell("left", str(error))
                continue
            # Only now: an event that is sent twice is made once, one that is deleted first may be lost.
            if redrive(failed, sender, options, tally):
                queue.delete(identity)
            if tally.sent == options.count:
                break
    return tally


def from_report(sender, options):
    s3 = boto3.client("s3", config=CONFIG)

    def read(place):
        if not place.startswith("s3://"):
            return Path(place).read_text(encoding="utf-8")
        bucket, _, key = place.removeprefix("s3://").partition("/")
        return s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode("utf-8")

    tally = Tally()
    for failed in report.failed_tasks(options.report, read, options.plain_keys):
        redrive(failed, sender, options, tally)
        if tally.sent == options.count:
            break
    return tally


def positive(text):
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f'"{text}"; expected a number from 1')
    return int(text)


def arguments():
    parser = argparse.ArgumentParser(
        prog="redrive",
        description="Sends failed events to the function again. Exit status: 0, all that were wanted are sent; 1, some "
        "could not be sent, or are no events; 2, wrong usage.",
    )
    parser.add_argument("stack", metavar="STACK", help="the stack that the template made, such as thumbox-my-name")
    parser.add_argument("--dry-run", action="store_true", help="say what would be sent; send and delete nothing")
    parser.add_argument("--key", metavar="PATTERN", help="only events of keys that match, such as 'summer/*'")
    parser.add_argument("--error", metavar="TEXT", help="only events whose error contains this, such as Transient")
    parser.add_argument("--count", metavar="N", type=positive, help="at most so many events")
    parser.add_argument(
        "--report",
        metavar="PLACE",
        help="in place of the queue, the tasks that failed in a completion report of S3 Batch Operations: its "
        "manifest.json or a CSV file, as a path or s3://bucket/key",
    )
    parser.add_argument("--plain-keys", action="store_true", help="the report's keys are not URL-encoded")
    return parser.parse_args()


def main():
    options = arguments()
    try:
        stack = Stack(options.stack)
        sender = Sender(stack)
        tally = from_report(sender, options) if options.report else from_queue(stack, sender, options)
    except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError, report.NotAReport, OSError) as error:
        raise SystemExit(f"error: {printable(str(error))}") from None
    except KeyboardInterrupt:
        raise SystemExit("stopped; what was not sent is in the queue") from None
    print(tally.summary(options.dry_run), file=sys.stderr)
    sys.exit(1 if tally.wrong else 0)


main()
