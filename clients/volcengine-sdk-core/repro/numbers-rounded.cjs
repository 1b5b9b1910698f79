// A whole number beyond 53 bits reaches the caller as another number.
const http = require("node:http");
const main = require.resolve("@volcengine/sdk-core/package.json");
const library = import(main.replace("package.json", "dist/esm/index.mjs"));
const server = http.createServer((_, response) => {
  response.end('{"ResponseMetadata":{},"Result":{"TotalCount":9007199254740993}}');
});
server.listen(0, "127.0.0.1", async () => {
  const { Client, Command, buildRequestConfigFromMetaPath } = await library;
  const host = `127.0.0.1:${server.address().port}`;
  const client = new Client({ host, protocol: "http", accessKeyId: "k", secretAccessKey: "k" });
  const command = new Command({});
  const path = "/ListEvaluationJobs/2024-01-01/ark/post/application_json/";
  command.requestConfig = buildRequestConfigFromMetaPath(path);
  const total = (await client.send(command)).Result.TotalCount;
  console.log("9007199254740993 was sent, returned", total);
  process.exit(String(total) === "9007199254740992" ? 0 : 1);
});
