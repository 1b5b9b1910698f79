"""boto3 returns an empty response for a 200 without a body."""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import boto3
from botocore.config import Config


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.wfile.write(b"HTTP/1.0 200 X\r\nContent-Length: 0\r\n\r\n")


server = HTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
settings = {"endpoint_url": url, "config": Config(read_timeout=5)}
keys = {"aws_access_key_id": "k", "aws_secret_access_key": "s"}
response = boto3.client("bedrock", "us-east-1", **settings, **keys).list_evaluation_jobs()
if set(response) != {"ResponseMetadata"}:
    sys.exit(1)
print("an empty body became a response without members")
