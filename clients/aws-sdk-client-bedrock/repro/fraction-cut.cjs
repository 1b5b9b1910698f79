// The fraction of a time in the response is cut to three digits.
const { createServer } = require("node:http");
const { BedrockClient, ListEvaluationJobsCommand } = require("@aws-sdk/client-bedrock");

const body = `{"jobSummaries":[{"creationTime":"2024-01-02T03:04:05.123999999Z"}]}`;
const server = createServer((request, response) => response.end(body));
server.listen(0, "127.0.0.1", async () => {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const credentials = { accessKeyId: "k", secretAccessKey: "s" };
  const client = new BedrockClient({ region: "us-east-1", endpoint, credentials });
  const { jobSummaries } = await client.send(new ListEvaluationJobsCommand({}));
  const time = jobSummaries[0].creationTime.toISOString();
  console.log("05.123999999 became", time);
  process.exit(time === "2024-01-02T03:04:05.123Z" ? 0 : 1);
});
