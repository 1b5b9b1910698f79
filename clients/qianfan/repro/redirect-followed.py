"""qianfan follows a 302 to another host, with the first one's Host (RFC 9110, section 7.2)."""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import qianfan
from qianfan.resources.console.utils import call_action


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        to = b"http://localhost:%d/" % self.server.server_port
        self.wfile.write(b"HTTP/1.0 302 X\r\nLocation: %s\r\n\r\n" % to)

    def do_GET(self):
        self.wfile.write(b'HTTP/1.0 200 X\r\n\r\n{"host":"%s"}' % self.headers["Host"].encode())


server = HTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
config = qianfan.get_config()
config.CONSOLE_API_BASE_URL = f"http://127.0.0.1:{server.server_port}"
config.ACCESS_KEY = config.SECRET_KEY = "k"
response = call_action("/v2/eval", "DescribeEvalTasks", {"evalType": "auto"})
print("asked localhost for the host", response.body["host"])
sys.exit(not response.body["host"].startswith("127.0.0.1:"))
