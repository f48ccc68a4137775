"""Children of a fork, and many threads: the deadline holds, and the bytes are right."""

import http.client
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import thumbox
from kit import SAMPLE, SLOW, SLOW_WORK

EXPECTED = thumbox.thumbnail(SAMPLE).sha256
# How long anything here may take on a busy computer. Without its deadline the slow work takes seconds, so that is not what ends it.
LIMIT_SECONDS = 60
APPLICATION = Path(__file__).with_name("gunicorn_application.py")


def hostile_then_good(_=None):
    """What a slow file comes to, and the digest of a good one's thumbnail."""
    try:
        thumbox.resize(SLOW, **SLOW_WORK)
    except thumbox.DeadlineError as error:
        return error.kind, thumbox.thumbnail(SAMPLE).sha256
    return "no deadline", None


def in_child(work):
    """Whether `work()` is true in the child of a fork. A child that hangs is ended."""
    child = os.fork()
    if child == 0:
        signal.alarm(LIMIT_SECONDS)
        status = 1
        try:
            status = 0 if work() else 2
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


class Forks(unittest.TestCase):
    def test_the_deadline_holds_in_a_child(self):
        self.assertEqual(hostile_then_good(), ("deadline", EXPECTED))
        self.assertEqual(in_child(lambda: hostile_then_good() == ("deadline", EXPECTED)), 0)
        # And in a child of it, and here.
        self.assertEqual(in_child(lambda: in_child(lambda: hostile_then_good() == ("deadline", EXPECTED)) == 0), 0)
        self.assertEqual(hostile_then_good(), ("deadline", EXPECTED))

    def test_children_of_a_process_at_work_do_not_hang(self):
        over = threading.Event()
        avif = Path(os.environ["THUMBOX_ROOT"], "conformance/vectors/inputs/avif/display-p3.avif")

        def work(number):
            while not over.is_set():
                if number == 0:
                    hostile_then_good()
                else:
                    thumbox.thumbnail(avif if number == 1 else SAMPLE, 32)

        threads = [threading.Thread(target=work, args=[number]) for number in range(4)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(40):
                self.assertEqual(in_child(lambda: thumbox.thumbnail(SAMPLE).sha256 == EXPECTED), 0)
        finally:
            over.set()
            for thread in threads:
                thread.join()

    def test_a_fork_while_the_component_is_loaded(self):
        program = """if True:
            import os, sys, threading, thumbox
            threads = [threading.Thread(target=thumbox.thumbnail, args=[sys.argv[1]]) for _ in range(4)]
            for thread in threads: thread.start()
            child = os.fork()
            if child == 0:
                thumbox.thumbnail(sys.argv[1])
                os._exit(0)
            for thread in threads: thread.join()
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
            """
        for _ in range(5):
            subprocess.run([sys.executable, "-W", "ignore", "-c", program, SAMPLE], check=True, timeout=LIMIT_SECONDS)

    def test_pools_of_processes(self):
        for method in ("fork", "spawn"):
            with self.subTest(method), multiprocessing.get_context(method).Pool(2) as pool:
                answers = pool.map_async(hostile_then_good, range(4)).get(LIMIT_SECONDS)
                self.assertEqual(answers, [("deadline", EXPECTED)] * 4)

    def test_gunicorn_with_preload(self):
        with tempfile.TemporaryDirectory() as folder:
            socket = os.path.join(folder, "socket")
            command = [sys.executable, "-m", "gunicorn", "--preload", "--workers", "2", "--bind", f"unix:{socket}"]
            command += ["--no-control-socket", "--log-level", "error", "gunicorn_application:application"]
            with subprocess.Popen(command, cwd=Path(__file__).parent, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}) as server:
                try:
                    wait_for(socket, server)
                    answers = [self.ask(socket, data) for data in [SLOW, SAMPLE.read_bytes()] * 4]
                finally:
                    server.terminate()
        self.assertEqual({answer for answer, _ in answers[::2]}, {"422 deadline"})
        self.assertEqual({answer for answer, _ in answers[1::2]}, {f"200 {EXPECTED}"})
        # Not the process that loaded the component.
        self.assertNotIn(str(server.pid), {process for _, process in answers})

    def ask(self, socket, data):
        connection = UnixConnection(socket)
        connection.request("POST", "/", data)
        answer = connection.getresponse()
        said = answer.read().decode(), answer.headers["Process"]
        connection.close()
        return said


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=LIMIT_SECONDS)
        self.path = path

    def connect(self):
        import socket

        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def wait_for(socket, server):
    end = time.monotonic() + LIMIT_SECONDS
    while not os.path.exists(socket):
        assert server.poll() is None, "gunicorn has ended"
        assert time.monotonic() < end, "gunicorn does not start"
        time.sleep(0.05)


class Threads(unittest.TestCase):
    def test_eight_threads_give_the_same_bytes(self):
        sizes = [16, 32, 48, 64, 128, 200] * 8
        expected = {size: thumbox.thumbnail(SAMPLE, size).sha256 for size in set(sizes)}
        with ThreadPoolExecutor(8) as pool:
            made = list(pool.map(lambda size: thumbox.thumbnail(SAMPLE, size).sha256, sizes))
        self.assertEqual(made, [expected[size] for size in sizes])

    def test_other_threads_run_meanwhile(self):
        """While one thread works for long, this one counts: with the interpreter's lock held it would not get to."""
        started, over = threading.Event(), threading.Event()

        def work():
            started.set()
            try:
                thumbox.resize(SLOW, **{**SLOW_WORK, "timeout": 0.5})
            except thumbox.DeadlineError:
                over.set()

        thread = threading.Thread(target=work)
        thread.start()
        started.wait()
        turns = 0
        while thread.is_alive():
            time.sleep(0.001)
            turns += 1
        self.assertTrue(over.is_set())
        self.assertGreater(turns, 10)


if __name__ == "__main__":
    unittest.main()
