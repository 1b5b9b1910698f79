// @baiducloud/qianfan does not know Application/JSON for JSON (RFC 9110, section 8.3.1).
const { createServer } = require("node:http");
const { consoleAction, setEnvVariable } = require("@baiducloud/qianfan");

const server = createServer((request, response) => {
  response
    .writeHead(200, { "Content-Type": "Application/JSON", Connection: "close" })
    .end('{"requestId":"r"}');
});
server.listen(0, "127.0.0.1", async () => {
  setEnvVariable("QIANFAN_CONSOLE_API_BASE_URL", `http://127.0.0.1:${server.address().port}`);
  for (const key of ["ACCESS", "SECRET"]) setEnvVariable(`QIANFAN_${key}_KEY`, key);
  const page = await consoleAction({ base_api_route: "/v2/eval", action: "DescribeEvalTasks" });
  console.log("returned", JSON.stringify(page));
  process.exit(page.requestId === undefined && page[0] === "{" ? 0 : 1);
});
