"""RFC 8259, section 2: no body is not JSON. bce-python-sdk returns a response without members."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from baidubce.auth.bce_credentials import BceCredentials
from baidubce.bce_base_client import BceBaseClient
from baidubce.bce_client_configuration import BceClientConfiguration

ANSWER = b"HTTP/1.0 200 X\r\nContent-Length: 0\r\n\r\n"
BaseHTTPRequestHandler.do_POST = lambda self: (self.rfile.read1(), self.wfile.write(ANSWER))
server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
Thread(target=server.serve_forever, daemon=True).start()
config = BceClientConfiguration(BceCredentials("k", "s"), f"http://127.0.0.1:{server.server_port}")
client = type("Client", (BceBaseClient,), {"_compute_service_id": lambda self: "qianfan"})(config)
response = client._send_request(b"POST", b"/v2/eval", body="{}")
print("returned", response, response.get_body_map())
assert set(vars(response)) == {"metadata"} and response.get_body_map() == {}
