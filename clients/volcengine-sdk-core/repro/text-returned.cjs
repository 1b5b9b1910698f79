// A 200 that is not JSON is returned as its text.
const http = require("node:http");
const main = require.resolve("@volcengine/sdk-core/package.json");
const library = import(main.replace("package.json", "dist/esm/index.mjs"));
const body = "<html>Sign in to the network</html>";
const server = http.createServer((_, response) => response.end(body));
server.listen(0, "127.0.0.1", async () => {
  const { Client, Command, buildRequestConfigFromMetaPath } = await library;
  const host = `127.0.0.1:${server.address().port}`;
  const client = new Client({ host, protocol: "http", accessKeyId: "k", secretAccessKey: "k" });
  const command = new Command({});
  const path = "/ListEvaluationJobs/2024-01-01/ark/post/application_json/";
  command.requestConfig = buildRequestConfigFromMetaPath(path);
  const text = await client.send(command);
  console.log("returned", JSON.stringify(text));
  process.exit(text === body ? 0 : 1);
});
