"""How uploads reach the function of the template, and whom that tells of thumbnails.

Run by `cargo xtask test`; alone: `target/python/bin/python -B -m unittest` in this folder.
"""

import re
import unittest

from sam_template import ABSENT, RESOURCES, S3, TEMPLATE, UPLOADS, holding, plain, resolved, statements


class Notifications(unittest.TestCase):
    def targets(self, true):
        """What the bucket tells of, as (kind of event, whom)."""
        notification = resolved(RESOURCES["Source"]["Properties"]["NotificationConfiguration"], true)
        functions, queues = notification["LambdaConfigurations"], notification["QueueConfigurations"]
        found = [] if functions == ABSENT else [(entry["Event"], plain(entry["Function"])) for entry in functions]
        return found + ([] if queues == ABSENT else [(entry["Event"], plain(entry["Queue"])) for entry in queues])

    def test_deletions_are_told_only_where_they_are_wanted(self):
        for mode, target in [("Direct", "Live"), ("Queue", "Uploads.Arn")]:
            created = [("s3:ObjectCreated:*", target), ("s3:ObjectRestore:Completed", target)]
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


class SeveralBuckets(unittest.TestCase):
    """Further source buckets, whose notifications are theirs, and further destinations."""

    LIST = "arn:aws:s3:::scans,arn:aws:s3:::avatars"

    def test_without_them_there_is_nothing(self):
        self.assertFalse([name for name in holding() if "Further" in name])
        self.assertEqual(RESOURCES["FurtherSourcesMayInvoke"]["Condition"], "FurtherInvokedByS3")
        self.assertIn("FurtherInvokedByS3", holding(FurtherSources=self.LIST))
        for other in [{"Mode": "Queue"}, {"EventBridge": "true"}]:
            self.assertNotIn("FurtherInvokedByS3", holding(FurtherSources=self.LIST, **other))

    def test_the_lists_are_of_buckets_by_their_arns(self):
        for name in ["FurtherSources", "FurtherDestinations"]:
            parameter = TEMPLATE["Parameters"][name]
            self.assertEqual(parameter["Default"], "")
            for arn in ["", self.LIST, "arn:aws:s3:::scans", "arn:aws-cn:s3:::scans.2026"]:
                self.assertTrue(re.search(parameter["AllowedPattern"], arn), arn)
            for arn in ["scans", "*", "arn:aws:s3:::*", "arn:aws:s3:::scans/*", "arn:aws:sqs:::scans", self.LIST + ","]:
                self.assertFalse(re.search(parameter["AllowedPattern"], arn), arn)

    def test_the_objects_of_each_bucket_are_meant(self):
        for sid, name in [("ReadFurtherUploads", "FurtherSources"), ("WriteFurtherThumbnails", "FurtherDestinations")]:
            true = {"WithFurtherSources", "WithFurtherDestinations"}
            (statement,) = (item for item in statements(RESOURCES["ResizeRole"], true) if item["Sid"] == sid)
            text, values = statement["Resource"]["Fn::Split"][1]["Fn::Sub"]
            separator, joined = values["Buckets"]["Fn::Join"]
            self.assertEqual(statement["Resource"]["Fn::Split"][0], ",")
            self.assertEqual(joined, {"Fn::Split": [",", {"Ref": name}]})
            found = text.replace("${Buckets}", separator.join(self.LIST.split(","))).split(",")
            self.assertEqual(found, ["arn:aws:s3:::scans/*", "arn:aws:s3:::avatars/*"])

    def test_only_buckets_of_this_account_may_invoke_or_send(self):
        permission = RESOURCES["FurtherSourcesMayInvoke"]["Properties"]
        self.assertEqual((permission["FunctionName"], permission["Principal"]), ({"Ref": "Live"}, "s3.amazonaws.com"))
        self.assertEqual(permission["SourceAccount"], {"Ref": "AWS::AccountId"})
        document = RESOURCES["SourceMaySend"]["Properties"]["PolicyDocument"]
        true = holding(Mode="Queue", FurtherSources=self.LIST)
        _, statement, _ = resolved(document["Statement"], true)
        self.assertEqual(statement["Principal"], {"Service": "s3.amazonaws.com"})
        self.assertEqual((statement["Action"], plain(statement["Resource"])), ("sqs:SendMessage", "Uploads.Arn"))
        sources = statement["Condition"]["ArnEquals"]["aws:SourceArn"]
        self.assertEqual(sources, {"Fn::Split": [",", {"Ref": "FurtherSources"}]})
        self.assertEqual(statement["Condition"]["StringEquals"], {"aws:SourceAccount": {"Ref": "AWS::AccountId"}})

    def test_the_rule_is_for_all_of_them(self):
        for existing, own in [("", UPLOADS), ("photos", "ExistingBucket")]:
            true = holding(EventBridge="true", FurtherSources=self.LIST, ExistingBucket=existing)
            pattern = resolved(RESOURCES["UploadEvents"]["Properties"]["EventPattern"], true)
            self.assertEqual(pattern["detail"], ABSENT)
            self.assertEqual(plain(pattern["resources"]), f"{S3}{own},FurtherSources")
        pattern = resolved(RESOURCES["UploadEvents"]["Properties"]["EventPattern"], holding())
        self.assertEqual(pattern["resources"], ABSENT)


class Notices(unittest.TestCase):
    """Whom the function tells what became of an upload."""

    TOPIC = "arn:aws:sns:eu-west-1:123456789012:thumbnails"
    BUS = "arn:aws-cn:events:cn-north-1:123456789012:event-bus/default"

    def test_permission_and_alarm_are_there_where_somebody_is_told(self):
        self.assertNotIn("WithNotify", holding())
        self.assertIn("WithNotify", holding(Notify=self.TOPIC))
        self.assertEqual(RESOURCES["NoticesAlarm"]["Condition"], "WithNotify")

    def test_only_topics_and_buses_are_taken(self):
        parameter = TEMPLATE["Parameters"]["Notify"]
        self.assertEqual(parameter["Default"], "")
        for arn in ["", self.TOPIC, self.BUS]:
            self.assertTrue(re.search(parameter["AllowedPattern"], arn), arn)
        # The function refuses these, too.
        queue = self.TOPIC.replace("sns", "sqs")
        for arn in ["thumbnails", self.TOPIC + ".fifo", self.BUS.replace("event-bus", "rule"), queue]:
            self.assertFalse(re.search(parameter["AllowedPattern"], arn), arn)

    def test_the_owner_of_destinations_is_an_account(self):
        parameter = TEMPLATE["Parameters"]["DestinationOwner"]
        self.assertEqual(parameter["Default"], "")
        self.assertTrue(re.search(parameter["AllowedPattern"], "123456789012"))
        self.assertFalse(re.search(parameter["AllowedPattern"], "12345678901"))

    def test_the_function_is_told_all_of_it(self):
        variables = RESOURCES["Resize"]["Properties"]["Environment"]["Variables"]
        for variable, parameter in [
            ("THUMBOX_NOTIFY", "Notify"),
            ("THUMBOX_DEST_OWNER", "DestinationOwner"),
            ("THUMBOX_RECIPES", "Recipes"),
            ("THUMBOX_BUCKETS", "Buckets"),
        ]:
            self.assertEqual(variables[variable], {"Ref": parameter})


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
        self.assertEqual(pattern["detail-type"], ["Object Created", "Object Restore Completed"])
        deletions = self.rule(Deletions="true")["EventPattern"]["detail-type"]
        self.assertEqual(deletions, ["Object Created", "Object Restore Completed", "Object Deleted"])
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


if __name__ == "__main__":
    unittest.main()
