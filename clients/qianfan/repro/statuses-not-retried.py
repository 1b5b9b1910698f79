"""A 500 is retried as retry_count says (practice). qianfan makes one attempt of three."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import qianfan
from qianfan.resources.console.utils import call_action

answers = iter([b"HTTP/1.0 500 X\r\n\r\n", b"HTTP/1.0 200 X\r\n\r\n{}"])
BaseHTTPRequestHandler.do_POST = lambda self: (self.rfile.read1(), self.wfile.write(next(answers)))
server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
Thread(target=server.serve_forever, daemon=True).start()
config = qianfan.get_config()
config.CONSOLE_API_BASE_URL = f"http://127.0.0.1:{server.server_port}"
config.ACCESS_KEY = config.SECRET_KEY = "k"
try:
    raise SystemExit(repr(call_action("/v2/eval", "DescribeEvalTasks", {}, retry_count=3)))
except qianfan.errors.RequestError as error:
    print("retry_count=3, status", error.status_code, "and a 200 that was not asked for")
    assert error.status_code == 500 and len(list(answers)) == 1
