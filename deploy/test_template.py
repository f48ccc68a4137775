"""What the template promises and linters do not know: its dashboard, alarms and roles, and docs/deploy.md.

Run by `cargo xtask test`; alone: `target/python/bin/python -B -m unittest` in this folder.
"""

import json
import re
import unittest
from pathlib import Path

from samtranslator.yaml_helper import yaml_parse

HERE = Path(__file__).parent
TEMPLATE = yaml_parse((HERE / "template.yaml").read_text())
RESOURCES = TEMPLATE["Resources"]
DOCUMENT = (HERE / "../docs/deploy.md").read_text()

UPLOADS = "images-${Name}"
THUMBNAILS = "images-${Name}-resized"
S3 = "arn:${AWS::Partition}:s3:::"
# Everything that the function may do, as (action, resource), whatever the parameters are.
ALWAYS = {
    ("s3:GetObject", f"{S3}{UPLOADS}/*"),
    ("s3:GetObjectVersion", f"{S3}{UPLOADS}/*"),
    ("s3:ListBucket", f"{S3}{UPLOADS}"),
    ("s3:ListBucket", f"{S3}{THUMBNAILS}"),
    ("s3:GetObject", f"{S3}{THUMBNAILS}/*"),
    ("s3:PutObject", f"{S3}{THUMBNAILS}/*"),
    ("s3:PutObjectTagging", f"{S3}{THUMBNAILS}/*"),
    ("logs:CreateLogStream", "Log.Arn"),
    ("logs:PutLogEvents", "Log.Arn"),
    ("sqs:SendMessage", "Failures.Arn"),
}
# And what it may do beside that under a condition.
ON_CONDITION = {
    "WithDeletions": {("s3:DeleteObject", f"{S3}{THUMBNAILS}/*")},
    "WithQueue": {
        ("sqs:ReceiveMessage", "Uploads.Arn"),
        ("sqs:DeleteMessage", "Uploads.Arn"),
        ("sqs:GetQueueAttributes", "Uploads.Arn"),
    },
    "WithRecipeObject": {("s3:GetObject", "RecipeObjectArn")},
    "WithKey": {("kms:Decrypt", "KmsKeyArn"), ("kms:GenerateDataKey", "KmsKeyArn")},
    "WithTraces": {("xray:PutTraceSegments", "*"), ("xray:PutTelemetryRecords", "*")},
}
SIGN = {
    ("s3:PutObject", f"{S3}{UPLOADS}/*"),
    ("s3:GetObject", f"{S3}{THUMBNAILS}/*"),
    ("s3:ListBucket", f"{S3}{THUMBNAILS}"),
    ("logs:CreateLogStream", "SignLog.Arn"),
    ("logs:PutLogEvents", "SignLog.Arn"),
}
ROLLOUT = {
    (f"lambda:{action}", resource)
    for action in ["GetAlias", "UpdateAlias", "GetProvisionedConcurrencyConfig"]
    for resource in ["Resize.Arn", "${Resize.Arn}:live"]
} | {("cloudwatch:DescribeAlarms", "*")}
BACKFILL = {
    ("lambda:InvokeFunction", "Live"),
    ("s3:PutInventoryConfiguration", f"{S3}{UPLOADS}"),
    ("s3:GetObject", f"{S3}${{CodeBucket}}/backfill-${{Name}}/*"),
    ("s3:GetObjectVersion", f"{S3}${{CodeBucket}}/backfill-${{Name}}/*"),
    ("s3:PutObject", f"{S3}${{CodeBucket}}/backfill-${{Name}}/*"),
}

ABSENT = {"Ref": "AWS::NoValue"}


def resolved(value, true=frozenset()):
    """The value with every Fn::If decided: the conditions in `true` hold, the others do not."""
    if isinstance(value, dict):
        if "Fn::If" in value:
            condition, yes, no = value["Fn::If"]
            return resolved(yes if condition in true else no, true)
        return {key: resolved(item, true) for key, item in value.items()}
    if isinstance(value, list):
        items = [resolved(item, true) for item in value]
        return [item for item in items if item != ABSENT]
    return value


def plain(value):
    """A resource as text: that of Fn::Sub with its own values filled in, or the name that Ref or Fn::GetAtt has."""
    if isinstance(value, dict):
        ((function, value),) = value.items()
        if function == "Fn::Sub" and isinstance(value, list):
            text, values = value
            return re.sub(r"\$\{(\w+)\}", lambda name: plain(values.get(name[1], name[0])), text)
    return ".".join(value) if isinstance(value, list) else value


def listed(value):
    return value if isinstance(value, list) else [value]


def holding(**parameters):
    """The conditions that hold with these parameters, and the defaults of the others."""
    values = {name: parameter.get("Default", "x") for name, parameter in TEMPLATE["Parameters"].items()} | parameters

    def holds(condition):
        ((function, arguments),) = condition.items()
        if function == "Condition":
            return holds(TEMPLATE["Conditions"][arguments])
        if function == "Fn::Equals":
            left, right = (values[item["Ref"]] if isinstance(item, dict) else item for item in arguments)
            return left == right
        if function == "Fn::Not":
            return not holds(*arguments)
        return {"Fn::And": all, "Fn::Or": any}[function](map(holds, arguments))

    return {name for name, condition in TEMPLATE["Conditions"].items() if holds(condition)}


