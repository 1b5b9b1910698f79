// A 200 whose body is a list, a number or a string becomes a response without members.
const { createServer } = require("node:http");
const { BedrockClient, ListEvaluationJobsCommand } = require("@aws-sdk/client-bedrock");

const bodies = ["[1, 2]", "5", `"text"`];
const server = createServer((request, response) => response.end(bodies.shift()));
server.listen(0, "127.0.0.1", async () => {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const credentials = { accessKeyId: "k", secretAccessKey: "s" };
  const client = new BedrockClient({ region: "us-east-1", endpoint, credentials });
  for (const body of [...bodies]) {
    const { $metadata, ...members } = await client.send(new ListEvaluationJobsCommand({}));
    if (Object.keys(members).length > 0) process.exit(1);
  }
  console.log("a list, a number and a string became responses without members");
  process.exit();
});
