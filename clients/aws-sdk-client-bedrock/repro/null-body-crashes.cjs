// A 200 whose body is null is a TypeError of JavaScript, not an error of the library.
const { createServer } = require("node:http");
const { BedrockClient, ListEvaluationJobsCommand } = require("@aws-sdk/client-bedrock");

const server = createServer((request, response) => response.end("null"));
server.listen(0, "127.0.0.1", async () => {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const credentials = { accessKeyId: "k", secretAccessKey: "s" };
  const client = new BedrockClient({ region: "us-east-1", endpoint, credentials });
  const sent = client.send(new ListEvaluationJobsCommand({}));
  const error = await sent.catch((error) => error);
  console.log(error.name, error.message?.split("\n")[0]);
  process.exit(error instanceof TypeError && /Cannot read prop/.test(error.message) ? 0 : 1);
});
