"""Drive bce-python-sdk's base client from JSON lines on standard input, adding nothing to it."""

from __future__ import annotations

import json
import traceback
from importlib.metadata import version
from typing import Optional

from baidubce.auth.bce_credentials import BceCredentials
from baidubce.bce_base_client import BceBaseClient
from baidubce.bce_client_configuration import BceClientConfiguration
from baidubce.bce_response import BceResponse
from baidubce.exception import BceHttpClientError, BceServerError
from baidubce.http import bce_http_client, http_headers, http_methods
from baidubce.retry.retry_policy import BackOffRetryPolicy
from client_protocol import Json, serve

OPERATION = "baidu-qianfan/describe-eval-tasks"
PATH, QUERY = b"/v2/eval", {b"Action": b"DescribeEvalTasks"}
# What the library does when nothing is set (see README.md); only used to share out a deadline.
DEFAULT_ATTEMPTS = 4
FIRST_PAUSE = 0.3  # seconds before the second attempt; doubled before each further one

# The errors of the module by which the library sends.
sender = bce_http_client.http.client

# The first row that fits decides; subclasses come before their bases.
KINDS = [
    (BceServerError, "service"),
    (sender.socket.timeout, "timeout"),
    (sender.HTTPException, "transport"),
    (OSError, "transport"),
    (ValueError, "decode"),  # no JSON, or bytes that are not UTF-8
]


class QianfanClient(BceBaseClient):
    """A client as the library's own services make theirs: it has none for Qianfan."""

    def _compute_service_id(self) -> str:
        return "qianfan"  # the base class would take it from the name of a module of its package

    def describe_eval_tasks(self, body: str) -> BceResponse:
        headers = {http_headers.CONTENT_TYPE: b"application/json"}
        if self.config.security_token is not None:
            headers[http_headers.STS_SECURITY_TOKEN] = self.config.security_token
        return self._send_request(http_methods.POST, PATH, headers, dict(QUERY), body)


def client(call: Json) -> QianfanClient:
    """A client of the call's own, with the library's options for its limits."""
    limits: Json = call.get("limits") or {}
    settings: Json = {}
    attempts: Optional[int] = limits.get("attempts")
    if attempts is not None:
        settings["retry_policy"] = BackOffRetryPolicy(max_error_retry=attempts - 1)
    deadline_ms: Optional[int] = limits.get("deadline_ms")
    if deadline_ms is not None:
        count = max(attempts or DEFAULT_ATTEMPTS, 1)
        pauses = 1000 * FIRST_PAUSE * (2 ** (count - 1) - 1)
        waiting = max(0.8 * deadline_ms - pauses, 0.2 * deadline_ms)
        settings["connection_timeout_in_mills"] = int(waiting / count)
    credentials: Json = call["credentials"]
    keys = BceCredentials(credentials["access_key_id"], credentials["secret_access_key"])
    token: Optional[str] = credentials.get("session_token")
    endpoint: str = call["endpoint"]
    return QianfanClient(BceClientConfiguration(keys, endpoint, security_token=token, **settings))


def failure(error: Exception) -> Json:
    """The library's error as a caller can read it."""
    report: Json = {"native": type(error).__name__}
    reason: Exception = error
    if isinstance(error, BceHttpClientError):
        reason = error.last_error
        fields = {
            "code": error.code,
            "message": reason.args[0] if isinstance(reason, BceServerError) else None,
            "request_id": error.request_id,
        }
        report.update((name, str(value)) for name, value in fields.items() if value is not None)
        if error.status_code is not None:
            report["http_status"] = error.status_code
    kinds = (kind for native, kind in KINDS if isinstance(reason, native))
    report["kind"] = next(kinds, "other")
    traceback.print_exc()
    return report


def page(call: Json) -> Json:
    """One call of the library, one page; it takes a JSON text, as from all its own services."""
    qianfan = client(call)
    try:
        response = qianfan.describe_eval_tasks(json.dumps(call["input"]))
    except Exception as error:
        return {"result": "failed", "error": failure(error)}
    return {"result": "returned", "pages": 1, "output": response.get_body_map()}


def main() -> None:
    serve("bce-python-sdk", version("bce-python-sdk"), {OPERATION: {"page": page}})


if __name__ == "__main__":
    main()
