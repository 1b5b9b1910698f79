"""Drives boto3 alone: endpoint, operation, drive and keys as arguments, one line of JSON as the answer."""

import json
import sys
from itertools import islice

import boto3
from botocore.exceptions import ClientError

endpoint, _, drive, access_key, secret_key = sys.argv[1:]
keys = {"aws_access_key_id": access_key, "aws_secret_access_key": secret_key}
bedrock = boto3.client("bedrock", "us-east-1", endpoint_url=endpoint, **keys)
try:
    if drive == "walk":
        pages = list(islice(bedrock.get_paginator("list_evaluation_jobs").paginate(), 50))
    else:
        pages = [bedrock.list_evaluation_jobs()]
    items = sum(len(page.get("jobSummaries", [])) for page in pages)
    told = {"result": "returned", "items": items, "pages": len(pages)}
except Exception as error:
    told = {"result": "failed", "native": type(error).__name__}
    if isinstance(error, ClientError):
        told["http_status"] = error.response["ResponseMetadata"]["HTTPStatusCode"]
print(json.dumps(told))
