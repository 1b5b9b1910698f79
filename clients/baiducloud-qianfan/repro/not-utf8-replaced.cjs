// @baiducloud/qianfan replaces bytes that are not UTF-8 (RFC 8259, section 8.1).
const { createServer } = require("node:http");
const { consoleAction, setEnvVariable } = require("@baiducloud/qianfan");

const server = createServer((request, response) => {
  response
    .writeHead(200, { "Content-Type": "application/json", Connection: "close" })
    .end(Buffer.from('{"a":"\xff"}', "latin1"));
});
server.listen(0, "127.0.0.1", async () => {
  setEnvVariable("QIANFAN_CONSOLE_API_BASE_URL", `http://127.0.0.1:${server.address().port}`);
  for (const key of ["ACCESS", "SECRET"]) setEnvVariable(`QIANFAN_${key}_KEY`, key);
  const page = await consoleAction({ base_api_route: "/v2/eval", action: "DescribeEvalTasks" });
  console.log("returned", JSON.stringify(page));
  process.exit(page.a === "\ufffd" ? 0 : 1);
});
