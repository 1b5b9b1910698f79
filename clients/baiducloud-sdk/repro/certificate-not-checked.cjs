// @baiducloud/sdk takes any certificate: it sends by https without checking it.
const https = require("node:https");
const { BceBaseClient } = require("@baiducloud/sdk");

const request = https.request;
https.request = (options, heard) => {
  console.log("https with rejectUnauthorized:", options.rejectUnauthorized);
  process.exitCode = options.rejectUnauthorized === false ? 0 : 1;
  return request(options, heard);
};
const credentials = { ak: "key", sk: "secret" };
const client = new BceBaseClient({ endpoint: "https://127.0.0.1:1", credentials }, "x");
client.sendRequest("POST", "/", { body: "{}" }).catch(() => {});
