"""www.volcengine.com/docs/6369/80336: a success has a Result. None is returned for one without."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import volcenginesdkcore as core
from volcenginesdkark import ARKApi, ListBatchInferenceJobsRequest as Request

ANSWER = b'HTTP/1.0 200 X\r\n\r\n{"ResponseMetadata":{"RequestId":"r"}}'
BaseHTTPRequestHandler.do_POST = lambda self: (self.rfile.read1(), self.wfile.write(ANSWER))
server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
Thread(target=server.serve_forever, daemon=True).start()
settings = core.Configuration()
settings.scheme, settings.host = "http", f"127.0.0.1:{server.server_port}"
settings.ak = settings.sk = settings.region = "k"
response = ARKApi(core.ApiClient(settings)).list_batch_inference_jobs(Request())
print("returned", response)
assert response is None
