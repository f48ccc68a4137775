"""Requests to MiniStack, through AWS's SDK.

usage: ministack.py STACK CODE_BUCKET CODE_FILE

Reads a line of JSON for each request: the name of a function below, and its arguments. Prints a line for each, with the
result or an error. The variables of the SDK say where MiniStack is.
"""

import datetime
import json
import sys
import time

import boto3
import botocore.config
import botocore.exceptions

NAME, CODE_BUCKET, CODE_FILE = sys.argv[1:]
FUNCTION = f"thumbox-{NAME}"
# What the stack calls its queues and alarms.
STACK = f"thumbox-{NAME}"
# The emulator's account.
ACCOUNT = "000000000000"
PARAMETERS = {
    "Name": NAME,
    "FunctionName": FUNCTION,
    "CodeBucket": CODE_BUCKET,
    "CodeKey": "bootstrap.zip",
    "Architecture": "x86_64",
    # No alarms on rates: the emulator has no alarms on what is computed from metrics.
    "MinSuccessRate": "0",
    "MaxRejectionRate": "100",
}
TEMPLATE_KEY = "template.yaml"
# The function's alias, that uploads invoke.
ALIAS = "live"
# Alarms of the stack.
ALARMS = [f"{STACK}-{name}" for name in ["failures", "throttles", "traps", "dropped", "undelivered", "age"]]
# Arbitrary; creating the stack takes about a second.
STACK_SECONDS = 120
# Every request is made once: what fails must be seen.
CONFIG = botocore.config.Config(
    retries={"total_max_attempts": 1},
    request_checksum_calculation="when_required",
    s3={"addressing_style": "path"},
)


def client(service):
    return boto3.client(service, config=CONFIG)


s3 = client("s3")


def deploy(template, parameters):
    """Creates the stack, with more parameters than it always has, and checks that people can see what the function does."""
    create_bucket(CODE_BUCKET)
    put(CODE_BUCKET, PARAMETERS["CodeKey"], CODE_FILE, "application/zip")
    # CloudFormation takes a template of more than 51,200 bytes from S3 only.
    put(CODE_BUCKET, TEMPLATE_KEY, template, "application/yaml")
    cloud_formation = client("cloudformation")
    cloud_formation.create_stack(
        StackName="thumbox",
        TemplateURL=f"{s3.meta.endpoint_url}/{CODE_BUCKET}/{TEMPLATE_KEY}",
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        Parameters=[
            {"ParameterKey": key, "ParameterValue": value} for key, value in (PARAMETERS | dict(parameters)).items()
        ],
    )
    wait_for_stack(cloud_formation, "stack_create_complete")
    check_monitoring()


def wait_for_stack(cloud_formation, state):
    seconds = 0.05
    try:
        cloud_formation.get_waiter(state).wait(
            StackName="thumbox", WaiterConfig={"Delay": seconds, "MaxAttempts": int(STACK_SECONDS / seconds)}
        )
    except botocore.exceptions.WaiterError as error:
        events = cloud_formation.describe_stack_events(StackName="thumbox")["StackEvents"]
        raise RuntimeError(f"{error}\n{events}") from error


def update(parameters):
    """Updates the stack: these parameters are others, the rest stays."""
    cloud_formation = client("cloudformation")
    others = dict(parameters)
    stack = cloud_formation.describe_stacks(StackName="thumbox")["Stacks"][0]
    kept = [item["ParameterKey"] for item in stack["Parameters"] if item["ParameterKey"] not in others]
    cloud_formation.update_stack(
        StackName="thumbox",
        UsePreviousTemplate=True,
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        Parameters=[{"ParameterKey": key, "UsePreviousValue": True} for key in kept]
        + [{"ParameterKey": key, "ParameterValue": value} for key, value in others.items()],
    )
    wait_for_stack(cloud_formation, "stack_update_complete")


def versions():
    """The numbers of the function's published versions."""
    listed = client("lambda").list_versions_by_function(FunctionName=FUNCTION)["Versions"]
    return [version["Version"] for version in listed if version["Version"] != "$LATEST"]


def set_live(version):
    """Gives uploads to this version."""
    client("lambda").update_alias(FunctionName=FUNCTION, Name=ALIAS, FunctionVersion=version)


def check_monitoring():
    cloud_watch = client("cloudwatch")
    if "ImagesResized" not in cloud_watch.get_dashboard(DashboardName=STACK)["DashboardBody"]:
        raise RuntimeError(f"the dashboard {STACK} does not show what the function has done")
    found = [alarm["AlarmName"] for alarm in cloud_watch.describe_alarms()["MetricAlarms"]]
    missing = [alarm for alarm in ALARMS if alarm not in found]
    if missing:
        raise RuntimeError(f"there is no alarm {missing}, only {found}")


