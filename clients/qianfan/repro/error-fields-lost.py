"""An error tells its code and message (practice). In qianfan's, body is that of the request."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import qianfan
from qianfan.resources.console.utils import call_action

ANSWER = b'HTTP/1.0 400 X\r\n\r\n{"code":"InternalError","message":"m"}'
BaseHTTPRequestHandler.do_POST = lambda self: (self.rfile.read1(), self.wfile.write(ANSWER))
server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
Thread(target=server.serve_forever, daemon=True).start()
config = qianfan.get_config()
config.CONSOLE_API_BASE_URL = f"http://127.0.0.1:{server.server_port}"
config.ACCESS_KEY = config.SECRET_KEY = "k"
try:
    raise SystemExit(repr(call_action("/v2/eval", "DescribeEvalTasks", {"evalType": "auto"})))
except qianfan.errors.RequestError as error:
    print("body:", error.body)
    assert error.body == '{"evalType": "auto"}' and not hasattr(error, "code")
