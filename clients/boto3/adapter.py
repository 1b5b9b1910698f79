"""Drive boto3's Bedrock client from JSON lines on standard input, adding nothing to it."""

from __future__ import annotations

import json
import os
import sys
import traceback
from datetime import datetime
from importlib.metadata import version
from typing import Any, TextIO

import boto3
from botocore import exceptions as errors
from botocore.config import Config
from botocore.parsers import ResponseParserError

Json = dict[str, Any]

OPERATION = "amazon-bedrock/list-evaluation-jobs"
METHOD = "list_evaluation_jobs"
ITEMS = "jobSummaries"
# What the library does when nothing is set (see README.md); only used to share out a deadline.
DEFAULT_ATTEMPTS = 3

# The first row that fits decides; subclasses stand before their bases.
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


DRIVES = {"page": page, "walk": walk}


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


def answer(session: boto3.Session, call: Json) -> Json:
    """The outcome of one call."""
    outcome: Json = {"type": "outcome", "seq": call.get("seq")}
    try:
        if call["operation"] != OPERATION or call["drive"] not in DRIVES:
            raise LookupError(f"not declared: {call['operation']} {call['drive']}")
        bedrock = client(session, call)
        try:
            return outcome | DRIVES[call["drive"]](bedrock, call)
        finally:
            bedrock.close()
    except Exception as error:
        trace = traceback.format_exc()
        return outcome | {"result": "broken", "reason": repr(error), "trace": trace}


def ready() -> Json:
    return {
        "type": "ready",
        "protocol": 1,
        "client": {"name": "boto3", "version": version("boto3"), "language": "python"},
        "operations": {OPERATION: list(DRIVES)},
        "concurrency": 1,
    }


def protocol_streams() -> tuple[TextIO, TextIO]:
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
    session = boto3.Session()
    for line in lines_in:
        message: Json = json.loads(line)
        if message["type"] == "hello":
            reply = ready()
        elif message["type"] == "call":
            reply = answer(session, message)
        elif message["type"] == "bye":
            return
        else:
            sys.exit(f"unknown message type: {message['type']!r}")
        lines_out.write(line_of(reply))
        lines_out.flush()


if __name__ == "__main__":
    main()
