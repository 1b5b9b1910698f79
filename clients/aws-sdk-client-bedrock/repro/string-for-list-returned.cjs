// A string where the reference documents a list is returned as that string.
const { createServer } = require("node:http");
const { BedrockClient, ListEvaluationJobsCommand } = require("@aws-sdk/client-bedrock");

const body = `{"jobSummaries":"ab"}`;
const server = createServer((request, response) => response.end(body));
server.listen(0, "127.0.0.1", async () => {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const credentials = { accessKeyId: "k", secretAccessKey: "s" };
  const client = new BedrockClient({ region: "us-east-1", endpoint, credentials });
  const { jobSummaries } = await client.send(new ListEvaluationJobsCommand({}));
  console.log("jobSummaries, declared as a list, is", JSON.stringify(jobSummaries));
  process.exit(jobSummaries === "ab" ? 0 : 1);
});
