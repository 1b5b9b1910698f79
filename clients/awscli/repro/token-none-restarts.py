"""aws drops a nextToken that reads "None", so that the first page comes again."""

import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

asked = []


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        asked.append(self.path)
        next_page = b',"nextToken":"None"' if len(asked) == 1 else b""
        self.wfile.write(b'HTTP/1.0 200 X\r\n\r\n{"jobSummaries":[{}]%s}' % next_page)


server = HTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
os.environ.update(AWS_ACCESS_KEY_ID="k", AWS_SECRET_ACCESS_KEY="s", AWS_DEFAULT_REGION="us-east-1")
aws = [os.path.join(os.path.dirname(sys.executable), "aws"), "bedrock", "list-evaluation-jobs"]
aws += ["--endpoint-url", f"http://127.0.0.1:{server.server_port}", "--output", "json"]
ended = subprocess.run(aws, capture_output=True, text=True)
print("exit status", ended.returncode, "after asking for", asked)
sys.exit(ended.returncode != 0 or asked != ["/evaluation-jobs"] * 2)
