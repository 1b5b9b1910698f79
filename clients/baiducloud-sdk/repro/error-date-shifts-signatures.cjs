// @baiducloud/sdk dates all later signatures by the Date of an error, also those of other clients.
const { createServer } = require("node:http");
const { BceBaseClient } = require("@baiducloud/sdk");
const dates = [];

const server = createServer((request, response) => {
  dates.push(request.headers["x-bce-date"]);
  const headers = { "Content-Type": "application/json", Date: "Wed, 01 Jan 2020 00:00:00 GMT" };
  response.writeHead(400, headers).end('{"requestId":"r","code":"C","message":"m"}');
});
server.listen(0, "127.0.0.1", async () => {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const client = new BceBaseClient({ endpoint, credentials: { ak: "key", sk: "secret" } }, "x");
  await client.sendRequest("POST", "/v2/eval", { body: "{}" }).catch(() => {});
  const other = new BceBaseClient({ ...client.config }, "y");
  await other.sendRequest("POST", "/", { body: "{}" }).catch(() => {});
  console.log("x-bce-date:", dates.join(", then "));
  process.exit(dates[0] < "2021" || dates[1] > "2021" ? 1 : 0);
});
