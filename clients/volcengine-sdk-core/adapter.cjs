// Drives @volcengine/sdk-core from JSON lines on standard input, adding nothing to it.
"use strict";

const { pathToFileURL } = require("node:url");

const { serve } = require("../_shared/client_protocol.cjs");

const MANIFEST = require.resolve("@volcengine/sdk-core/package.json");
// The library's CommonJS files do not load before Node.js 20.19; its ES modules always do.
const MODULE = pathToFileURL(MANIFEST.replace("package.json", "dist/esm/index.mjs"));

const ACTIONS = {
  "volcengine-ark/list-batch-inference-jobs": "ListBatchInferenceJobs",
  "volcengine-ark/list-evaluation-jobs": "ListEvaluationJobs",
};

// What the library does when nothing is set (see README.md); only used to share out a deadline.
const DEFAULT_ATTEMPTS = 4;
const LONGEST_PAUSE = 600; // milliseconds before the second attempt; doubled before each next

// By the code of the error below the library's own. The first row that fits decides.
const KINDS = [
  [/^(ECONNABORTED|ETIMEDOUT)$/, "timeout"], // axios gives up waiting with ECONNABORTED
  [/^ERR_BAD_RESPONSE$/, "transport"], // without a status: the stream was aborted
  [/^(E[A-Z]+|EAI_[A-Z]+|HPE_[A-Z_]+|ERR_STREAM_PREMATURE_CLOSE)$/, "transport"],
  [/^Z_[A-Z_]+$/, "decode"],
];

/** One call of the library, one page. */
function page({ Client, Command, buildRequestConfigFromMetaPath }, action) {
  return async ({ endpoint, region, credentials, input, limits }) => {
    const { protocol, host } = new URL(endpoint);
    const client = new Client({
      protocol: protocol.slice(0, -1),
      host,
      region,
      accessKeyId: credentials.access_key_id,
      secretAccessKey: credentials.secret_access_key,
      sessionToken: credentials.session_token ?? undefined,
      ...options(limits ?? {}),
    });
    const command = new Command(input);
    const path = `/${action}/2024-01-01/ark/post/application_json/`;
    command.requestConfig = buildRequestConfigFromMetaPath(path);
    try {
      return { result: "returned", pages: 1, output: await client.send(command) };
    } catch (error) {
      return { result: "failed", error: failure(error) };
    } finally {
      client.destroy();
    }
  };
}

/** The limits as the library's own settings; absent means its default. */
function options({ attempts, deadline_ms: deadline }) {
  const chosen = {};
  if (attempts != null) chosen.maxRetries = attempts - 1;
  if (deadline != null) {
    const count = Math.max(attempts ?? DEFAULT_ATTEMPTS, 1);
    const pauses = LONGEST_PAUSE * (2 ** (count - 1) - 1);
    const waiting = Math.max(0.8 * deadline - pauses, 0.2 * deadline);
    chosen.httpOptions = { timeout: Math.ceil(waiting / count) };
  }
  return chosen;
}

/** The library's error as a caller can read it, by the fields that its documentation names. */
function failure(error) {
  console.error(error.stack);
  const report = { native: error.name, kind: kind(error) };
  const metadata = error.data?.ResponseMetadata;
  const fields = {
    http_status: error.status,
    code: metadata?.Error?.Code,
    message: metadata?.Error?.Message,
    request_id: metadata?.RequestId,
  };
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === (name === "http_status" ? "number" : "string")) report[name] = value;
  }
  return report;
}

/** An ApiException with the status 0 is a failure of TLS. */
function kind(error) {
  if (error.name === "ApiException") return error.status ? "service" : "transport";
  const code = (error.originalError ?? error).code;
  const row = KINDS.find(([pattern]) => pattern.test(code));
  return row ? row[1] : "other";
}

import(MODULE).then((library) => {
  const drives = Object.entries(ACTIONS).map(([id, action]) => [
    id,
    { page: page(library, action) },
  ]);
  return serve("volcengine-sdk-core", require(MANIFEST).version, Object.fromEntries(drives));
});
