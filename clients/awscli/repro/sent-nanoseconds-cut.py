"""RFC 3339, section 5.6: a fraction may have any length. aws sends six digits of nine."""

import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

asked = []
ANSWER = b"HTTP/1.0 200 X\r\n\r\n{}"
BaseHTTPRequestHandler.do_GET = lambda self: (asked.append(self.path), self.wfile.write(ANSWER))
server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
Thread(target=server.serve_forever, daemon=True).start()
os.environ.update(AWS_ACCESS_KEY_ID="k", AWS_SECRET_ACCESS_KEY="s", AWS_DEFAULT_REGION="us-east-1")
aws = [os.path.join(os.path.dirname(sys.executable), "aws"), "bedrock", "list-evaluation-jobs"]
aws += ["--endpoint-url", f"http://127.0.0.1:{server.server_port}", "--output", "json"]
aws += ["--creation-time-after", "2024-01-02T03:04:05.123456789Z"]
ended = subprocess.run(aws, capture_output=True, text=True)
print("exit status", ended.returncode, "after asking for", asked)
assert asked == ["/evaluation-jobs?creationTimeAfter=2024-01-02T03%3A04%3A05.123456Z"]
