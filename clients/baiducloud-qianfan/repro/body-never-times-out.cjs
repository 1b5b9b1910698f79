// @baiducloud/qianfan waits without end for the rest of a body: its time-out ends with the head.
const { createServer } = require("node:http");
const { consoleAction, setEnvVariable } = require("@baiducloud/qianfan");

const server = createServer((request, response) => {
  response.writeHead(200, { "Content-Type": "application/json" }).write('{"a":');
  setTimeout(setImmediate, 2000, () => {
    const timers = process.getActiveResourcesInfo().filter((kind) => kind === "Timeout");
    console.log("still waiting; timers that could end it:", timers.length);
    process.exit(timers.length);
  });
});
server.listen(0, "127.0.0.1", async () => {
  setEnvVariable("QIANFAN_CONSOLE_API_BASE_URL", `http://127.0.0.1:${server.address().port}`);
  for (const key of ["ACCESS", "SECRET"]) setEnvVariable(`QIANFAN_${key}_KEY`, key);
  await consoleAction({ base_api_route: "/v2/eval", action: "DescribeEvalTasks" });
  process.exit(1);
});
