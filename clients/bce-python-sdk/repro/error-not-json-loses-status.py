"""bce-python-sdk loses the status of a 503 whose body is a page of HTML, and does not retry it."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from baidubce.auth.bce_credentials import BceCredentials
from baidubce.bce_base_client import BceBaseClient
from baidubce.bce_client_configuration import BceClientConfiguration
from baidubce.exception import BceHttpClientError


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.wfile.write(b"HTTP/1.0 503 X\r\n\r\n<html>")


server = HTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
config = BceClientConfiguration(BceCredentials("k", "s"), f"http://127.0.0.1:{server.server_port}")
client = type("Client", (BceBaseClient,), {"_compute_service_id": lambda self: "qianfan"})(config)
try:
    raise SystemExit(client._send_request(b"POST", b"/v2/eval", body="{}"))
except BceHttpClientError as error:
    print("status", error.status_code, repr(error.last_error))
    assert error.status_code is None and "Retried 0 times" in str(error)
