"""A session token is sent (practice). bce-python-sdk's base client leaves it out of all headers."""

from http.server import BaseHTTPRequestHandler as Handler
from http.server import HTTPServer
from threading import Thread

from baidubce.auth.bce_credentials import BceCredentials
from baidubce.bce_base_client import BceBaseClient
from baidubce.bce_client_configuration import BceClientConfiguration

sent, ANSWER = [], b"HTTP/1.0 200 X\r\n\r\n{}"
Handler.do_POST = lambda self: (sent.append(self), self.rfile.read1(), self.wfile.write(ANSWER))
server = HTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
config = BceClientConfiguration(BceCredentials("k", "s"), f"http://127.0.0.1:{server.server_port}")
config.security_token = "secret"
client = type("Client", (BceBaseClient,), {"_compute_service_id": lambda self: "qianfan"})(config)
client._send_request(b"POST", b"/v2/eval", body="{}")
print("sent:", sent[0].headers.keys())
assert "Authorization" in sent[0].headers and "secret" not in str(sent[0].headers)
