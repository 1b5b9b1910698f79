"""boto3's paginator drops a nextToken that reads "None" and asks for the first page again."""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import boto3
from botocore.config import Config

asked = []


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        asked.append(self.path)
        token = b'"None"' if len(asked) == 1 else b"null"
        self.wfile.write(b'HTTP/1.0 200 X\r\n\r\n{"nextToken":%s}' % token)


server = HTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
settings = {"endpoint_url": url, "config": Config(read_timeout=5)}
keys = {"aws_access_key_id": "k", "aws_secret_access_key": "s"}
bedrock = boto3.client("bedrock", "us-east-1", **settings, **keys)
list(bedrock.get_paginator("list_evaluation_jobs").paginate())
print("asked for", asked)
sys.exit(asked != ["/evaluation-jobs"] * 2)
