"""The demo's server, asked over real connections. What the signer answers is in deploy/upload/test_sign.py.

Run by `cargo xtask test`; alone: `PYTHONPATH=../../deploy/upload ../../target/python/bin/python -B -m unittest` here.
"""

import http.client
import json
import os
import socket
import tempfile
import threading
import unittest
from contextlib import closing
from pathlib import Path
from unittest import mock

from answers import MOST_BYTES
from settings import Settings
from sign import Signer, client
from server import Demo, Handler, server

PAGE = """<head><meta http-equiv="Content-Security-Policy" content="connect-src 'self'; img-src 'self'">
</head><p>page</p>"""
S3 = "http://127.0.0.1:4566"


class Figures:
    def figures(self):
        return {"invocations": 3}


class Server(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        web = Path(folder.name) / "web"
        (web / "host").mkdir(parents=True)
        (web / "index.html").write_text(PAGE)
        (web / "host/host.js").write_text("// host")
        (web / "a +ü.wasm").write_bytes(b"\0asm")
        (web.parent / "secret.txt").write_text("secret")
        (web / "link.txt").symlink_to(web.parent / "secret.txt")
        demo = Demo(web, None, Figures(), S3)
        cls.server = server(0, demo)
        cls.addClassCleanup(cls.server.server_close)
        cls.port = cls.server.server_port
        cls.host = f"127.0.0.1:{cls.port}"
        variables = {"THUMBOX_UPLOAD_BUCKET": "images", "THUMBOX_UPLOAD_ORIGIN": f"http://{cls.host}"}
        credentials = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}
        with mock.patch.dict(os.environ, credentials, clear=True):
            demo.signer = Signer(Settings.read(variables, None), client(S3, "us-east-1"))
        # Requests are not worth a line each.
        cls.enterClassContext(mock.patch.object(Handler, "log_message"))
        threading.Thread(target=cls.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        cls.addClassCleanup(cls.server.shutdown)

    def ask(self, path, method="GET", body=None, **headers):
        with closing(http.client.HTTPConnection(self.host, timeout=10)) as connection:
            headers = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def kind(self, *question, **headers):
        status, _, body = self.ask(*question, **headers)
        return status, json.loads(body)["error"]["kind"]

    def test_files_are_served_with_their_types(self):
        for path, kind, content in [
            ("/host/host.js", "text/javascript", b"// host"),
            ("/a%20+%C3%BC.wasm", "application/wasm", b"\0asm"),
        ]:
            status, headers, body = self.ask(path)
            self.assertEqual((status, headers["Content-Type"], body), (200, kind, content))

    def test_the_page_is_told_of_the_signer_and_may_speak_with_s3(self):
        for path in ["/", "/index.html"]:
            status, headers, body = self.ask(path)
            self.assertEqual((status, headers["Content-Type"]), (200, "text/html"))
            self.assertIn(f"connect-src 'self' {S3};".encode(), body)
            self.assertIn(b'<meta name="thumbox-api" content="api/">\n</head>', body)
            self.assertIn(f"connect-src 'self' {S3};", headers["Content-Security-Policy"])

    def test_every_answer_has_the_headers_of_safety(self):
        for path in ["/", "/nothing", "/api/config", "/api/monitor"]:
            _, headers, _ = self.ask(path)
            self.assertEqual(headers["X-Content-Type-Options"], "nosniff", path)
            self.assertIn("frame-ancestors 'none'", headers["Content-Security-Policy"], path)
            self.assertEqual(headers["Server"], "thumbox-demo", path)

    def test_nothing_outside_the_folder_is_served(self):
        for path in [
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/host/..%2f..%2fsecret.txt",
            "//../secret.txt",
            "/link.txt",
            "/" + str(Path(__file__).resolve()),
            "/%00",
            "/%ff",
            "/" + "a" * 5000,
            "/host",
        ]:
            status, _, body = self.ask(path)
            self.assertEqual(status, 404, path)
            self.assertNotIn(b"secret\n", body)

    def test_other_names_of_this_server_are_refused(self):
        for host in ["evil.example", f"localhost:{self.port}", "127.0.0.1"]:
            self.assertEqual(self.kind("/", Host=host), (421, "host"))

    def test_figures_and_settings_are_told(self):
        self.assertEqual(json.loads(self.ask("/api/monitor")[2]), {"invocations": 3})
        config = json.loads(self.ask("/api/config")[2])
        self.assertEqual((config["destination"], config["monitor"]), ("images-resized", True))

    def test_uploads_are_signed_for_the_page_itself(self):
        key = "0f8fad5b-d9cb-469f-a165-70867728950e/a.jpg"
        question = {"key": key, "size": 1, "type": "image/jpeg", "sha256": "00" * 32, "results": []}
        body = json.dumps(question)
        status, _, answer = self.ask("/api/sign", "POST", body, Origin=f"http://{self.host}")
        self.assertEqual(status, 200, answer)
        self.assertTrue(json.loads(answer)["upload"]["url"].startswith(f"{S3}/images/{key}?"))
        self.assertEqual(self.kind("/api/sign", "POST", body, Origin="http://evil.example"), (403, "origin"))
        self.assertEqual(self.kind("/api/sign"), (405, "method"))
        self.assertEqual(self.kind("/api/other"), (404, "path"))
        self.assertEqual(self.kind("/api/monitor", "POST", "{}"), (404, "path"))
        self.assertEqual(self.kind("/index.html", "POST", "{}"), (405, "method"))

    def test_a_long_question_is_refused_before_it_is_read(self):
        with closing(socket.create_connection(("127.0.0.1", self.port), timeout=10)) as connection:
            size = MOST_BYTES + 1
            connection.sendall(f"POST /api/sign HTTP/1.1\r\nHost: {self.host}\r\nContent-Length: {size}\r\n\r\n".encode())
            self.assertIn(b" 413 ", connection.makefile("rb").readline())

    def test_a_question_without_a_length_is_refused(self):
        headers = {"Transfer_Encoding": "chunked", "Origin": f"http://{self.host}"}
        self.assertEqual(self.kind("/api/sign", "POST", b"0\r\n\r\n", **headers), (411, "request"))
        self.assertEqual(self.kind("/api/sign", "POST", **{"Content_Length": "-1"}), (411, "request"))

    def test_head_has_no_body(self):
        status, headers, body = self.ask("/host/host.js", "HEAD")
        self.assertEqual((status, headers["Content-Length"], body), (200, "7", b""))

    def test_many_are_served_at_once(self):
        # A connection that says nothing must not stop others.
        with closing(socket.create_connection(("127.0.0.1", self.port), timeout=10)):
            self.assertEqual(self.ask("/")[0], 200)
