"""RFC 9112, section 8: a body below its Content-Length is incomplete. boto3 returns it as whole."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import boto3

ANSWER = b'HTTP/1.0 200 X\r\nContent-Length: 99\r\n\r\n{"jobSummaries":[]}'
BaseHTTPRequestHandler.do_GET = lambda self: self.wfile.write(ANSWER)
server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
keys = {"aws_access_key_id": "k", "aws_secret_access_key": "s"}
bedrock = boto3.client("bedrock", "us-east-1", endpoint_url=url, **keys)
response = bedrock.list_evaluation_jobs()
print("19 of 99 bytes were returned as", response)
assert response["ResponseMetadata"]["HTTPHeaders"]["content-length"] == "99"
assert response["jobSummaries"] == []
