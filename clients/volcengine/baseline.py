"""Drives volcengine alone: endpoint, operation, drive and keys as arguments, one line of JSON."""

import json
import sys
from urllib.parse import urlsplit

from volcengine.ApiInfo import ApiInfo
from volcengine.base.Service import Service
from volcengine.Credentials import Credentials
from volcengine.ServiceInfo import ServiceInfo

endpoint, operation, _, access_key, secret_key = sys.argv[1:]
action = {
    "volcengine-ark/list-batch-inference-jobs": "ListBatchInferenceJobs",
    "volcengine-ark/list-evaluation-jobs": "ListEvaluationJobs",
}[operation]
keys = Credentials("", "", "ark", "cn-beijing")
address = urlsplit(endpoint)
# The library wants time-outs from its caller; most of its own services say 5 and 5 seconds.
info = ServiceInfo(address.netloc, {"Accept": "application/json"}, keys, 5, 5, address.scheme)
query = {"Action": action, "Version": "2024-01-01"}
service = Service(info, {action: ApiInfo("POST", "/", query, {}, {})})
service.set_ak(access_key)
service.set_sk(secret_key)
try:
    page = json.loads(service.json(action, {}, json.dumps({})))
    told = {"result": "returned", "items": len(page["Result"]["Items"]), "pages": 1}
except Exception as error:
    told = {"result": "failed", "native": type(error).__name__}
print(json.dumps(told))
