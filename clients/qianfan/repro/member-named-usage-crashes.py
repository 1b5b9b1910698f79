"""A client accepts a null member (practice). qianfan raises AttributeError for the member "usage": null."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import qianfan
from qianfan.resources.console.utils import call_action

ANSWER = b'HTTP/1.0 200 X\r\n\r\n{"requestId":"r","result":{},"usage":null}'
BaseHTTPRequestHandler.do_POST = lambda self: (self.rfile.read1(), self.wfile.write(ANSWER))
server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
Thread(target=server.serve_forever, daemon=True).start()
config = qianfan.get_config()
config.CONSOLE_API_BASE_URL = f"http://127.0.0.1:{server.server_port}"
config.ACCESS_KEY = config.SECRET_KEY = "k"
try:
    raise SystemExit(repr(call_action("/v2/eval", "DescribeEvalTasks", {"evalType": "auto"})))
except AttributeError as error:
    print("no error of the library's own:", error)
    assert "'NoneType' object has no attribute" in str(error)
