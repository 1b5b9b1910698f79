// The client protocol for every Node.js adapter: reads and writes the lines and sends no request itself.
"use strict";

const http = require("node:http");
const readline = require("node:readline");

/** The library cannot express this input. */
class Unsupported extends Error {}

/**
 * Replies to the harness until its `bye` or the end of the input.
 *
 * `operations` maps each operation and drive to an async function from a call to the rest of its outcome.
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
  // Connections that a library keeps open must not keep the process alive.
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
    // Connections that a library leaves open in the global agent must not reach the next call.
    http.globalAgent.destroy();
  }
}

/** Reserves standard output for the protocol: output of the library goes to standard error. */
function keepStandardOutput() {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  return (message) => new Promise((resolve) => write(`${JSON.stringify(message, wellFormed)}\n`, resolve));
}

/** Replaces a lone surrogate, which UTF-8 cannot encode, with U+FFFD. */
function wellFormed(_, value) {
  return typeof value === "string" ? Buffer.from(value).toString() : value;
}

module.exports = { Unsupported, serve };
