// The code in x-amzn-errortype is lost where the body of the error is not JSON.
const { createServer } = require("node:http");
const { BedrockClient, ListEvaluationJobsCommand } = require("@aws-sdk/client-bedrock");

const server = createServer((request, response) => {
  response.writeHead(403, { "x-amzn-errortype": "AccessDeniedException" }).end("<html></html>");
});
server.listen(0, "127.0.0.1", async () => {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const credentials = { accessKeyId: "k", secretAccessKey: "s" };
  const client = new BedrockClient({ region: "us-east-1", endpoint, credentials });
  const error = await client.send(new ListEvaluationJobsCommand({})).catch((error) => error);
  console.log("AccessDeniedException became", error.name, "with", error.$metadata.httpStatusCode);
  process.exit(error.name === "SyntaxError" && error.$metadata.httpStatusCode === 403 ? 0 : 1);
});
