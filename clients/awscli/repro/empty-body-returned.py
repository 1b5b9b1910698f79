"""aws prints half a list and exits with 0 when the second page has no body at all."""

import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

PAGE = b'{"jobSummaries":[{"jobName":"first"}],"nextToken":"more"}'


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"" if "nextToken" in self.path else PAGE
        self.wfile.write(b"HTTP/1.0 200 X\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


server = HTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
os.environ.update(AWS_ACCESS_KEY_ID="k", AWS_SECRET_ACCESS_KEY="s", AWS_DEFAULT_REGION="us-east-1")
aws = [os.path.join(os.path.dirname(sys.executable), "aws"), "bedrock", "list-evaluation-jobs"]
aws += ["--endpoint-url", f"http://127.0.0.1:{server.server_port}", "--output", "json"]
ended = subprocess.run(aws, capture_output=True, text=True)
print("exit status", ended.returncode, "and", "".join(ended.stdout.split()))
sys.exit(ended.returncode != 0 or "first" not in ended.stdout or ended.stderr != "")
