"""What the template promises and linters do not know: versions, data, uploads, delivery, and docs/deploy.md.

Run by `cargo xtask test`; alone: `target/python/bin/python -B -m unittest` in this folder.
"""

import json
import re
import unittest

from sam_template import (
    ABSENT,
    DOCUMENT,
    HERE,
    RESOURCES,
    S3,
    TEMPLATE,
    THUMBNAILS,
    UPLOADS,
    holding,
    plain,
    resolved,
)


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
    BY_RELEASE = {"Recipe", "Recipes", "Buckets", "Notify", "CacheControl"}
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
        longest["DestinationOwner"] = 12
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
        # The signer's log has levels of its own. It signs for one bucket, and what is read there.
        own = {"LOG_LEVEL", "RECIPES", "BUCKETS", "DEST_OWNER", "NOTIFY", "CACHE_CONTROL"}
        told = {name: value for name, value in resize.items() if name.removeprefix("THUMBOX_") not in own}
        self.assertEqual({name: sign.get(name) for name in told}, told)


class Document(unittest.TestCase):
    def test_the_function_has_the_name_of_the_lab(self):
        name = TEMPLATE["Parameters"]["FunctionName"]["Default"]
        self.assertEqual(RESOURCES["Resize"]["Properties"]["FunctionName"], {"Ref": "FunctionName"})
        self.assertEqual(RESOURCES["Log"]["Properties"]["LogGroupName"], {"Fn::Sub": "/aws/lambda/${FunctionName}"})
        lab = (HERE / "../docs/walkthrough-lab.md").read_text()
        self.assertIn(f"* Function name: `{name}`\n", lab)
        self.assertEqual(set(re.findall(r"/aws/lambda/([\w-]+)", lab)), {name})

    def test_docs_deploy_sends_the_template_through_s3(self):
        # CloudFormation takes 51,200 bytes directly, and from S3 1 MB.
        # https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
        self.assertLess((HERE / "template.yaml").stat().st_size, 1_000_000)
        commands = re.findall(r"^aws cloudformation deploy (?:.*\\\n)*", DOCUMENT, re.MULTILINE)
        self.assertEqual(len(commands), 2)
        for command in commands:
            self.assertIn('--s3-bucket "$CODE"', command)

    def test_docs_deploy_sets_the_notifications_of_the_template(self):
        notification = RESOURCES["Source"]["Properties"]["NotificationConfiguration"]
        for kind, parameters in [("Lambda", {}), ("Queue", {"Mode": "Queue"})]:
            entries = resolved(notification, holding(**parameters))[f"{kind}Configurations"]
            (found,) = re.findall(rf'{kind}\w*Configurations\\": \[\n(.*?)\n  \]', DOCUMENT, re.DOTALL)
            events = json.loads(found.replace('\\"', '"'))
            self.assertEqual(events["Events"], [entry["Event"] for entry in entries])

    def test_docs_deploy_has_every_alarm(self):
        rows = re.findall(r"^\| `(thumbox-<Name>-[\w-]+)` \|", DOCUMENT, re.MULTILINE)
        alarms = [item["Properties"] for item in RESOURCES.values() if item["Type"] == "AWS::CloudWatch::Alarm"]
        names = [plain(alarm["AlarmName"]).replace("${Name}", "<Name>") for alarm in alarms]
        self.assertEqual(sorted(rows), sorted(names))

    def test_docs_deploy_has_every_variable_of_the_function(self):
        rows = re.findall(r"^\| `(THUMBOX_\w+)` \|", DOCUMENT, re.MULTILINE)
        variables = RESOURCES["Resize"]["Properties"]["Environment"]["Variables"]
        self.assertEqual(sorted(rows), sorted(variables))

    def test_docs_deploy_has_every_parameter_with_its_default(self):
        section = DOCUMENT.split("\n## Parameters\n")[1].split("\n## ")[0]
        rows = dict(re.findall(r"^\| `([A-Z][a-z]\w+)` \|.*\| ([^|]*) \|$", section, re.MULTILINE))
        for name, parameter in TEMPLATE["Parameters"].items():
            self.assertIn(name, rows, "docs/deploy.md has no row for this parameter")
            default = parameter.get("Default", "required")
            self.assertEqual(rows.pop(name), str(default) or "empty", name)
        self.assertEqual(rows, {}, "rows of docs/deploy.md without a parameter")


if __name__ == "__main__":
    unittest.main()
