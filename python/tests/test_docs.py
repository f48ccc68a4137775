"""The programs of the pages, run as they are, in a folder with a photo. Those of a page share their names."""

import contextlib
import io
import os
import re
import shutil
import tempfile
import unittest
from pathlib import Path

from kit import ROOT, SAMPLE

PAGES = ["python/README.md", "docs/python.md", "docs/from-pillow.md", "README.md"]


class Pages(unittest.TestCase):
    def test_programs_run(self):
        for page in PAGES:
            with self.subTest(page), tempfile.TemporaryDirectory() as folder:
                programs = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
                self.assertTrue(programs)
                shutil.copy(SAMPLE, Path(folder, "photo.jpg"))
                before = os.getcwd()
                os.chdir(folder)
                try:
                    with contextlib.redirect_stdout(io.StringIO()) as said:
                        names = {}
                        for program in programs:
                            exec(compile(program, page, "exec"), names)
                finally:
                    os.chdir(before)
                self.assertNotIn("Traceback", said.getvalue())

    def test_calls_beside_those_of_pillow_are_ones(self):
        """Each call of the table, on a photo."""
        import thumbox

        text = (ROOT / "docs/from-pillow.md").read_text(encoding="utf-8")
        calls = re.findall(r"`((?:resize|thumbnail|probe)\(file[^`]*\))`", text)
        self.assertGreater(len(calls), 8)
        names = {"resize": thumbox.resize, "thumbnail": thumbox.thumbnail, "probe": thumbox.probe}
        names |= {"file": SAMPLE, "w": 40, "h": 30}
        for call in calls:
            with self.subTest(call):
                eval(call.replace(", ...", ""), names) if "..." in call else eval(call, names)
        options = re.findall(r"\| `((?:filter|format|crop|chroma_subsampling|sharpen|keep|limits|animation)=[^`]*)`", text)
        self.assertGreater(len(options), 5)
        names |= {"left": 0, "top": 0, "right": 40, "bottom": 30, "n": 10_000_000}
        for option in options:
            with self.subTest(option):
                size = "" if "crop" in option else "width=20, height=20, "
                eval(f"resize(file, {size}{option})", names)


if __name__ == "__main__":
    unittest.main()
