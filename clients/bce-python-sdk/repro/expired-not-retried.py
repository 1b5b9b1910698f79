"""bce-python-sdk's retry_policy.py retries RequestExpired. It never does: b'' is not ''."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from baidubce.auth.bce_credentials import BceCredentials
from baidubce.bce_base_client import BceBaseClient
from baidubce.bce_client_configuration import BceClientConfiguration

ANSWER = b'HTTP/1.0 400\r\n\r\n{"code":"RequestExpired","requestId":0,"message":0}'
BaseHTTPRequestHandler.do_POST = lambda self: (self.rfile.read1(), self.wfile.write(ANSWER))
server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
Thread(target=server.serve_forever, daemon=True).start()
config = BceClientConfiguration(BceCredentials("k", "s"), f"http://127.0.0.1:{server.server_port}")
client = type("Client", (BceBaseClient,), {"_compute_service_id": lambda self: "qianfan"})(config)
try:
    raise SystemExit(repr(client._send_request(b"POST", b"/v2/eval", body="{}")))
except Exception as error:
    print(error.code, str(error)[:50])
    assert error.code == "RequestExpired" and "Retried 0 times" in str(error)