def output(name):
    """An output of the stack. Names of hosts in it do not lead to the emulator."""
    stack = client("cloudformation").describe_stacks(StackName="thumbox")["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    return outputs[name]


def allow_plain_http(bucket):
    """Takes the statement that asks for TLS out of a bucket's policy: the emulator's distributions read without."""
    policy = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])
    kept = [statement for statement in policy["Statement"] if statement["Sid"] != "OnlyTls"]
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({**policy, "Statement": kept}))


def create_bucket(bucket):
    s3.create_bucket(Bucket=bucket)


def delete_bucket(bucket):
    s3.delete_bucket(Bucket=bucket)


def put(bucket, key, file, content_type, metadata=()):
    with open(file, "rb") as data:
        s3.put_object(Bucket=bucket, Key=key, Body=data.read(), ContentType=content_type, Metadata=dict(metadata))


def tell_function(bucket):
    """Has a bucket tell the function's alias of its uploads."""
    entry = {"LambdaFunctionArn": output("FunctionArn"), "Events": ["s3:ObjectCreated:*"]}
    s3.put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [entry]}
    )


def cache_control(bucket, key):
    return s3.head_object(Bucket=bucket, Key=key).get("CacheControl", "")


def listen(name):
    """Creates a topic, and a queue that gets what is sent to it, and what Thumbox sends to the account's bus."""
    queue = client("sqs")
    url = queue.create_queue(QueueName=name)["QueueUrl"]
    arn = queue.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns = client("sns")
    topic = sns.create_topic(Name=name)["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})
    events = client("events")
    events.put_rule(Name=name, EventPattern=json.dumps({"source": ["thumbox"]}))
    events.put_targets(Rule=name, Targets=[{"Id": "queue", "Arn": arn}])


def heard(name, seconds):
    """The next message of that queue, which is taken out; None where there is none."""
    queue = client("sqs")
    url = f"{queue.meta.endpoint_url}/{ACCOUNT}/{name}"
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for message in queue.receive_message(QueueUrl=url).get("Messages", []):
            queue.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            return json.loads(message["Body"])
        time.sleep(0.1)
    return None


def wait_for_object(bucket, key, file, seconds):
    """Writes an object into a file as soon as it is there. Returns whether it came."""
    end = time.monotonic() + seconds
    while True:
        try:
            data = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        except s3.exceptions.NoSuchKey:
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
            continue
        with open(file, "wb") as to:
            to.write(data)
        return True


def invoke(event):
    """The function's answer. What it says of an error of its own is an answer."""
    answer = client("lambda").invoke(FunctionName=FUNCTION, Qualifier=ALIAS, Payload=json.dumps(event))
    return json.load(answer["Payload"])


def failure_queue():
    """A client, and the address of the queue for events that failed."""
    queue = client("sqs")
    return queue, f"{queue.meta.endpoint_url}/{ACCOUNT}/{STACK}-failures"


def failed_event(seconds):
    """The next message of the queue for events that failed, which stays there; None where there is none."""
    queue, url = failure_queue()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for message in queue.receive_message(QueueUrl=url, VisibilityTimeout=0).get("Messages", []):
            return json.loads(message["Body"])
        time.sleep(0.1)
    return None


def failed_events():
    """The number of messages in that queue, seen or not."""
    queue, url = failure_queue()
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    counts = queue.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(counts[name]) for name in names)


def metric(name):
    """The sum of one of Lambda's own metrics of the function."""
    answer = client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Lambda",
        MetricName=name,
        Dimensions=[{"Name": "FunctionName", "Value": FUNCTION}],
        # All that there is.
        StartTime=datetime.datetime(2001, 1, 1),
        EndTime=datetime.datetime(2096, 1, 1),
        Period=3600,
        Statistics=["Sum"],
    )
    return sum(point["Sum"] for point in answer["Datapoints"])


def function_log():
    events = client("logs").filter_log_events(logGroupName=f"/aws/lambda/{FUNCTION}")["events"]
    return "\n".join(event["message"].rstrip() for event in events)


REQUESTS = {
    function.__name__: function
    for function in (
        deploy,
        update,
        versions,
        set_live,
        output,
        allow_plain_http,
        create_bucket,
        delete_bucket,
        put,
        tell_function,
        cache_control,
        listen,
        heard,
        wait_for_object,
        invoke,
        failed_event,
        failed_events,
        metric,
        function_log,
    )
}

for line in sys.stdin:
    name, *arguments = json.loads(line)
    try:
        answer = {"result": REQUESTS[name](*arguments)}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
