// A walk leaves its last token in the caller's input: another walk with it starts at the last page.
const { createServer } = require("node:http");
const { BedrockClient, paginateListEvaluationJobs } = require("@aws-sdk/client-bedrock");

const server = createServer((request, response) => {
  response.end(request.url.includes("nextToken") ? "{}" : '{"nextToken":"second"}');
});
server.listen(0, "127.0.0.1", async () => {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const credentials = { accessKeyId: "k", secretAccessKey: "s" };
  const client = new BedrockClient({ region: "us-east-1", endpoint, credentials });
  const [input, pages] = [{}, [0, 0]];
  for await (const page of paginateListEvaluationJobs({ client }, input)) pages[0] += 1;
  for await (const page of paginateListEvaluationJobs({ client }, input)) pages[1] += 1;
  console.log("pages of the first and the second walk:", pages, "input:", input);
  process.exit(pages[0] === 2 && pages[1] === 1 && input.nextToken === "second" ? 0 : 1);
});
