"""bce-python-sdk sends nothing of its configuration's security_token by its base client."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from baidubce.auth.bce_credentials import BceCredentials
from baidubce.bce_base_client import BceBaseClient
from baidubce.bce_client_configuration import BceClientConfiguration

sent = []


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        sent.append(str(self.headers))
        self.wfile.write(b"HTTP/1.0 200 X\r\n\r\n{}")


server = HTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
config = BceClientConfiguration(BceCredentials("k", "s"), f"http://127.0.0.1:{server.server_port}")
config.security_token = "secret"
client = type("Client", (BceBaseClient,), {"_compute_service_id": lambda self: "qianfan"})(config)
client._send_request(b"POST", b"/v2/eval", body="{}")
print("sent:", sorted(line.split(":")[0] for line in sent[0].split("\n") if line))
assert "secret" not in sent[0]
