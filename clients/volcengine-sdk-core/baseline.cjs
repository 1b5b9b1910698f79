// One call with @volcengine/sdk-core as it comes: its arguments are endpoint, operation, drive and keys
"use strict";

const { pathToFileURL } = require("node:url");

const MANIFEST = require.resolve("@volcengine/sdk-core/package.json");
// The library's CommonJS files do not load before Node.js 20.19; its ES modules always do.
const MODULE = pathToFileURL(MANIFEST.replace("package.json", "dist/esm/index.mjs"));

const ACTIONS = {
  "volcengine-ark/list-batch-inference-jobs": "ListBatchInferenceJobs",
  "volcengine-ark/list-evaluation-jobs": "ListEvaluationJobs",
};

async function main([endpoint, operation, , accessKeyId, secretAccessKey]) {
  const { Client, Command, buildRequestConfigFromMetaPath } = await import(MODULE);
  const { protocol, host } = new URL(endpoint);
  const client = new Client({
    protocol: protocol.slice(0, -1),
    host,
    region: "cn-beijing",
    accessKeyId,
    secretAccessKey,
  });
  const command = new Command({});
  const path = `/${ACTIONS[operation]}/2024-01-01/ark/post/application_json/`;
  command.requestConfig = buildRequestConfigFromMetaPath(path);
  try {
    const page = await client.send(command);
    return { result: "returned", items: page?.Result?.Items?.length ?? 0, pages: 1 };
  } catch (error) {
    return { result: "failed", native: error.name, http_status: error.status };
  }
}

main(process.argv.slice(2)).then((outcome) => console.log(JSON.stringify(outcome)));
