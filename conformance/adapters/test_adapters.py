"""What the adapters in Python do with recipes, with logs, and with what goes wrong."""

import io
import json
import tempfile
import unittest
from contextlib import redirect_stdout
from pathlib import Path
from unittest import mock

from wasmtime.component import Variant

import invoke
import protocol
from batches import serve as serve_batches
from recipe_to_records import records
from recipe_with_keys import with_keys
from thumbox import refusal


def target(**fields):
    """The record of a recipe's only output."""
    [made], _ = records({"output": fields})
    return made


def fields(record):
    """A record's fields that are not absent."""
    return {name: value for name, value in vars(record).items() if value is not None}


class Records(unittest.TestCase):
    """recipe_to_records.py"""

    def test_a_recipe_that_says_nothing_means_a_thumbnail(self):
        for recipe in [{}, {"output": {}}, {"outputs": [{"key": "a"}]}]:
            [made], options = records(recipe)
            self.assertEqual((made.width, made.height), (128, 128))
            self.assertEqual(made.encoding.tag, "auto")
            self.assertEqual(fields(options), {})
        self.assertIsNone(target(width=5).height)
        self.assertIsNone(target(crop="1,2,3,4").width)

    def test_a_position_has_many_forms(self):
        self.assertEqual(target(width=1).position, Variant("none"))
        self.assertEqual(target(position="attention").position, Variant("some", None))
        self.assertEqual(target(position="top right").position, Variant("some", "northeast"))
        for point in ["0.25,0.5", {"x": 0.25, "y": 0.5}]:
            made = target(position=point).position
            self.assertEqual(fields(made.payload), {"x": 0.25, "y": 0.5})

    def test_texts_become_records(self):
        self.assertEqual(fields(target(crop="1,2,3,4").crop), {"left": 1, "top": 2, "width": 3, "height": 4})
        for text in ["#f80", "#ff8800", "#ff8800ff"]:
            self.assertEqual(list(fields(target(background=text).background).values()), [255, 136, 0, 255])
        self.assertEqual(list(fields(target(background="transparent").background).values()), [0, 0, 0, 0])
        self.assertEqual(target(keep="icc, all").keep, {"icc", "everything"})
        self.assertEqual(target(keep=[]).keep, set())
        for text, count in [("20kB", 20_000), ("1 MiB", 1 << 20), ("7", 7), (5, 5)]:
            self.assertEqual(target(**{"max-bytes": text}).__dict__["max-bytes"], count)

    def test_each_format_gets_its_own_options(self):
        made = target(quality=70, effort=3, lossless=True, colors=9, dither=1).encoding.payload
        self.assertEqual(fields(made.jpeg), {"quality": 70})
        self.assertEqual(fields(made.webp), {"lossless": True})
        self.assertEqual(fields(made.png), {"effort": 3})
        self.assertEqual(fields(made.gif), {"colors": 9, "dither": 1.0})
        made = target(format="png", palette=True, colors=9).encoding
        self.assertEqual((made.tag, fields(made.payload)), ("png", {"palette": True, "colors": 9}))
        self.assertEqual(target(format="jpg").encoding.tag, "jpeg")

    def test_a_field_that_is_not_known_is_not_ignored(self):
        for recipe in [{"output": {"widht": 3}}, {"options": {"max": 1}}, {"include": ["*"]}]:
            with self.assertRaises(ValueError):
                records(recipe)


class Keys(unittest.TestCase):
    """recipe_with_keys.py"""

    def test_results_have_names_of_their_own(self):
        for recipe, count in [({}, 1), ({"output": {"width": 9}}, 1), ({"outputs": [{}, {"key": "x"}]}, 2)]:
            keyed, counted = with_keys({**recipe, "options": {"tolerant": True}})
            keys = [output["key"] for output in keyed["outputs"]]
            self.assertEqual((keys, counted), ([f"{{key}}/{index}" for index in range(count)], count))
            self.assertEqual(set(keyed), {"outputs", "options"})


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
                protocol.serve("an engine", "cafe", ["frames"], answer)
        hello, made, refused, failed, missing = map(json.loads, printed.getvalue().splitlines())
        self.assertEqual(hello, {"engine": "an engine", "component": "cafe", "omits": ["frames"]})
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
            serve_batches("an engine", "cafe", [], answer)
        _, *answers = map(json.loads, printed.getvalue().splitlines())
        made = {name: {"outputs": [], "warnings": [name]} for name in ["one", "two", "three"]}
        expected = [made["one"], made["two"], {"error": "malformed"}, {"failure": "it died"}, made["three"]]
        self.assertEqual(answers, expected)
        together = [(1, ["one", "bad"]), (2, ["two", "poison"])]
        # Where a batch fails, each is tried alone.
        self.assertEqual(batches, [*together, (2, ["two"]), (2, ["poison"]), (3, ["three"])])


if __name__ == "__main__":
    unittest.main()
