"""boto3 cuts the fraction of a time that it returns to six digits."""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import boto3
from botocore.config import Config


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"jobSummaries":[{"creationTime":"2024-01-02T03:04:05.123456789Z"}]}'
        self.wfile.write(b"HTTP/1.0 200 X\r\n\r\n" + body)


server = HTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
settings = {"endpoint_url": url, "config": Config(read_timeout=5)}
keys = {"aws_access_key_id": "k", "aws_secret_access_key": "s"}
bedrock = boto3.client("bedrock", "us-east-1", **settings, **keys)
got = bedrock.list_evaluation_jobs()["jobSummaries"][0]["creationTime"].isoformat()
print("returned", got)
sys.exit(got != "2024-01-02T03:04:05.123456+00:00")
