// @baiducloud/qianfan returns a page of HTML as a success, each character as a member.
const { createServer } = require("node:http");
const { consoleAction, setEnvVariable } = require("@baiducloud/qianfan");

const server = createServer((request, response) => {
  response.writeHead(200, { "Content-Type": "text/html", Connection: "close" }).end("<html>");
});
server.listen(0, "127.0.0.1", async () => {
  setEnvVariable("QIANFAN_CONSOLE_API_BASE_URL", `http://127.0.0.1:${server.address().port}`);
  for (const key of ["ACCESS", "SECRET"]) setEnvVariable(`QIANFAN_${key}_KEY`, key);
  const page = await consoleAction({ base_api_route: "/v2/eval", action: "DescribeEvalTasks" });
  console.log("returned", JSON.stringify(page));
  process.exit(Object.values(page).slice(0, 6).join("") === "<html>" ? 0 : 1);
});
