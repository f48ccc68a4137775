"""What the adapters in Python do with recipes, with logs, and with what goes wrong."""

import io
import json
import tempfile
import unittest
from contextlib import redirect_stdout
from pathlib import Path
from unittest import mock

import invoke
import protocol
from batches import serve as serve_batches
from recipe_with_keys import with_keys
from request import request
from program import refusal


class Requests(unittest.TestCase):
    """request.py"""

    def test_a_recipe_that_says_nothing_means_a_thumbnail(self):
        for recipe in [{}, {"output": {}}, {"outputs": [{"key": "a", "tags": {}}]}]:
            self.assertEqual(json.loads(request(recipe)), {"outputs": [{"width": 128, "height": 128}], "limits": {}})

    def test_what_says_something_about_the_image_stays(self):
        recipe = {"outputs": [{"crop": "1,2,3,4"}, {"width": 5, "bucket": "b"}], "limits": {"tolerant": True}}
        expected = {"outputs": [{"crop": "1,2,3,4"}, {"width": 5}], "limits": {"tolerant": True}}
        self.assertEqual(json.loads(request(recipe)), expected)


class Keys(unittest.TestCase):
    """recipe_with_keys.py"""

    def test_results_have_names_of_their_own(self):
        for recipe, count in [({}, 1), ({"output": {"width": 9}}, 1), ({"outputs": [{}, {"key": "x"}]}, 2)]:
            keyed, counted = with_keys({**recipe, "limits": {"tolerant": True}})
            keys = [output["key"] for output in keyed["outputs"]]
            self.assertEqual((keys, counted), ([f"{{key}}/{index}" for index in range(count)], count))
            self.assertEqual(set(keyed), {"outputs", "limits"})


class Log(unittest.TestCase):
    """What invoke.py reads out of the handler's log."""

    def test_results_and_warnings_are_found_in_sentences(self):
        text = "images-resized/picture/0 32 x 21 jpeg, 688 bytes; images-resized/picture/1 9 x 6 webp, 70 bytes"
        results = [("picture/0", "32", "21", "jpeg", "688"), ("picture/1", "9", "6", "webp", "70")]
        self.assertEqual(invoke.RESULT.findall(text), results)
        text = "damage: the end is missing; it is damage; color-profile: it is cut short"
        self.assertEqual(invoke.WARNING.findall(text), ["damage", "color-profile"])

    def test_each_upload_has_one_record(self):
        line = json.dumps({"level": "INFO", "fields": {"decision": "created", "key": "7"}})
        metrics = json.dumps({"_aws": {}})
        self.assertEqual(list(invoke.records_by_key(f"{line}\n{metrics}\n")), ["7"])
        self.assertEqual(invoke.records_by_key(metrics), {})
        with self.assertRaises(protocol.HostFailed):
            invoke.records_by_key(f"{line}\n{line}")


class Protocol(unittest.TestCase):
    """protocol.py"""

    def test_whatever_happens_is_an_answer_in_its_place(self):
        def answer(path, recipe):
            if recipe == "refused":
                raise refusal("too-large", "a sentence")
            if recipe == "failed":
                raise refusal("deadline", "a sentence")
            return [protocol.described(path.read_bytes(), format="png", quality=None)], ["damage"]

        with tempfile.NamedTemporaryFile() as file:
            file.write(b"abc")
            file.flush()
            asked = [(file.name, "made"), (file.name, "refused"), (file.name, "failed"), ("/no/such/file", "made")]
            lines = [json.dumps({"name": "a/b", "input": path, "recipe": recipe}) for path, recipe in asked]
            printed = io.StringIO()
            with mock.patch("sys.stdin", lines), redirect_stdout(printed):
                protocol.serve("an engine", "cafe", {"avif": "f00d"}, ["frames"], answer)
        hello, made, refused, failed, missing = map(json.loads, printed.getvalue().splitlines())
        expected = {"engine": "an engine", "component": "cafe", "codecs": {"avif": "f00d"}, "omits": ["frames"]}
        self.assertEqual(hello, expected)
        sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        expected = {"format": "png", "bytes": 3, "sha256": sha256}
        self.assertEqual(made, {"outputs": [expected], "warnings": ["damage"]})
        self.assertEqual(refused, {"error": "too-large"})
        self.assertEqual(failed, {"failure": "deadline: a sentence"})
        self.assertIn("FileNotFoundError", missing["failure"])


class Batches(unittest.TestCase):
    """batches.py"""

    def test_requests_with_one_recipe_go_together_and_answers_keep_their_order(self):
        batches = []

        def answer(paths, recipe):
            names = [path.name for path in paths]
            batches.append((recipe, names))
            if "poison" in names:
                raise protocol.HostFailed("it died")
            return [refusal("malformed", "") if name == "bad" else ([], [name]) for name in names]

        asked = [("one", 1), ("two", 2), ("bad", 1), ("poison", 2), ("three", 3)]
        lines = [json.dumps({"name": "a/b", "input": f"/{name}", "recipe": recipe}) for name, recipe in asked]
        printed = io.StringIO()
        with mock.patch("sys.stdin", lines), redirect_stdout(printed):
            serve_batches("an engine", "cafe", {}, [], answer)
        _, *answers = map(json.loads, printed.getvalue().splitlines())
        made = {name: {"outputs": [], "warnings": [name]} for name in ["one", "two", "three"]}
        expected = [made["one"], made["two"], {"error": "malformed"}, {"failure": "it died"}, made["three"]]
        self.assertEqual(answers, expected)
        together = [(1, ["one", "bad"]), (2, ["two", "poison"])]
        # Where a batch fails, each is tried alone.
        self.assertEqual(batches, [*together, (2, ["two"]), (2, ["poison"]), (3, ["three"])])


if __name__ == "__main__":
    unittest.main()
