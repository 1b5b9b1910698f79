"""API_ListEvaluationJobs: maxResults is an integer. boto3 accepts True and sends it as a word."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import boto3

asked = []
ANSWER = b"HTTP/1.0 200 X\r\n\r\n{}"
BaseHTTPRequestHandler.do_GET = lambda self: (asked.append(self.path), self.wfile.write(ANSWER))
server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
keys = {"aws_access_key_id": "k", "aws_secret_access_key": "s"}
bedrock = boto3.client("bedrock", "us-east-1", endpoint_url=url, **keys)
bedrock.list_evaluation_jobs(maxResults=True)
print("asked for", asked)
assert asked == ["/evaluation-jobs?maxResults=True"]
