// Bytes that are not UTF-8, so that the answer is no JSON, are replaced and the answer returned.
const http = require("node:http");
const main = require.resolve("@volcengine/sdk-core/package.json");
const library = import(main.replace("package.json", "dist/esm/index.mjs"));
const server = http.createServer((_, response) => {
  response.end(Buffer.from('{"ResponseMetadata":{},"Result":{"Items":["a\xff"]}}', "latin1"));
});
server.listen(0, "127.0.0.1", async () => {
  const { Client, Command, buildRequestConfigFromMetaPath } = await library;
  const host = `127.0.0.1:${server.address().port}`;
  const client = new Client({ host, protocol: "http", accessKeyId: "k", secretAccessKey: "k" });
  const command = new Command({});
  const path = "/ListEvaluationJobs/2024-01-01/ark/post/application_json/";
  command.requestConfig = buildRequestConfigFromMetaPath(path);
  const text = (await client.send(command)).Result.Items[0];
  console.log("the bytes 61 ff were returned as", JSON.stringify(text));
  process.exit(text === "a\ufffd" ? 0 : 1);
});
