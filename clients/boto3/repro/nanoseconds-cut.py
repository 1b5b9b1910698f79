"""RFC 3339, section 5.6: a fraction may have any length. boto3 returns six digits of nine."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import boto3

TIME = b'{"jobSummaries":[{"creationTime":"2024-01-02T03:04:05.123456789Z"}]}'
BaseHTTPRequestHandler.do_GET = lambda self: self.wfile.write(b"HTTP/1.0 200 X\r\n\r\n" + TIME)
server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
keys = {"aws_access_key_id": "k", "aws_secret_access_key": "s"}
bedrock = boto3.client("bedrock", "us-east-1", endpoint_url=url, **keys)
got = bedrock.list_evaluation_jobs()["jobSummaries"][0]["creationTime"].isoformat()
print("returned", got)
assert got == "2024-01-02T03:04:05.123456+00:00"
