"""Drives volcenginesdk-ark alone: endpoint, operation, drive and keys as arguments, one line of JSON as the answer."""

import json
import sys
from urllib.parse import urlsplit

import volcenginesdkark
import volcenginesdkcore
from volcenginesdkcore.rest import ApiException

endpoint, operation, _, access_key, secret_key = sys.argv[1:]
settings = volcenginesdkcore.Configuration()
settings.scheme, settings.host = urlsplit(endpoint)[:2]
settings.region, settings.ak, settings.sk = "cn-beijing", access_key, secret_key
api = volcenginesdkcore.ApiClient(settings)
try:
    if operation.endswith("list-batch-inference-jobs"):
        ark = volcenginesdkark.ARKApi(api)
        answer = ark.list_batch_inference_jobs(volcenginesdkark.ListBatchInferenceJobsRequest())
        items = len(answer.items)
    else:
        info = volcenginesdkcore.UniversalInfo(
            method="POST",
            service="ark",
            version="2024-01-01",
            action="ListEvaluationJobs",
            content_type="application/json",
        )
        items = len(volcenginesdkcore.UniversalApi(api).do_call(info, {})["Items"])
    told = {"result": "returned", "items": items, "pages": 1}
except Exception as error:
    told = {"result": "failed", "native": type(error).__name__}
    if isinstance(error, ApiException) and error.status:
        told["http_status"] = error.status
print(json.dumps(told))
