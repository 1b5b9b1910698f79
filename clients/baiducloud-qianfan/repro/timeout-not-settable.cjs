// @baiducloud/qianfan gives a console call 600 s, whatever the setting of its time-out is.
const { createServer } = require("node:http");
const { consoleAction, setEnvVariable } = require("@baiducloud/qianfan");
const [delays, wait] = [[], setTimeout];
globalThis.setTimeout = (run, delay) => delays.push(delay) && wait(run, delay);

const server = createServer(() => {
  wait(() => {
    const longest = Math.max(...delays);
    console.log("set to 500 ms, still waiting after 2 s; the library's timer:", longest);
    process.exit(longest === 600000 ? 0 : 1);
  }, 2000);
});
server.listen(0, "127.0.0.1", async () => {
  setEnvVariable("QIANFAN_CONSOLE_API_BASE_URL", `http://127.0.0.1:${server.address().port}`);
  for (const key of ["ACCESS", "SECRET"]) setEnvVariable(`QIANFAN_${key}_KEY`, key);
  setEnvVariable("QIANFAN_LLM_API_RETRY_TIMEOUT", "500");
  await consoleAction({ base_api_route: "/v2/eval", action: "DescribeEvalTasks" });
  process.exit(1);
});
