// @baiducloud/sdk throws past its promise, which ends the process, for a 500 whose body is null.
const { createServer } = require("node:http");
const { BceBaseClient } = require("@baiducloud/sdk");

let settled = false;
process.on("uncaughtException", (error) => {
  setTimeout(() => {
    console.log(settled ? "settled;" : "pending; uncaught", error.name, error.message);
    process.exit(!settled && error instanceof TypeError ? 0 : 1);
  }, 500);
});

const server = createServer((request, response) => {
  response.writeHead(500, { "Content-Type": "application/json", Connection: "close" }).end("null");
});
server.listen(0, "127.0.0.1", async () => {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const client = new BceBaseClient({ endpoint, credentials: { ak: "key", sk: "secret" } }, "x");
  client.sendRequest("POST", "/v2/eval", { body: "{}" }).finally(() => (settled = true));
});
