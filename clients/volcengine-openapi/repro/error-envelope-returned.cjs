// The documented error body, here with status 429, is the value of a call that succeeded.
const http = require("node:http");
const { Service } = require("@volcengine/openapi");
const server = http.createServer((_, response) => {
  response.writeHead(429).end('{"ResponseMetadata":{"Error":{"Code":"FlowLimitExceeded"}}}');
});
server.listen(0, "127.0.0.1", async () => {
  const host = `127.0.0.1:${server.address().port}`;
  const keys = { accessKeyId: "k", secretKey: "k" };
  const service = new Service({ host, protocol: "http:", serviceName: "ark", ...keys });
  const list = service.createJSONAPI("ListEvaluationJobs", { Version: "2024-01-01" });
  const value = await list({});
  console.log("no error was thrown, but returned", JSON.stringify(value));
  process.exit(value.ResponseMetadata.Error.Code === "FlowLimitExceeded" ? 0 : 1);
});
