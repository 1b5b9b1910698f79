//! Ways to break the made-up contract, each with what has to be told about it.

pub(crate) const OPERATION: &str = "acme-cloud/list-widgets/operation.json";
pub(crate) const PROVIDER: &str = "acme-cloud/provider.json";
pub(crate) const CASES: &str = "acme-cloud/list-widgets/cases/paging.json";
const EXAMPLE: &str = "acme-cloud/list-widgets/examples/response.json";

/// One way to break a file. In a pointer, `{id}` stands for the place of the clause that has this id.
#[derive(Clone, Copy)]
pub(crate) enum Break {
    /// Puts JSON at a pointer.
    Set(&'static str, &'static str, &'static str),
    /// Puts JSON at the end of a list.
    Add(&'static str, &'static str, &'static str),
    Remove(&'static str, &'static str),
    Write(&'static str, &'static str),
    Delete(&'static str),
}
use Break::{Add, Delete, Remove, Set, Write};

/// What is expected to be told: the file, the place, and fragments of the message.
pub(crate) type Told = (&'static str, &'static str, &'static [&'static str]);

/// Broken so, a folder gives exactly these problems.
pub(crate) const BROKEN: &[(&str, &[Break], &[Told])] = &[
    (
        "more than a machine can hold",
        &[
            Set(CASES, "/cases/1/jobs", "100001"),
            Set(
                CASES,
                "/cases/1/exchanges/0/next",
                r#"{ "repeated": { "of": "x", "length": 1000000000000 } }"#,
            ),
        ],
        &[
            (CASES, "/cases/1/exchanges/0/next/repeated/length", &["greater than the maximum of 1048576"]),
            (CASES, "/cases/1/jobs", &["100001 is greater than the maximum of 100000"]),
        ],
    ),
    (
        "a typo in a member",
        &[
            Remove(OPERATION, "/clauses/{page/range}/maximum"),
            Set(OPERATION, "/clauses/{page/range}/maximun", "50"),
        ],
        &[(OPERATION, "/clauses/{page/range}", &["\"maximun\" is unknown here", "\"minimum\", \"maximum\""])],
    ),
    (
        "an unknown kind",
        &[Set(OPERATION, "/clauses/{page/range}/kind", "\"rnage\"")],
        &[(OPERATION, "/clauses/{page/range}/kind", &["\"rnage\" is not one of \"method\"", "\"range\""])],
    ),
    (
        "a missing member",
        &[Remove(OPERATION, "/clauses/{page/member}/type")],
        &[(OPERATION, "/clauses/{page/member}", &["\"type\" is a required property"])],
    ),
    (
        "an unknown evidence",
        &[Set(OPERATION, "/clauses/{path}/evidence", "\"rumour\"")],
        &[(OPERATION, "/clauses/{path}/evidence", &["rumour", "is not one of", "\"practice\""])],
    ),
    (
        "a location outside the three messages",
        &[Set(OPERATION, "/clauses/{page/member}/at", "\"page\"")],
        &[(OPERATION, "/clauses/{page/member}/at", &["\"page\" does not match", "request|response|error"])],
    ),
    (
        "two clauses with one id",
        &[Set(OPERATION, "/clauses/{path}/id", "\"method\"")],
        &[(OPERATION, "/clauses/{path}/id", &["\"method\" is the id of an earlier clause"])],
    ),
    (
        "two types for one member",
        &[Set(OPERATION, "/clauses/{labels/item}/at", "\"request/page\"")],
        &[(
            OPERATION,
            "/clauses/{labels/item}/at",
            &["request/page has an earlier clause of kind member; keep one of them"],
        )],
    ),
    (
        "two clauses of a provider with one id",
        &[Add(
            PROVIDER,
            "/clauses",
            r#"{ "id": "signature", "kind": "rule", "rule": "session-token", "evidence": "practice", "source": { "section": "x" }, "promise": "x" }"#,
        )],
        &[(PROVIDER, "/clauses/1/id", &["\"signature\" is the id of an earlier clause"])],
    ),
    (
        "two doubts with one id",
        &[Set(OPERATION, "/doubts/1/id", "\"short-notes\"")],
        &[(OPERATION, "/doubts/1/id", &["\"short-notes\" is the id of an earlier doubt"])],
    ),
    (
        "doubts about unknown clauses",
        &[
            Add(OPERATION, "/doubts/0/about", "\"widget/nothing\""),
            Set(OPERATION, "/doubts/1/turns-off/0", "\"widget/wieght\""),
        ],
        &[
            (
                OPERATION,
                "/doubts/0/about/1",
                &["no clause of acme-cloud/list-widgets has the id \"widget/nothing\""],
            ),
            (
                OPERATION,
                "/doubts/1/turns-off/0",
                &["no clause of acme-cloud/list-widgets has the id \"widget/wieght\""],
            ),
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
            &["no clause of kind error has the code \"Lazy\"", "status must be said"],
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
        "a pattern that does not compile",
        &[Set(OPERATION, "/clauses/{name/pattern}/pattern", "\"^(a\"")],
        &[(OPERATION, "/clauses/{name/pattern}/pattern", &["^(a", "ECMA-262"])],
    ),
    (
        "minimums above their maximums",
        &[
            Set(OPERATION, "/clauses/{page/range}/minimum", "60"),
            Set(OPERATION, "/clauses/{name/length}/minimum", "9"),
            Set(OPERATION, "/clauses/{labels/items}/minimum", "4"),
        ],
        &[
            (OPERATION, "/clauses/{page/range}/minimum", &["60 is above the maximum 50"]),
            (OPERATION, "/clauses/{name/length}/minimum", &["9 is above the maximum 8"]),
            (OPERATION, "/clauses/{labels/items}/minimum", &["4 is above the maximum 3"]),
        ],
    ),
    (
        "a range without limits",
        &[Remove(OPERATION, "/clauses/{size/range}/maximum")],
        &[(OPERATION, "/clauses/{size/range}", &["a minimum, a maximum or both"])],
    ),
    (
        "values of another type than their member",
        &[Set(OPERATION, "/clauses/{colour/choice}/values", "[\"red\", 7]")],
        &[(
            OPERATION,
            "/clauses/{colour/choice}/values/1",
            &["7 is not of the type of request/colour, string"],
        )],
    ),
    (
        "locations without a member",
        &[
            Set(OPERATION, "/clauses/{page/range}/at", "\"request/paeg\""),
            Set(OPERATION, "/clauses/{answer/page/echo}/of", "\"request/paeg\""),
            Set(OPERATION, "/clauses/{paging/style}/list", "\"response/wigdets\""),
        ],
        &[
            (OPERATION, "/clauses/{page/range}/at", &["request/paeg has no clause of kind member"]),
            (OPERATION, "/clauses/{answer/page/echo}/of", &["request/paeg has no clause of kind member"]),
            (OPERATION, "/clauses/{paging/style}/list", &["response/wigdets has no clause of kind member"]),
        ],
    ),
    (
        "a member in no object",
        &[Set(OPERATION, "/clauses/{widget/hollow/member}/at", "\"response/shelf/hollow\"")],
        &[(
            OPERATION,
            "/clauses/{widget/hollow/member}/at",
            &["response/shelf encloses response/shelf/hollow"],
        )],
    ),
    (
        "an operation without method and path",
        &[Remove(OPERATION, "/clauses/{path}"), Remove(OPERATION, "/clauses/{method}")],
        &[(OPERATION, "/clauses", &["method"]), (OPERATION, "/clauses", &["path"])],
    ),
    (
        "an example that is not there",
        &[Delete(EXAMPLE)],
        &[(EXAMPLE, "", &["cannot be read", "No such file"])],
    ),
    (
        "an example that is no JSON",
        &[Write(EXAMPLE, "{ \"total\": 2,, }")],
        &[(EXAMPLE, "", &["is not JSON", "line 1 column 14"])],
    ),
    (
        "an operation that is no JSON",
        &[Write(OPERATION, "{")],
        &[(OPERATION, "", &["is not JSON", "line 1 column 1"])],
    ),
    (
        "a folder without an operation",
        &[Delete(OPERATION)],
        &[(OPERATION, "", &["cannot be read", "No such file"])],
    ),
    (
        "a wrong provider",
        &[
            Set(PROVIDER, "/signing/scheme", "\"acme-v9\""),
            Set(PROVIDER, "/error/code", "\"somewhere\""),
            Remove(PROVIDER, "/refusals/signature"),
        ],
        &[
            (PROVIDER, "/signing/scheme", &["acme-v9", "is not one of", "aws-sigv4"]),
            (PROVIDER, "/error/code", &["\"somewhere\" does not match", "header:"]),
            (PROVIDER, "/refusals", &["\"signature\" is a required property"]),
        ],
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
    ("no provider file", &[Delete(PROVIDER)], &[(PROVIDER, "", &["cannot be read", "No such file"])]),
    (
        "no standards",
        &[Delete("standards.json")],
        &[("standards.json", "", &["cannot be read", "No such file"])],
    ),
    (
        "form and meaning in several files",
        &[
            Set(PROVIDER, "/titel", "\"Acme\""),
            Add(
                "standards.json",
                "/clauses",
                r#"{ "id": "json/valid", "kind": "rule", "rule": "valid-json", "evidence": "practice", "source": { "section": "x" }, "promise": "x" }"#,
            ),
            Delete(EXAMPLE),
            Set(CASES, "/cases/0/drive", "\"run\""),
        ],
        &[
            (PROVIDER, "", &["\"titel\" is unknown here", "\"title\", \"page\""]),
            (EXAMPLE, "", &["cannot be read"]),
            (CASES, "/cases/0/drive", &["run", "is not one of", "\"page\", \"walk\""]),
            ("standards.json", "/clauses/{last}/id", &["\"json/valid\" is the id of an earlier clause"]),
        ],
    ),
    (
        "form in a case file and meaning in its operation",
        &[Set(CASES, "/cases/0/jobs", "-1"), Set(OPERATION, "/clauses/{path}/id", "\"method\"")],
        &[
            (CASES, "/cases/0/jobs", &["-1 is less than the minimum of 0"]),
            (OPERATION, "/clauses/{path}/id", &["\"method\" is the id of an earlier clause"]),
        ],
    ),
];
