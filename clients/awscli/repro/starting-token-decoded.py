"""API_ListEvaluationJobs: nextToken goes into the next request. aws reads inputs out of base64."""

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
aws += ["--starting-token", "eyJuYW1lQ29udGFpbnMiOiJ4In0="]
ended = subprocess.run(aws, capture_output=True, text=True)
print("exit status", ended.returncode, "after asking for", asked)
assert asked == ["/evaluation-jobs?nameContains=x"]
