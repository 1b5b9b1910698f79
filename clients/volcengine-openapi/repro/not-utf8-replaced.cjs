// Bytes that are not UTF-8, so that the answer is no JSON, are replaced and the answer returned.
const http = require("node:http");
const { Service } = require("@volcengine/openapi");
const server = http.createServer((_, response) => {
  response.end(
    Buffer.from('{"ResponseMetadata":{},"Result":{"Items":[{"Name":"a\xff"}]}}', "latin1"),
  );
});
server.listen(0, "127.0.0.1", async () => {
  const host = `127.0.0.1:${server.address().port}`;
  const keys = { accessKeyId: "k", secretKey: "k" };
  const service = new Service({ host, protocol: "http:", serviceName: "ark", ...keys });
  const list = service.createJSONAPI("ListEvaluationJobs", { Version: "2024-01-01" });
  const name = (await list({})).Result.Items[0].Name;
  console.log("the bytes 61 ff were returned as", JSON.stringify(name));
  process.exit(name === "a\ufffd" ? 0 : 1);
});
