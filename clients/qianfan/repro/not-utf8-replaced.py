"""qianfan returns replacement characters for a body that is not UTF-8 (RFC 8259, section 8.1)."""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import qianfan
from qianfan.resources.console.utils import call_action


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        head = b"HTTP/1.0 200 X\r\nContent-Type: application/json\r\n\r\n"
        self.wfile.write(head + b'{"requestId":"\xff"}')


server = HTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
config = qianfan.get_config()
config.CONSOLE_API_BASE_URL = f"http://127.0.0.1:{server.server_port}"
config.ACCESS_KEY = config.SECRET_KEY = "k"
response = call_action("/v2/eval", "DescribeEvalTasks", {"evalType": "auto"})
print("returned", ascii(response.body))
sys.exit(response.body != {"requestId": "\ufffd"})