def statements(role, true):
    """What a role allows, statement by statement."""
    policies = role["Properties"]["Policies"]
    return [item for policy in policies for item in resolved(policy["PolicyDocument"]["Statement"], true)]


def allowed(role, true=frozenset({"OwnBucket"})):
    """Every pair of action and resource that a role allows."""
    pairs = set()
    for statement in statements(role, true):
        assert statement["Effect"] == "Allow" and not {"NotAction", "NotResource"} & statement.keys()
        for action in listed(statement["Action"]):
            pairs |= {(action, plain(resource)) for resource in listed(statement["Resource"])}
    return pairs


def is_narrow(action, resource):
    """Whether there is no wildcard but that for the objects of one bucket, or of one folder in it."""
    if action.startswith("xray:") or action == "cloudwatch:DescribeAlarms":
        # X-Ray knows no resources, and CodeDeploy asks for alarms without naming one.
        return resource == "*" and "*" not in action
    objects = re.fullmatch(r"arn:\$\{AWS::Partition\}:s3:::[^*/]+(/[^*]+)?/\*", resource)
    return "*" not in action and ("*" not in resource or objects is not None)


def metrics(widget):
    """The metrics of a widget as (namespace, name, dimensions, statistic), and its expressions."""
    properties = widget["properties"]
    found, expressions, before = [], [], []
    for entry in properties["metrics"]:
        options = entry[-1] if isinstance(entry[-1], dict) else {}
        words = [word for word in entry if not isinstance(word, dict)]
        if "expression" in options:
            expressions.append(options["expression"])
            continue
        if words[0] == "...":
            words = before[: len(before) - len(words) + 1] + words[1:]
        words = [before[at] if word == "." else word for at, word in enumerate(words)]
        before = words
        statistic = options.get("stat", properties.get("stat"))
        found.append((words[0], words[1], tuple(words[2:]), statistic))
    return found, expressions


