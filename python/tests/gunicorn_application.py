"""What test_fork.py has gunicorn run: an upload in, the digest of its thumbnail out."""

import os

import thumbox
from kit import SAMPLE, SLOW, SLOW_WORK

# Before gunicorn forks its workers.
thumbox.thumbnail(SAMPLE)


def application(environment, start_response):
    data = environment["wsgi.input"].read()
    options = SLOW_WORK if data == SLOW else {"width": 128, "height": 128}
    try:
        answer = f"200 {thumbox.resize(data, **options).sha256}"
    except thumbox.Error as error:
        answer = f"422 {error.kind}"
    start_response("200 OK", [("Process", str(os.getpid()))])
    return [answer.encode()]
