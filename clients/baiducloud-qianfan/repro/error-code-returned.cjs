// @baiducloud/qianfan sends four times without a pause for error_code 18, then returns the error.
const { createServer } = require("node:http");
const { consoleAction, setEnvVariable } = require("@baiducloud/qianfan");
const seen = [];

const server = createServer((request, response) => {
  seen.push(request.headers.authorization);
  response.writeHead(200, { "Content-Type": "application/json" }).end('{"error_code":18}');
});
server.listen(0, "127.0.0.1", async () => {
  setEnvVariable("QIANFAN_CONSOLE_API_BASE_URL", `http://127.0.0.1:${server.address().port}`);
  for (const key of ["ACCESS", "SECRET"]) setEnvVariable(`QIANFAN_${key}_KEY`, key);
  const page = await consoleAction({ base_api_route: "/v2/eval", action: "DescribeEvalTasks" });
  const signatures = new Set(seen).size;
  console.log(seen.length, "requests,", signatures, "signature; returned", JSON.stringify(page));
  process.exit(seen.length === 4 && signatures === 1 && page.error_code === 18 ? 0 : 1);
});
