// @baiducloud/sdk waits without end for an answer: it has no time-out.
const { createServer } = require("node:http");
const { BceBaseClient } = require("@baiducloud/sdk");
let client;

const server = createServer(() => {
  setTimeout(setImmediate, 2000, () => {
    const timers = process.getActiveResourcesInfo().filter((kind) => kind === "Timeout");
    const listeners = client._httpAgent._req.listenerCount("timeout");
    console.log("still waiting;", timers.length, "timers,", listeners, "listeners to a time-out");
    process.exit(timers.length + listeners);
  });
});
server.listen(0, "127.0.0.1", async () => {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  client = new BceBaseClient({ endpoint, credentials: { ak: "key", sk: "secret" } }, "x");
  await client.sendRequest("POST", "/v2/eval", { body: "{}" });
  process.exit(1);
});
