//! Command lines that people copy: below the help of each command, and where a command line lacks something.

/// The first calls of each kind.
pub(crate) const EXAMPLES: &str = "\
Examples:
  clausal check --command \"python3 adapter.py\"    check your own client
  clausal check --client boto3                    check a library that Clausal knows
  clausal probe --endpoint https://gateway.example --operation amazon-bedrock/list-evaluation-jobs
  clausal help check                              every flag of a command";

/// Of `check`.
pub(crate) const CHECK: &str = "\
Examples:
  clausal check --command \"python3 adapter.py\"
  clausal check --command \"node adapter.mjs\" --case '*/paging/*' --trace
  clausal check --client boto3 --json results.json
  clausal check --list --case '*/list-evaluation-jobs/*'";

/// Of `probe`, with what to know before.
pub(crate) const PROBE: &str = "\
Keys come from the provider's own environment variables and are never shown. Probes only list.
SSL_CERT_FILE names a PEM file with certificate authorities in place of the system's.

Examples:
  clausal probe --dry-run --operation amazon-bedrock/list-evaluation-jobs
  clausal probe --endpoint https://gateway.example --operation amazon-bedrock/list-evaluation-jobs";

/// Of `serve`.
pub(crate) const SERVE: &str = "\
Examples:
  clausal serve --operation amazon-bedrock/list-evaluation-jobs --items 37
  clausal serve --case amazon-bedrock/list-evaluation-jobs/max-results/one-above-the-maximum --port 8080";

/// What may follow `check`, and what that checks.
pub(crate) const CLIENTS: [(&str, &str); 4] = [
    (
        "--command \"python3 adapter.py\"",
        "your own client, through a program that speaks the client protocol",
    ),
    ("--client ../my-client", "a folder with a client.json"),
    ("--client boto3", "a library that Clausal knows; `clausal clients` lists them"),
    ("--list", "the cases, without a client"),
];
