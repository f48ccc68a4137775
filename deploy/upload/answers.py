"""What a page may ask, and the answers: the same behind a Lambda function URL and the demo's server."""

import json

from sign import Refusal

# A request with 17 results under keys of 1024 bytes is 40 kB in the worst notation.
MOST_BYTES = 64 * 1024


def answer(signer, method, path, origin, body):
    """The status and the JSON object for one request. `body` is bytes; `origin` is the header, or None."""
    try:
        return 200, answer_or_refuse(signer, method, path, origin, body)
    except Refusal as refusal:
        return refusal.status, refusal.answer()


def answer_or_refuse(signer, method, path, origin, body):
    """The JSON object for one request."""
    methods = {"/config": "GET", "/sign": "POST"}
    if path not in methods:
        raise Refusal("path", f'there is no "{path}"; ask for {" or ".join(methods)}', 404)
    if method != methods[path]:
        raise Refusal("method", f"{path} takes {methods[path]}, not {method}", 405)
    if path == "/config":
        return signer.settings.shown()
    # Browsers send it with every POST, and pages cannot change it. Programs can: it is no permission.
    if origin != signer.settings.origin:
        raise Refusal("origin", f"pages of {origin or 'no origin'} may not ask; only those of {signer.settings.origin}", 403)
    return signer.sign(request(body))


def request(body):
    """A body as JSON."""
    if len(body) > MOST_BYTES:
        raise Refusal("request", f"the request has {len(body)} bytes; at most {MOST_BYTES} are allowed", 413)
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal("request", "the request is not JSON") from None
