// One call of @baiducloud/sdk as it comes: node baseline.cjs ENDPOINT OPERATION page
"use strict";

const { BceBaseClient } = require("@baiducloud/sdk");

async function main([endpoint, operation, , ak = "key", sk = "secret"]) {
  if (operation !== "baidu-qianfan/describe-eval-tasks") throw new Error(`not known: ${operation}`);
  const client = new BceBaseClient({ endpoint, credentials: { ak, sk } }, "qianfan");
  const request = { params: { Action: "DescribeEvalTasks" }, body: '{"evalType":"auto"}' };
  try {
    const { body } = await client.sendRequest("POST", "/v2/eval", request);
    return { result: "returned", items: body?.result?.evalTaskList?.length ?? 0, pages: 1 };
  } catch (error) {
    return { result: "failed", native: error.constructor.name, http_status: error.status_code };
  }
}

// Node.js ends when nothing is left to wait for, although the library's promise may not be settled.
let outcome = { result: "silent" };
process.on("exit", () => console.log(JSON.stringify(outcome)));
main(process.argv.slice(2)).then((told) => (outcome = told));
