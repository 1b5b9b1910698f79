"""The library invents one empty item for each letter where the service sent a string for Items."""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import volcenginesdkark as ark
import volcenginesdkcore as core


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.wfile.write(b'HTTP/1.0 200 X\r\n\r\n{"ResponseMetadata":{},"Result":{"Items":"abc"}}')


server = HTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
configuration = core.Configuration()
configuration.host, configuration.scheme = f"127.0.0.1:{server.server_port}", "http"
configuration.ak = configuration.sk = configuration.region = "k"
api = ark.ARKApi(core.ApiClient(configuration))
response = api.list_batch_inference_jobs(ark.ListBatchInferenceJobsRequest())
print("a string of 3 letters became", len(response.items), "items")
sys.exit([item.id for item in response.items] != [None] * 3)
