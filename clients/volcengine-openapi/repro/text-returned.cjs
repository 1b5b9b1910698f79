// A 200 that is not JSON is returned as its text.
const http = require("node:http");
const { Service } = require("@volcengine/openapi");
const body = "<html>Sign in to the network</html>";
const server = http.createServer((_, response) => response.end(body));
server.listen(0, "127.0.0.1", async () => {
  const host = `127.0.0.1:${server.address().port}`;
  const keys = { accessKeyId: "k", secretKey: "k" };
  const service = new Service({ host, protocol: "http:", serviceName: "ark", ...keys });
  const list = service.createJSONAPI("ListEvaluationJobs", { Version: "2024-01-01" });
  const text = await list({});
  console.log("returned", JSON.stringify(text));
  process.exit(text === body ? 0 : 1);
});
