"""What the template shows and tells operators: its dashboard and alarms.

Run by `cargo xtask test`; alone: `target/python/bin/python -B -m unittest` in this folder.
"""

import json
import re
import unittest

from sam_template import ABSENT, DOCUMENT, RESOURCES, resolved

METRICS_TABLE = DOCUMENT.split("| metric | counts |")[1].split("\n\n")[0]
# The metrics of the function that docs/deploy.md explains.
METRICS = set(
    re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`[A-Z]\w+`(?:, `\w+`)*) \| .* \|$", METRICS_TABLE, re.MULTILINE)))
)


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
        for name in METRICS - {"ResizeMs"}:
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
        names = ["Failures", "Success", "Throttles", "Traps", "Rejections", "Dropped", "Undelivered", "Age", "Notices"]
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
            ("NoticesAlarm", "NoticesFailed"),
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


if __name__ == "__main__":
    unittest.main()
