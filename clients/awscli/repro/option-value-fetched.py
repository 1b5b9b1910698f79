"""API_ListEvaluationJobs: nextToken goes into the next request. aws fetches one that is a URL."""

import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler as Handler
from http.server import HTTPServer
from threading import Thread

asked, answers = [], iter([b"HTTP/1.0 200 X\r\n\r\nfetched", b"HTTP/1.0 200 X\r\n\r\n{}"])
Handler.do_GET = lambda self: (asked.append(self.path), self.wfile.write(next(answers)))
server = HTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
os.environ.update(AWS_ACCESS_KEY_ID="k", AWS_SECRET_ACCESS_KEY="s", AWS_DEFAULT_REGION="us-east-1")
aws = [os.path.join(os.path.dirname(sys.executable), "aws"), "bedrock", "list-evaluation-jobs"]
aws += ["--endpoint-url", f"http://127.0.0.1:{server.server_port}", "--output", "json"]
aws += ["--starting-token", f"http://127.0.0.1:{server.server_port}/token"]
ended = subprocess.run(aws, capture_output=True, text=True)
print("exit status", ended.returncode, "after asking for", asked)
assert asked == ["/token", "/evaluation-jobs?nextToken=fetched"]
