// Every attempt carries the date and signature of the first, however long the pauses between.
const http = require("node:http");
const main = require.resolve("@volcengine/sdk-core/package.json");
const library = import(main.replace("package.json", "dist/esm/index.mjs"));
const seen = [];
const server = http.createServer(({ headers }, response) => {
  seen.push(headers["x-date"] + headers.authorization);
  response.writeHead(503).end();
});
server.listen(0, "127.0.0.1", async () => {
  const { Client, Command, buildRequestConfigFromMetaPath } = await library;
  const host = `127.0.0.1:${server.address().port}`;
  const client = new Client({ host, protocol: "http", accessKeyId: "k", secretAccessKey: "k" });
  const command = new Command({});
  const path = "/ListEvaluationJobs/2024-01-01/ark/post/application_json/";
  command.requestConfig = buildRequestConfigFromMetaPath(path);
  await client.send(command).catch((error) => console.log(error.message));
  console.log(seen.length, "attempts with", new Set(seen).size, "signature: ", seen[0]);
  process.exit(seen.length === 4 && new Set(seen).size === 1 ? 0 : 1);
});
