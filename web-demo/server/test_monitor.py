"""What is read from a log, whose lines here are those of the function on the emulator, shortened."""

import unittest

from monitor import count

METRICS = '{"BytesIn":9,"Failed":%d,"FunctionName":"thumbox-demo","Rejected":%d,"_aws":{"CloudWatchMetrics":[]}}'
REASON = '{"FunctionName":"thumbox-demo","Reason":"truncated","Rejected":1,"_aws":{"CloudWatchMetrics":[]}}'


def invocation(number, ms, *lines):
    """The lines of one invocation."""
    return [
        f"START RequestId: {number} Version: $LATEST",
        *lines,
        f"END RequestId: {number}",
        f"REPORT RequestId: {number}\tDuration: {ms} ms\tBilled Duration: {ms} ms\tMemory Size: 1769 MB",
    ]


class Count(unittest.TestCase):
    def test_an_empty_log_has_nothing(self):
        self.assertEqual(count([]), ([], 0))

    def test_every_report_is_an_invocation(self):
        log = invocation("a", 284, METRICS % (0, 0)) + invocation("b", 7.5, METRICS % (0, 0))
        self.assertEqual(count(log), ([284, 7.5], 0))

    def test_what_is_rejected_is_no_error(self):
        self.assertEqual(count(invocation("a", 5, METRICS % (0, 1), REASON)), ([5], 0))

    def test_what_could_not_be_worked_on_is_an_error(self):
        log = invocation("a", 5, METRICS % (2, 0), '{"level":"ERROR"}') + invocation("b", 5, METRICS % (0, 0))
        self.assertEqual(count(log), ([5, 5], 1))

    def test_an_invocation_that_did_not_come_to_its_end_is_an_error(self):
        log = invocation("a", 5, METRICS % (0, 0)) + invocation("b", 60000, '{"level":"INFO"}')
        self.assertEqual(count(log), ([5, 60000], 1))

    def test_one_that_runs_is_not_counted_yet(self):
        self.assertEqual(count(invocation("a", 5, METRICS % (0, 0))[:-1]), ([], 0))

    def test_other_lines_are_passed_over(self):
        odd = ['{"_aws" "Failed" no JSON', "text", '{"message":"Failed"}', ""]
        self.assertEqual(count(invocation("a", 5, METRICS % (0, 0), *odd)), ([5], 0))
