// One call of the library with its own defaults: node baseline.cjs ENDPOINT OPERATION DRIVE ACCESS_KEY SECRET_KEY
"use strict";

const bedrock = require("@aws-sdk/client-bedrock");

const [endpoint, operation, drive, accessKeyId, secretAccessKey] = process.argv.slice(2);
const client = new bedrock.BedrockClient({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId, secretAccessKey },
});

async function* pages() {
  if (drive === "walk") yield* bedrock.paginateListEvaluationJobs({ client }, {});
  else yield await client.send(new bedrock.ListEvaluationJobsCommand({}));
}

async function run() {
  let [items, count] = [0, 0];
  try {
    for await (const { jobSummaries } of pages()) {
      items += jobSummaries?.length ?? 0;
      count += 1;
      if (count === 50) break;
    }
  } catch (error) {
    const names = [error.constructor.name, error.name, error.code];
    const native = names.find((name) => name && name !== "Error") ?? "Error";
    return { result: "failed", native, http_status: error.$metadata?.httpStatusCode };
  }
  return { result: "returned", items, pages: count };
}

if (operation !== "amazon-bedrock/list-evaluation-jobs") throw new Error(`not known: ${operation}`);
run().then((outcome) => {
  console.log(JSON.stringify(outcome));
  client.destroy();
});
