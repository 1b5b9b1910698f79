"""Drive the program `aws` from JSON lines on standard input, adding nothing to it."""

from __future__ import annotations

import functools
import gc
import json
import os
import signal
import sys
import tempfile
import traceback
from importlib.metadata import version
from typing import Any, NamedTuple

from awscli import clidriver
from client_protocol import Json, serve

OPERATION = "amazon-bedrock/list-evaluation-jobs"
COMMAND = ["bedrock", "list-evaluation-jobs", "--output", "json"]
SIZE = "maxResults"
TOKEN = "nextToken"
# What the program does when nothing is set (see README.md); only used to share out a deadline.
DEFAULT_ATTEMPTS = 5
# When a run ends that nobody waits for any more: after its deadline, and where there is none.
SECONDS_AFTER_DEADLINE, SECONDS_WITHOUT_DEADLINE = 1, 600
# No configuration of the user's, and no search for credentials on the network.
SURROUNDINGS = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}

# All that the program says of an error is a text: how it begins, and of which kind it is then.
KINDS = [
    ("An error occurred (", "service"),
    ("Parameter validation failed:", "refused"),
    ("Error during pagination:", "paging"),
    ("Connect timeout on endpoint URL:", "timeout"),
    ("Read timeout on endpoint URL:", "timeout"),
    ("Could not connect to the endpoint URL:", "transport"),
    ("Connection was closed before we received a valid response", "transport"),
    ("An HTTP Client ", "transport"),
    ("'utf-8' codec can't decode", "decode"),
]


class Run(NamedTuple):
    """What a caller of the program gets."""

    status: int
    output: str
    errors: str


def warmed() -> clidriver.CLIDriver:
    """The program before it sees its arguments, with what it reads from its own files in memory."""
    driver = clidriver.create_clidriver()
    driver.session.get_available_services()
    driver.session.get_paginator_model("bedrock")
    driver.session.get_waiter_model("bedrock")
    keys = {"aws_access_key_id": "k", "aws_secret_access_key": "s"}
    driver.session.create_client("bedrock", "us-east-1", **keys).close()
    gc.freeze()
    return driver


def run(driver: clidriver.CLIDriver, arguments: list[str], environment: Json, limit: int) -> Run:
    """Run the program in a process of its own, which spares Python's start and its imports."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        child = os.fork()
        if child == 0:
            os.dup2(output.fileno(), 1)
            os.dup2(errors.fileno(), 2)
            os.environ.update(environment)
            signal.alarm(limit)
            be_the_program(driver, arguments)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status == -signal.SIGALRM:
            raise TimeoutError(f"the program was still running after {limit} s")
        output.seek(0)
        errors.seek(0)
        return Run(status, output.read().decode(), errors.read().decode(errors="replace"))


def be_the_program(driver: clidriver.CLIDriver, arguments: list[str]) -> None:
    """What `aws` does with its arguments, and the end of the process with its exit status."""
    status: Any = 1
    try:
        status = driver.main(arguments)
    except SystemExit as leaving:
        status = leaving.code
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def asked(driver: clidriver.CLIDriver, call: Json, more: list[str]) -> Run:
    """Run the command of a call, with more options for its drive."""
    credentials: Json = call["credentials"]
    limits: Json = call.get("limits") or {}
    options = ["--endpoint-url", call["endpoint"], "--region", call["region"]]
    options += ["--cli-input-json", json.dumps(call["input"])]
    environment = {
        "AWS_ACCESS_KEY_ID": credentials["access_key_id"],
        "AWS_SECRET_ACCESS_KEY": credentials["secret_access_key"],
    }
    if credentials.get("session_token") is not None:
        environment["AWS_SESSION_TOKEN"] = credentials["session_token"]
    attempts: int | None = limits.get("attempts")
    if attempts is not None:
        environment["AWS_MAX_ATTEMPTS"] = str(attempts)
    limit = SECONDS_WITHOUT_DEADLINE
    deadline_ms: int | None = limits.get("deadline_ms")
    if deadline_ms is not None:
        limit = deadline_ms // 1000 + SECONDS_AFTER_DEADLINE
        seconds = str(timeout(deadline_ms / 1000, attempts or DEFAULT_ATTEMPTS))
        options += ["--cli-connect-timeout", seconds, "--cli-read-timeout", seconds]
    return run(driver, [*COMMAND, *options, *more], environment, limit)


def timeout(deadline: float, attempts: int) -> int:
    """An attempt's share of the deadline, in whole seconds as the program takes them; 0 is no limit.

    The rest is for the pauses between attempts and for the program to start and to end.
    """
    return max(1, int(0.6 * deadline / attempts))


def page(driver: clidriver.CLIDriver, call: Json) -> Json:
    """One run for one page."""
    ended = asked(driver, call, ["--no-paginate"])
    if ended.status != 0:
        return {"result": "failed", "error": failure(ended)}
    return {"result": "returned", "pages": 1, "output": printed(ended)}


def walk(driver: clidriver.CLIDriver, call: Json) -> Json:
    """One run for all pages, which the program prints as one answer."""
    pages: int | None = (call.get("limits") or {}).get("pages")
    size = call["input"].get(SIZE)
    sized = pages is not None and type(size) is int and size > 0
    ended = asked(driver, call, ["--max-items", str(pages * size)] if sized else [])
    if ended.status != 0:
        report = failure(ended)
        served = TOKEN not in call["input"] and f" {TOKEN}, " in ended.errors
        if report["kind"] == "refused" and served:
            report["kind"] = "other"  # it refused what the service had sent, not the input
        return {"result": "failed", "error": report}
    output = printed(ended)
    # This token is the program's own; it prints one where it stops at --max-items.
    stopped = "limit" if "NextToken" in output else "end"
    return {"result": "returned", "output": output, "stopped": stopped}


def printed(ended: Run) -> Json:
    """The answer that a run printed; of one without any member it prints nothing."""
    return json.loads(ended.output) if ended.output else {}


def failure(ended: Run) -> Json:
    """The program's error as a caller can read it: an exit status, and a text."""
    sys.stderr.write(ended.errors)
    text = ended.errors.strip()
    kind = next((kind for beginning, kind in KINDS if text.startswith(beginning)), "other")
    return {"native": f"exit status {ended.status}", "kind": kind}


def main() -> None:
    os.environ.update(SURROUNDINGS)
    driver = warmed()
    drives = {"page": functools.partial(page, driver), "walk": functools.partial(walk, driver)}
    serve("awscli", version("awscli"), {OPERATION: drives})


if __name__ == "__main__":
    main()
