"""API_ListEvaluationJobs: nextToken goes into the next request. boto3 drops one that is "None"."""

from http.server import BaseHTTPRequestHandler as Handler
from http.server import HTTPServer
from threading import Thread

import boto3

asked, OK = [], b"HTTP/1.0 200 X\r\n\r\n"
answers = iter([OK + b'{"nextToken":"None"}', OK + b"{}"])
Handler.do_GET = lambda self: (asked.append(self.path), self.wfile.write(next(answers)))
server = HTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
keys = {"aws_access_key_id": "k", "aws_secret_access_key": "s"}
bedrock = boto3.client("bedrock", "us-east-1", endpoint_url=url, **keys)
list(bedrock.get_paginator("list_evaluation_jobs").paginate())
print("asked for", asked)
assert asked == ["/evaluation-jobs"] * 2
