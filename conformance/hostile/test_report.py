"""What counts as hurt."""

import unittest

import report
from bomb import THUMBNAIL

MIB = 1 << 20


def bomb(expected, **more):
    return {"name": "a/b", "bytes": 10 * MIB, "expected": expected, "beyond": 0, **more}


def row(outcome, **more):
    usual = {"host": "command line", "name": "a/b", "bytes": 10 * MIB, "outcome": outcome, "message": "why"}
    usual |= {"seconds": 1, "processor": 1, "peak": 50 * MIB, "before": ["1", "2"], "next": ["1", "2"], "sha256": "3"}
    return usual | more


def judged(bomb, row, probed={"working_memory": 5 * MIB}, others={}):
    row["allowed"] = report.allowed(bomb, row, probed)
    return report.judge(bomb, row, {row["host"]: row, **others})


class Judge(unittest.TestCase):
    def test_what_is_as_it_must_be(self):
        self.assertEqual(judged(bomb("too-large"), row("too-large")), [])
        self.assertEqual(judged(bomb(THUMBNAIL), row(THUMBNAIL)), [])

    def test_another_outcome(self):
        for expected, outcome in (("too-large", THUMBNAIL), (THUMBNAIL, "trap"), (THUMBNAIL, "it ended with -9")):
            self.assertEqual(len(judged(bomb(expected), row(outcome))), 1, outcome)

    def test_too_much_memory(self):
        self.assertEqual(len(judged(bomb("too-large"), row("too-large", peak=129 * MIB))), 1)
        # The file twice, the working memory, and the program.
        most = report.BASE + 25 * MIB
        self.assertEqual(judged(bomb(THUMBNAIL), row(THUMBNAIL, peak=most)), [])
        self.assertEqual(len(judged(bomb(THUMBNAIL), row(THUMBNAIL, peak=most + 1))), 1)
        self.assertEqual(judged(bomb(THUMBNAIL, beyond=1), row(THUMBNAIL, peak=most + 1)), [])
        self.assertEqual(len(judged(bomb(THUMBNAIL), row(THUMBNAIL), probed={})), 1)

    def test_too_much_time(self):
        self.assertEqual(len(judged(bomb(THUMBNAIL), row(THUMBNAIL, processor=36))), 1)
        # A busy computer is not the bomb's fault.
        self.assertEqual(judged(bomb(THUMBNAIL), row(THUMBNAIL, seconds=36)), [])

    def test_other_bytes(self):
        self.assertEqual(len(judged(bomb(THUMBNAIL), row(THUMBNAIL, next=["1", "9"]))), 1)
        self.assertEqual(len(judged(bomb(THUMBNAIL), row(THUMBNAIL, next=[None, None], before=[None, None]))), 1)
        for other in (row(THUMBNAIL, sha256="4"), row(THUMBNAIL, before=["1", "8"], next=["1", "8"])):
            self.assertEqual(len(judged(bomb(THUMBNAIL), row(THUMBNAIL), others={"page": other})), 1)

    def test_probe_keeps_to_the_same_memory(self):
        probed = {"host": report.PROBED, "name": "a/b", "bytes": 10 * MIB, "outcome": "head", "message": "", "processor": 1}
        self.assertEqual(judged(bomb(THUMBNAIL), probed | {"peak": 128 * MIB}), [])
        self.assertEqual(len(judged(bomb(THUMBNAIL), probed | {"peak": 129 * MIB})), 1)
        self.assertEqual(len(judged(bomb(THUMBNAIL), probed | {"peak": 1, "outcome": "trap"})), 1)


if __name__ == "__main__":
    unittest.main()
