"""The types: a program that uses the package passes mypy in strict mode, and one that uses it wrongly does not."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import thumbox

EXAMPLE = Path(__file__).with_name("example.py")
PACKAGE = Path(thumbox.__file__).parent
WRONG = """import thumbox
thumbox.resize("a.jpg", widht=3)
thumbox.resize("a.jpg", fit="covered")
thumbox.resize(3, width=3)
thumbox.thumbnail("a.jpg").datta
thumbox.resize_all("a.jpg", [{"width": "3"}])
thumbox.resize("a.jpg", limits={"max_pixel": 3})
"""


class Types(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)

    def mypy(self, *arguments):
        command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", self.folder / "cache", "--python-version", "3.10"]
        # Away from the sources, which would be taken for the package.
        return subprocess.run([*command, *arguments], capture_output=True, text=True, check=False, cwd=self.folder)

    def test_an_example_is_typed(self):
        done = self.mypy(EXAMPLE)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_the_package_is_typed(self):
        done = self.mypy("--package", "thumbox")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_mistakes_are_found(self):
        file = self.folder / "wrong.py"
        file.write_text(WRONG)
        done = self.mypy(file)
        lines = {int(line.split(":")[1]) for line in done.stdout.splitlines() if ": error:" in line}
        self.assertEqual(lines, set(range(2, 8)), done.stdout)

    def test_it_is_marked_as_typed(self):
        self.assertTrue((PACKAGE / "py.typed").is_file())


if __name__ == "__main__":
    unittest.main()
