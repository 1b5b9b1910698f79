// @baiducloud/sdk returns the documented error body as a success when its status is 200.
const { createServer } = require("node:http");
const { BceBaseClient } = require("@baiducloud/sdk");

const server = createServer((request, response) => {
  response
    .writeHead(200, { "Content-Type": "application/json", Connection: "close" })
    .end('{"code":"InternalError","message":"m"}');
});
server.listen(0, "127.0.0.1", async () => {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const client = new BceBaseClient({ endpoint, credentials: { ak: "key", sk: "secret" } }, "x");
  const { body } = await client.sendRequest("POST", "/v2/eval", { body: "{}" });
  console.log("returned", body);
  process.exit(body.code === "InternalError" ? 0 : 1);
});
