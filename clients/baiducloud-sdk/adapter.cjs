// Drives the base client of @baiducloud/sdk from JSON lines, adding nothing to it.
"use strict";

const { BceBaseClient, version } = require("@baiducloud/sdk");
const { serve } = require("../_shared/client_protocol.cjs");

const OPERATION = "baidu-qianfan/describe-eval-tasks";
const PATH = "/v2/eval";
const ACTION = "DescribeEvalTasks";

// The library throws an error outside of its promise where the body of an error is null, which ends
// a process that does not listen. A caller hears no more of that call, and so the harness does not.
process.on("uncaughtException", (error) => console.error("thrown outside of the promise:", error));

/** One call of the library, one page; it takes a JSON text, as from all its own services. */
async function page(call) {
  const {
    access_key_id: ak,
    secret_access_key: sk,
    session_token: sessionToken,
  } = call.credentials;
  // An error shifts the time of all later signatures of the process; each call must be independent.
  delete BceBaseClient.prototype.timeOffset;
  const config = { endpoint: call.endpoint, credentials: { ak, sk }, sessionToken };
  const client = new BceBaseClient(config, "qianfan");
  const request = { params: { Action: ACTION }, body: JSON.stringify(call.input) };
  try {
    const { body } = await client.sendRequest("POST", PATH, request);
    // JSON cannot express bytes, so they are reported as text.
    return { result: "returned", pages: 1, output: Buffer.isBuffer(body) ? String(body) : body };
  } catch (error) {
    console.error(error);
    return { result: "failed", error: failure(error) };
  }
}

/** The library's error as a caller can read it: an Error of Node.js, or an object of its own. */
function failure(error) {
  const native = error.constructor.name;
  if (error instanceof Error) return { native, kind: error.code ? "transport" : "other" };
  // Only a body that is not JSON makes it an error that the status is one of success.
  const succeeded = error.status_code >= 200 && error.status_code < 300;
  const report = { native, kind: succeeded ? "decode" : "service", http_status: error.status_code };
  for (const name of ["code", "message", "request_id"]) {
    if (typeof error[name] === "string") report[name] = error[name];
  }
  return report;
}

serve("baiducloud-sdk", version, { [OPERATION]: { page } });
