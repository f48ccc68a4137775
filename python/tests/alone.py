"""In an environment that has the wheel and nothing else."""

import subprocess
import sys
import unittest

import thumbox
from kit import SAMPLE


class Alone(unittest.TestCase):
    def test_thumbnails_need_nothing_else(self):
        result = thumbox.thumbnail(SAMPLE)
        self.assertEqual((result.format, result.width, max(result.width, result.height)), ("jpeg", 128, 128))

    def test_neither_pillow_nor_numpy_is_imported(self):
        text = "import sys, thumbox; thumbox.thumbnail(sys.argv[1]); print('PIL' in sys.modules, 'numpy' in sys.modules)"
        done = subprocess.run([sys.executable, "-c", text, SAMPLE], capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout, "False False\n")

    def test_what_needs_them_says_so(self):
        result = thumbox.thumbnail(SAMPLE)
        for function in (result.to_numpy, result.to_pillow):
            with self.assertRaises(ModuleNotFoundError):
                function()


if __name__ == "__main__":
    unittest.main()
