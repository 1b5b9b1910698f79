// One call of @baiducloud/qianfan as it comes: node baseline.cjs ENDPOINT OPERATION page
"use strict";

const { consoleAction, setEnvVariable } = require("@baiducloud/qianfan");

async function main([endpoint, operation, , accessKey = "key", secretKey = "secret"]) {
  if (operation !== "baidu-qianfan/describe-eval-tasks") throw new Error(`not known: ${operation}`);
  setEnvVariable("QIANFAN_CONSOLE_API_BASE_URL", endpoint);
  setEnvVariable("QIANFAN_ACCESS_KEY", accessKey);
  setEnvVariable("QIANFAN_SECRET_KEY", secretKey);
  const action = { base_api_route: "/v2/eval", action: "DescribeEvalTasks" };
  try {
    const page = await consoleAction({ ...action, data: { evalType: "auto" } });
    return { result: "returned", items: page?.result?.evalTaskList?.length ?? 0, pages: 1 };
  } catch (error) {
    return { result: "failed", native: error.name };
  }
}

// Node.js ends when nothing is left to wait for, although the library's promise may not be settled.
let outcome = { result: "silent" };
process.on("exit", () => console.log(JSON.stringify(outcome)));
main(process.argv.slice(2)).then((told) => (outcome = told));
