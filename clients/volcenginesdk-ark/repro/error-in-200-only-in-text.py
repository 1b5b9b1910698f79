"""www.volcengine.com/docs/6369/80336: an error has a Code. Here it is in the text of a dict."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import volcenginesdkcore as core
from volcenginesdkark import ARKApi, ListBatchInferenceJobsRequest as Request

ANSWER = b'HTTP/1.0 200 X\r\n\r\n{"ResponseMetadata":{"Error":{"Code":"C"}}}'
BaseHTTPRequestHandler.do_POST = lambda self: (self.rfile.read1(), self.wfile.write(ANSWER))
server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
Thread(target=server.serve_forever, daemon=True).start()
settings = core.Configuration()
settings.scheme, settings.host = "http", f"127.0.0.1:{server.server_port}"
settings.ak = settings.sk = settings.region = "k"
try:
    raise SystemExit(repr(ARKApi(core.ApiClient(settings)).list_batch_inference_jobs(Request())))
except core.rest.ApiException as error:
    print(vars(error))
    assert (error.status, error.reason, error.body) == (200, "{'Code': 'C'}", None)
