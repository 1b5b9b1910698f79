// @baiducloud/qianfan sends a request once for a 503, though its code means to retry it.
const { createServer } = require("node:http");
const { consoleAction, setEnvVariable } = require("@baiducloud/qianfan");
let requests = 0;

const server = createServer((request, response) => {
  requests += 1;
  response.writeHead(503).end();
});
server.listen(0, "127.0.0.1", async () => {
  setEnvVariable("QIANFAN_CONSOLE_API_BASE_URL", `http://127.0.0.1:${server.address().port}`);
  for (const key of ["ACCESS", "SECRET"]) setEnvVariable(`QIANFAN_${key}_KEY`, key);
  setEnvVariable("QIANFAN_LLM_API_RETRY_COUNT", "3");
  const error = await consoleAction({
    base_api_route: "/v2/eval",
    action: "DescribeEvalTasks",
  }).catch((error) => error);
  console.log("failed after", requests, "request:", error.message.replace(/\s+/g, " "));
  process.exit(requests === 1 && error.message.includes("status = 503") ? 0 : 1);
});
