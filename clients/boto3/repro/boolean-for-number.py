"""boto3 accepts a boolean for the number maxResults and sends it as a word."""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import boto3
from botocore.config import Config

asked = []


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        asked.append(self.path)
        self.wfile.write(b"HTTP/1.0 200 X\r\n\r\n{}")


server = HTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
settings = {"endpoint_url": url, "config": Config(read_timeout=5)}
keys = {"aws_access_key_id": "k", "aws_secret_access_key": "s"}
bedrock = boto3.client("bedrock", "us-east-1", **settings, **keys)
bedrock.list_evaluation_jobs(maxResults=True)
print("asked for", asked)
sys.exit(asked != ["/evaluation-jobs?maxResults=True"])
