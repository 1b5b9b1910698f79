"""A bad answer is an error of the program's own (practice). aws shows one of Python's for []."""

import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

ANSWER = b"HTTP/1.0 200 X\r\n\r\n[]"
BaseHTTPRequestHandler.do_GET = lambda self: self.wfile.write(ANSWER)
server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
Thread(target=server.serve_forever, daemon=True).start()
os.environ.update(AWS_ACCESS_KEY_ID="k", AWS_SECRET_ACCESS_KEY="s", AWS_DEFAULT_REGION="us-east-1")
aws = [os.path.join(os.path.dirname(sys.executable), "aws"), "bedrock", "list-evaluation-jobs"]
aws += ["--endpoint-url", f"http://127.0.0.1:{server.server_port}", "--output", "json"]
ended = subprocess.run(aws, capture_output=True, text=True)
print("exit status", ended.returncode, "and", ended.stderr.strip())
assert (ended.returncode, ended.stdout) == (255, "")
assert "'list' object has no attribute" in ended.stderr
