"""Drive volcenginesdk-ark from JSON lines on standard input, adding nothing to it."""

from __future__ import annotations

import re
import traceback
from importlib.metadata import version
from typing import Any, Callable, Optional, Type
from urllib.parse import urlsplit

import urllib3.exceptions as http
import volcenginesdkark
import volcenginesdkcore
from client_protocol import Json, Unsupported, serve
from volcenginesdkcore.interceptor.interceptors.build_request_interceptor import (
    sanitize_for_serialization,
)
from volcenginesdkcore.rest import ApiException

# What the library does when nothing is set (see README.md); only used to share out a deadline.
DEFAULT_ATTEMPTS = 4
LONGEST_PAUSE = 0.6  # seconds before the second attempt; doubled before each further one

# The first row that fits decides; subclasses come before their bases.
KINDS = [
    (http.NewConnectionError, "transport"),
    (http.ConnectTimeoutError, "timeout"),
    (http.ReadTimeoutError, "timeout"),
    (http.DecodeError, "decode"),
    (http.HTTPError, "transport"),
    (OSError, "transport"),
    (ValueError, "decode"),  # bytes that are not UTF-8, numbers that are none
]


def client(call: Json) -> volcenginesdkcore.ApiClient:
    """A client of the call's own."""
    endpoint = urlsplit(call["endpoint"])
    limits: Json = call.get("limits") or {}
    credentials: Json = call["credentials"]
    configuration = volcenginesdkcore.Configuration()
    configuration.scheme = endpoint.scheme
    configuration.host = endpoint.netloc
    configuration.region = call["region"]
    configuration.ak = credentials["access_key_id"]
    configuration.sk = credentials["secret_access_key"]
    configuration.session_token = credentials.get("session_token") or ""
    attempts: Optional[int] = limits.get("attempts")
    if attempts is not None:
        configuration.num_max_retries = attempts - 1
    deadline_ms: Optional[int] = limits.get("deadline_ms")
    if deadline_ms is not None:
        count = max(attempts or DEFAULT_ATTEMPTS, 1)
        deadline = deadline_ms / 1000
        pauses = LONGEST_PAUSE * (2 ** (count - 1) - 1)
        seconds = max(0.8 * deadline - pauses, 0.2 * deadline) / count
        configuration.connect_timeout = configuration.read_timeout = seconds
    return volcenginesdkcore.ApiClient(configuration)


def model(declared: str, value: Any) -> Any:
    """The value as the declared type: a model class for an object, all else unchanged."""
    items = re.fullmatch(r"list\[(.+)]", declared)
    if items and isinstance(value, list):
        return [model(items[1], item) for item in value]
    kind: Optional[Type[Any]] = getattr(volcenginesdkark, declared, None)
    if kind is None or not isinstance(value, dict):
        return value
    attributes = {name: attribute for attribute, name in kind.attribute_map.items()}
    arguments: Json = {}
    for name, member in value.items():
        if name not in attributes:
            raise Unsupported(f"{declared} has no member {name!r}")
        if member is None:
            raise Unsupported(f"{declared} cannot tell null from absent for {name!r}")
        attribute = attributes[name]
        arguments[attribute] = model(kind.swagger_types[attribute], member)
    return kind(**arguments)


def batch_request(given: Json) -> Any:
    return model("ListBatchInferenceJobsRequest", given)


def batch_jobs(api: volcenginesdkcore.ApiClient, request: Any) -> Any:
    return volcenginesdkark.ARKApi(api).list_batch_inference_jobs(request)


def evaluation_request(given: Json) -> Any:
    """No typed operation exists: the library's generic one takes the body as it is."""
    return given


def evaluation_jobs(api: volcenginesdkcore.ApiClient, request: Any) -> Any:
    info = volcenginesdkcore.UniversalInfo(
        method="POST",
        service="ark",
        version="2024-01-01",
        action="ListEvaluationJobs",
        content_type="application/json",
    )
    return volcenginesdkcore.UniversalApi(api).do_call(info, request)


OPERATIONS = {
    "volcengine-ark/list-batch-inference-jobs": (batch_request, batch_jobs),
    "volcengine-ark/list-evaluation-jobs": (evaluation_request, evaluation_jobs),
}


def failure(error: Exception) -> Json:
    """The library's error as a caller can read it; code and message are only in texts of it."""
    report: Json = {"native": type(error).__name__}
    if isinstance(error, ApiException):
        report["kind"] = "service" if error.status else "other"
        if error.status:
            report["http_status"] = error.status
    else:
        reason = error.reason if isinstance(error, http.MaxRetryError) else error
        kinds = (kind for native, kind in KINDS if isinstance(reason, native))
        report["kind"] = next(kinds, "other")
    traceback.print_exc()
    return report


def page(prepare: Callable[[Json], Any], send: Callable[..., Any]) -> Callable[[Json], Json]:
    """One call of the library, one page."""

    def answer(call: Json) -> Json:
        try:
            request = prepare(call["input"])
        except ValueError as error:  # a setter of the library's model classes
            refusal = {"kind": "refused", "native": type(error).__name__}
            return {"result": "failed", "error": refusal}
        api = client(call)
        try:
            returned = send(api, request)
        except Exception as error:
            return {"result": "failed", "error": failure(error)}
        # The library's own way to documented names; it leaves out attributes that are None.
        output = sanitize_for_serialization(returned)
        return {"result": "returned", "pages": 1, "output": output, "part": "/Result"}

    return answer


def main() -> None:
    name = "volcenginesdk-ark"
    operations = {id: {"page": page(prepare, send)} for id, (prepare, send) in OPERATIONS.items()}
    serve(name, version(name), operations)


if __name__ == "__main__":
    main()
