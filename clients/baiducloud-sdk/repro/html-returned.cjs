// @baiducloud/sdk returns the bytes of a page of HTML as a success.
const { createServer } = require("node:http");
const { BceBaseClient } = require("@baiducloud/sdk");

const server = createServer((request, response) => {
  response.writeHead(200, { "Content-Type": "text/html", Connection: "close" }).end("<html>");
});
server.listen(0, "127.0.0.1", async () => {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const client = new BceBaseClient({ endpoint, credentials: { ak: "key", sk: "secret" } }, "x");
  const { body } = await client.sendRequest("POST", "/v2/eval", { body: "{}" });
  console.log("returned", body);
  process.exit(Buffer.isBuffer(body) && String(body) === "<html>" ? 0 : 1);
});
