// Drives @volcengine/openapi from JSON lines on standard input, adding nothing to it.
"use strict";

const { Service } = require("@volcengine/openapi");
const { version } = require("@volcengine/openapi/package.json");

const { serve } = require("../_shared/client_protocol.cjs");

const ACTIONS = {
  "volcengine-ark/list-batch-inference-jobs": "ListBatchInferenceJobs",
  "volcengine-ark/list-evaluation-jobs": "ListEvaluationJobs",
};

// By the code of the error, which is Node's or axios's own. The first row that fits decides.
const KINDS = [
  [/^(ECONNABORTED|ETIMEDOUT)$/, "timeout"], // axios gives up waiting with ECONNABORTED
  [/^(E[A-Z]+|EAI_[A-Z]+|HPE_[A-Z_]+|ERR_STREAM_PREMATURE_CLOSE)$/, "transport"],
  [/^Z_[A-Z_]+$/, "decode"],
];

/** One call of the library, one page. */
function page(action) {
  return async ({ endpoint, region, credentials, input, limits }) => {
    const { protocol, host } = new URL(endpoint);
    const service = new Service({
      protocol,
      host,
      region,
      serviceName: "ark",
      defaultVersion: "2024-01-01",
      accessKeyId: credentials.access_key_id,
      secretKey: credentials.secret_access_key,
      sessionToken: credentials.session_token ?? undefined,
    });
    const request = service.createJSONAPI(action);
    // The library makes one attempt: the whole deadline is its own, less room for the outcome.
    const deadline = limits?.deadline_ms;
    const options = deadline == null ? undefined : { timeout: Math.ceil(0.8 * deadline) };
    try {
      return { result: "returned", pages: 1, output: await request(input, options) };
    } catch (error) {
      return { result: "failed", error: failure(error) };
    }
  };
}

/** The library's error as a caller can read it. Only what broke the exchange is ever thrown. */
function failure(error) {
  console.error(error.stack);
  const row = KINDS.find(([code]) => code.test(error.code));
  return { native: error.name, kind: row ? row[1] : "other" };
}

const operations = Object.entries(ACTIONS).map(([id, action]) => [id, { page: page(action) }]);
serve("volcengine-openapi", version, Object.fromEntries(operations));
