//! Differences that no reference forbids: a client with one of them must pass.

mod behaviour;
mod requests;

use crate::defect::Defect;

/// Every harmless variant, each for every case.
pub fn harmless() -> impl Iterator<Item = &'static Defect> {
    requests::FAMILY.iter().chain(behaviour::FAMILY)
}

/// Which variants one client has at once, so that all of them meet every case in a few runs.
pub const BUNDLES: &[&[&str]] = &[
    &[
        "query-in-another-order",
        "members-in-another-order",
        "headers-in-upper-case",
        "headers-of-its-own",
        "json-with-white-space",
        "lower-case-hexadecimals",
        "charset-with-the-content-type",
        "sends-what-the-reference-forbids",
        "a-page-ahead",
        "unknown-members-dropped",
        "times-of-another-zone",
        "error-with-its-code-only",
        // Last, for the others look for members from the top.
        "part-of-the-answer",
    ],
    &[
        "headers-in-another-order",
        "no-coding-filter",
        "a-connection-a-request",
        "json-in-ascii",
        "null-for-absent",
        "defaults-told",
        "first-page-told",
        "unreserved-characters-encoded",
        "body-in-chunks",
        "one-attempt-only",
        "pages-not-counted",
        "nulls-dropped",
        "answers-read-as-a-whole",
    ],
];
