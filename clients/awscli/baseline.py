"""Run `aws` as its user would and say in one line of JSON what came of it."""

import json
import os
import subprocess
import sys

endpoint, operation, drive = sys.argv[1:4]
key, secret = sys.argv[4:6] or ("k", "s")
command = [os.path.join(os.path.dirname(sys.executable), "aws"), "bedrock", operation.split("/")[1]]
command += ["--endpoint-url", endpoint, "--region", "us-east-1", "--output", "json"]
if drive == "page":
    command.append("--no-paginate")
keys = {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret}
ended = subprocess.run(command, env={**os.environ, **keys}, stdout=subprocess.PIPE)
if ended.returncode != 0:
    said = {"result": "failed", "native": f"exit status {ended.returncode}"}
else:
    said = {"result": "returned"}
    answer = json.loads(ended.stdout) if ended.stdout else {}
    if "jobSummaries" in answer:
        said["items"] = len(answer["jobSummaries"])
    if drive == "page":
        said["pages"] = 1
print(json.dumps(said))
