// A truncated compressed body leaves the call pending without end, for any time-out.
const http = require("node:http");
const { Service } = require("@volcengine/openapi");
const server = http.createServer((_, response) => {
  response.writeHead(200, { "content-encoding": "gzip", "content-length": 100 });
  response.write(Buffer.from("1f8b0800", "hex"), () => setTimeout(() => response.destroy(), 50));
});
server.listen(0, "127.0.0.1", async () => {
  const host = `127.0.0.1:${server.address().port}`;
  const keys = { accessKeyId: "k", secretKey: "k" };
  const service = new Service({ host, protocol: "http:", serviceName: "ark", ...keys });
  const list = service.createJSONAPI("ListEvaluationJobs", { Version: "2024-01-01" });
  const ended = () => "ended";
  const call = list({}, { timeout: 200 }).then(ended, ended);
  const later = new Promise((resolve) => setTimeout(resolve, 3000, "pending"));
  const state = await Promise.race([call, later]);
  console.log("3 s after a connection that closed at once, with a time-out of 0.2 s:", state);
  process.exit(state === "pending" ? 0 : 1);
});
