"""volcengine reads UTF-8 JSON as Latin-1 where the answer is called text/plain."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from volcengine.ApiInfo import ApiInfo
from volcengine.base.Service import Service
from volcengine.Credentials import Credentials
from volcengine.ServiceInfo import ServiceInfo


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        head = "HTTP/1.0 200 X\r\nContent-Type: text/plain\r\n\r\n"
        self.wfile.write((head + '{"Name":"评测"}').encode())


server = HTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
info = ServiceInfo(f"127.0.0.1:{server.server_port}", {}, Credentials("k", "s", "ark", "r"), 5, 5)
service = Service(info, {"List": ApiInfo("POST", "/", {}, {}, {})})
name = json.loads(service.json("List", {}, "{}"))["Name"]
print("评测 became", name)
assert name == "评测".encode().decode("latin-1")
