// @baiducloud/sdk does not know Application/JSON for JSON (RFC 9110, section 8.3.1).
const { createServer } = require("node:http");
const { BceBaseClient } = require("@baiducloud/sdk");

const server = createServer((request, response) => {
  response
    .writeHead(200, { "Content-Type": "Application/JSON", Connection: "close" })
    .end('{"requestId":"r"}');
});
server.listen(0, "127.0.0.1", async () => {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const client = new BceBaseClient({ endpoint, credentials: { ak: "key", sk: "secret" } }, "x");
  const { body } = await client.sendRequest("POST", "/v2/eval", { body: "{}" });
  console.log("returned", body);
  process.exit(Buffer.isBuffer(body) ? 0 : 1);
});
