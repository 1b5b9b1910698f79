// A redirect to another host takes the session token there.
const http = require("node:http");
const main = require.resolve("@volcengine/sdk-core/package.json");
const library = import(main.replace("package.json", "dist/esm/index.mjs"));
const other = http.createServer(({ headers: { authorization, "x-security-token": token } }) => {
  console.log("the other host got", { authorization, token });
  process.exit(token === "t" ? 0 : 1);
});
other.listen(0, "localhost", async () => {
  const { Client, Command, buildRequestConfigFromMetaPath } = await library;
  const location = `http://localhost:${other.address().port}/`;
  const server = http.createServer((_, response) => response.writeHead(307, { location }).end());
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const keys = { accessKeyId: "k", secretAccessKey: "k", sessionToken: "t" };
  const host = `127.0.0.1:${server.address().port}`;
  const command = new Command({});
  const path = "/ListEvaluationJobs/2024-01-01/ark/post/application_json/";
  command.requestConfig = buildRequestConfigFromMetaPath(path);
  new Client({ host, protocol: "http", ...keys }).send(command).finally(() => process.exit(1));
});
