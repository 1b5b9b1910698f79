//! Ways to break the written cases of the made-up operation, each with the problems that have to be reported.

use fixtures::broken::Break::{self, Add, Delete, Remove, Set};
use fixtures::broken::{CASES, EXAMPLE, Expected, OPERATION, PROVIDER};

/// Broken so, a folder gives exactly these problems.
pub(crate) const BROKEN: &[(&str, &[Break], &[Expected])] = &[
    (
        "more than a machine can hold",
        &[
            Set(CASES, "/cases/1/items", "100001"),
            Set(
                CASES,
                "/cases/1/exchanges/0/next",
                r#"{ "repeated": { "of": "x", "length": 1000000000000 } }"#,
            ),
        ],
        &[
            (CASES, "/cases/1/exchanges/0/next/repeated/length", &["greater than the maximum of 1048576"]),
            (CASES, "/cases/1/items", &["100001 is greater than the maximum of 100000"]),
        ],
    ),
    (
        "a case about an unknown clause",
        &[Set(CASES, "/cases/1/clause", "\"errors/buzy\"")],
        &[(CASES, "/cases/1/clause", &["no clause of acme-cloud/list-widgets has the id \"errors/buzy\""])],
    ),
    (
        "two cases with one name",
        &[Set(CASES, "/cases/1/name", "\"two-pages\"")],
        &[(CASES, "/cases/1/name", &["two-pages", "is the id of an earlier case"])],
    ),
    (
        "a case that says should",
        &[Set(CASES, "/cases/1/name", "\"should-fail\"")],
        &[(CASES, "/cases/1/name", &["should"])],
    ),
    (
        "an error that no clause knows, without a status",
        &[Set(CASES, "/cases/1/exchanges/0/error/code", "\"Lazy\"")],
        &[(
            CASES,
            "/cases/1/exchanges/0",
            &["no clause of kind error has the code \"Lazy\"", "status must be stated"],
        )],
    ),
    (
        "an exchange that is two things",
        &[Set(CASES, "/cases/1/exchanges/0/items", "3")],
        &[(CASES, "/cases/1/exchanges/0", &["more than one of edit/items/next, error and raw"])],
    ),
    (
        "an any-of inside an any-of",
        &[Set(
            CASES,
            "/cases/0/outcome",
            r#"{ "any-of": ["returns", { "any-of": ["refused", { "fails": {} }] }] }"#,
        )],
        &[(CASES, "/cases/0/outcome", &["any-of lies inside any-of"])],
    ),
    (
        "an unknown fault",
        &[Set(CASES, "/cases/1/exchanges/1/fault", "\"melt\"")],
        &[(CASES, "/cases/1/exchanges/1/fault", &["melt", "is not one of", "\"reset\""])],
    ),
    (
        "a fault without its size",
        &[Set(CASES, "/cases/1/exchanges/1/fault", r#"{ "cut-after": {} }"#)],
        &[(CASES, "/cases/1/exchanges/1/fault/cut-after", &["\"bytes\" is a required property"])],
    ),
    (
        "a provider and its operation",
        &[Remove(PROVIDER, "/title"), Remove(OPERATION, "/title"), Remove(CASES, "/cases/0/clause")],
        &[
            (PROVIDER, "", &["\"title\" is a required property"]),
            (OPERATION, "", &["\"title\" is a required property"]),
            (CASES, "/cases/0", &["\"clause\" is a required property"]),
        ],
    ),
    (
        "form and meaning in several files",
        &[
            Set(PROVIDER, "/titel", "\"Acme\""),
            Add(
                "standards.json",
                "/clauses",
                r#"{ "id": "json/valid", "kind": "rule", "rule": "valid-json", "evidence": "practice", "source": { "section": "x" }, "requirement": "x" }"#,
            ),
            Delete(EXAMPLE),
            Set(CASES, "/cases/0/drive", "\"run\""),
        ],
        &[
            (PROVIDER, "", &["\"titel\" is unknown here", "\"title\", \"reference\""]),
            (EXAMPLE, "", &["cannot be read"]),
            (CASES, "/cases/0/drive", &["run", "is not one of", "\"page\", \"walk\""]),
            ("standards.json", "/clauses/{last}/id", &["\"json/valid\" is the id of an earlier clause"]),
        ],
    ),
    (
        "form in a case file and meaning in its operation",
        &[Set(CASES, "/cases/0/items", "-1"), Set(OPERATION, "/clauses/{path}/id", "\"method\"")],
        &[
            (CASES, "/cases/0/items", &["-1 is less than the minimum of 0"]),
            (OPERATION, "/clauses/{path}/id", &["\"method\" is the id of an earlier clause"]),
        ],
    ),
];
