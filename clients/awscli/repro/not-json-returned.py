"""RFC 8259, section 2: HTML is not JSON. aws takes a page of it for the empty last page of jobs."""

import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

PAGE = b'HTTP/1.0 200 X\r\n\r\n{"jobSummaries":[{"jobName":"first"}],"nextToken":"more"}'
HTML = b"HTTP/1.0 200 X\r\n\r\n<html>Bad gateway</html>"
BaseHTTPRequestHandler.do_GET = lambda self: self.wfile.write(HTML if "?" in self.path else PAGE)
server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
Thread(target=server.serve_forever, daemon=True).start()
os.environ.update(AWS_ACCESS_KEY_ID="k", AWS_SECRET_ACCESS_KEY="s", AWS_DEFAULT_REGION="us-east-1")
aws = [os.path.join(os.path.dirname(sys.executable), "aws"), "bedrock", "list-evaluation-jobs"]
aws += ["--endpoint-url", f"http://127.0.0.1:{server.server_port}", "--output", "json"]
ended = subprocess.run(aws, capture_output=True, text=True)
print("exit status", ended.returncode, "and", "".join(ended.stdout.split()))
assert (ended.returncode, ended.stderr) == (0, "") and '"first"' in ended.stdout
