// @baiducloud/qianfan follows a 302 to another host as a GET with the first host's Host.
const { createServer } = require("node:http");
const { consoleAction, setEnvVariable } = require("@baiducloud/qianfan");

const server = createServer((request, response) => {
  const headers = { "Content-Type": "application/json" };
  headers.Location = `http://localhost:${server.address().port}/`;
  const told = JSON.stringify({ method: request.method, host: request.headers.host });
  response.writeHead(request.method === "POST" ? 302 : 200, headers).end(told);
});
server.listen(0, "127.0.0.1", async () => {
  setEnvVariable("QIANFAN_CONSOLE_API_BASE_URL", `http://127.0.0.1:${server.address().port}`);
  for (const key of ["ACCESS", "SECRET"]) setEnvVariable(`QIANFAN_${key}_KEY`, key);
  const page = await consoleAction({ base_api_route: "/v2/eval", action: "DescribeEvalTasks" });
  console.log("asked localhost by", page.method, "for the host", page.host);
  process.exit(page.method === "GET" && page.host.startsWith("127.0.0.1:") ? 0 : 1);
});
