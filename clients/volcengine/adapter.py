"""Drive volcengine's generic service from JSON lines on standard input, adding nothing to it."""

from __future__ import annotations

import json
import traceback
from importlib.metadata import version
from typing import Callable
from urllib.parse import urlsplit

import requests
from client_protocol import Json, serve
from urllib3.exceptions import ReadTimeoutError
from volcengine.ApiInfo import ApiInfo
from volcengine.base.Service import Service
from volcengine.Credentials import Credentials
from volcengine.ServiceInfo import ServiceInfo

ACTIONS = {
    "volcengine-ark/list-batch-inference-jobs": "ListBatchInferenceJobs",
    "volcengine-ark/list-evaluation-jobs": "ListEvaluationJobs",
}
# The library wants time-outs from its caller; most of its own services say 5 seconds.
USUAL_SECONDS = 5.0

# The first row that fits decides; subclasses come before their bases.
KINDS = [
    (requests.Timeout, "timeout"),
    (ReadTimeoutError, "timeout"),
    (requests.JSONDecodeError, "decode"),
    (requests.exceptions.ContentDecodingError, "decode"),
    (requests.exceptions.ChunkedEncodingError, "transport"),
    (requests.ConnectionError, "transport"),
    (requests.TooManyRedirects, "other"),
    (ValueError, "decode"),
]


def service(call: Json, action: str) -> Service:
    """A service of the call's own, described as the library's own services are."""
    endpoint = urlsplit(call["endpoint"])
    deadline_ms = (call.get("limits") or {}).get("deadline_ms")
    seconds = USUAL_SECONDS if deadline_ms is None else 0.8 * deadline_ms / 1000
    ark = Service(
        ServiceInfo(
            endpoint.netloc,
            {"Accept": "application/json"},
            Credentials("", "", "ark", call["region"]),
            seconds,
            seconds,
            endpoint.scheme,
        ),
        {action: ApiInfo("POST", "/", {"Action": action, "Version": "2024-01-01"}, {}, {})},
    )
    ark.set_ak(call["credentials"]["access_key_id"])
    ark.set_sk(call["credentials"]["secret_access_key"])
    ark.set_session_token(call["credentials"].get("session_token") or "")
    return ark


def failure(error: Exception) -> Json:
    """The library's error as a caller can read it: it has no fields, only the body as bytes."""
    report: Json = {"native": type(error).__name__}
    if type(error) is Exception and error.args and isinstance(error.args[0], bytes):
        report["kind"] = "service"  # the answer's status was not 200
    else:
        # requests wraps so the time-out of a body that stalls
        stalled = [reason for reason in error.args if isinstance(reason, ReadTimeoutError)]
        reason = stalled[0] if stalled else error
        kinds = (kind for native, kind in KINDS if isinstance(reason, native))
        report["kind"] = next(kinds, "other")
    traceback.print_exc()
    return report


def page(action: str) -> Callable[[Json], Json]:
    """One call of the library, one page; it takes a JSON text and returns one."""

    def answer(call: Json) -> Json:
        ark = service(call, action)
        try:
            text = ark.json(action, {}, json.dumps(call["input"]))
        except Exception as error:
            return {"result": "failed", "error": failure(error)}
        finally:
            ark.session.close()
        return {"result": "returned", "pages": 1, "output": json.loads(text)}

    return answer


def main() -> None:
    operations = {operation: {"page": page(action)} for operation, action in ACTIONS.items()}
    serve("volcengine", version("volcengine"), operations)


if __name__ == "__main__":
    main()
