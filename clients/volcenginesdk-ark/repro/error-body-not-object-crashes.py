"""An error tells its HTTP status (practice). Here that of a 400 with a list is lost."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import volcenginesdkcore as core
from volcenginesdkark import ARKApi, ListBatchInferenceJobsRequest as Request

ANSWER = b"HTTP/1.0 400 X\r\n\r\n[]"
BaseHTTPRequestHandler.do_POST = lambda self: (self.rfile.read1(), self.wfile.write(ANSWER))
server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
Thread(target=server.serve_forever, daemon=True).start()
settings = core.Configuration()
settings.scheme, settings.host = "http", f"127.0.0.1:{server.server_port}"
settings.ak = settings.sk = settings.region = "k"
try:
    raise SystemExit(repr(ARKApi(core.ApiClient(settings)).list_batch_inference_jobs(Request())))
except AttributeError as error:
    print("the status 400 is lost:", error)
    assert "'list' object has no attribute" in str(error)
