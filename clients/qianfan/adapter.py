"""Drive qianfan's console API from JSON lines on standard input, adding nothing to it."""

from __future__ import annotations

import gc
import os
import traceback
from importlib.metadata import version
from typing import Optional

# The library reads settings from a ".env" in the working folder unless it is given another file.
os.environ["QIANFAN_DOT_ENV_CONFIG_FILE"] = os.devnull

import requests
from client_protocol import Json, Unsupported, serve
from qianfan import errors, get_config
from qianfan.resources.console.utils import call_action
from urllib3.exceptions import ReadTimeoutError

OPERATION = "baidu-qianfan/describe-eval-tasks"
ROUTE, ACTION = "/v2/eval", "DescribeEvalTasks"
# What the library does when nothing is set (see README.md); only used to share out a deadline.
DEFAULT_ATTEMPTS = 1
LONGEST_PAUSE = 1.0  # seconds between two attempts

# The first row that fits decides; subclasses come before their bases.
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


def page(call: Json) -> Json:
    """One call of the library, one page."""
    if call["credentials"].get("session_token"):
        raise Unsupported("the library signs without a session token")
    configure(call)
    try:
        response = call_action(ROUTE, ACTION, call["input"], **options(call.get("limits") or {}))
    except Exception as error:
        return {"result": "failed", "error": failure(error)}
    finally:
        gc.collect()  # the library never closes its connections: do not run out of them
    return {"result": "returned", "pages": 1, "output": response.body}


def main() -> None:
    gc.freeze()
    serve("qianfan", version("qianfan"), {OPERATION: {"page": page}})


if __name__ == "__main__":
    main()
