"""Whether the Terraform module has what the template has: variables, permissions, events, alarms.

Terraform itself needs the AWS provider, which it downloads, to check more than this: terraform/README.md.

Run by `cargo xtask test`; alone: `target/python/bin/python -B -m unittest` in this folder.
"""

import re
import unittest

import hcl2

from sam_template import HERE, RESOURCES, TEMPLATE, listed, plain, resolved, statements

MODULE = HERE / "terraform"
TEXT = "\n".join(path.read_text() for path in sorted(MODULE.glob("*.tf")))
PLAIN = hcl2.SerializationOptions(with_comments=False, explicit_blocks=False, strip_string_quotes=True)
BLOCKS = hcl2.loads(TEXT, serialization_options=PLAIN)

# Parts of the template that the module has not.
OTHER_PARTS = {"EventBridge", "Delivery", "UploadOrigin", "UploadMaxBytes", "UploadAuthType", "UploadConcurrency"}
# What Terraform does in another way: it uploads the program, and publishes a version with each change.
OTHER_WAY = {"CodeBucket", "CodeKey", "Release", "DeploymentPreference"}
OTHER_ALARMS = {"thumbox-${Name}-sign-errors", "thumbox-${Name}-sign-throttles"}


def labelled(kind):
    """The blocks of a kind with one label, by that."""
    return {name: body for block in BLOCKS[kind] for name, body in block.items()}


def typed(kind):
    """The blocks of a kind with two labels, as "type.name"."""
    return {
        f"{of_type}.{name}": body
        for block in BLOCKS[kind]
        for of_type, named in block.items()
        for name, body in named.items()
    }


RESOURCE = typed("resource")
DATA = typed("data")
VARIABLES = labelled("variable")
LOCALS = {name: value for block in BLOCKS["locals"] for name, value in block.items()}


def policy(name):
    """The statements of a policy document, with those that depend on something."""
    document = DATA[f"aws_iam_policy_document.{name}"]
    optional = [block["statement"]["content"][0] for block in document.get("dynamic", [])]
    return document["statement"] + optional


def actions(statement):
    """The actions of a statement, with those that depend on a variable."""
    listed_here = statement["actions"]
    name = re.fullmatch(r"\$\{local\.(\w+)\}", listed_here) if isinstance(listed_here, str) else None
    return set(re.findall(r"\w+:\w+", LOCALS[name[1]]) if name else listed_here)


