"""The library invents the error InternalServiceError for a 200 without ResponseMetadata."""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import volcenginesdkark as ark
import volcenginesdkcore as core


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.wfile.write(b'HTTP/1.0 200 X\r\n\r\n{"Result":{"Items":[]}}')


server = HTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
configuration = core.Configuration()
configuration.host, configuration.scheme = f"127.0.0.1:{server.server_port}", "http"
configuration.ak = configuration.sk = configuration.region = "k"
api = ark.ARKApi(core.ApiClient(configuration))
try:
    sys.exit(repr(api.list_batch_inference_jobs(ark.ListBatchInferenceJobsRequest())))
except core.rest.ApiException as error:
    print(vars(error))
    sys.exit(error.reason != "InternalServiceError")
