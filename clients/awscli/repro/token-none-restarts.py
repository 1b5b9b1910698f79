"""API_ListEvaluationJobs: nextToken goes into the next request. aws drops one that is "None"."""

import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler as Handler
from http.server import HTTPServer
from threading import Thread

asked, PAGE = [], b'HTTP/1.0 200 X\r\n\r\n{"jobSummaries":[{}]%s}'
answers = iter([PAGE % b',"nextToken":"None"', PAGE % b""])
Handler.do_GET = lambda self: (asked.append(self.path), self.wfile.write(next(answers)))
server = HTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
os.environ.update(AWS_ACCESS_KEY_ID="k", AWS_SECRET_ACCESS_KEY="s", AWS_DEFAULT_REGION="us-east-1")
aws = [os.path.join(os.path.dirname(sys.executable), "aws"), "bedrock", "list-evaluation-jobs"]
aws += ["--endpoint-url", f"http://127.0.0.1:{server.server_port}", "--output", "json"]
ended = subprocess.run(aws, capture_output=True, text=True)
print("exit status", ended.returncode, "after asking for", asked)
assert ended.returncode == 0 and asked == ["/evaluation-jobs"] * 2
