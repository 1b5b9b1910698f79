// @baiducloud/qianfan puts the response's headers among the members of its body.
const { createServer } = require("node:http");
const { consoleAction, setEnvVariable } = require("@baiducloud/qianfan");

const server = createServer((request, response) => {
  response
    .writeHead(200, { "Content-Type": "application/json", Connection: "close" })
    .end('{"requestId":"r"}');
});
server.listen(0, "127.0.0.1", async () => {
  setEnvVariable("QIANFAN_CONSOLE_API_BASE_URL", `http://127.0.0.1:${server.address().port}`);
  for (const key of ["ACCESS", "SECRET"]) setEnvVariable(`QIANFAN_${key}_KEY`, key);
  const page = await consoleAction({ base_api_route: "/v2/eval", action: "DescribeEvalTasks" });
  console.log("returned", JSON.stringify(page));
  process.exit(Object.keys(page).join() === "headers,requestId" ? 0 : 1);
});
