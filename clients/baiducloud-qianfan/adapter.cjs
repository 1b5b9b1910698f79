// Drives the console API of @baiducloud/qianfan from JSON lines, adding nothing to it.
"use strict";

const { consoleAction, setEnvVariable } = require("@baiducloud/qianfan");
const { version } = require("@baiducloud/qianfan/package.json");
const { Unsupported, serve } = require("../_shared/client_protocol.cjs");

const OPERATION = "baidu-qianfan/describe-eval-tasks";
const ROUTE = "/v2/eval";
const ACTION = "DescribeEvalTasks";

// The library throws plain Errors without fields; only their texts tell what happened, and all that
// happens before the body begins like this.
const TIMED_OUT = "Request timed out.";
const BAD_STATUS = /^Request timed out\.\s+HTTP error, status = /;
const ERROR_CODE = /^\{.*"error_code":/;

/** One call of the library, one page. */
async function page(call) {
  const { credentials } = call;
  if (credentials.session_token) throw new Unsupported("the library has no session token");
  // The library reads its settings anew for every call of it.
  setEnvVariable("QIANFAN_CONSOLE_API_BASE_URL", call.endpoint);
  setEnvVariable("QIANFAN_ACCESS_KEY", credentials.access_key_id);
  setEnvVariable("QIANFAN_SECRET_KEY", credentials.secret_access_key);
  try {
    const output = await consoleAction({ base_api_route: ROUTE, action: ACTION, data: call.input });
    return { result: "returned", pages: 1, output };
  } catch (error) {
    console.error(error);
    return { result: "failed", error: { native: error.name, kind: kind(error) } };
  }
}

/** What happened, as far as the error tells. */
function kind(error) {
  if (error.name === "FetchError") return error.type === "invalid-json" ? "decode" : "transport";
  if (error.name !== "Error") return "other";
  if (error.message === TIMED_OUT) return "timeout";
  if (BAD_STATUS.test(error.message) || ERROR_CODE.test(error.message)) return "service";
  return error.message.startsWith(TIMED_OUT) ? "transport" : "other";
}

serve("baiducloud-qianfan", version, { [OPERATION]: { page } });
