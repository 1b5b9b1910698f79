// A redirect to another host takes the session token there.
const http = require("node:http");
const { Service } = require("@volcengine/openapi");
const other = http.createServer(({ headers }) => {
  const { authorization, "x-security-token": token } = headers;
  console.log("the other host got", { authorization, token });
  process.exit(token === "the token" ? 0 : 1);
});
other.listen(0, "localhost", () => {
  const location = `http://localhost:${other.address().port}/`;
  const server = http.createServer((_, response) => response.writeHead(307, { location }).end());
  server.listen(0, "127.0.0.1", () => {
    const host = `127.0.0.1:${server.address().port}`;
    const keys = { accessKeyId: "k", secretKey: "k", sessionToken: "the token" };
    const service = new Service({ host, protocol: "http:", serviceName: "ark", ...keys });
    const list = service.createJSONAPI("ListEvaluationJobs", { Version: "2024-01-01" });
    list({}).finally(() => process.exit(1));
  });
});
