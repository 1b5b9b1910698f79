"""volcengine returns replacement characters for a body that is not UTF-8."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from volcengine.ApiInfo import ApiInfo
from volcengine.base.Service import Service
from volcengine.Credentials import Credentials
from volcengine.ServiceInfo import ServiceInfo


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        head = b"HTTP/1.0 200 X\r\nContent-Type: application/json\r\n\r\n"
        self.wfile.write(head + b'{"Name":"\xff"}')


server = HTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
info = ServiceInfo(f"127.0.0.1:{server.server_port}", {}, Credentials("k", "s", "ark", "r"), 5, 5)
service = Service(info, {"List": ApiInfo("POST", "/", {}, {}, {})})
text = service.json("List", {}, "{}")
print("returned", text)
assert text == '{"Name": "\\ufffd"}'
