"""RFC 9110, 11.5 and 15.4: credentials stay at their host. volcengine takes the token along."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from volcengine import ApiInfo, Credentials, ServiceInfo
from volcengine.base.Service import Service

got, ANSWER = [], b"HTTP/1.0 200 X\r\n\r\n{}"
server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
FOUND = b"HTTP/1.0 302 X\r\nLocation: http://localhost:%d\r\n\r\n" % server.server_port
BaseHTTPRequestHandler.do_POST = lambda self: (self.rfile.read1(), self.wfile.write(FOUND))
BaseHTTPRequestHandler.do_GET = lambda self: (got.append(self.headers), self.wfile.write(ANSWER))
Thread(target=server.serve_forever, daemon=True).start()
keys = Credentials.Credentials("k", "s", "ark", "cn-beijing", "token")
info = ServiceInfo.ServiceInfo(f"127.0.0.1:{server.server_port}", {}, keys, 5, 5)
service = Service(info, {"List": ApiInfo.ApiInfo("POST", "/", {}, {}, {})})
service.json("List", {}, "{}")
print("sent to localhost, though the endpoint is 127.0.0.1:", got[0]["X-Security-Token"])
assert got[0]["X-Security-Token"] == "token"
