"""boto3 returns a message whose body ends before its Content-Length (RFC 9112, section 8)."""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import boto3
from botocore.config import Config


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.wfile.write(b'HTTP/1.0 200 X\r\nContent-Length: 99\r\n\r\n{"jobSummaries":[]}')


server = HTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
settings = {"endpoint_url": url, "config": Config(read_timeout=5)}
keys = {"aws_access_key_id": "k", "aws_secret_access_key": "s"}
bedrock = boto3.client("bedrock", "us-east-1", **settings, **keys)
response = bedrock.list_evaluation_jobs()
if not (response["jobSummaries"] == []):
    sys.exit(1)
print("returned 19 of 99 bytes as a whole response")
