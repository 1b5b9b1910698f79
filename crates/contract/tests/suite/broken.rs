//! Ways to break the made-up contract, each with the problems that have to be reported.

use fixtures::broken::Break::{self, Add, Delete, Remove, Set, Write};
use fixtures::broken::{EXAMPLE, Expected, OPERATION, PROVIDER};

/// Broken so, a folder gives exactly these problems.
pub(crate) const BROKEN: &[(&str, &[Break], &[Expected])] = &[
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
            r#"{ "id": "signature", "kind": "rule", "rule": "session-token", "evidence": "practice", "source": { "section": "x" }, "requirement": "x" }"#,
        )],
        &[(PROVIDER, "/clauses/1/id", &["\"signature\" is the id of an earlier clause"])],
    ),
    (
        "two ambiguities with one id",
        &[Set(OPERATION, "/ambiguities/1/id", "\"short-notes\"")],
        &[(OPERATION, "/ambiguities/1/id", &["\"short-notes\" is the id of an earlier ambiguity"])],
    ),
    (
        "ambiguities about unknown clauses",
        &[
            Add(OPERATION, "/ambiguities/0/about", "\"widget/nothing\""),
            Set(OPERATION, "/ambiguities/1/suspends/0", "\"widget/wieght\""),
        ],
        &[
            (
                OPERATION,
                "/ambiguities/0/about/1",
                &["no clause of acme-cloud/list-widgets has the id \"widget/nothing\""],
            ),
            (
                OPERATION,
                "/ambiguities/1/suspends/0",
                &["no clause of acme-cloud/list-widgets has the id \"widget/wieght\""],
            ),
        ],
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
        &[(EXAMPLE, "", &["cannot be read as JSON", "line 1 column 14"])],
    ),
    (
        "an operation that is no JSON",
        &[Write(OPERATION, "{")],
        &[(OPERATION, "", &["cannot be read as JSON", "line 1 column 1"])],
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
    ("no provider file", &[Delete(PROVIDER)], &[(PROVIDER, "", &["cannot be read", "No such file"])]),
    (
        "no standards",
        &[Delete("standards.json")],
        &[("standards.json", "", &["cannot be read", "No such file"])],
    ),
    (
        "a provider and its operation",
        &[Remove(PROVIDER, "/title"), Remove(OPERATION, "/title")],
        &[
            (PROVIDER, "", &["\"title\" is a required property"]),
            (OPERATION, "", &["\"title\" is a required property"]),
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
        ],
        &[
            (PROVIDER, "", &["\"titel\" is unknown here", "\"title\", \"reference\""]),
            (EXAMPLE, "", &["cannot be read"]),
            ("standards.json", "/clauses/{last}/id", &["\"json/valid\" is the id of an earlier clause"]),
        ],
    ),
];
