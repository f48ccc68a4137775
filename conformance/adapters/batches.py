"""Requests in batches, for programs that take longer to start than to resize: those with one recipe go together.

Requests are taken as they come. Whoever waits for an answer before the next request gets it; whoever sends all at once
gets batches. Answers are in the order of the requests either way.
"""

import json
import queue
import sys
import threading
from functools import partial
from pathlib import Path

from protocol import answered, write

# How long a driver that sends all at once may pause between two requests.
PAUSE_SECONDS = 0.05
# Batches that are not endless: the first answers come soon.
MOST = 100


def serve(engine, component, codecs, omits, answer):
    """As `protocol.serve`, but `answer(paths, recipe)` gives or raises for all: a list with what became of each.

    What became of a request is its outputs and warnings, or an exception.
    """
    write({"engine": engine, "component": component, "codecs": codecs, "omits": omits})
    requests = queue.Queue()
    threading.Thread(target=read, args=[requests], daemon=True).start()
    while (first := requests.get()) is not None:
        waiting, is_over = gathered(first, requests)
        for answers in in_order(waiting, answer):
            write(answers)
        if is_over:
            return


def read(requests):
    """Puts all requests into a queue, and `None` at their end."""
    for line in sys.stdin:
        requests.put(json.loads(line))
    requests.put(None)


def gathered(first, requests):
    """All requests that come without a pause, and whether those were all."""
    waiting = [first]
    while True:
        try:
            request = requests.get(timeout=PAUSE_SECONDS)
        except queue.Empty:
            return waiting, False
        if request is None:
            return waiting, True
        waiting.append(request)


def in_order(waiting, answer):
    """The answer to each request. A request is answered together with later ones that have its recipe."""
    known = {}
    for number, request in enumerate(waiting):
        if number not in known:
            same = [other for other in range(number, len(waiting)) if waiting[other]["recipe"] == request["recipe"]]
            batch = [other for other in same if other not in known][:MOST]
            paths = [Path(waiting[other]["input"]) for other in batch]
            known.update(zip(batch, batch_answers(paths, request["recipe"], answer), strict=True))
        yield known.pop(number)


def batch_answers(paths, recipe, answer):
    """An answer for each path. Where the program fails with all of them, each is tried alone."""
    try:
        results = answer(paths, recipe)
    except Exception as error:
        if len(paths) == 1:
            return [answered(partial(returned, error))]
        return [answer_to_it for path in paths for answer_to_it in batch_answers([path], recipe, answer)]
    return [answered(partial(returned, result)) for result in results]


def returned(result):
    """The result, raised where it is an exception."""
    if isinstance(result, Exception):
        raise result
    return result
