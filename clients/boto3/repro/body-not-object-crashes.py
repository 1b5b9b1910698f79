"""A bad answer is an error of the library's own (practice). boto3 raises Python's for []."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import boto3

ANSWER = b"HTTP/1.0 200 X\r\n\r\n[]"
BaseHTTPRequestHandler.do_GET = lambda self: self.wfile.write(ANSWER)
server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
keys = {"aws_access_key_id": "k", "aws_secret_access_key": "s"}
bedrock = boto3.client("bedrock", "us-east-1", endpoint_url=url, **keys)
try:
    raise SystemExit(repr(bedrock.list_evaluation_jobs()))
except AttributeError as error:
    print("no error of the library's own:", error)
    assert "'list' object has no attribute" in str(error)
