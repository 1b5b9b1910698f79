"""An error tells its HTTP status (practice). volcengine's is a bare Exception of bytes."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from volcengine import ApiInfo, Credentials, ServiceInfo
from volcengine.base.Service import Service

ANSWER = b'HTTP/1.0 503 X\r\n\r\n{"ResponseMetadata":{"Error":{"Code":"C"}}}'
BaseHTTPRequestHandler.do_POST = lambda self: (self.rfile.read1(), self.wfile.write(ANSWER))
server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
Thread(target=server.serve_forever, daemon=True).start()
keys = Credentials.Credentials("k", "s", "ark", "cn-beijing")
info = ServiceInfo.ServiceInfo(f"127.0.0.1:{server.server_port}", {}, keys, 5, 5)
service = Service(info, {"List": ApiInfo.ApiInfo("POST", "/", {}, {}, {})})
try:
    raise SystemExit(repr(service.json("List", {}, "{}")))
except Exception as error:
    print(repr(error), vars(error))
    assert type(error) is Exception and isinstance(error.args[0], bytes) and not vars(error)
