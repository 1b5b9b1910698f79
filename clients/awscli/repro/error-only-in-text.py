"""An error tells its HTTP status and request id (practice). aws tells a text without them."""

import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

HEAD = b"HTTP/1.0 403 X\r\nx-amzn-errortype: Denied\r\nx-amzn-requestid: id-1\r\n\r\n"
BaseHTTPRequestHandler.do_GET = lambda self: self.wfile.write(HEAD + b'{"message":"no"}')
server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
Thread(target=server.serve_forever, daemon=True).start()
os.environ.update(AWS_ACCESS_KEY_ID="k", AWS_SECRET_ACCESS_KEY="s", AWS_DEFAULT_REGION="us-east-1")
aws = [os.path.join(os.path.dirname(sys.executable), "aws"), "bedrock", "list-evaluation-jobs"]
aws += ["--endpoint-url", f"http://127.0.0.1:{server.server_port}", "--output", "json"]
ended = subprocess.run(aws, capture_output=True, text=True)
print("exit status", ended.returncode, "and", ended.stderr.strip())
text = "\nAn error occurred (Denied) when calling the ListEvaluationJobs operation: no\n"
assert (ended.returncode, ended.stdout, ended.stderr) == (255, "", text)
