"""A value reaches the caller unchanged (practice). Here 1.9 becomes 1 and 5 becomes "5"."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import volcenginesdkcore as core
from volcenginesdkark import ARKApi, ListBatchInferenceJobsRequest as Request

RESULT = b'{"TotalCount":1.9,"Items":[{"Id":5}]}'
ANSWER = b'HTTP/1.0 200 X\r\n\r\n{"ResponseMetadata":{},"Result":%s}' % RESULT
BaseHTTPRequestHandler.do_POST = lambda self: (self.rfile.read1(), self.wfile.write(ANSWER))
server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
Thread(target=server.serve_forever, daemon=True).start()
settings = core.Configuration()
settings.scheme, settings.host = "http", f"127.0.0.1:{server.server_port}"
settings.ak = settings.sk = settings.region = "k"
response = ARKApi(core.ApiClient(settings)).list_batch_inference_jobs(Request())
print("returned", repr(response.total_count), "and", repr(response.items[0].id))
assert (response.total_count, response.items[0].id) == (1, "5")
