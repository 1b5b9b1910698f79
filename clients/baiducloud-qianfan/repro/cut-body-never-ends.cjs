// @baiducloud/qianfan never settles its promise when the connection closes within a body.
const { createServer } = require("node:http");
const { consoleAction, setEnvVariable } = require("@baiducloud/qianfan");

process.on("exit", (code) => {
  console.log(code ? "settled" : "nothing is left to wait for; the promise is pending");
});

const server = createServer((request, response) => {
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": 9 });
  response.write('{"a":', () => request.socket.end());
  server.close();
});
server.listen(0, "127.0.0.1", async () => {
  setEnvVariable("QIANFAN_CONSOLE_API_BASE_URL", `http://127.0.0.1:${server.address().port}`);
  for (const key of ["ACCESS", "SECRET"]) setEnvVariable(`QIANFAN_${key}_KEY`, key);
  await consoleAction({ base_api_route: "/v2/eval", action: "DescribeEvalTasks" });
  process.exit(1);
});
