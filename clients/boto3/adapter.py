"""Drive boto3's Bedrock client from JSON lines on standard input, adding nothing to it."""

from __future__ import annotations

import traceback
from datetime import datetime
from importlib.metadata import version
from typing import Any, Callable

import boto3
from botocore import exceptions as errors
from botocore.config import Config
from botocore.parsers import ResponseParserError
from client_protocol import Json, serve

OPERATION = "amazon-bedrock/list-evaluation-jobs"
METHOD = "list_evaluation_jobs"
ITEMS = "jobSummaries"
# What the library does when nothing is set (see README.md); only used to share out a deadline.
DEFAULT_ATTEMPTS = 3

# The first row that fits decides; subclasses come before their bases.
KINDS: list[tuple[type[BaseException], str]] = [
    (errors.ParamValidationError, "refused"),
    (errors.ConnectTimeoutError, "timeout"),
    (errors.ReadTimeoutError, "timeout"),
    (errors.PaginationError, "paging"),
    (ResponseParserError, "decode"),
    (ValueError, "decode"),  # bytes that are not UTF-8, times that are none; refused input is above
    (errors.IncompleteReadError, "transport"),
    (errors.ConnectionError, "transport"),
    (errors.HTTPClientError, "transport"),
]


def client(session: boto3.Session, call: Json) -> Any:
    """A client of the call's own; the session only keeps the service model in memory."""
    limits: Json = call.get("limits") or {}
    settings: Json = {}
    attempts: int | None = limits.get("attempts")
    if attempts is not None:
        settings["retries"] = {"total_max_attempts": attempts}
    deadline_ms: int | None = limits.get("deadline_ms")
    if deadline_ms is not None:
        seconds = 0.8 * deadline_ms / 1000 / (attempts or DEFAULT_ATTEMPTS)
        settings["connect_timeout"] = settings["read_timeout"] = seconds
    credentials: Json = call["credentials"]
    return session.client(
        "bedrock",
        region_name=call["region"],
        endpoint_url=call["endpoint"],
        aws_access_key_id=credentials["access_key_id"],
        aws_secret_access_key=credentials["secret_access_key"],
        aws_session_token=credentials.get("session_token"),
        config=Config(**settings),
    )


def plain(value: Any) -> Any:
    """The value with times as RFC 3339 strings, to write as JSON."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def members(response: Json) -> Json:
    """The response members, without the library's report about the HTTP message."""
    return {name: plain(value) for name, value in response.items() if name != "ResponseMetadata"}


def page(bedrock: Any, call: Json) -> Json:
    """One call of the library, one page."""
    try:
        response = getattr(bedrock, METHOD)(**call["input"])
    except Exception as error:
        return {"result": "failed", "error": failure(error)}
    return {"result": "returned", "pages": 1, "output": members(response)}


def walk(bedrock: Any, call: Json) -> Json:
    """All pages by the library's own paginator, whose items are put into one response."""
    limit: int | None = (call.get("limits") or {}).get("pages")
    pages = 0
    output: Json = {}
    try:
        for response in bedrock.get_paginator(METHOD).paginate(**call["input"]):
            pages += 1
            if ITEMS in response:
                output.setdefault(ITEMS, []).extend(plain(response[ITEMS]))
            if pages == limit:
                return {"result": "returned", "pages": pages, "output": output, "stopped": "limit"}
    except Exception as error:
        report = failure(error)
        if report["kind"] == "refused" and pages > 0:
            report["kind"] = "other"  # it refused what the service had sent, not the input
        return {"result": "failed", "error": report, "pages": pages, "output": output}
    return {"result": "returned", "pages": pages, "output": output, "stopped": "end"}


def failure(error: Exception) -> Json:
    """The library's error as a caller can read it."""
    report: Json = {"native": type(error).__name__}
    if isinstance(error, errors.ClientError):
        metadata = error.response.get("ResponseMetadata", {})
        fields = {
            "code": error.response.get("Error", {}).get("Code"),
            "message": error.response.get("Error", {}).get("Message"),
            "http_status": metadata.get("HTTPStatusCode"),
            "request_id": metadata.get("RequestId"),
        }
        report.update((name, value) for name, value in fields.items() if value is not None)
        report["kind"] = "service"
    else:
        kinds = (kind for native, kind in KINDS if isinstance(error, native))
        report["kind"] = next(kinds, "other")
        traceback.print_exc()
    return report


def driven(session: boto3.Session, drive: Callable[[Any, Json], Json]) -> Callable[[Json], Json]:
    """The drive with a client of each call's own."""

    def answer(call: Json) -> Json:
        bedrock = client(session, call)
        try:
            return drive(bedrock, call)
        finally:
            bedrock.close()

    return answer


def main() -> None:
    session = boto3.Session()
    drives = {"page": driven(session, page), "walk": driven(session, walk)}
    serve("boto3", version("boto3"), {OPERATION: drives})


if __name__ == "__main__":
    main()
