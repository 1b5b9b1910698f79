// @baiducloud/sdk gives an error no code, and its whole body as the message, without a requestId.
const { createServer } = require("node:http");
const { BceBaseClient } = require("@baiducloud/sdk");

const server = createServer((request, response) => {
  response
    .writeHead(400, { "Content-Type": "application/json", Connection: "close" })
    .end('{"code":"C","message":"m"}');
});
server.listen(0, "127.0.0.1", async () => {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const client = new BceBaseClient({ endpoint, credentials: { ak: "key", sk: "secret" } }, "x");
  const error = await client
    .sendRequest("POST", "/v2/eval", { body: "{}" })
    .catch((error) => error);
  console.log("failed with", error);
  process.exit(error.code === undefined && error.message.code === "C" ? 0 : 1);
});
