"""RFC 8259, section 8.1: JSON is UTF-8. volcengine reads it as Latin-1 if called text/plain."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from volcengine.ApiInfo import ApiInfo
from volcengine.base.Service import Service
from volcengine.Credentials import Credentials
from volcengine.ServiceInfo import ServiceInfo

ANSWER = 'HTTP/1.0 200 X\r\nContent-Type: text/plain\r\n\r\n{"Name":"评测"}'.encode()
BaseHTTPRequestHandler.do_POST = lambda self: (self.rfile.read1(), self.wfile.write(ANSWER))
server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
Thread(target=server.serve_forever, daemon=True).start()
info = ServiceInfo(f"127.0.0.1:{server.server_port}", {}, Credentials("k", "s", "ark", "r"), 5, 5)
service = Service(info, {"List": ApiInfo("POST", "/", {}, {}, {})})
name = json.loads(service.json("List", {}, "{}"))["Name"]
print("评测 became", name)
assert name == "评测".encode().decode("latin-1")
