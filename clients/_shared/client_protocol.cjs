// The client protocol's side of every Node.js adapter: lines in, lines out, and nothing sent.
"use strict";

const http = require("node:http");
const readline = require("node:readline");

/** The library has no way to say this input. */
class Unsupported extends Error {}

/**
 * Answers the harness until it says goodbye.
 *
 * `operations` holds, by operation and drive, an async function from a call to the rest of its outcome.
 */
async function serve(name, version, operations) {
  const write = keepStandardOutput();
  for await (const line of readline.createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const message = JSON.parse(line);
    if (message.type === "hello") await write(ready(name, version, operations));
    else if (message.type === "call") await write(await answer(operations, message));
    else if (message.type === "bye") break;
    else throw new Error(`unknown message type: ${message.type}`);
  }
  // Connections that a library keeps open must not hold the process.
  process.exit(0);
}

function ready(name, version, operations) {
  const drives = Object.entries(operations).map(([operation, of]) => [operation, Object.keys(of)]);
  return {
    type: "ready",
    protocol: 1,
    client: { name, version, language: "javascript" },
    operations: Object.fromEntries(drives),
  };
}

/** The outcome of one call. */
async function answer(operations, call) {
  const outcome = { type: "outcome", seq: call.seq };
  try {
    const drive = operations[call.operation]?.[call.drive];
    if (drive === undefined) throw new Error(`not declared: ${call.operation} ${call.drive}`);
    return { ...outcome, ...(await drive(call)) };
  } catch (error) {
    if (error instanceof Unsupported) return { ...outcome, result: "unsupported", reason: error.message };
    return { ...outcome, result: "broken", reason: String(error), trace: String(error?.stack) };
  } finally {
    // What a library leaves open in the agent of all must not reach the next call.
    http.globalAgent.destroy();
  }
}

/** Keeps standard output for the protocol: whatever a library prints goes to standard error. */
function keepStandardOutput() {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  return (message) => new Promise((resolve) => write(`${JSON.stringify(message, wellFormed)}\n`, resolve));
}

/** Half of a surrogate pair, which a JavaScript text can hold and UTF-8 cannot, becomes U+FFFD. */
function wellFormed(_, value) {
  return typeof value === "string" ? Buffer.from(value).toString() : value;
}

module.exports = { Unsupported, serve };
