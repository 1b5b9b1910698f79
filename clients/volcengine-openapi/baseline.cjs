// One call with @volcengine/openapi as it comes: its arguments are endpoint, operation, drive and keys
"use strict";

const { Service } = require("@volcengine/openapi");

const ACTIONS = {
  "volcengine-ark/list-batch-inference-jobs": "ListBatchInferenceJobs",
  "volcengine-ark/list-evaluation-jobs": "ListEvaluationJobs",
};

async function main([endpoint, operation, , accessKeyId, secretKey]) {
  const { protocol, host } = new URL(endpoint);
  const service = new Service({
    protocol,
    host,
    region: "cn-beijing",
    serviceName: "ark",
    defaultVersion: "2024-01-01",
    accessKeyId,
    secretKey,
  });
  try {
    const page = await service.createJSONAPI(ACTIONS[operation])({});
    return { result: "returned", items: page?.Result?.Items?.length ?? 0, pages: 1 };
  } catch (error) {
    return { result: "failed", native: error.name };
  }
}

main(process.argv.slice(2)).then((outcome) => console.log(JSON.stringify(outcome)));
