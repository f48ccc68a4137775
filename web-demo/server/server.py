"""The demo's server, on the loopback interface: the built page, and the signer and the figures behind `api/`.

    python server.py --web FOLDER --port PORT --function FUNCTION --bucket BUCKET

The cloud is the one that AWS_ENDPOINT_URL and the credentials in the environment name. Its function says itself which
recipe it has. The template has given both buckets their CORS rules, where its `UploadOrigin` is this server.
"""

import argparse
import json
import mimetypes
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import boto3

from answers import MOST_BYTES, answer
from monitor import Monitor
from settings import Settings
from sign import Signer, client

HOST = "127.0.0.1"
API = "/api"
# Seconds that a connection may be silent.
PATIENCE = 30
# What the page says by itself: it talks to nobody but its own server.
OWN_POLICY = "connect-src 'self'"
# Python asks the system for media types, and systems differ.
MEDIA_TYPES = {
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}


class Demo:
    """What the answers are made of."""

    def __init__(self, web, signer, monitor, s3_origin):
        self.web = web.resolve()
        self.signer = signer
        self.monitor = monitor
        self.s3_origin = s3_origin

    def host(self):
        """What browsers call this server. Another name in a request is a trick of another page's."""
        return urlsplit(self.signer.settings.origin).netloc

    def file(self, path):
        """The file of a path, or None."""
        try:
            file = (self.web / unquote(path, errors="strict").lstrip("/")).resolve()
            if file.is_dir():
                file = file / "index.html"
            return file if file.is_relative_to(self.web) and file.is_file() else None
        except (ValueError, OSError):
            # Not UTF-8, a NUL, or a name that is too long.
            return None

    def content(self, file):
        """What is in a file. The page is told that there is a signer, and may connect to S3."""
        content = file.read_bytes()
        if file.name != "index.html":
            return content
        policy = OWN_POLICY.encode()
        if content.count(policy) != 1:
            raise ValueError(f"{file} must say {OWN_POLICY} once, has {content.count(policy)}")
        content = content.replace(policy, f"{OWN_POLICY} {self.s3_origin}".encode())
        return content.replace(b"</head>", f'<meta name="thumbox-api" content="{API[1:]}/">\n</head>'.encode(), 1)

    def headers(self):
        """What goes with every answer. The rest of the policy is in the page itself."""
        return {
            "Content-Security-Policy": f"default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; "
            f"{OWN_POLICY} {self.s3_origin}; img-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            # The page is built anew all the time.
            "Cache-Control": "no-store",
        }


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    timeout = PATIENCE
    demo: Demo

    def do_GET(self):
        self.serve()

    def do_HEAD(self):
        self.serve()

    def do_POST(self):
        self.serve()

    def serve(self):
        """Answers one request."""
        if self.headers.get("Host") != self.demo.host():
            return self.refuse(421, "host", f"ask for http://{self.demo.host()}/")
        path = urlsplit(self.path).path
        if path == f"{API}/monitor" and self.command == "GET":
            return self.send_json(200, self.demo.monitor.figures())
        if path.startswith(f"{API}/"):
            return self.serve_answer(path.removeprefix(API))
        if self.command == "POST":
            return self.refuse(405, "method", "files are read with GET")
        file = self.demo.file(path)
        if file is None:
            return self.refuse(404, "path", f"there is no {path}")
        kind = MEDIA_TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        self.send(200, kind, self.demo.content(file))

    def serve_answer(self, path):
        """Asks the signer, once the request is here."""
        size = self.headers.get("Content-Length", "0")
        if not size.isdecimal() or "Transfer-Encoding" in self.headers:
            return self.refuse(411, "request", "the request must come with its Content-Length")
        if int(size) > MOST_BYTES:
            return self.refuse(413, "request", f"the request has {size} bytes; at most {MOST_BYTES} are allowed")
        body = self.rfile.read(int(size))
        status, value = answer(self.demo.signer, self.command, path, self.headers.get("Origin"), body)
        if path == "/config" and status == 200:
            # What a signer on its own does not have.
            value["monitor"] = True
        self.send_json(status, value)

    def refuse(self, status, kind, message):
        """An error as the signer's are."""
        self.send_json(status, {"error": {"kind": kind, "message": message}})

    def send_json(self, status, value):
        """Sends a JSON object."""
        self.send(status, "application/json", json.dumps(value).encode())

    def send(self, status, kind, content):
        """Sends an answer, of which HEAD gets the beginning."""
        self.send_response(status)
        for name, value in self.demo.headers().items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def version_string(self):
        """Not which Python this is."""
        return "thumbox-demo"


def server(port, demo):
    """The server, which answers once it is told to. Port 0 is one that is free."""
    handler = type("DemoHandler", (Handler,), {"demo": demo})
    return ThreadingHTTPServer((HOST, port), handler)


def main():
    """Runs until it is ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--web", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--function", required=True)
    parser.add_argument("--bucket", required=True)
    arguments = parser.parse_args()

    endpoint, region = os.environ["AWS_ENDPOINT_URL"], os.environ["AWS_REGION"]
    aws = boto3.Session(region_name=region)
    configuration = aws.client("lambda").get_function_configuration(FunctionName=arguments.function)
    origin = f"http://{HOST}:{arguments.port}"
    variables = configuration["Environment"]["Variables"] | {
        "THUMBOX_UPLOAD_BUCKET": arguments.bucket,
        "THUMBOX_UPLOAD_ORIGIN": origin,
        "THUMBOX_UPLOAD_SECONDS": os.environ.get("THUMBOX_UPLOAD_SECONDS", ""),
    }
    s3 = client(endpoint, region)
    settings = Settings.read(variables, lambda bucket, key: s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode())

    monitor = Monitor(aws.client("logs"), aws.client("cloudwatch"), arguments.function)
    demo = Demo(arguments.web, Signer(settings, s3), monitor, endpoint)
    server(arguments.port, demo).serve_forever()


if __name__ == "__main__":
    main()
