"""What is read from messages and reports; `cargo xtask test outage queue` sends events of real queues again.

Run by `cargo xtask test`; alone: `python3 -m unittest` in this folder.
"""

import json
import unittest

import events
import failure_queue
import report

UPLOAD = events.created("images", "summer 1+1/Zoë.jpg")


class Messages(unittest.TestCase):
    def test_lambdas_record_has_the_event_and_its_error(self):
        answer = {"errorType": "Thumbox.Transient", "errorMessage": "S3 is busy"}
        body = {"requestPayload": UPLOAD, "responsePayload": answer, "requestContext": {"condition": "RetriesExhausted"}}
        failed = events.of_message(json.dumps(body))
        self.assertEqual(failed.event, UPLOAD)
        self.assertEqual(failed.error, "Thumbox.Transient: S3 is busy")
        self.assertEqual(failed.objects, [("images", "summer 1+1/Zoë.jpg")])

    def test_without_an_answer_the_condition_is_the_error(self):
        body = {"requestPayload": UPLOAD, "requestContext": {"condition": "EventAgeExceeded"}}
        self.assertEqual(events.of_message(json.dumps(body)).error, "EventAgeExceeded")

    def test_what_a_queue_gave_up_is_the_event_itself(self):
        failed = events.of_message(json.dumps(UPLOAD))
        self.assertEqual((failed.event, failed.error), (UPLOAD, ""))

    def test_objects_are_found_in_every_kind_of_event(self):
        detail = {"bucket": {"name": "images"}, "object": {"key": "a+b.jpg"}}
        for event, expected in [
            ({"bucket": "images", "key": "a+b.jpg"}, ("images", "a+b.jpg")),
            ({"source": "aws.s3", "detail": detail}, ("images", "a+b.jpg")),
            ({"Records": [{"body": json.dumps(UPLOAD)}]}, ("images", "summer 1+1/Zoë.jpg")),
            ({"Records": [{"Sns": {"Message": json.dumps(UPLOAD)}}]}, ("images", "summer 1+1/Zoë.jpg")),
        ]:
            self.assertEqual(events.of_message(json.dumps(event)).objects, [expected])

    def test_an_event_of_another_form_is_sent_all_the_same(self):
        for event in [{"Records": [1]}, {"Records": [{"s3": {}}]}, {"Records": [{"body": "x"}]}]:
            failed = events.of_message(json.dumps(event))
            self.assertEqual((failed.event, failed.objects), (event, []))

    def test_other_messages_are_refused(self):
        for body, said in [
            ("oops", "not JSON"),
            ("[]", "expected an object"),
            ('{"a": 1}', 'no event of an upload: {"a": 1}'),
            ('{"requestPayload": 1}', "requestPayload is 1"),
        ]:
            with self.assertRaisesRegex(events.NotAnEvent, said):
                events.of_message(body)


class Reports(unittest.TestCase):
    ROWS = (
        "images,summer+1%2B1/Zo%C3%AB.jpg,,failed,200,PermanentFailure,\"Thumbox.Permanent: \"\"a\"\", b\"\r\n"
        "images,b.jpg,v1,failed,TemporaryFailure,200,busy\r\n"
        "images,c.jpg,,succeeded,,200,\r\n"
    )
    FILES = {
        "report.csv": ROWS,
        "s3://code/manifest.json": json.dumps(
            {
                "Format": "Report_CSV_20180820",
                "Results": [
                    {"TaskExecutionStatus": "succeeded", "Bucket": "code", "Key": "good.csv"},
                    {"TaskExecutionStatus": "failed", "Bucket": "code", "Key": "results/bad.csv"},
                ],
            }
        ),
        "s3://code/results/bad.csv": ROWS,
    }

    def tasks(self, place, **options):
        return list(report.failed_tasks(place, self.FILES.__getitem__, **options))

    def test_the_tasks_that_failed_are_events(self):
        first, second = self.tasks("report.csv")
        self.assertEqual(first.objects, [("images", "summer 1+1/Zoë.jpg")])
        self.assertEqual(first.error, '200 PermanentFailure Thumbox.Permanent: "a", b')
        self.assertEqual(second.event["Records"][0]["s3"]["object"]["versionId"], "v1")
        self.assertEqual(self.tasks("s3://code/manifest.json"), [first, second])

    def test_keys_may_be_plain(self):
        (first, _) = self.tasks("report.csv", plain_keys=True)
        self.assertEqual(first.objects, [("images", "summer+1%2B1/Zo%C3%AB.jpg")])

    def test_other_files_are_refused(self):
        for place, text, said in [
            ("a.csv", "images,a.jpg\n", "row 1: 2 columns; expected 7"),
            ("a.json", "[]", "no manifest of a completion report"),
            ("a.json", '{"Format": "Inventory"}', "expected Report_CSV_20180820"),
        ]:
            with self.assertRaisesRegex(report.NotAReport, said):
                list(report.failed_tasks(place, {place: text}.__getitem__))


class Queue(unittest.TestCase):
    def test_the_servers_clock_counts(self):
        answer = {"ResponseMetadata": {"HTTPHeaders": {"date": "Thu, 01 Jan 1970 00:00:02 GMT"}}}
        self.assertEqual(failure_queue.server_time(answer), 2999)
        self.assertGreater(failure_queue.server_time({}), 1.7e12)


if __name__ == "__main__":
    unittest.main()
