"""What the roles of the template allow, and nothing else.

Run by `cargo xtask test`; alone: `target/python/bin/python -B -m unittest` in this folder.
"""

import re
import unittest

from sam_template import RESOURCES, S3, TEMPLATE, THUMBNAILS, UPLOADS, allowed, listed, plain, statements

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
# And what it may do beside that under conditions.
ON_CONDITIONS = {
    "WithDeletions": {("s3:DeleteObject", f"{S3}{THUMBNAILS}/*")},
    "WithQueue": {
        ("sqs:ReceiveMessage", "Uploads.Arn"),
        ("sqs:DeleteMessage", "Uploads.Arn"),
        ("sqs:GetQueueAttributes", "Uploads.Arn"),
    },
    "WithFurtherSources": {
        ("s3:GetObject", "FurtherSources/*"),
        ("s3:GetObjectVersion", "FurtherSources/*"),
        ("s3:ListBucket", "FurtherSources"),
    },
    "WithFurtherDestinations": {
        ("s3:GetObject", "FurtherDestinations/*"),
        ("s3:PutObject", "FurtherDestinations/*"),
        ("s3:PutObjectTagging", "FurtherDestinations/*"),
        ("s3:ListBucket", "FurtherDestinations"),
    },
    "WithFurtherDestinations WithDeletions": {("s3:DeleteObject", "FurtherDestinations/*")},
    "WithNotify": {("sns:Publish", "Notify"), ("events:PutEvents", "Notify")},
    "WithRecipeObjects": {("s3:GetObject", "RecipeObjectArns")},
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


def is_narrow(action, resource):
    """Whether there is no wildcard but that for the objects of one bucket, or of one folder in it."""
    if action.startswith("xray:") or action == "cloudwatch:DescribeAlarms":
        # X-Ray knows no resources, and CodeDeploy asks for alarms without naming one.
        return resource == "*" and "*" not in action
    # A list of buckets has the ARN of each, without a wildcard: the pattern of the parameter says so.
    bucket = r"arn:\$\{AWS::Partition\}:s3:::[^*/]+(/[^*]+)?|Further(Sources|Destinations)"
    objects = re.fullmatch(rf"({bucket})/\*", resource)
    return "*" not in action and ("*" not in resource or objects is not None)


class Roles(unittest.TestCase):
    def test_the_function_may_do_what_it_needs_and_nothing_else(self):
        # With no role named, the transform would make one of its own.
        self.assertEqual(plain(RESOURCES["Resize"]["Properties"]["Role"]), "ResizeRole.Arn")
        role = RESOURCES["ResizeRole"]
        self.assertEqual(allowed(role), ALWAYS)
        for conditions in ON_CONDITIONS:
            true = set(conditions.split())
            more = [pairs for needed, pairs in ON_CONDITIONS.items() if true.issuperset(needed.split())]
            self.assertEqual(allowed(role, {"OwnBucket"} | true), ALWAYS.union(*more), conditions)

    def test_an_existing_bucket_takes_the_place_of_the_other(self):
        self.assertEqual(RESOURCES["Source"]["Condition"], "OwnBucket")
        for name, own in [("ResizeRole", ALWAYS), ("SignRole", SIGN), ("BackfillRole", BACKFILL)]:
            pattern = re.escape(UPLOADS) + "(?!-resized)"
            existing = {(action, re.sub(pattern, "ExistingBucket", resource)) for action, resource in own}
            self.assertEqual(allowed(RESOURCES[name], set()), existing)

    def test_the_backfill_may_do_what_it_needs_and_nothing_else(self):
        self.assertEqual(allowed(RESOURCES["BackfillRole"]), BACKFILL)

    def test_the_rollout_may_move_the_alias_and_nothing_else(self):
        self.assertEqual(allowed(RESOURCES["RolloutRole"]), ROLLOUT)

    def test_the_signer_may_do_what_it_signs_and_nothing_else(self):
        role = RESOURCES["SignRole"]
        self.assertEqual(allowed(role), SIGN)
        for condition in ["WithRecipeObjects", "WithKey"]:
            self.assertEqual(allowed(role, {"OwnBucket", condition}), SIGN | ON_CONDITIONS[condition])

    def test_recipes_on_s3_are_named_one_by_one(self):
        pattern = TEMPLATE["Parameters"]["RecipeObjectArns"]["AllowedPattern"]
        one, other = "arn:aws:s3:::settings/web.toml", "arn:aws-cn:s3:::settings/a/b=c.json"
        for allowed_value in ["", one, f"{one},{other}"]:
            self.assertRegex(allowed_value, pattern)
        for refused in ["arn:aws:s3:::settings", "arn:aws:s3:::settings/*", f"{one},", f"{one},*"]:
            self.assertNotRegex(refused, pattern)

    def test_buckets_of_other_accounts_and_other_uses_of_the_key_are_left_out(self):
        account = {"StringEquals": {"aws:ResourceAccount": {"Ref": "AWS::AccountId"}}}
        through_s3 = {"StringEquals": {"kms:ViaService": {"Fn::Sub": "s3.${AWS::Region}.${AWS::URLSuffix}"}}}
        seen = set()
        for role in ["ResizeRole", "SignRole", "BackfillRole"]:
            for statement in statements(RESOURCES[role], set(TEMPLATE["Conditions"])):
                services = {action.split(":")[0] for action in listed(statement["Action"])}
                if services & {"s3", "kms"}:
                    expected = account if services == {"s3"} else through_s3
                    if "FurtherDestinations" in plain(listed(statement["Resource"])[0]):
                        expected = {"StringEquals": {"aws:ResourceAccount": {"Ref": "DestinationOwner"}}}
                    self.assertEqual(statement.get("Condition"), expected, (role, statement["Sid"]))
                    seen |= services
        self.assertEqual(seen, {"s3", "kms"})
        writing = [
            statement
            for statement in statements(RESOURCES["ResizeRole"], {"WithFurtherDestinations"})
            if "FurtherDestinations" in plain(listed(statement["Resource"])[0])
        ]
        self.assertEqual([statement["Condition"] for statement in writing], [account] * 2)

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


if __name__ == "__main__":
    unittest.main()
