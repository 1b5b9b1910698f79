// A whole number beyond 53 bits reaches the caller as another number.
const http = require("node:http");
const { Service } = require("@volcengine/openapi");
const server = http.createServer((_, response) => {
  response.end('{"ResponseMetadata":{},"Result":{"TotalCount":9007199254740993}}');
});
server.listen(0, "127.0.0.1", async () => {
  const host = `127.0.0.1:${server.address().port}`;
  const keys = { accessKeyId: "k", secretKey: "k" };
  const service = new Service({ host, protocol: "http:", serviceName: "ark", ...keys });
  const list = service.createJSONAPI("ListEvaluationJobs", { Version: "2024-01-01" });
  const total = (await list({})).Result.TotalCount;
  console.log("9007199254740993 was sent, returned", total);
  process.exit(String(total) === "9007199254740992" ? 0 : 1);
});
