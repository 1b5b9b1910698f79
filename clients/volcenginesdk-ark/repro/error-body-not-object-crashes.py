"""While it may retry, the library raises AttributeError for a 400 whose body is a JSON list."""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import volcenginesdkark as ark
import volcenginesdkcore as core


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.wfile.write(b"HTTP/1.0 400 X\r\n\r\n[]")


server = HTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
configuration = core.Configuration()
configuration.host, configuration.scheme = f"127.0.0.1:{server.server_port}", "http"
configuration.ak = configuration.sk = configuration.region = "k"
api = ark.ARKApi(core.ApiClient(configuration))
try:
    sys.exit(repr(api.list_batch_inference_jobs(ark.ListBatchInferenceJobsRequest())))
except AttributeError as error:
    print("the status 400 is lost:", error)
