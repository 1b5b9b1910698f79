// A body that is not UTF-8 is returned with its bytes replaced by U+FFFD.
const { createServer } = require("node:http");
const { BedrockClient, ListEvaluationJobsCommand } = require("@aws-sdk/client-bedrock");

const body = Buffer.from(`{"jobSummaries":[{"jobName":"a\xffb"}]}`, "latin1");
const server = createServer((request, response) => response.end(body));
server.listen(0, "127.0.0.1", async () => {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const credentials = { accessKeyId: "k", secretAccessKey: "s" };
  const client = new BedrockClient({ region: "us-east-1", endpoint, credentials });
  const { jobSummaries } = await client.send(new ListEvaluationJobsCommand({}));
  console.log("the byte ff became", JSON.stringify(jobSummaries[0].jobName));
  process.exit(jobSummaries[0].jobName === "a\ufffdb" ? 0 : 1);
});
