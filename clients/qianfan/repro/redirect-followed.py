"""RFC 9110, section 7.2: Host names the host asked. After a redirect qianfan sends the old one."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import qianfan
from qianfan.resources.console.utils import call_action

server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
FOUND = b"HTTP/1.0 302 X\r\nLocation: http://localhost:%d/\r\n\r\n" % server.server_port
ECHO = b'HTTP/1.0 200 X\r\n\r\n{"host":"%s"}'
BaseHTTPRequestHandler.do_POST = lambda self: (self.rfile.read1(), self.wfile.write(FOUND))
BaseHTTPRequestHandler.do_GET = lambda self: self.wfile.write(ECHO % self.headers["Host"].encode())
Thread(target=server.serve_forever, daemon=True).start()
config = qianfan.get_config()
config.CONSOLE_API_BASE_URL = f"http://127.0.0.1:{server.server_port}"
config.ACCESS_KEY = config.SECRET_KEY = "k"
response = call_action("/v2/eval", "DescribeEvalTasks", {"evalType": "auto"})
print("asked localhost for the host", response.body["host"])
assert response.body == {"host": f"127.0.0.1:{server.server_port}"}
