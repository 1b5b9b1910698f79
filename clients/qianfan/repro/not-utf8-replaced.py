"""RFC 8259, section 8.1: JSON is UTF-8. qianfan replaces bytes that are not by U+FFFD."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import qianfan
from qianfan.resources.console.utils import call_action

HEAD = b"HTTP/1.0 200 X\r\nContent-Type: application/json\r\n\r\n"
ANSWER = HEAD + b'{"requestId":"\xff"}'
BaseHTTPRequestHandler.do_POST = lambda self: (self.rfile.read1(), self.wfile.write(ANSWER))
server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
Thread(target=server.serve_forever, daemon=True).start()
config = qianfan.get_config()
config.CONSOLE_API_BASE_URL = f"http://127.0.0.1:{server.server_port}"
config.ACCESS_KEY = config.SECRET_KEY = "k"
response = call_action("/v2/eval", "DescribeEvalTasks", {"evalType": "auto"})
print("returned", ascii(response.body))
assert response.body == {"requestId": "\ufffd"}
