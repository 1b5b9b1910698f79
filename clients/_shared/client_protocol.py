"""The client protocol for every Python adapter: reads and writes the lines and sends no request itself."""

from __future__ import annotations

import json
import os
import sys
import traceback
from typing import Any, Callable, Dict, TextIO, Tuple

Json = Dict[str, Any]

# Maps each operation and drive to a function from a call to the rest of its outcome.
Operations = Dict[str, Dict[str, Callable[[Json], Json]]]


class Unsupported(Exception):
    """The library cannot express this input."""


def serve(name: str, version: str, operations: Operations) -> None:
    """Reply to the harness until its `bye` or the end of the input."""
    lines_in, lines_out = protocol_streams()
    for line in lines_in:
        message: Json = json.loads(line)
        if message["type"] == "hello":
            reply = ready(name, version, operations)
        elif message["type"] == "call":
            reply = answer(operations, message)
        elif message["type"] == "bye":
            return
        else:
            sys.exit(f"unknown message type: {message['type']!r}")
        lines_out.write(line_of(reply))
        lines_out.flush()


def ready(name: str, version: str, operations: Operations) -> Json:
    return {
        "type": "ready",
        "protocol": 1,
        "client": {"name": name, "version": version, "language": "python"},
        "operations": {operation: list(drives) for operation, drives in operations.items()},
    }


def answer(operations: Operations, call: Json) -> Json:
    """The outcome of one call."""
    outcome: Json = {"type": "outcome", "seq": call.get("seq")}
    try:
        drive = operations.get(call["operation"], {}).get(call["drive"])
        if drive is None:
            raise LookupError(f"not declared: {call['operation']} {call['drive']}")
        return {**outcome, **drive(call)}
    except Unsupported as error:
        return {**outcome, "result": "unsupported", "reason": str(error)}
    except Exception as error:
        trace = traceback.format_exc()
        return {**outcome, "result": "broken", "reason": repr(error), "trace": trace}


def protocol_streams() -> Tuple[TextIO, TextIO]:
    """Reserve standard output for the protocol: output of the library goes to standard error."""
    lines_in = os.fdopen(os.dup(0), "r", encoding="utf-8", newline="\n")
    lines_out = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="backslashreplace", newline="\n")
    os.dup2(2, 1)
    return lines_in, lines_out


def line_of(reply: Json) -> str:
    """The reply as one line; a value that JSON cannot express, such as NaN, makes the outcome `broken`."""
    try:
        return json.dumps(reply, ensure_ascii=False, allow_nan=False) + "\n"
    except ValueError as error:
        broken = {"type": "outcome", "seq": reply.get("seq"), "result": "broken"}
        return json.dumps({**broken, "reason": repr(error)}) + "\n"
