// @baiducloud/qianfan tells an error of the service in a text that begins "Request timed out."
const { createServer } = require("node:http");
const { consoleAction, setEnvVariable } = require("@baiducloud/qianfan");

const server = createServer((request, response) => {
  response
    .writeHead(400, { "Content-Type": "application/json", Connection: "close" })
    .end('{"requestId":"r","code":"C","message":"m"}');
});
server.listen(0, "127.0.0.1", async () => {
  setEnvVariable("QIANFAN_CONSOLE_API_BASE_URL", `http://127.0.0.1:${server.address().port}`);
  for (const key of ["ACCESS", "SECRET"]) setEnvVariable(`QIANFAN_${key}_KEY`, key);
  const error = await consoleAction({
    base_api_route: "/v2/eval",
    action: "DescribeEvalTasks",
  }).catch((error) => error);
  console.log("fields:", Object.keys(error), "text:", error.message.replace(/\s+/g, " "));
  const told = /^Request timed out\.\s+HTTP error, status = 400/.test(error.message);
  process.exit(told && Object.keys(error).length === 0 ? 0 : 1);
});
