"""Drive qianfan's console API from JSON lines on standard input, adding nothing to it."""

from __future__ import annotations

import gc
import json
import os
import sys
import traceback
from importlib.metadata import version
from typing import Any, Dict, Optional, TextIO, Tuple

# The library reads settings from a ".env" in the working folder unless it is given another file.
os.environ["QIANFAN_DOT_ENV_CONFIG_FILE"] = os.devnull

import requests
from qianfan import errors, get_config
from qianfan.resources.console.utils import call_action
from urllib3.exceptions import ReadTimeoutError

Json = Dict[str, Any]

OPERATION = "baidu-qianfan/describe-eval-tasks"
ROUTE, ACTION = "/v2/eval", "DescribeEvalTasks"
# What the library does when nothing is set (see README.md); only used to share out a deadline.
DEFAULT_ATTEMPTS = 1
LONGEST_PAUSE = 1.0  # seconds between two attempts

# The first row that fits decides; subclasses stand before their bases.
KINDS = [
    (errors.InvalidArgumentError, "refused"),
    (errors.RequestTimeoutError, "timeout"),
    (requests.Timeout, "timeout"),
    (ReadTimeoutError, "timeout"),
    (requests.JSONDecodeError, "decode"),
    (requests.exceptions.ContentDecodingError, "decode"),
    (requests.exceptions.ChunkedEncodingError, "transport"),
    (requests.ConnectionError, "transport"),
    (ValueError, "decode"),
]


def configure(call: Json) -> None:
    """The library's settings are global and read anew by each call of it: make them this call's."""
    config = get_config()
    config.CONSOLE_API_BASE_URL = call["endpoint"]
    config.ACCESS_KEY = call["credentials"]["access_key_id"]
    config.SECRET_KEY = call["credentials"]["secret_access_key"]


def options(limits: Json) -> Json:
    """The limits as the library's own options; absent means its default."""
    chosen: Json = {}
    attempts: Optional[int] = limits.get("attempts")
    if attempts is not None:
        chosen["retry_count"] = attempts
    deadline_ms: Optional[int] = limits.get("deadline_ms")
    if deadline_ms is not None:
        count = max(attempts or DEFAULT_ATTEMPTS, 1)
        deadline = deadline_ms / 1000
        waiting = max(0.8 * deadline - LONGEST_PAUSE * (count - 1), 0.2 * deadline)
        chosen["request_timeout"] = waiting / count
    return chosen


def failure(error: Exception) -> Json:
    """The library's error as a caller can read it."""
    report: Json = {"native": type(error).__name__}
    if isinstance(error, errors.APIError):
        report["kind"] = "service"
        report["code"] = str(error.error_code)
        report["message"] = str(error.error_msg)
        if error.req_id:
            report["request_id"] = str(error.req_id)
    elif isinstance(error, errors.RequestError) and error.status_code is not None:
        # Its body is the request's; what the service said is only in its text.
        report["kind"] = "service"
        report["http_status"] = error.status_code
        request_id = (error.headers or {}).get("x-bce-request-id")
        if request_id is not None:
            report["request_id"] = request_id
    elif isinstance(error, errors.RequestError):
        report["kind"] = "decode"  # the one RequestError without a status: the body is not JSON
    else:
        # requests wraps so the time-out of a body that stalls
        stalled = [reason for reason in error.args if isinstance(reason, ReadTimeoutError)]
        reason = stalled[0] if stalled else error
        kinds = (kind for native, kind in KINDS if isinstance(reason, native))
        report["kind"] = next(kinds, "other")
    traceback.print_exc()
    return report


def answer(call: Json) -> Json:
    """The outcome of one call."""
    outcome: Json = {"type": "outcome", "seq": call.get("seq")}
    try:
        if call["operation"] != OPERATION or call["drive"] != "page":
            raise LookupError(f"not declared: {call['operation']} {call['drive']}")
        if call["credentials"].get("session_token"):
            reason = "the library signs without a session token"
            return {**outcome, "result": "unsupported", "reason": reason}
        configure(call)
        chosen = options(call.get("limits") or {})
        try:
            response = call_action(ROUTE, ACTION, call["input"], **chosen)
        except Exception as error:
            return {**outcome, "result": "failed", "error": failure(error)}
        return {**outcome, "result": "returned", "pages": 1, "output": response.body}
    except Exception as error:
        trace = traceback.format_exc()
        return {**outcome, "result": "broken", "reason": repr(error), "trace": trace}


def ready() -> Json:
    return {
        "type": "ready",
        "protocol": 1,
        "client": {"name": "qianfan", "version": version("qianfan"), "language": "python"},
        "operations": {OPERATION: ["page"]},
        "concurrency": 1,
    }


def protocol_streams() -> Tuple[TextIO, TextIO]:
    """Keep standard output for the protocol: whatever a library prints goes to standard error."""
    lines_in = os.fdopen(os.dup(0), "r", encoding="utf-8", newline="\n")
    lines_out = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="backslashreplace", newline="\n")
    os.dup2(2, 1)
    return lines_in, lines_out


def line_of(reply: Json) -> str:
    """The reply as one line; what is no JSON (NaN, say) is said to be so rather than sent."""
    try:
        return json.dumps(reply, ensure_ascii=False, allow_nan=False) + "\n"
    except ValueError as error:
        broken = {"type": "outcome", "seq": reply.get("seq"), "result": "broken"}
        return json.dumps({**broken, "reason": repr(error)}) + "\n"


def main() -> None:
    lines_in, lines_out = protocol_streams()
    gc.freeze()
    for line in lines_in:
        message: Json = json.loads(line)
        if message["type"] == "hello":
            reply = ready()
        elif message["type"] == "call":
            reply = answer(message)
            gc.collect()  # the library never closes its connections: do not run out of them
        elif message["type"] == "bye":
            return
        else:
            sys.exit(f"unknown message type: {message['type']!r}")
        lines_out.write(line_of(reply))
        lines_out.flush()


if __name__ == "__main__":
    main()
