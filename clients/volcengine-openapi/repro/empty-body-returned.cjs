// A 200 with an empty body is returned as the empty text.
const http = require("node:http");
const { Service } = require("@volcengine/openapi");
const server = http.createServer((_, response) => response.end());
server.listen(0, "127.0.0.1", async () => {
  const host = `127.0.0.1:${server.address().port}`;
  const keys = { accessKeyId: "k", secretKey: "k" };
  const service = new Service({ host, protocol: "http:", serviceName: "ark", ...keys });
  const list = service.createJSONAPI("ListEvaluationJobs", { Version: "2024-01-01" });
  const text = await list({});
  console.log("returned", JSON.stringify(text));
  process.exit(text === "" ? 0 : 1);
});
