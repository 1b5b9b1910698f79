// A walk follows a token that repeats for ever, since stopOnSameToken is off by default.
const { createServer } = require("node:http");
const { BedrockClient, paginateListEvaluationJobs } = require("@aws-sdk/client-bedrock");

const asked = [];
const server = createServer((request, response) => {
  asked.push(request.url);
  response.end('{"nextToken":"t"}');
});
server.listen(0, "127.0.0.1", async () => {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const credentials = { accessKeyId: "k", secretAccessKey: "s" };
  const client = new BedrockClient({ region: "us-east-1", endpoint, credentials });
  for await (const page of paginateListEvaluationJobs({ client }, {})) if (asked.length > 99) break;
  console.log(new Set(asked.slice(1)), "was asked for", asked.length - 1, "times");
  process.exit(asked.slice(1).every((url) => url === "/evaluation-jobs?nextToken=t") ? 0 : 1);
});
