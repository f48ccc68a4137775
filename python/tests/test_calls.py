"""Options, recipes, errors and files."""

import hashlib
import io
import json
import mmap
import os
import pickle
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import thumbox
from kit import SAMPLE, SLOW, SLOW_WORK

BYTES = SAMPLE.read_bytes()


class Sources(unittest.TestCase):
    def test_whatever_holds_a_file_gives_the_same(self):
        expected = thumbox.thumbnail(BYTES).sha256
        with open(SAMPLE, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            sources = {
                "str": str(SAMPLE),
                "Path": SAMPLE,
                "bytearray": bytearray(BYTES),
                "memoryview": memoryview(BYTES),
                "mmap": mapped,
                "BytesIO": io.BytesIO(BYTES),
                "file": file,
            }
            with open(SAMPLE, "rb", buffering=0) as unbuffered:
                sources["unbuffered"] = Slow(unbuffered)
                for name, source in sources.items():
                    with self.subTest(name):
                        self.assertEqual(thumbox.thumbnail(source).sha256, expected)

    def test_what_is_no_image_is_a_type_error(self):
        for source in (None, 5, {}, [1], object()):
            with self.subTest(source=source), self.assertRaisesRegex(TypeError, "expected bytes, a path, a binary file"):
                thumbox.thumbnail(source)
        with self.assertRaisesRegex(TypeError, "mode 'rb'"):
            thumbox.thumbnail(io.StringIO("text"))

    def test_files_that_cannot_be_read_are_errors_of_the_system(self):
        for path, error in [("/no/such/file", FileNotFoundError), ("/", IsADirectoryError)]:
            for function in (thumbox.thumbnail, thumbox.probe):
                with self.subTest(path=path), self.assertRaises(error):
                    function(path)

    def test_no_more_is_read_than_allowed(self):
        limits = {"max_file_bytes": 1000}
        for source in (BYTES, SAMPLE, io.BytesIO(BYTES), Endless(), "/dev/zero"):
            with self.assertRaisesRegex(thumbox.TooLargeError, "more than 1000 bytes"):
                thumbox.resize(source, width=9, limits=limits)
        endless = Endless()
        with self.assertRaises(thumbox.TooLargeError):
            thumbox.resize(endless, width=9, limits=limits)
        self.assertEqual(endless.given, 1001)

    def test_files_are_not_asked_for_more_than_they_may_have(self):
        """Many allocate as much as they are asked for."""
        asked = []

        class File:
            data = io.BytesIO(BYTES)

            def read(self, size):
                asked.append(size)
                return self.data.read(size)

        thumbox.thumbnail(File())
        self.assertLessEqual(max(asked), 1 << 20)


class Slow:
    """A file that gives a few bytes at a time."""

    def __init__(self, file):
        self.file = file

    def read(self, size):
        return self.file.read(min(size, 1000))


class Endless:
    def __init__(self):
        self.given = 0

    def read(self, size):
        self.given += size
        return bytes(size)


class Options(unittest.TestCase):
    def test_options_are_those_of_recipes(self):
        result = thumbox.resize(SAMPLE, width=60, height=40, fit="cover", format="webp", quality=70, max_bytes="20kB")
        self.assertEqual((result.format, result.width, result.height, result.frames), ("webp", 60, 40, 1))
        self.assertEqual(result.sha256, hashlib.sha256(result.data).hexdigest())
        self.assertEqual(result.quality, 70)
        self.assertEqual(result.warnings, ())

    def test_a_thumbnail_has_one_side_or_two(self):
        self.assertEqual(thumbox.thumbnail(SAMPLE, 64), thumbox.resize(SAMPLE, width=64, height=64))
        self.assertEqual(thumbox.thumbnail(SAMPLE, (64, 10)), thumbox.resize(SAMPLE, width=64, height=10))
        for size in ("128", (1, 2, 3), 1.5, True, 0):
            with self.subTest(size=size), self.assertRaises(thumbox.InvalidOptionsError):
                thumbox.thumbnail(SAMPLE, size)

    def test_wrong_options_are_refused_by_name(self):
        rows = [
            ({"widht": 3}, 'unknown field "widht"; did you mean width?'),
            ({"width": 0}, "width is 0; expected a whole number from 1 to 16384"),
            ({"width": float("nan")}, "the options cannot be read"),
            ({"width": object()}, "an option is <object"),
            ({"width": 5, "format": "png", "quality": 3}, "quality is for jpeg and webp, and the format is png"),
            ({"width": 5, "key": "a"}, 'unknown field "key"'),
            ({"limits": {"max_pixel": 3}}, 'unknown field "max-pixel"; did you mean max-pixels?'),
            ({"timeout": 0}, "timeout is 0; expected seconds, above 0 and at most 30"),
            ({"timeout": float("nan")}, "timeout is nan"),
            ({"timeout": 31}, "timeout is 31"),
            ({"timeout": True}, "timeout is True"),
            ({"max_memory": 0}, "max_memory is 0; expected bytes, from 1 to 1073741824"),
        ]
        for options, message in rows:
            with self.subTest(options=options), self.assertRaises(thumbox.InvalidOptionsError) as caught:
                thumbox.resize(SAMPLE, **options)
            self.assertIn(message, str(caught.exception))
        # Before anything is read.
        with self.assertRaises(ValueError):
            thumbox.resize("/no/such/file", width=-1)

    def test_several_outputs_come_of_one_call(self):
        results = thumbox.resize_all(SAMPLE, [{"width": 100}, {"width": 50, "format": "png"}, {"width": 50, "format": "webp"}])
        self.assertEqual([(one.index, one.width, one.format) for one in results], [(0, 100, "jpeg"), (1, 50, "png"), (2, 50, "webp")])
        for wrong, message in [([], "a list of 0"), ([{"width": 1}] * 17, "a list of 17"), ([{"width": 1}, {"width": 0}], "output 2: width is 0")]:
            with self.subTest(message), self.assertRaisesRegex(thumbox.InvalidOptionsError, message):
                thumbox.resize_all(SAMPLE, wrong)

    def test_a_recipe_is_a_text_a_dictionary_or_a_preset(self):
        toml = 'output = {width = 50, format = "png"}'
        expected = thumbox.resize(SAMPLE, width=50, format="png").sha256
        for recipe in (toml, '{"output": {"width": 50, "format": "png"}}', {"output": {"width": 50, "format": "png"}}):
            with self.subTest(recipe=recipe):
                self.assertEqual([one.sha256 for one in thumbox.resize_all(SAMPLE, recipe)], [expected])
        self.assertEqual([one.format for one in thumbox.resize_all(SAMPLE, "responsive")], ["webp"] * 3)
        self.assertEqual(set(thumbox.presets()), {"lab", "web", "avatar", "responsive"})
        self.assertEqual(thumbox.resize_all(SAMPLE, thumbox.presets()["lab"])[0].sha256, thumbox.thumbnail(SAMPLE).sha256)

    def test_mistakes_in_a_recipe_have_a_place(self):
        for recipe, message in [("output.width = 0", "line 1, column 16: width is 0"), ("wep", "line 1"), ("", "the text is empty"), ({"output": {"width": 0}}, "width is 0; expected")]:
            with self.subTest(recipe=recipe), self.assertRaisesRegex(thumbox.InvalidOptionsError, message):
                thumbox.resize_all(SAMPLE, recipe)
        with self.assertRaisesRegex(thumbox.InvalidOptionsError, "a recipe has limits of its own"):
            thumbox.resize_all(SAMPLE, "web", limits={"tolerant": True})

    def test_a_key_chooses_outputs(self):
        recipe = {
            "exclude": ["*.gif"],
            "outputs": [{"width": 9, "key": "{stem}-9.{ext}"}, {"width": 5, "key": "{stem}-5.{ext}", "include": ["avatars/**"]}],
        }
        rows = [(None, [0, 1]), ("a.jpg", [0]), ("avatars/a.jpg", [0, 1]), ("a.gif", [])]
        for key, places in rows:
            self.assertEqual([one.index for one in thumbox.resize_all(SAMPLE, recipe, key=key)], places)


class Errors(unittest.TestCase):
    def test_each_kind_is_a_class(self):
        broken = BYTES[: len(BYTES) // 2]
        rows = [
            (b"a text", {}, thumbox.UnsupportedFormatError, "unsupported-format"),
            (b"", {}, thumbox.TruncatedError, "truncated"),
            (broken, {}, thumbox.TruncatedError, "truncated"),
            (BYTES, {"width": 9, "limits": {"max_pixels": 5}}, thumbox.TooLargeError, "too-large"),
            (BYTES, {"width": 9, "max_memory": 1 << 20}, thumbox.MemoryLimitError, "memory-limit"),
            (SLOW, SLOW_WORK, thumbox.DeadlineError, "deadline"),
        ]
        for data, options, error, kind in rows:
            with self.subTest(kind), self.assertRaises(error) as caught:
                thumbox.resize(data, **options)
            self.assertEqual(caught.exception.kind, kind)
            self.assertIsInstance(caught.exception, thumbox.Error)
            again = pickle.loads(pickle.dumps(caught.exception))
            self.assertEqual((type(again), str(again)), (error, str(caught.exception)))
        self.assertTrue(issubclass(thumbox.DeadlineError, TimeoutError))

    def test_every_class_is_exported(self):
        for of in thumbox.Error.__subclasses__():
            self.assertIs(getattr(thumbox, of.__name__), of)
            self.assertIn(of.__name__, thumbox.__all__)

    def test_damage_is_a_warning_where_it_is_tolerated(self):
        result = thumbox.resize(BYTES[: len(BYTES) // 2], width=64, limits={"tolerant": True})
        self.assertEqual([warning.kind for warning in result.warnings], ["picture-lost"])


class Signals(unittest.TestCase):
    """The engine and faulthandler handle the same signals."""

    PROGRAM = """if True:
        import faulthandler, sys, thumbox
        from kit import SAMPLE, noise
        before, after, data = sys.argv[1] == "True", sys.argv[2] == "True", noise(1000, 1000)
        if before: faulthandler.enable()
        thumbox.thumbnail(SAMPLE)
        if before != after: faulthandler.enable() if after else faulthandler.disable()
        kinds = set()
        # At some of these limits the component breaks off.
        for memory in range(4 << 20, 24 << 20, 1 << 19):
            try:
                thumbox.resize(data, scale=0.9, format="png", max_memory=memory)
            except thumbox.Error as error:
                kinds.add(error.kind)
        print(*sorted(kinds))
        """

    def test_no_file_ends_the_process_whenever_faults_are_handled(self):
        for before in (False, True):
            for after in (False, True):
                command = [sys.executable, "-c", self.PROGRAM, str(before), str(after)]
                environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent), "PYTHONDONTWRITEBYTECODE": "1"}
                with self.subTest(before=before, after=after):
                    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
                    expected = "limit-exceeded memory-limit" if before == after else "unavailable"
                    self.assertEqual((done.returncode, done.stdout.strip()), (0, expected), done.stderr)


class Probing(unittest.TestCase):
    def test_an_image_is_described(self):
        info = thumbox.probe(SAMPLE)
        self.assertEqual((info.format, info.orientation, info.frames, info.frames_complete), ("jpeg", 1, 1, True))
        self.assertEqual((info.auto_format, info.color_model, info.codec), ("jpeg", "ycbcr", None))
        for source in (BYTES, bytearray(BYTES), io.BytesIO(BYTES), str(SAMPLE)):
            self.assertEqual(thumbox.probe(source), info)

    def test_a_file_stays_where_it_was(self):
        file = io.BytesIO(b"xxxx" + BYTES)
        file.seek(4)
        info = thumbox.probe(file)
        self.assertEqual(file.tell(), 4)
        self.assertEqual(thumbox.resize(file, scale=1).width, info.width)

    def test_no_more_is_read_than_it_takes(self):
        endless = Endless()
        with self.assertRaises(thumbox.UnsupportedFormatError):
            thumbox.probe(endless)
        self.assertLess(endless.given, 1 << 20)

    def test_a_head_that_is_far_from_the_start_is_read(self):
        # A segment of 64 kB before the frame header, five times.
        segment = b"\xff\xef\xff\xff" + bytes(0xFFFF - 2)
        data = BYTES[:2] + segment * 5 + BYTES[2:]
        self.assertEqual(thumbox.probe(Slow(io.BytesIO(data))).width, thumbox.probe(BYTES).width)
        with self.assertRaises(thumbox.TruncatedError):
            thumbox.probe(data[:200_000])


class Saving(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.result = thumbox.thumbnail(SAMPLE)

    def test_a_file_is_replaced_whole(self):
        path = self.folder / "a.jpg"
        path.write_text("old")
        self.result.save(path)
        self.assertEqual(path.read_bytes(), self.result.data)
        self.assertEqual(os.listdir(self.folder), ["a.jpg"])
        umask = os.umask(0)
        os.umask(umask)
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o666 & ~umask)

    def test_a_link_is_followed(self):
        (self.folder / "real").mkdir()
        (self.folder / "link.jpg").symlink_to("real/a.jpg")
        self.result.save(str(self.folder / "link.jpg"))
        self.assertTrue((self.folder / "link.jpg").is_symlink())
        self.assertEqual((self.folder / "real/a.jpg").read_bytes(), self.result.data)

    def test_what_was_there_stays_where_writing_fails(self):
        path = self.folder / "a.jpg"
        path.write_text("old")
        with mock.patch("os.replace", side_effect=PermissionError), self.assertRaises(PermissionError):
            self.result.save(path)
        self.assertEqual((path.read_text(), os.listdir(self.folder)), ("old", ["a.jpg"]))
        with self.assertRaisesRegex(FileNotFoundError, "there is no such folder: .*missing"):
            self.result.save(self.folder / "missing" / "a.jpg")
        with self.assertRaises(IsADirectoryError):
            self.result.save(self.folder)

    def test_a_fifo_is_written_to(self):
        path = self.folder / "fifo"
        os.mkfifo(path)
        with subprocess.Popen(["cat", str(path)], stdout=subprocess.PIPE) as cat:
            self.result.save(path)
            self.assertEqual(cat.stdout.read(), self.result.data)
        self.assertTrue(stat.S_ISFIFO(path.stat().st_mode))


class Results(unittest.TestCase):
    def test_results_go_through_pickle(self):
        result = thumbox.thumbnail(SAMPLE)
        self.assertEqual(pickle.loads(pickle.dumps(result)), result)
        self.assertNotIn("data", repr(result))

    def test_the_version_is_that_of_the_package(self):
        from importlib.metadata import version

        self.assertEqual(thumbox.__version__, version("thumbox"))
        self.assertRegex(thumbox.COMPONENT_SHA256, "^[0-9a-f]{64}$")
        self.assertTrue({"avif", "jxl"} <= {codec.name for codec in thumbox.codecs()})

    def test_the_wheel_has_its_licences(self):
        from importlib.metadata import files

        texts = {path.name: path.read_text() for path in files("thumbox") if "licences" in path.parts}
        self.assertEqual(set(texts), {"LICENSE-APACHE", "LICENSE-MIT", "THIRD-PARTY.txt"})
        # The interpreter's interface, the engine, and what is inside the component and a codec.
        for name in ("pyo3", "wasmtime", "moxcms", "rav1d"):
            self.assertIn(f"\n{name} ", texts["THIRD-PARTY.txt"])

    def test_thumbhashes_are_bytes(self):
        self.assertIsInstance(thumbox.resize(SAMPLE, width=9, thumbhash=True).thumbhash, bytes)


if __name__ == "__main__":
    unittest.main()
