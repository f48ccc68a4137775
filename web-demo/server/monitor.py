"""What the function has done lately, as the Monitor tab of Lambda's console shows it.

On AWS all of this is in CloudWatch's metrics. The emulator counts there only calls, and not what uploads start, so
invocations, durations and errors are taken from the function's log, which has all of them; throttles are CloudWatch's.
"""

import json
import re
import time

NOTE = (
    "Invocations, durations and errors are counted in the function's log, because the emulator's CloudWatch leaves out what "
    "uploads start. Throttles are CloudWatch's; a dash says that it has none yet."
)
# How far back. The log is read as a whole every time, so not much further.
SECONDS = 3600

START = re.compile(r"START RequestId: (\S+)")
REPORT = re.compile(r"REPORT RequestId: (\S+)\tDuration: ([0-9.]+) ms")


class Monitor:
    """Reads the figures of one function."""

    def __init__(self, logs, cloudwatch, function):
        self.logs = logs
        self.cloudwatch = cloudwatch
        self.function = function

    def figures(self):
        """The figures of the last hour. What there is nothing about is None."""
        since = time.time() - SECONDS
        durations, errors = count(self._messages(since))
        calls = len(durations)
        throttles = self._throttles(since)
        return {
            "function": self.function,
            "seconds": SECONDS,
            "invocations": calls,
            "duration": {"minimum": min(durations), "average": sum(durations) / calls, "maximum": max(durations)}
            if calls
            else None,
            "errors": errors,
            "successRate": 100 - 100 * errors / calls if calls else None,
            "throttles": throttles,
            "note": NOTE,
        }

    def _messages(self, since):
        """The lines of the log, those of each stream together and in order."""
        streams = {}
        pages = self.logs.get_paginator("filter_log_events").paginate(
            logGroupName=f"/aws/lambda/{self.function}", startTime=int(since * 1000)
        )
        try:
            for page in pages:
                for event in page["events"]:
                    streams.setdefault(event["logStreamName"], []).append(event["message"])
        except self.logs.exceptions.ResourceNotFoundException:
            # There is no log before the first invocation, unless a template makes one.
            return []
        return [message for stream in streams.values() for message in stream]

    def _throttles(self, since):
        answer = self.cloudwatch.get_metric_statistics(
            Namespace="AWS/Lambda",
            MetricName="Throttles",
            Dimensions=[{"Name": "FunctionName", "Value": self.function}],
            StartTime=since,
            EndTime=time.time() + 60,
            Period=SECONDS,
            Statistics=["Sum"],
        )
        points = answer["Datapoints"]
        return sum(point["Sum"] for point in points) if points else None


def count(messages):
    """The durations in milliseconds of all invocations that are complete in a log, and how many of them failed.

    An invocation writes its metrics last. One of them counts records that could not be worked on, with which the
    invocation fails; where there are none at all, it has not come to its end.
    """
    durations, errors = [], 0
    failed = True
    for message in messages:
        if START.match(message):
            failed = True
        elif found := REPORT.match(message):
            durations.append(float(found[2]))
            errors += failed
        elif (records := records_that_failed(message)) is not None:
            failed = records > 0
    return durations, errors


def records_that_failed(message):
    """The metric `Failed` of a log line, or None where it is another line."""
    if '"_aws"' not in message or '"Failed"' not in message:
        return None
    try:
        return json.loads(message).get("Failed")
    except ValueError:
        return None
