// @baiducloud/qianfan loses a 200 whose body is null, and returns the headers alone.
const { createServer } = require("node:http");
const { consoleAction, setEnvVariable } = require("@baiducloud/qianfan");

const server = createServer((request, response) => {
  response.writeHead(200, { "Content-Type": "application/json", Connection: "close" }).end("null");
});
server.listen(0, "127.0.0.1", async () => {
  setEnvVariable("QIANFAN_CONSOLE_API_BASE_URL", `http://127.0.0.1:${server.address().port}`);
  for (const key of ["ACCESS", "SECRET"]) setEnvVariable(`QIANFAN_${key}_KEY`, key);
  const page = await consoleAction({ base_api_route: "/v2/eval", action: "DescribeEvalTasks" });
  console.log("returned", JSON.stringify(page));
  process.exit(Object.keys(page).join() === "headers" ? 0 : 1);
});
