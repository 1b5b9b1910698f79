// A 200 without a body becomes a response without members.
const { createServer } = require("node:http");
const { BedrockClient, ListEvaluationJobsCommand } = require("@aws-sdk/client-bedrock");

const server = createServer((request, response) => response.end());
server.listen(0, "127.0.0.1", async () => {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const credentials = { accessKeyId: "k", secretAccessKey: "s" };
  const client = new BedrockClient({ region: "us-east-1", endpoint, credentials });
  const { $metadata, ...members } = await client.send(new ListEvaluationJobsCommand({}));
  console.log("status", $metadata.httpStatusCode, "without a body became", members);
  process.exit($metadata.httpStatusCode === 200 && Object.keys(members).length === 0 ? 0 : 1);
});
