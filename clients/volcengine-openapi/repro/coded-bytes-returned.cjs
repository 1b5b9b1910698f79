// A body coded with br, which no request has excluded, is returned as the text of its coded bytes.
const http = require("node:http");
const zlib = require("node:zlib");
const { Service } = require("@volcengine/openapi");
const body = zlib.brotliCompressSync('{"ResponseMetadata":{},"Result":{"Items":[]}}');
const server = http.createServer((_, response) => {
  response.writeHead(200, { "content-encoding": "br" }).end(body);
});
server.listen(0, "127.0.0.1", async () => {
  const host = `127.0.0.1:${server.address().port}`;
  const keys = { accessKeyId: "k", secretKey: "k" };
  const service = new Service({ host, protocol: "http:", serviceName: "ark", ...keys });
  const list = service.createJSONAPI("ListEvaluationJobs", { Version: "2024-01-01" });
  const value = await list({});
  console.log("returned", JSON.stringify(value));
  process.exit(value === body.toString() ? 0 : 1);
});
