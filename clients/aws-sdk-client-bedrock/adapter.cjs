// Drives the Bedrock client of the AWS SDK for JavaScript from JSON lines, adding nothing to it.
"use strict";

const {
  BedrockClient,
  BedrockServiceException,
  ListEvaluationJobsCommand,
  paginateListEvaluationJobs,
} = require("@aws-sdk/client-bedrock");
const { version } = require("@aws-sdk/client-bedrock/package.json");
const { Unsupported, serve } = require("../_shared/client_protocol.cjs");

const TIMES = ["creationTimeAfter", "creationTimeBefore"];
// What the library does when nothing is set (see README.md); only used to share out a deadline.
const DEFAULT_ATTEMPTS = 3;
// From 6 s on the library begins to watch an idle socket only 3 s after the request.
const LONGEST_IDLE_MS = 5_000;

// The first row that fits decides.
const KINDS = [
  [(error) => error instanceof BedrockServiceException, "service"],
  [(error) => error.code === "ETIMEDOUT", "timeout"],
  // Node's codes of sockets and of its HTTP parser. The library names some of these TimeoutError too.
  [(error) => /^(E(?!RR_)|HPE_)/.test(error.code ?? ""), "transport"],
  [(error) => error.name === "TimeoutError", "timeout"],
  // The library adds the response to whatever went wrong while it read one.
  [(error) => error.$response !== undefined, "decode"],
  // What went wrong once a request was made has the number of its attempts here.
  [(error) => error.$metadata === undefined, "refused"],
];

/** A client of the call's own, with its own connections and its own quota of retries. */
function client(call) {
  const { attempts, deadline_ms: deadline } = call.limits ?? {};
  const { access_key_id, secret_access_key, session_token } = call.credentials;
  const settings = {
    endpoint: call.endpoint,
    region: call.region,
    credentials: {
      accessKeyId: access_key_id,
      secretAccessKey: secret_access_key,
      sessionToken: session_token ?? undefined,
    },
  };
  if (attempts != null) settings.maxAttempts = attempts;
  if (deadline != null) {
    const share = Math.floor((0.8 * deadline) / (attempts ?? DEFAULT_ATTEMPTS));
    settings.requestHandler = {
      connectionTimeout: share,
      requestTimeout: share,
      throwOnRequestTimeout: true,
      socketTimeout: Math.min(share, LONGEST_IDLE_MS),
    };
  }
  return new BedrockClient(settings);
}

/** The input with its times as the library takes them, and all the rest unchanged. */
function input(call) {
  const changed = { ...call.input };
  for (const name of TIMES) {
    if (typeof changed[name] === "string") changed[name] = time(changed[name]);
  }
  return changed;
}

/** The Date that says what the text says: whole milliseconds of a day that exists. */
function time(text) {
  const date = new Date(text);
  const day = text.slice(0, "YYYY-MM-DD".length);
  const isExact =
    new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) && !/\.\d{3}\d*[1-9]/.test(text);
  if (Number.isNaN(date.getTime()) || !isExact) {
    throw new Unsupported(
      `the library takes times as Date, which cannot say ${JSON.stringify(text)}`,
    );
  }
  return date;
}

/** One call of the library, one page. Dates are written to JSON as RFC 3339. */
async function page(bedrock, call) {
  const command = new ListEvaluationJobsCommand(input(call));
  try {
    // $metadata is the library's report about the HTTP message.
    const { $metadata, ...output } = await bedrock.send(command);
    return { result: "returned", pages: 1, output };
  } catch (error) {
    return { result: "failed", error: failure(error) };
  }
}

/** All pages by the library's own paginator, whose items are put into one response. */
async function walk(bedrock, call) {
  const limit = call.limits?.pages;
  const paginator = paginateListEvaluationJobs({ client: bedrock }, input(call));
  const output = {};
  let pages = 0;
  try {
    for await (const { jobSummaries } of paginator) {
      pages += 1;
      if (jobSummaries !== undefined) {
        output.jobSummaries = (output.jobSummaries ?? []).concat(jobSummaries);
      }
      if (pages === limit) return { result: "returned", pages, output, stopped: "limit" };
    }
  } catch (error) {
    const report = failure(error);
    // It refused what the service had sent, not the input.
    if (report.kind === "refused" && pages > 0) report.kind = "other";
    return { result: "failed", error: report, pages, output };
  }
  return { result: "returned", pages, output, stopped: "end" };
}

/** The library's error as a caller can read it. */
function failure(error) {
  console.error(error.stack);
  const kind = KINDS.find(([fits]) => fits(error))?.[1] ?? "other";
  // Errors of time and of the socket are plain errors, distinguished by a name or by Node's code.
  const names = [error.constructor.name, error.name, error.code];
  const report = {
    native: names.find((name) => name && name !== "Error") ?? "Error",
    kind,
    http_status: error.$metadata?.httpStatusCode,
    request_id: error.$metadata?.requestId,
  };
  // The library gives the code of the service's error as the name of its own.
  return kind === "service" ? { ...report, code: error.name, message: error.message } : report;
}

/** The drive with a client of each call's own. */
function driven(drive) {
  return async (call) => {
    const bedrock = client(call);
    try {
      return await drive(bedrock, call);
    } finally {
      bedrock.destroy();
    }
  };
}

serve("aws-sdk-client-bedrock", version, {
  "amazon-bedrock/list-evaluation-jobs": { page: driven(page), walk: driven(walk) },
});
