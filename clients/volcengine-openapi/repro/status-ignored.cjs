// A 503 gives its caller the very value that a 200 gives: the status is nowhere to be read.
const http = require("node:http");
const { isDeepStrictEqual } = require("node:util");
const { Service } = require("@volcengine/openapi");
let status = 200;
const server = http.createServer((_, response) => {
  response.writeHead(status).end('{"ResponseMetadata":{},"Result":{"Items":[]}}');
});
server.listen(0, "127.0.0.1", async () => {
  const host = `127.0.0.1:${server.address().port}`;
  const keys = { accessKeyId: "k", secretKey: "k" };
  const service = new Service({ host, protocol: "http:", serviceName: "ark", ...keys });
  const list = service.createJSONAPI("ListEvaluationJobs", { Version: "2024-01-01" });
  const good = await list({});
  status = 503;
  const bad = await list({});
  console.log("the 503 returned", JSON.stringify(bad));
  process.exit(isDeepStrictEqual(bad, good) ? 0 : 1);
});
