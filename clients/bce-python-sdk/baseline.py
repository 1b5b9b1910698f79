"""Drives bce-python-sdk alone: endpoint, operation, drive, keys as arguments, one line of JSON."""

import json
import sys

from baidubce.auth.bce_credentials import BceCredentials
from baidubce.bce_base_client import BceBaseClient
from baidubce.bce_client_configuration import BceClientConfiguration

endpoint, _, _, access_key, secret_key = sys.argv[1:]


class Qianfan(BceBaseClient):
    def _compute_service_id(self):
        return "qianfan"

    def describe_eval_tasks(self, body):
        headers = {b"Content-Type": b"application/json"}
        query = {b"Action": b"DescribeEvalTasks"}
        return self._send_request(b"POST", b"/v2/eval", headers, query, json.dumps(body))


client = Qianfan(BceClientConfiguration(BceCredentials(access_key, secret_key), endpoint))
try:
    body = client.describe_eval_tasks({"evalType": "auto"}).get_body_map()
    told = {"result": "returned", "items": len(body["result"]["evalTaskList"]), "pages": 1}
except Exception as error:
    told = {"result": "failed", "native": type(error).__name__}
    if getattr(error, "status_code", None) is not None:
        told["http_status"] = error.status_code
print(json.dumps(told))
