"""www.volcengine.com/docs/6369/80336: only errors have an Error. volcengine returns one."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from volcengine.ApiInfo import ApiInfo
from volcengine.base.Service import Service
from volcengine.Credentials import Credentials
from volcengine.ServiceInfo import ServiceInfo

ANSWER = b'HTTP/1.0 200 X\r\n\r\n{"ResponseMetadata":{"Error":{"Code":"C"}}}'
BaseHTTPRequestHandler.do_POST = lambda self: (self.rfile.read1(), self.wfile.write(ANSWER))
server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
Thread(target=server.serve_forever, daemon=True).start()
info = ServiceInfo(f"127.0.0.1:{server.server_port}", {}, Credentials("k", "s", "ark", "r"), 5, 5)
service = Service(info, {"List": ApiInfo("POST", "/", {}, {}, {})})
text = service.json("List", {}, "{}")
print("returned", text)
assert text == '{"ResponseMetadata": {"Error": {"Code": "C"}}}'
