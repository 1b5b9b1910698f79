"""volcengine raises a bare Exception with the body as bytes; the status is lost."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from volcengine.ApiInfo import ApiInfo
from volcengine.base.Service import Service
from volcengine.Credentials import Credentials
from volcengine.ServiceInfo import ServiceInfo


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.wfile.write(b'HTTP/1.0 503 X\r\n\r\n{"ResponseMetadata":{"Error":{"Code":"C"}}}')


server = HTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
info = ServiceInfo(f"127.0.0.1:{server.server_port}", {}, Credentials("k", "s", "ark", "r"), 5, 5)
service = Service(info, {"List": ApiInfo("POST", "/", {}, {}, {})})
try:
    raise SystemExit(service.json("List", {}, "{}"))
except Exception as error:
    print(repr(error), vars(error))
    assert type(error) is Exception and isinstance(error.args[0], bytes) and not vars(error)
