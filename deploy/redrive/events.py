"""What a message of the failure queue holds: the event that the function gets again, and why it failed."""

import json
import urllib.parse
from dataclasses import dataclass


class NotAnEvent(Exception):
    """A message that is none of Thumbox's; its text says what was found."""


@dataclass(frozen=True)
class Failed:
    """An event that failed. `error` is empty where a queue gave it up: SQS does not say why."""

    event: dict
    error: str = ""

    @property
    def objects(self):
        """The objects that the event is about, as pairs of bucket and key."""
        return objects(self.event)

    @property
    def name(self):
        """The objects, for a person."""
        return ", ".join(f"{bucket}/{key}" for bucket, key in self.objects) or "an event without objects"


def of_message(body):
    """The event in the body of a message: a record that Lambda wrote, or what another queue gave up."""
    message = parsed(body)
    if "requestPayload" not in message:
        known(message)
        return Failed(message)
    # https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    event = message["requestPayload"]
    if not isinstance(event, dict):
        raise NotAnEvent(f"requestPayload is {short(event)}; expected an object")
    known(event)
    answer = message.get("responsePayload")
    context = message.get("requestContext")
    if isinstance(answer, dict) and answer.get("errorType"):
        return Failed(event, f"{answer['errorType']}: {answer.get('errorMessage', '')}")
    # Without an answer the function did not come to its end, or was not started.
    return Failed(event, str(context.get("condition", "")) if isinstance(context, dict) else "")


def created(bucket, key, version=""):
    """The event that S3 would send if the object were uploaded now. It has no sequencer: the function takes the object as
    it is."""
    described = {"key": urllib.parse.quote_plus(key, safe="/")}
    if version:
        described["versionId"] = version
    record = {
        "eventVersion": "2.6",
        "eventSource": "aws:s3",
        "eventName": "ObjectCreated:Redrive",
        "s3": {"bucket": {"name": bucket}, "object": described},
    }
    return {"Records": [record]}


def parsed(body):
    try:
        message = json.loads(body)
    except ValueError:
        raise NotAnEvent(f"the message is not JSON: {short(body)}") from None
    if not isinstance(message, dict):
        raise NotAnEvent(f"the message is {short(message)}; expected an object")
    return message


def known(event):
    """An event of S3, SQS, SNS or EventBridge, or one that names an object itself."""
    if not ("Records" in event or "detail" in event or {"bucket", "key"} <= event.keys()):
        raise NotAnEvent(f"the message is no event of an upload: {short(event)}")


def short(value):
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= 80 else text[:77] + "..."


def objects(event):
    found = []
    try:
        if "bucket" in event and "key" in event:
            found.append((event["bucket"], event["key"]))
        if "detail" in event:
            # EventBridge does not encode keys.
            found.append((event["detail"]["bucket"]["name"], event["detail"]["object"]["key"]))
        for record in event.get("Records", []):
            if "s3" in record:
                key = urllib.parse.unquote_plus(record["s3"]["object"]["key"])
                found.append((record["s3"]["bucket"]["name"], key))
            for inner in [record.get("body"), record.get("Sns", {}).get("Message")]:
                if inner is not None:
                    found += objects(json.loads(inner))
    except (AttributeError, KeyError, TypeError, ValueError):
        # Of an event of another form not all can be named. The function says what it thinks of it.
        pass
    return found
