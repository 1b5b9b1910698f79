"""cloud.baidu.com/doc/WENXINWORKSHOP/s/pm17hb7di: only errors have a code. One is returned."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from baidubce.auth.bce_credentials import BceCredentials
from baidubce.bce_base_client import BceBaseClient
from baidubce.bce_client_configuration import BceClientConfiguration

ANSWER = b'HTTP/1.0 200 X\r\n\r\n{"code":"InternalError","message":"m"}'
BaseHTTPRequestHandler.do_POST = lambda self: (self.rfile.read1(), self.wfile.write(ANSWER))
server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
Thread(target=server.serve_forever, daemon=True).start()
config = BceClientConfiguration(BceCredentials("k", "s"), f"http://127.0.0.1:{server.server_port}")
client = type("Client", (BceBaseClient,), {"_compute_service_id": lambda self: "qianfan"})(config)
response = client._send_request(b"POST", b"/v2/eval", body="{}")
print("returned", response)
assert response.code == "InternalError" and response.result is None