class Dashboard(unittest.TestCase):
    def setUp(self):
        body = RESOURCES["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
        values = {"AWS::Region": "REGION", "Name": "NAME", "Resize": "FUNCTION", "Failures.QueueName": "QUEUE"}
        body = re.sub(r"\$\{([^}]*)\}", lambda name: values[name[1]], body)
        self.widgets = json.loads(body)["widgets"]
        self.metrics = [metric for widget in self.widgets for metric in metrics(widget)[0]]
        self.expressions = [text for widget in self.widgets for text in metrics(widget)[1]]

    def shows(self, namespace, name, statistic, dimensions=("FunctionName", "FUNCTION")):
        self.assertIn((namespace, name, dimensions, statistic), self.metrics)

    def test_it_has_the_monitor_tab(self):
        for name in ["Invocations", "Errors", "Throttles"]:
            self.shows("AWS/Lambda", name, "Sum")
        for statistic in ["Minimum", "Average", "Maximum"]:
            self.shows("AWS/Lambda", "Duration", statistic)
        rate = RESOURCES["SuccessAlarm"]["Properties"]["Metrics"][0]["Expression"]
        self.assertIn(rate, self.expressions)

    def test_it_has_every_metric_of_the_function(self):
        for name in ["ImagesResized", "Skipped", "Rejected", "Failed", "BytesIn", "BytesOut"]:
            self.shows("Thumbox", name, "Sum")
        for statistic in ["p50", "p99"]:
            self.shows("Thumbox", "ResizeMs", statistic)
        search = '{Thumbox,FunctionName,Reason} FunctionName="FUNCTION" MetricName="Rejected"'
        self.assertTrue(any(search in text for text in self.expressions))

    def test_it_shows_what_waits_and_what_is_lost(self):
        self.shows("AWS/Lambda", "AsyncEventAge", "Maximum")
        self.shows("AWS/Lambda", "AsyncEventsDropped", "Sum")
        self.shows("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", ("QueueName", "QUEUE"))
        # By its name, because the dashboard is there without the queue, too.
        self.assertEqual(RESOURCES["Uploads"]["Properties"]["QueueName"], {"Fn::Sub": "thumbox-${Name}-uploads"})
        waiting = ("QueueName", "thumbox-NAME-uploads")
        self.shows("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", waiting)

    def test_every_metric_has_a_statistic_and_every_widget_a_title(self):
        self.assertTrue(all(metric[3] for metric in self.metrics))
        self.assertTrue(all(widget["properties"]["title"] for widget in self.widgets))
        self.assertEqual({widget["properties"]["region"] for widget in self.widgets}, {"REGION"})


class Alarms(unittest.TestCase):
    def test_there_is_one_for_the_queue_the_success_rate_and_throttles(self):
        alarms = {
            name: resource["Properties"]
            for name, resource in RESOURCES.items()
            if resource["Type"] == "AWS::CloudWatch::Alarm"
        }
        names = ["Failures", "Success", "Throttles", "Traps", "Rejections", "Dropped", "Undelivered", "Age"]
        names += ["QueueAge"]
        names += ["SignErrors", "SignThrottles"]
        self.assertEqual(set(alarms), {name + "Alarm" for name in names})
        for alarm in alarms.values():
            self.assertEqual(resolved(alarm, {"WithEmail"})["AlarmActions"], [{"Ref": "Alarms"}])
            self.assertEqual(resolved(alarm)["AlarmActions"], ABSENT)
            # Nothing is measured while nothing is uploaded.
            self.assertEqual(alarm["TreatMissingData"], "notBreaching")
        for name, metric in [
            ("FailuresAlarm", "ApproximateNumberOfMessagesVisible"),
            ("ThrottlesAlarm", "Throttles"),
            ("TrapsAlarm", "Trapped"),
            ("DroppedAlarm", "AsyncEventsDropped"),
            ("UndeliveredAlarm", "DestinationDeliveryFailures"),
            ("SignErrorsAlarm", "Errors"),
            ("SignThrottlesAlarm", "Throttles"),
        ]:
            self.assertEqual(alarms[name]["MetricName"], metric)
            self.assertEqual(alarms[name]["ComparisonOperator"], "GreaterThanThreshold")
            self.assertEqual(alarms[name]["Threshold"], 0)
        rejections = alarms["RejectionsAlarm"]
        self.assertEqual(rejections["Threshold"], {"Ref": "MaxRejectionRate"})
        rate, rejected, made = rejections["Metrics"]
        for metric, name in [(rejected, "Rejected"), (made, "ImagesResized")]:
            self.assertEqual(metric["MetricStat"]["Metric"]["MetricName"], name)
        # Each name in the expression is one of the metrics.
        self.assertEqual(set(re.findall(r"[a-z]+", rate["Expression"])), {rejected["Id"], made["Id"]})
        self.assertEqual((alarms["AgeAlarm"]["MetricName"], alarms["AgeAlarm"]["Threshold"]), ("AsyncEventAge", 300000))
        queue = alarms["QueueAgeAlarm"]
        self.assertEqual((queue["MetricName"], queue["Threshold"]), ("ApproximateAgeOfOldestMessage", 900))
        success = alarms["SuccessAlarm"]
        self.assertEqual(success["ComparisonOperator"], "LessThanThreshold")
        self.assertEqual(success["Threshold"], {"Ref": "MinSuccessRate"})
        _, errors, invocations = success["Metrics"]
        for metric, name in [(errors, "Errors"), (invocations, "Invocations")]:
            self.assertEqual(metric["Id"], name.lower())
            self.assertEqual(metric["MetricStat"]["Metric"]["MetricName"], name)


class Roles(unittest.TestCase):
    def test_the_function_may_do_what_it_needs_and_nothing_else(self):
        # With no role named, the transform would make one of its own.
        self.assertEqual(plain(RESOURCES["Resize"]["Properties"]["Role"]), "ResizeRole.Arn")
        role = RESOURCES["ResizeRole"]
        self.assertEqual(allowed(role), ALWAYS)
        for condition, more in ON_CONDITION.items():
            self.assertEqual(allowed(role, {"OwnBucket", condition}), ALWAYS | more)

    def test_an_existing_bucket_takes_the_place_of_the_other(self):
        self.assertEqual(RESOURCES["Source"]["Condition"], "OwnBucket")
        for name, own in [("ResizeRole", ALWAYS), ("SignRole", SIGN), ("BackfillRole", BACKFILL)]:
            pattern = re.escape(UPLOADS) + "(?!-resized)"
            existing = {(action, re.sub(pattern, "ExistingBucket", resource)) for action, resource in own}
            self.assertEqual(allowed(RESOURCES[name], set()), existing)

    def test_the_backfill_may_do_what_it_needs_and_nothing_else(self):
        self.assertEqual(allowed(RESOURCES["BackfillRole"]), BACKFILL)

    def test_the_signer_may_do_what_it_signs_and_nothing_else(self):
        role = RESOURCES["SignRole"]
        self.assertEqual(allowed(role), SIGN)
        for condition in ["WithRecipeObject", "WithKey"]:
            self.assertEqual(allowed(role, {"OwnBucket", condition}), SIGN | ON_CONDITION[condition])

    def test_buckets_of_other_accounts_and_other_uses_of_the_key_are_left_out(self):
        account = {"StringEquals": {"aws:ResourceAccount": {"Ref": "AWS::AccountId"}}}
        through_s3 = {"StringEquals": {"kms:ViaService": {"Fn::Sub": "s3.${AWS::Region}.${AWS::URLSuffix}"}}}
        seen = set()
        for role in ["ResizeRole", "SignRole", "BackfillRole"]:
            for statement in statements(RESOURCES[role], set(TEMPLATE["Conditions"])):
                services = {action.split(":")[0] for action in listed(statement["Action"])}
                if services & {"s3", "kms"}:
                    expected = account if services == {"s3"} else through_s3
                    self.assertEqual(statement.get("Condition"), expected, (role, statement["Sid"]))
                    seen |= services
        self.assertEqual(seen, {"s3", "kms"})

    def test_there_are_no_wildcards_and_no_other_policies(self):
        for name, resource in RESOURCES.items():
            if resource["Type"].startswith("AWS::IAM::"):
                self.assertEqual(resource["Type"], "AWS::IAM::Role", name)
                self.assertNotIn("ManagedPolicyArns", resource["Properties"], name)
                for pair in allowed(resource, set(TEMPLATE["Conditions"])):
                    self.assertTrue(is_narrow(*pair), (name, pair))

    def test_wide_permissions_are_seen(self):
        bucket = "arn:${AWS::Partition}:s3:::images-${Name}"
        self.assertTrue(is_narrow("s3:GetObject", bucket + "/*"))
        self.assertTrue(is_narrow("s3:GetObject", bucket + "/folder/*"))
        self.assertFalse(is_narrow("s3:GetObject", bucket + "*/*"))
        self.assertFalse(is_narrow("s3:GetObject", bucket + "*"))
        self.assertFalse(is_narrow("s3:*", bucket + "/*"))
        self.assertFalse(is_narrow("s3:GetObject", "arn:${AWS::Partition}:s3:::*"))
        self.assertFalse(is_narrow("s3:GetObject", "*"))
        self.assertFalse(is_narrow("logs:PutLogEvents", "arn:aws:logs:*:*:*"))


class Notifications(unittest.TestCase):
    def targets(self, true):
        """What the bucket tells of, as (kind of event, whom)."""
        notification = resolved(RESOURCES["Source"]["Properties"]["NotificationConfiguration"], true)
        functions, queues = notification["LambdaConfigurations"], notification["QueueConfigurations"]
        found = [] if functions == ABSENT else [(entry["Event"], plain(entry["Function"])) for entry in functions]
        return found + ([] if queues == ABSENT else [(entry["Event"], plain(entry["Queue"])) for entry in queues])

    def test_deletions_are_told_only_where_they_are_wanted(self):
        for mode, target in [("Direct", "Live"), ("Queue", "Uploads.Arn")]:
            created = [("s3:ObjectCreated:*", target)]
            self.assertEqual(self.targets(holding(Mode=mode)), created)
            deleted = [("s3:ObjectRemoved:*", target), ("s3:LifecycleExpiration:*", target)]
            self.assertEqual(self.targets(holding(Mode=mode, Deletions="true")), created + deleted)
            # EventBridge gets all events; its rule chooses.
            self.assertEqual(self.targets(holding(Mode=mode, EventBridge="true")), [])

    def test_the_bucket_waits_for_the_permission_that_is_there(self):
        self.assertEqual(RESOURCES["Source"]["DependsOn"], "SourceMayNotify")
        permission = RESOURCES["SourceMayNotify"]["Metadata"]["Permission"]
        for parameters, name in [
            ({}, "SourceMayInvoke"),
            ({"Mode": "Queue"}, "SourceMaySend"),
            ({"EventBridge": "true"}, "RuleMayInvoke"),
            ({"EventBridge": "true", "Mode": "Queue"}, "SourceMaySend"),
        ]:
            true = holding(**parameters)
            self.assertEqual(plain(resolved(permission, true)), name)
            # Of the permissions only this one is there, and the policy of the queue with the queue.
            there = {
                name
                for name in ["SourceMayInvoke", "SourceMaySend", "RuleMayInvoke"]
                if RESOURCES[name]["Condition"] in true
            }
            self.assertEqual(there, {name})


class EventBridge(unittest.TestCase):
    def rule(self, **parameters):
        return resolved(RESOURCES["UploadEvents"]["Properties"], holding(EventBridge="true", **parameters))

    def test_nothing_of_it_is_there_without_it(self):
        self.assertNotIn("WithEventBridge", holding())
        self.assertEqual(RESOURCES["UploadEvents"]["Condition"], "WithEventBridge")
        for true in [holding(), holding(Mode="Queue")]:
            notification = resolved(RESOURCES["Source"]["Properties"]["NotificationConfiguration"], true)
            self.assertEqual(notification["EventBridgeConfiguration"], ABSENT)
            for policy in ["SourceMaySend", "FailuresPolicy"]:
                document = resolved(RESOURCES[policy]["Properties"]["PolicyDocument"], true)
                self.assertNotIn("RuleMaySend", [statement["Sid"] for statement in document["Statement"]])

    def test_the_rule_is_for_uploads_to_the_bucket_and_deletions_where_they_are_wanted(self):
        pattern = self.rule()["EventPattern"]
        self.assertEqual((pattern["source"], pattern["account"]), (["aws.s3"], [{"Ref": "AWS::AccountId"}]))
        self.assertEqual(pattern["detail-type"], ["Object Created"])
        deletions = self.rule(Deletions="true")["EventPattern"]["detail-type"]
        self.assertEqual(deletions, ["Object Created", "Object Deleted"])
        for existing, bucket in [("", UPLOADS), ("photos", "ExistingBucket")]:
            (name,) = self.rule(ExistingBucket=existing)["EventPattern"]["detail"]["bucket"]["name"]
            self.assertEqual(plain(name), bucket)

    def test_only_the_rule_may_send_or_invoke(self):
        for mode, target in [("Direct", "Live"), ("Queue", "Uploads.Arn")]:
            (found,) = self.rule(Mode=mode)["Targets"]
            self.assertEqual(plain(found["Arn"]), target)
            self.assertEqual(plain(found["DeadLetterConfig"]["Arn"]), "Failures.Arn")
        permission = RESOURCES["RuleMayInvoke"]["Properties"]
        self.assertEqual(permission["FunctionName"], {"Ref": "Live"})
        self.assertEqual(permission["Principal"], "events.amazonaws.com")
        self.assertEqual(plain(permission["SourceArn"]), "UploadEvents.Arn")
        true = holding(EventBridge="true", Mode="Queue")
        for policy, queue in [("SourceMaySend", "Uploads"), ("FailuresPolicy", "Failures")]:
            statement = resolved(RESOURCES[policy]["Properties"]["PolicyDocument"], true)["Statement"][0]
            self.assertEqual(statement["Principal"], {"Service": "events.amazonaws.com"})
            self.assertEqual((statement["Action"], plain(statement["Resource"])), ("sqs:SendMessage", f"{queue}.Arn"))
            self.assertEqual(plain(statement["Condition"]["ArnEquals"]["aws:SourceArn"]), "UploadEvents.Arn")


class Queue(unittest.TestCase):
    """Mode Queue: from the bucket through SQS to the function."""

    def test_nothing_of_it_is_there_without_it(self):
        self.assertEqual(TEMPLATE["Parameters"]["Mode"]["Default"], "Direct")
        for name in ["Uploads", "SourceMaySend", "ReadUploads", "QueueAgeAlarm"]:
            self.assertEqual(RESOURCES[name]["Condition"], "WithQueue", name)

    def test_only_the_bucket_of_this_account_may_send(self):
        document = RESOURCES["SourceMaySend"]["Properties"]["PolicyDocument"]
        statement, _ = resolved(document["Statement"], holding(Mode="Queue"))
        self.assertEqual(statement["Principal"], {"Service": "s3.amazonaws.com"})
        self.assertEqual((statement["Action"], plain(statement["Resource"])), ("sqs:SendMessage", "Uploads.Arn"))
        for existing, bucket in [("", UPLOADS), ("photos", "ExistingBucket")]:
            statement, _ = resolved(document["Statement"], holding(Mode="Queue", ExistingBucket=existing))
            self.assertEqual(plain(statement["Condition"]["ArnEquals"]["aws:SourceArn"]), S3 + bucket)
        account = statement["Condition"]["StringEquals"]["aws:SourceAccount"]
        self.assertEqual(account, {"Ref": "AWS::AccountId"})

    def test_messages_that_are_done_do_not_come_again(self):
        reader = RESOURCES["ReadUploads"]["Properties"]
        self.assertEqual(reader["FunctionResponseTypes"], ["ReportBatchItemFailures"])
        self.assertEqual(reader["BatchSize"], 10)
        limit = resolved(reader["ScalingConfig"], {"WithQueueConcurrency"})
        self.assertEqual(limit, {"MaximumConcurrency": {"Ref": "QueueConcurrency"}})
        self.assertEqual(resolved(reader["ScalingConfig"]), ABSENT)

    def test_what_always_fails_ends_in_the_failure_queue(self):
        queue = RESOURCES["Uploads"]["Properties"]
        redrive = queue["RedrivePolicy"]
        self.assertEqual(plain(redrive["deadLetterTargetArn"]), "Failures.Arn")
        self.assertEqual(redrive["maxReceiveCount"], {"Ref": "QueueMaxReceiveCount"})
        self.assertIs(queue["SqsManagedSseEnabled"], True)
        # AWS asks for six times; CloudFormation cannot multiply.
        parameters = TEMPLATE["Parameters"]
        self.assertEqual(queue["VisibilityTimeout"], {"Ref": "QueueVisibilityTimeout"})
        for value in ["Default", "MinValue"]:
            self.assertGreaterEqual(parameters["QueueVisibilityTimeout"][value], 6 * parameters["Timeout"][value])
        self.assertGreaterEqual(parameters["QueueMaxReceiveCount"]["Default"], 5)


class Delivery(unittest.TestCase):
    def test_nothing_of_it_is_there_without_it(self):
        self.assertNotIn("WithDelivery", holding())
        for name in ["DistributionMayRead", "Distribution"]:
            self.assertEqual(RESOURCES[name]["Condition"], "WithDelivery")
        document = resolved(RESOURCES["DestinationPolicy"]["Properties"]["PolicyDocument"], holding())
        self.assertEqual([statement["Sid"] for statement in document["Statement"]], ["OnlyTls"])

    def test_only_the_distribution_may_read(self):
        document = resolved(RESOURCES["DestinationPolicy"]["Properties"]["PolicyDocument"], holding(Delivery="true"))
        statement = document["Statement"][0]
        self.assertEqual(statement["Principal"], {"Service": "cloudfront.amazonaws.com"})
        self.assertEqual(statement["Action"], ["s3:GetObject", "s3:ListBucket"])
        source = plain(statement["Condition"]["StringEquals"]["aws:SourceArn"])
        self.assertTrue(source.endswith(":distribution/${Distribution}"), source)
        (origin,) = RESOURCES["Distribution"]["Properties"]["DistributionConfig"]["Origins"]
        self.assertEqual(plain(origin["DomainName"]), "Destination.RegionalDomainName")
        self.assertEqual(plain(origin["OriginAccessControlId"]), "DistributionMayRead.Id")

    def test_viewers_read_with_tls(self):
        behaviour = RESOURCES["Distribution"]["Properties"]["DistributionConfig"]["DefaultCacheBehavior"]
        self.assertEqual(behaviour["ViewerProtocolPolicy"], "redirect-to-https")
        self.assertEqual(behaviour["AllowedMethods"], ["GET", "HEAD"])


class Versions(unittest.TestCase):
    """Uploads invoke the alias, whose version is a new one after each change."""

    # Parameters that the function gets in another way than by its description.
    BY_RELEASE = {"Recipe"}
    # What a version has not: they hold for the function as a whole, or are fixed for the stack.
    OF_THE_FUNCTION = {"CodeBucket", "FunctionName", "Name", "ReservedConcurrency"}

    def test_everything_that_invokes_the_function_invokes_the_alias(self):
        for name in ["SourceMayInvoke", "ReadUploads"]:
            self.assertEqual(RESOURCES[name]["Properties"]["FunctionName"], {"Ref": "Live"}, name)
        self.assertEqual(TEMPLATE["Outputs"]["FunctionArn"]["Value"], {"Ref": "Live"})
        alias = RESOURCES["Live"]["Properties"]
        self.assertEqual((alias["Name"], plain(alias["FunctionVersion"])), ("live", "Version.Version"))

    def test_failed_events_are_kept_with_and_without_the_alias(self):
        live = RESOURCES["OnFailure"]["Properties"]
        # arn:aws:lambda:<region>:<account>:function:<name>:live
        self.assertEqual(live["Qualifier"], {"Fn::Select": [7, {"Fn::Split": [":", {"Ref": "Live"}]}]})
        self.assertEqual(RESOURCES["OnFailureOfLatest"]["Properties"], {**live, "Qualifier": "$LATEST"})

    def test_every_parameter_of_the_function_publishes_a_version(self):
        def parameters(value):
            if isinstance(value, dict):
                here = {value["Ref"]} if isinstance(value.get("Ref"), str) else set()
                text = value.get("Fn::Sub")
                text = text[0] if isinstance(text, list) else text or ""
                inner = [parameters(item) for item in value.values()]
                return here.union(re.findall(r"\$\{(\w+)\}", text), *inner)
            return set().union(*map(parameters, value)) if isinstance(value, list) else set()

        own = set(TEMPLATE["Parameters"])
        function = parameters(RESOURCES["Resize"]["Properties"]) & own
        version = parameters(RESOURCES["Version"]["Properties"]) & own
        self.assertEqual(function - version, self.BY_RELEASE | self.OF_THE_FUNCTION)
        # What is not in the function would publish nothing, which CloudFormation takes for an error.
        self.assertEqual(version - function, set())

    def test_the_description_of_a_version_is_not_too_long(self):
        parameters = TEMPLATE["Parameters"]
        longest = {"CodeKey": parameters["CodeKey"]["MaxLength"], "Release": 40, "Width": 5, "Height": 5, "Quality": 3}
        for name in ["Architecture", "Format", "Tracing", "LogLevel"]:
            longest[name] = max(len(value) for value in parameters[name]["AllowedValues"])
        for name in ["MemorySize", "Timeout"]:
            longest[name] = len(str(parameters[name]["MaxValue"]))
        text, values = RESOURCES["Version"]["Properties"]["Description"]["Fn::Sub"]
        separator, settings = values["Settings"]["Fn::Join"]
        names = re.findall(r"\$\{(\w+)\}", text)
        self.assertEqual(names, ["CodeKey", "Release", "Settings"])
        parts = [longest[name] for name in names[:2]] + [longest[plain(item)] for item in settings]
        self.assertLessEqual(sum(parts) + len(separator) * len(settings) + len(names), 256)

    def test_versions_stay_to_go_back_to(self):
        for policy in ["DeletionPolicy", "UpdateReplacePolicy"]:
            self.assertEqual(RESOURCES["Version"][policy], "Retain")

    def test_alarms_guard_a_gradual_deployment(self):
        self.assertEqual(TEMPLATE["Parameters"]["DeploymentPreference"]["Default"], "AllAtOnce")
        for name in ["Rollout", "RolloutGroup", "RolloutRole"]:
            self.assertEqual(RESOURCES[name]["Condition"], "Gradually")
        self.assertEqual(resolved(RESOURCES["Live"]["UpdatePolicy"]), ABSENT)
        self.assertEqual(
            resolved(RESOURCES["Live"]["UpdatePolicy"], {"Gradually"}),
            {
                "CodeDeployLambdaAliasUpdate": {
                    "ApplicationName": {"Ref": "Rollout"},
                    "DeploymentGroupName": {"Ref": "RolloutGroup"},
                }
            },
        )
        group = RESOURCES["RolloutGroup"]["Properties"]
        names = {"Traps", "Failures", "Success", "Rejections"}
        alarms = resolved(group["AlarmConfiguration"]["Alarms"], {"WithSuccessAlarm", "WithRejectionsAlarm"})
        self.assertEqual({plain(alarm["Name"]) for alarm in alarms}, {f"{name}Alarm" for name in names})
        self.assertIn("DEPLOYMENT_STOP_ON_ALARM", group["AutoRollbackConfiguration"]["Events"])
        self.assertEqual(allowed(RESOURCES["RolloutRole"]), ROLLOUT)


class Data(unittest.TestCase):
    """What holds for everything that keeps data of users: two buckets, two queues."""

    BUCKETS = ["Source", "Destination"]

    def test_nothing_is_read_or_written_without_tls(self):
        policies = {"SourcePolicy": "Source", "DestinationPolicy": "Destination"}
        policies |= {"SourceMaySend": "Uploads", "FailuresPolicy": "Failures"}
        kept = [name for name, item in RESOURCES.items() if item["Type"] in ("AWS::S3::Bucket", "AWS::SQS::Queue")]
        self.assertEqual(sorted(policies.values()), sorted(kept))
        for policy, kept in policies.items():
            properties = RESOURCES[policy]["Properties"]
            self.assertEqual(plain(properties.get("Bucket") or properties["Queues"][0]), kept)
            self.assertEqual(RESOURCES[policy].get("Condition"), RESOURCES[kept].get("Condition"))
            statement = properties["PolicyDocument"]["Statement"][-1]
            self.assertEqual((statement["Effect"], statement["Principal"]), ("Deny", "*"))
            self.assertEqual(statement["Condition"], {"Bool": {"aws:SecureTransport": "false"}})
            if RESOURCES[kept]["Type"] == "AWS::S3::Bucket":
                self.assertEqual(statement["Action"], "s3:*")
                self.assertEqual(
                    [plain(item) for item in statement["Resource"]], [f"{kept}.Arn", f"${{{kept}.Arn}}/*"]
                )
            else:
                self.assertEqual((statement["Action"], plain(statement["Resource"])), ("sqs:*", f"{kept}.Arn"))

    def test_the_policy_stays_as_long_as_the_uploads(self):
        for name in ["Source", "SourcePolicy"]:
            self.assertEqual(RESOURCES[name]["DeletionPolicy"], "Retain")

    def test_no_bucket_is_public(self):
        for name in self.BUCKETS:
            self.assertEqual(
                RESOURCES[name]["Properties"]["PublicAccessBlockConfiguration"],
                {
                    "BlockPublicAcls": True,
                    "BlockPublicPolicy": True,
                    "IgnorePublicAcls": True,
                    "RestrictPublicBuckets": True,
                },
            )

    def test_everything_is_encrypted_with_the_key_where_there_is_one(self):
        self.assertEqual(TEMPLATE["Parameters"]["KmsKeyArn"]["Default"], "")
        for name in self.BUCKETS:
            encryption = RESOURCES[name]["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"]
            (rule,) = resolved(encryption)
            self.assertEqual(rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"], "AES256")
            self.assertEqual(rule["ServerSideEncryptionByDefault"]["KMSMasterKeyID"], ABSENT)
            (rule,) = resolved(encryption, {"WithKey"})
            self.assertEqual(
                rule,
                {
                    "BucketKeyEnabled": True,
                    "ServerSideEncryptionByDefault": {
                        "SSEAlgorithm": "aws:kms",
                        "KMSMasterKeyID": {"Ref": "KmsKeyArn"},
                    },
                },
            )
        for name in ["Uploads", "Failures"]:
            self.assertIs(RESOURCES[name]["Properties"]["SqsManagedSseEnabled"], True)

    def test_parts_of_uploads_that_never_ended_go(self):
        for name in self.BUCKETS:
            (rule,) = RESOURCES[name]["Properties"]["LifecycleConfiguration"]["Rules"]
            self.assertEqual(rule["Status"], "Enabled")
            self.assertEqual(rule["AbortIncompleteMultipartUpload"], {"DaysAfterInitiation": 7})
            # Nothing else may go.
            self.assertFalse([key for key in rule if "Expiration" in key or "Transition" in key])

    def test_access_logs_are_written_where_they_are_wanted(self):
        prefixes = set()
        for name in self.BUCKETS:
            logging = RESOURCES[name]["Properties"]["LoggingConfiguration"]
            self.assertEqual(resolved(logging), ABSENT)
            logging = resolved(logging, {"WithAccessLogs"})
            self.assertEqual(logging["DestinationBucketName"], {"Ref": "AccessLogBucket"})
            prefixes.add(plain(logging["LogFilePrefix"]))
        self.assertEqual(prefixes, {f"{UPLOADS}/", f"{THUMBNAILS}/"})


class Uploads(unittest.TestCase):
    """What there is for pages that upload, and that there is none of it otherwise."""

    def test_without_an_origin_there_is_nothing(self):
        self.assertEqual(TEMPLATE["Parameters"]["UploadOrigin"]["Default"], "")
        for name in ["Sign", "SignRole", "SignLog", "SignErrorsAlarm", "SignThrottlesAlarm"]:
            self.assertEqual(RESOURCES[name]["Condition"], "WithUploads")
        self.assertEqual(TEMPLATE["Outputs"]["SignerUrl"]["Condition"], "WithUploads")
        for name in ["Source", "Destination"]:
            self.assertEqual(resolved(RESOURCES[name]["Properties"]["CorsConfiguration"]), ABSENT)

    def test_the_rules_are_for_the_one_origin(self):
        for name in ["Source", "Destination"]:
            configuration = resolved(RESOURCES[name]["Properties"]["CorsConfiguration"], {"WithUploads"})
            for rule in configuration["CorsRules"]:
                self.assertEqual(rule["AllowedOrigins"], [{"Ref": "UploadOrigin"}])

    def test_docs_deploy_has_the_rule_for_a_bucket_that_is_there_already(self):
        (found,) = re.findall(r"--cors-configuration \"(.*?)\"\n", DOCUMENT, re.DOTALL)
        found = json.loads(found.replace('\\"', '"'))
        (rule,) = RESOURCES["Source"]["Properties"]["CorsConfiguration"]["Fn::If"][1]["CorsRules"]
        seconds = rule["MaxAge"]
        expected = {**rule, "AllowedOrigins": ["$ORIGIN"], "MaxAgeSeconds": seconds}
        del expected["MaxAge"]
        self.assertEqual(found, {"CORSRules": [expected]})

    def test_docs_deploy_packs_the_whole_signer(self):
        (command,) = re.findall(r"^python3 -m zipfile.* deploy/upload/.*\n.*$", DOCUMENT, re.MULTILINE)
        packed = re.findall(r"deploy/(upload/\w+\.py)", command)
        modules = [path for path in (HERE / "upload").glob("*.py") if not path.name.startswith("test_")]
        self.assertEqual(sorted(packed), sorted(str(path.relative_to(HERE)) for path in modules))

    def test_the_signer_has_a_limit_of_its_own(self):
        sign = resolved(RESOURCES["Sign"]["Properties"], {"WithUploadConcurrency"})
        self.assertEqual(sign["ReservedConcurrentExecutions"], {"Ref": "UploadConcurrency"})
        self.assertEqual(sign["FunctionUrlConfig"]["AuthType"], {"Ref": "UploadAuthType"})
        self.assertEqual(TEMPLATE["Parameters"]["UploadAuthType"]["AllowedValues"], ["NONE", "AWS_IAM"])

    def test_the_url_is_for_the_one_origin(self):
        url = RESOURCES["Sign"]["Properties"]["FunctionUrlConfig"]
        self.assertEqual(url["Cors"]["AllowOrigins"], [{"Ref": "UploadOrigin"}])

    def test_signer_and_function_are_told_the_same(self):
        resize, sign = (RESOURCES[name]["Properties"]["Environment"]["Variables"] for name in ["Resize", "Sign"])
        # The signer's log has levels of its own.
        told = {name: value for name, value in resize.items() if name != "THUMBOX_LOG_LEVEL"}
        self.assertEqual({name: sign.get(name) for name in told}, told)


class Document(unittest.TestCase):
    def test_the_function_has_the_name_of_the_lab(self):
        name = TEMPLATE["Parameters"]["FunctionName"]["Default"]
        self.assertEqual(RESOURCES["Resize"]["Properties"]["FunctionName"], {"Ref": "FunctionName"})
        self.assertEqual(RESOURCES["Log"]["Properties"]["LogGroupName"], {"Fn::Sub": "/aws/lambda/${FunctionName}"})
        lab = (HERE / "../docs/walkthrough-lab.md").read_text()
        self.assertIn(f"* Function name: `{name}`\n", lab)
        self.assertEqual(set(re.findall(r"/aws/lambda/([\w-]+)", lab)), {name})

    def test_docs_deploy_has_every_parameter_with_its_default(self):
        rows = dict(re.findall(r"^\| `([A-Z][a-z]\w+)` \|.*\| ([^|]*) \|$", DOCUMENT, re.MULTILINE))
        for name, parameter in TEMPLATE["Parameters"].items():
            self.assertIn(name, rows, "docs/deploy.md has no row for this parameter")
            default = parameter.get("Default", "required")
            self.assertEqual(rows.pop(name), str(default) or "empty", name)
        self.assertEqual(rows, {}, "rows of docs/deploy.md without a parameter")


if __name__ == "__main__":
    unittest.main()
