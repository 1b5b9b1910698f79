"""A value reaches the caller unchanged (practice). Here a string of 3 letters becomes 3 items."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import volcenginesdkcore as core
from volcenginesdkark import ARKApi, ListBatchInferenceJobsRequest as Request

ANSWER = b'HTTP/1.0 200 X\r\n\r\n{"ResponseMetadata":{},"Result":{"Items":"abc"}}'
BaseHTTPRequestHandler.do_POST = lambda self: (self.rfile.read1(), self.wfile.write(ANSWER))
server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
Thread(target=server.serve_forever, daemon=True).start()
settings = core.Configuration()
settings.scheme, settings.host = "http", f"127.0.0.1:{server.server_port}"
settings.ak = settings.sk = settings.region = "k"
response = ARKApi(core.ApiClient(settings)).list_batch_inference_jobs(Request())
print("a string of 3 letters became", len(response.items), "items")
assert [item.id for item in response.items] == [None] * 3
