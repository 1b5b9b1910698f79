"""volcengine takes the session token along when a redirect leads to another host."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from volcengine.ApiInfo import ApiInfo
from volcengine.base.Service import Service
from volcengine.Credentials import Credentials
from volcengine.ServiceInfo import ServiceInfo


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        to = b"http://localhost:%d" % server.server_port
        self.wfile.write(b"HTTP/1.0 302 X\r\nLocation: %s\r\n\r\n" % to)

    def do_GET(self):
        self.wfile.write(b'HTTP/1.0 200 X\r\n\r\n"%s"' % self.headers["X-Security-Token"].encode())


server = HTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
info = ServiceInfo(f"127.0.0.1:{server.server_port}", {}, Credentials("k", "s", "", "", "T"), 5, 5)
service = Service(info, {"List": ApiInfo("POST", "/", {}, {}, {})})
assert service.json("List", {}, "{}") == '"T"'
print("the session token went to localhost, though the endpoint is 127.0.0.1")