def snake(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class Variables(unittest.TestCase):
    def test_they_are_the_parameters_of_the_template(self):
        parameters = {name for name in TEMPLATE["Parameters"] if name not in OTHER_PARTS | OTHER_WAY}
        self.assertEqual({snake(name) for name in parameters} | {"zip"}, set(VARIABLES))
        for name in parameters:
            default = TEMPLATE["Parameters"][name].get("Default", "required")
            own = VARIABLES[snake(name)].get("default", "required")
            # Nothing, in the words of each type.
            own = "" if own in (None, []) else str(own).lower() if isinstance(own, bool) else own
            self.assertEqual(own, default, name)

    def test_every_variable_is_explained_and_used(self):
        for name, variable in VARIABLES.items():
            self.assertTrue(variable["description"], name)
            uses = TEXT.count(f"var.{name}") - str(variable.get("validation", "")).count(f"var.{name}")
            self.assertGreater(uses, 0, name)

    def test_they_allow_what_the_template_allows(self):
        for name in ["Name", "DestinationOwner", "Notify", "KmsKeyArn"]:
            (validation,) = VARIABLES[snake(name)]["validation"]
            self.assertIn(TEMPLATE["Parameters"][name]["AllowedPattern"], validation["condition"], name)

    def test_the_function_gets_the_same(self):
        variables = RESOURCES["Resize"]["Properties"]["Environment"]["Variables"]
        self.assertEqual(set(LOCALS["variables"]), set(variables))
        for name, value in LOCALS["variables"].items():
            parameter = plain(variables[name])
            if parameter in TEMPLATE["Parameters"]:
                self.assertEqual(value, f"${{var.{snake(parameter)}}}", name)
        self.assertEqual(LOCALS["variables"]["THUMBOX_DEST_BUCKET"], "images-${var.name}-resized")
        (environment,) = RESOURCE["aws_lambda_function.resize"]["environment"]
        self.assertIn("local.variables", environment["variables"])


class References(unittest.TestCase):
    def test_everything_that_is_named_is_declared(self):
        declared = {f"var.{name}" for name in VARIABLES} | {f"local.{name}" for name in LOCALS}
        declared |= set(RESOURCE) | {f"data.{name}" for name in DATA}
        code = re.sub(r"^ *#.*$", "", TEXT, flags=re.MULTILINE)
        for name in ["description", "error_message"]:
            code = re.sub(rf"^ *{name} +=.*$", "", code, flags=re.MULTILINE)
        used = set(re.findall(r"(?<![\w.])((?:var|local)\.\w+|(?:data\.)?aws_\w+\.\w+)", code))
        self.assertEqual(used - declared, set())
        self.assertGreater(len(used), 50)


class Permissions(unittest.TestCase):
    def test_the_function_may_do_the_same(self):
        expected = {
            statement["Sid"]: set(listed(statement["Action"]))
            for statement in statements(RESOURCES["ResizeRole"], set(TEMPLATE["Conditions"]))
        }
        found = {statement["sid"]: actions(statement) for statement in policy("resize")}
        self.assertEqual(found, expected)

    def test_only_what_the_template_has_on_condition_is_on_condition(self):
        always = statements(RESOURCES["ResizeRole"], set())
        document = DATA["aws_iam_policy_document.resize"]
        self.assertEqual(
            {statement["sid"] for statement in document["statement"]}, {statement["Sid"] for statement in always}
        )

    def test_buckets_of_other_accounts_and_other_uses_of_the_key_are_left_out(self):
        for statement in policy("resize"):
            services = {action.split(":")[0] for action in actions(statement)}
            conditions = [(condition["test"], condition["variable"]) for condition in statement.get("condition", [])]
            expected = {"s3": ["aws:ResourceAccount"], "kms": ["kms:ViaService"]}.get(min(services), [])
            self.assertEqual(conditions, [("StringEquals", variable) for variable in expected], statement["sid"])
            if "xray:PutTraceSegments" not in actions(statement):
                self.assertNotIn("*", listed(statement["resources"]), statement["sid"])

    def test_nothing_is_read_or_written_without_tls(self):
        for name, resource in [
            ("only_tls", "${each.value.arn}"),
            ("failures", "${aws_sqs_queue.failures.arn}"),
            ("uploads", "${aws_sqs_queue.uploads[0].arn}"),
        ]:
            statement = policy(name)[-1]
            self.assertEqual((statement["sid"], statement["effect"]), ("OnlyTls", "Deny"))
            self.assertEqual(statement["resources"][0], resource)
            (condition,) = statement["condition"]
            self.assertEqual((condition["variable"], condition["values"]), ("aws:SecureTransport", ["false"]))
        buckets = [name for name in RESOURCE if name.startswith("aws_s3_bucket.")]
        self.assertEqual(len(re.findall(r"aws_s3_bucket\.\w+", LOCALS["own_buckets"])), len(buckets))

    def test_only_buckets_of_this_account_may_invoke_or_send(self):
        permission = RESOURCE["aws_lambda_permission.source"]
        self.assertEqual(permission["principal"], "s3.amazonaws.com")
        self.assertEqual(permission["source_arn"], "${each.value}")
        self.assertEqual(permission["source_account"], "${local.account}")
        statement = policy("uploads")[0]
        self.assertEqual(statement["principals"][0]["identifiers"], ["s3.amazonaws.com"])
        conditions = {condition["variable"]: condition["values"] for condition in statement["condition"]}
        self.assertEqual(conditions, {"aws:SourceArn": "${local.sources}", "aws:SourceAccount": ["${local.account}"]})


class Data(unittest.TestCase):
    def test_no_bucket_is_public(self):
        block = RESOURCE["aws_s3_bucket_public_access_block.own"]
        own = {name: value for name, value in block.items() if name not in ("bucket", "for_each")}
        template = RESOURCES["Destination"]["Properties"]["PublicAccessBlockConfiguration"]
        self.assertEqual(own, {snake(name): value for name, value in template.items()})

    def test_parts_of_uploads_that_never_ended_go(self):
        (rule,) = RESOURCE["aws_s3_bucket_lifecycle_configuration.own"]["rule"]
        (template,) = RESOURCES["Destination"]["Properties"]["LifecycleConfiguration"]["Rules"]
        self.assertEqual((rule["id"], rule["status"]), (template["Id"], template["Status"]))
        (abort,) = rule["abort_incomplete_multipart_upload"]
        self.assertEqual(abort["days_after_initiation"], 7)
        self.assertFalse([name for name in rule if "expiration" in name or "transition" in name])

    def test_queues_keep_messages_as_long(self):
        for name, template in [("failures", "Failures"), ("uploads", "Uploads")]:
            queue, properties = RESOURCE[f"aws_sqs_queue.{name}"], RESOURCES[template]["Properties"]
            self.assertIs(queue["sqs_managed_sse_enabled"], True)
            self.assertEqual(queue["message_retention_seconds"], properties["MessageRetentionPeriod"])
            expected = plain(properties["QueueName"]).replace("${Name}", "${var.name}")
            self.assertEqual(queue["name"], expected)


class Events(unittest.TestCase):
    def test_the_bucket_tells_of_the_same(self):
        notification = RESOURCES["Source"]["Properties"]["NotificationConfiguration"]
        true = {"InvokedByS3", "WithDeletions"}
        expected = {entry["Event"] for entry in resolved(notification, true)["LambdaConfigurations"]}
        self.assertEqual(set(re.findall(r"s3:[\w:*]+", LOCALS["events"])), expected)
        (always, deletions) = LOCALS["events"].split("var.deletions ?")
        self.assertIn("s3:ObjectRestore:Completed", always)
        self.assertNotIn("Removed", always)
        self.assertIn("Removed", deletions)

    def test_batches_come_back_without_what_is_done(self):
        mapping, template = RESOURCE["aws_lambda_event_source_mapping.uploads"], RESOURCES["ReadUploads"]["Properties"]
        self.assertEqual(mapping["function_response_types"], template["FunctionResponseTypes"])
        self.assertEqual(mapping["batch_size"], template["BatchSize"])

    def test_failed_events_are_kept_with_and_without_the_alias(self):
        config = RESOURCE["aws_lambda_function_event_invoke_config.on_failure"]
        self.assertEqual(RESOURCE["aws_lambda_alias.live"]["name"], "live")
        self.assertEqual(config["for_each"], '${toset(["live", "$LATEST"])}')
        (destination,) = config["destination_config"]
        self.assertEqual(destination["on_failure"], [{"destination": "${aws_sqs_queue.failures.arn}"}])


class Alarms(unittest.TestCase):
    def setUp(self):
        self.resources = [item for item in RESOURCES.values() if item["Type"] == "AWS::CloudWatch::Alarm"]
        by_name = {plain(item["Properties"]["AlarmName"]): item["Properties"] for item in self.resources}
        self.template = {
            name.removeprefix("thumbox-${Name}-"): alarm
            for name, alarm in by_name.items()
            if name not in OTHER_ALARMS
        }

    def test_there_are_the_same(self):
        self.assertEqual(set(LOCALS["alarms"]) | set(LOCALS["rate_alarms"]), set(self.template))
        for name in ["metric", "rate"]:
            self.assertEqual(RESOURCE[f"aws_cloudwatch_metric_alarm.{name}"]["treat_missing_data"], "notBreaching")

    def test_they_are_there_on_the_same_conditions(self):
        conditions = {plain(item["Properties"]["AlarmName"]): item.get("Condition") for item in self.resources}
        wanted = {
            None: True,
            "WithNotify": '${var.notify != ""}',
            "WithQueue": "${local.queued}",
            "WithSuccessAlarm": "${var.min_success_rate != 0}",
            "WithRejectionsAlarm": "${var.max_rejection_rate != 100}",
        }
        for name, own in (LOCALS["alarms"] | LOCALS["rate_alarms"]).items():
            self.assertEqual(own["wanted"], wanted[conditions[f"thumbox-${{Name}}-{name}"]], name)
        for name, alarms in [("metric", "alarms"), ("rate", "rate_alarms")]:
            for_each = RESOURCE[f"aws_cloudwatch_metric_alarm.{name}"]["for_each"]
            self.assertEqual(for_each, f"${{{{for name, alarm in local.{alarms} : name => alarm if alarm.wanted}}}}")

    def test_alarms_on_a_metric_have_the_same_metric_and_threshold(self):
        for name, own in LOCALS["alarms"].items():
            alarm = self.template[name]
            expected = [alarm[key] for key in ["Namespace", "MetricName", "Statistic", "Threshold", "AlarmDescription"]]
            found = [own[key] for key in ["namespace", "metric", "statistic", "threshold", "description"]]
            self.assertEqual(found, expected, name)
            self.assertEqual(alarm["ComparisonOperator"], "GreaterThanThreshold", name)
            (dimension,) = alarm["Dimensions"]
            dimensions = LOCALS["of_function"] if own["dimensions"] == "${local.of_function}" else own["dimensions"]
            self.assertEqual(list(dimensions), [dimension["Name"]], name)

    def test_alarms_on_a_rate_have_the_same_rate(self):
        for name, own in LOCALS["rate_alarms"].items():
            alarm = self.template[name]
            rate, *metrics = alarm["Metrics"]
            self.assertEqual((own["expression"], own["label"]), (rate["Expression"], rate["Label"]))
            self.assertEqual(own["comparison"], alarm["ComparisonOperator"])
            self.assertEqual(own["threshold"], f"${{var.{snake(plain(alarm['Threshold']))}}}")
            metric = {item["Id"]: item["MetricStat"]["Metric"] for item in metrics}
            self.assertEqual(own["metrics"], {key: value["MetricName"] for key, value in metric.items()})
            self.assertEqual({value["Namespace"] for value in metric.values()}, {own["namespace"]})


if __name__ == "__main__":
    unittest.main()
