"""Drives qianfan alone: endpoint, operation, drive and keys as arguments, one line of JSON as the answer."""

import json
import os
import sys

endpoint, _, _, access_key, secret_key = sys.argv[1:]
os.environ["QIANFAN_CONSOLE_API_BASE_URL"] = endpoint
os.environ["QIANFAN_ACCESS_KEY"], os.environ["QIANFAN_SECRET_KEY"] = access_key, secret_key

from qianfan.resources.console.utils import call_action

try:
    body = call_action("/v2/eval", "DescribeEvalTasks", {"evalType": "auto"}).body
    told = {"result": "returned", "items": len(body["result"]["evalTaskList"]), "pages": 1}
except Exception as error:
    told = {"result": "failed", "native": type(error).__name__}
    if getattr(error, "status_code", None) is not None:
        told["http_status"] = error.status_code
print(json.dumps(told))
