"""qianfan sends a request once for a 500, whatever its retry_count."""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import qianfan
from qianfan.resources.console.utils import call_action

asked = []


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        asked.append(self.wfile.write(b"HTTP/1.0 500 X\r\n\r\n"))


server = HTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
config = qianfan.get_config()
config.CONSOLE_API_BASE_URL = f"http://127.0.0.1:{server.server_port}"
config.ACCESS_KEY = config.SECRET_KEY = "k"
try:
    sys.exit(repr(call_action("/v2/eval", "DescribeEvalTasks", {}, retry_count=3)))
except qianfan.errors.RequestError as error:
    print("retry_count=3, status", error.status_code, "requests:", len(asked))
    sys.exit(len(asked) != 1)
