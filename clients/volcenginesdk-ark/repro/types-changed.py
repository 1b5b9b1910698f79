"""The library turns the number 1.9 into 1 and, for a string, the number 5 into "5"."""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import volcenginesdkark as ark
import volcenginesdkcore as core


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b'{"ResponseMetadata":{},"Result":{"TotalCount":1.9,"Items":[{"Id":5}]}}'
        self.wfile.write(b"HTTP/1.0 200 X\r\n\r\n" + body)


server = HTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
configuration = core.Configuration()
configuration.host, configuration.scheme = f"127.0.0.1:{server.server_port}", "http"
configuration.ak = configuration.sk = configuration.region = "k"
api = ark.ARKApi(core.ApiClient(configuration))
response = api.list_batch_inference_jobs(ark.ListBatchInferenceJobsRequest())
got = (response.total_count, response.items[0].id)
print(got)
sys.exit(got != (1, "5"))
