// @baiducloud/sdk returns an empty object for an empty body that is called JSON.
const { createServer } = require("node:http");
const { BceBaseClient } = require("@baiducloud/sdk");

const server = createServer((request, response) => {
  response.writeHead(200, { "Content-Type": "application/json", Connection: "close" }).end("");
});
server.listen(0, "127.0.0.1", async () => {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const client = new BceBaseClient({ endpoint, credentials: { ak: "key", sk: "secret" } }, "x");
  const { body } = await client.sendRequest("POST", "/v2/eval", { body: "{}" });
  console.log("returned", body);
  process.exit(JSON.stringify(body) === "{}" ? 0 : 1);
});
