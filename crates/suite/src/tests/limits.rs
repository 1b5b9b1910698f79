//! The generators of limits over a made-up operation: names, values on both sides, and none where nothing binds.

use bytes::Bytes;
use client_protocol::Expectation;
use contract::{Constraints, Contracts};
use fixtures::{BUNDLED, Folder};
use serde_json::{Value, json};

use crate::Case;
use crate::build::GeneratorContext;
use crate::generators::{GENERATORS, choice, length};
use crate::probe::{NextStep, Probe, ProbeOutcome, ProbeRequest, ProbeResponse};

const MADE_UP: &str = "acme-cloud/list-widgets";

/// Each generator's cases, as `name value verdict`.
#[test]
fn each_limit_has_a_case_on_each_side() {
    let contracts = made_up(&[]);
    for (generator, due) in [
        (
            "length",
            &[
                "name/one-below-the-minimum {\"name\":\"a\"} forbidden",
                "name/at-the-minimum {\"name\":\"ab\"} allowed",
                "name/at-the-maximum {\"name\":\"abcdefgh\"} allowed",
                "name/at-the-maximum-outside-the-basic-plane {\"name\":\"𠀀𝒜𠀀𝒜𠀀𝒜𠀀𝒜\"} allowed",
                "name/one-above-the-maximum {\"name\":\"abcdefghi\"} forbidden",
            ][..],
        ),
        (
            "items",
            &[
                "labels/one-item-below-the-minimum {\"labels\":[]} forbidden",
                "labels/items-at-the-minimum {\"labels\":[\"new1\"]} allowed",
                "labels/items-at-the-maximum {\"labels\":[\"new1\",\"new2\",\"new3\"]} allowed",
                "labels/one-item-above-the-maximum {\"labels\":[\"new1\",\"new2\",\"new3\",\"new4\"]} forbidden",
            ],
        ),
        (
            "pattern",
            &[
                "name/with-an-upper-case-letter {\"name\":\"Job\"} allowed",
                "name/with-a-blank-inside {\"name\":\"j ob\"} forbidden",
                "name/with-a-tab-inside {\"name\":\"j\\tob\"} forbidden",
                "name/with-a-hyphen-at-its-beginning {\"name\":\"-job\"} forbidden",
                "name/with-a-hyphen-at-its-end {\"name\":\"job-\"} forbidden",
                "name/with-a-run-of-inner-hyphens {\"name\":\"j---ob\"} forbidden",
                "name/with-an-underscore {\"name\":\"j_ob\"} forbidden",
                "name/with-a-slash-and-a-plus {\"name\":\"j/+ob\"} forbidden",
                "name/with-a-letter-beyond-ascii {\"name\":\"jéob\"} allowed",
                "name/with-an-emoji {\"name\":\"j😀ob\"} forbidden",
                "name/with-a-line-break-at-its-end {\"name\":\"job\\n\"} forbidden",
                "name/with-a-line-break-inside {\"name\":\"j\\nob\"} forbidden",
            ],
        ),
        (
            "choice",
            &[
                "colour/listed-red {\"colour\":\"red\"} allowed",
                "colour/listed-green {\"colour\":\"green\"} allowed",
                "colour/not-listed {\"colour\":\"unlisted\"} forbidden",
                "colour/in-another-case {\"colour\":\"GREEN\"} forbidden",
                "colour/empty {\"colour\":\"\"} forbidden",
            ],
        ),
        // The sample alone gives a size, so that a request without one is neither right nor wrong.
        (
            "required",
            &[
                "page/given {} allowed",
                "page/absent {\"page\":null} forbidden",
                "page/absent-among-others {\"colour\":\"green\",\"day\":\"2024-04-01 11:48:48\",\"labels\":[\"new\"],\"most\":3,\"name\":\"Größe\",\"newest\":true,\"page\":null,\"since\":\"2024-04-01T11:48:48Z\"} forbidden",
                "size/given {} allowed",
            ],
        ),
        (
            "default",
            &[
                "newest/left-out {} allowed",
                "newest/default-given {\"newest\":false} allowed",
                "newest/other-than-the-default {\"newest\":true} allowed",
            ],
        ),
        (
            "clamp",
            &[
                "most/at-the-limit {\"most\":20} allowed",
                "most/one-above-the-limit {\"most\":21} allowed",
                "most/far-above-the-limit {\"most\":20000} allowed",
            ],
        ),
        (
            "timestamp",
            &[
                "since/whole-seconds {\"since\":\"2024-04-01T11:48:48Z\"} allowed",
                "since/fraction-of-a-second {\"since\":\"2024-04-01T11:48:48.125Z\"} allowed",
                "since/offset-of-another-zone {\"since\":\"2024-04-02T00:18:48+12:30\"} allowed",
                "since/leap-day {\"since\":\"2024-02-29T23:59:59Z\"} allowed",
                "since/far-past {\"since\":\"1901-01-02T03:04:05Z\"} allowed",
                "since/no-time {\"since\":\"the-day-before\"} forbidden",
                "since/date-that-does-not-exist {\"since\":\"2023-02-30T11:48:48Z\"} forbidden",
                // Only a sample shows how a day is written, which forbids nothing.
                "day/whole-seconds {\"day\":\"2024-04-01 11:48:48\"} allowed",
                "day/leap-day {\"day\":\"2024-02-29 23:59:59\"} allowed",
                "day/far-past {\"day\":\"1901-01-02 03:04:05\"} allowed",
            ],
        ),
    ] {
        assert_eq!(listed(&contracts, MADE_UP, generator), due, "{generator}");
    }
}

#[test]
fn values_of_a_wrong_type_are_forbidden_where_the_type_binds() {
    let listed = listed(&made_up(&[]), MADE_UP, "type");
    for due in [
        "size/of-its-type {\"size\":3} allowed",
        "size/as-a-word {\"size\":\"ten\"} forbidden",
        "size/with-a-fraction {\"size\":2.5} forbidden",
        // A listed value is asked for elsewhere; of a wrong type it breaks the type alone.
        "colour/as-a-number {\"colour\":12} forbidden",
        "labels/of-its-type {\"labels\":[\"new\"]} allowed",
        "labels/without-its-list {\"labels\":\"new\"} forbidden",
        "labels/item-of-its-type {\"labels\":[\"new\"]} allowed",
        "labels/item-as-a-number {\"labels\":[12]} forbidden",
        "newest/as-a-word {\"newest\":\"yes\"} forbidden",
        "day/of-its-type {\"day\":\"2024-04-01 11:48:48\"} allowed",
    ] {
        assert!(listed.iter().any(|line| line == due), "{due} is not in {listed:#?}");
    }
    assert!(!listed.iter().any(|line| line.starts_with("day/as-")), "{listed:#?}");
}

#[test]
fn a_clause_that_an_ambiguity_suspends_has_no_case_and_no_probe() {
    let clauses = ["name/length", "name/pattern", "labels/items", "colour/choice", "page/required"];
    let others = ["newest/default", "most/clamp", "since/timestamp"];
    let off: Vec<&str> = clauses.into_iter().chain(others).collect();
    let contracts = made_up(&off);
    let context = GeneratorContext::of(&contracts, MADE_UP).unwrap();
    for generator in GENERATORS {
        let cases = (generator.cases)(context).into_iter().map(|case| case.clause);
        let probes = (generator.probes)(context).into_iter().map(|probe| probe.clause.id.clone());
        for clause in cases.chain(probes) {
            assert!(!off.contains(&clause.as_str()), "{} of {}", clause, generator.name);
        }
    }
}

#[test]
fn samples_keep_every_clause_of_their_member_or_break_exactly_one() {
    for contracts in [&*BUNDLED.contracts, &made_up(&[])] {
        for operation in contracts.operations() {
            let context = GeneratorContext::of(contracts, &operation.id).unwrap();
            // Only the generators of limits forbid a value of the member that a case is about.
            let limits = GENERATORS.iter().filter(|generator| generator.subject == "limits");
            for case in limits.flat_map(|generator| (generator.cases)(context)) {
                let Some(at) = operation.clause(&case.clause).and_then(|clause| clause.fact.at()) else {
                    continue;
                };
                let constraints = Constraints::of(context.operation, at);
                let input = Value::Object(case.input.clone());
                let broken: Vec<&str> = at
                    .values(&input)
                    .into_iter()
                    .flat_map(|located| constraints.broken(located.value))
                    .map(|clause| clause.id.as_str())
                    .collect();
                // No text at all is too short, whatever else it is.
                if case.name == "one-below-the-minimum" && broken.len() > 1 {
                    assert_eq!(at.value(&input), Some(&json!("")), "{}", case.id);
                    continue;
                }
                let due: &[&str] = match (is_forbidden(&case), at.values(&input).is_empty()) {
                    (true, false) => &[case.clause.as_str()],
                    _ => &[],
                };
                assert_eq!(broken, due, "{}", case.id);
            }
        }
    }
}

#[test]
fn a_token_of_the_response_is_passed_on_at_its_limits() {
    let contracts = &*BUNDLED.contracts;
    let id =
        contracts.operations().find(|operation| operation.clause("response-next-token/length").is_some());
    let context = GeneratorContext::of(contracts, &id.unwrap().id).unwrap();
    let lengths: Vec<(String, usize, bool)> = length::cases(context)
        .into_iter()
        .filter(|case| case.clause == "response-next-token/length")
        .map(|case| {
            let text = case.exchanges[0].next.as_ref().unwrap().text();
            (case.name.clone(), text.chars().count(), case.outcome == Expectation::Returns)
        })
        .collect();
    let due = [
        ("at-the-minimum", 1, true),
        ("at-the-maximum", 2048, true),
        ("at-the-maximum-outside-the-basic-plane", 2048, true),
        ("one-above-the-maximum", 2049, false),
    ];
    assert_eq!(lengths, due.map(|(name, length, returns)| (name.to_owned(), length, returns)));
}

#[test]
fn an_unlisted_value_of_the_response_tests_the_rule_of_unknown_values() {
    let contracts = made_up(&[]);
    let context = GeneratorContext::of(&contracts, MADE_UP).unwrap();
    let cases: Vec<(String, String, Value)> = choice::cases(context)
        .into_iter()
        .filter(|case| case.id.contains("/widget/"))
        .map(|case| {
            let set = &case.exchanges[0].edit.as_ref().unwrap().set;
            (case.id.replace(MADE_UP, ""), case.clause.clone(), json!(set))
        })
        .collect();
    let set = |value: &str| json!({"/widgets/0/kind": value});
    assert_eq!(
        cases,
        [
            ("/widget/kind/listed-flat-pack".to_owned(), "widget/kind/choice".to_owned(), set("flat,pack")),
            ("/widget/kind/listed-flat-pack-2".to_owned(), "widget/kind/choice".to_owned(), set("FlatPack")),
            ("/widget/kind/not-listed".to_owned(), "client/unknown-value".to_owned(), set("unlisted")),
        ]
    );
}

#[test]
fn outcomes_follow_from_what_servers_answer() {
    let contracts = made_up(&[]);
    let page = |items: &[&str]| {
        let widgets: Vec<Value> = items.iter().map(|id| json!({"id": id, "kind": "flat,pack"})).collect();
        (200, json!({"total": items.len(), "page": 1, "size": 3, "widgets": widgets}))
    };
    let error = |status: u16| (status, json!({"code": "Invalid", "text": "no"}));
    for (probe, kept, broken) in [
        ("name/at-the-maximum", page(&[]), error(400)),
        ("name/one-above-the-maximum", error(400), page(&["a"])),
        // That a server fails is no refusal.
        ("name/with-a-blank-inside", error(400), error(500)),
        ("page/absent", error(400), page(&["a"])),
        ("page/given", page(&["a"]), error(400)),
        ("most/one-above-the-limit", page(&["a"]), error(400)),
        ("colour/not-listed", error(400), page(&["a"])),
        ("widget/kind/choice-of-the-answer", page(&["a"]), (200, json!({"widgets": [{"kind": "round"}]}))),
        ("size/as-a-word", error(400), page(&["a"])),
    ] {
        assert_eq!(outcome_of(&contracts, probe, |_| kept.clone()), ProbeOutcome::Passed, "{probe}");
        let outcome = outcome_of(&contracts, probe, |_| broken.clone());
        assert!(matches!(outcome, ProbeOutcome::Broken(..)), "{probe}: {outcome:?}");
    }
    let nothing = outcome_of(&contracts, "widget/kind/choice-of-the-answer", |_| page(&[]));
    assert!(matches!(nothing, ProbeOutcome::Skipped(_)), "{nothing:?}");
}

#[test]
fn a_default_is_compared_with_its_absence_while_the_items_stay_the_same() {
    let contracts = made_up(&[]);
    let page = |items: &[&str]| {
        let widgets: Vec<Value> = items.iter().map(|id| json!({"id": id})).collect();
        (200, json!({"total": items.len(), "page": 1, "size": 3, "widgets": widgets}))
    };
    let given = |ask: &ProbeRequest| ask.input.contains_key("newest");
    let probe = "newest/default-given";
    assert_eq!(outcome_of(&contracts, probe, |_| page(&["a", "b"])), ProbeOutcome::Passed);
    let turned =
        outcome_of(&contracts, probe, |ask| if given(ask) { page(&["b", "a"]) } else { page(&["a", "b"]) });
    assert!(matches!(turned, ProbeOutcome::Broken(..)), "{turned:?}");
    let refused =
        outcome_of(&contracts, probe, |ask| if given(ask) { (400, json!({})) } else { page(&["a", "b"]) });
    assert!(matches!(refused, ProbeOutcome::Broken(..)), "{refused:?}");
    let few = outcome_of(&contracts, probe, |_| page(&["a"]));
    assert!(matches!(few, ProbeOutcome::Skipped(_)), "{few:?}");
    let moves = std::cell::Cell::new(0);
    let moving = outcome_of(&contracts, probe, |_| {
        moves.set(moves.get() + 1);
        page(&["a", ["b", "c", "d"][moves.get() - 1]])
    });
    assert!(matches!(moving, ProbeOutcome::Skipped(_)), "{moving:?}");
}

/// The outcome of a probe with this server.
fn outcome_of(
    contracts: &Contracts,
    name: &str,
    server: impl Fn(&ProbeRequest) -> (u16, Value),
) -> ProbeOutcome {
    let probes: Vec<Probe<'_>> = crate::probes(contracts, MADE_UP);
    let probe = probes.iter().find(|probe| probe.id == format!("{MADE_UP}/{name}"));
    let probe = probe.unwrap_or_else(|| panic!("no probe {name}"));
    let mut responses = Vec::new();
    loop {
        match probe.next(&responses) {
            NextStep::Done(outcome) => return outcome,
            NextStep::Ask(request) => {
                let (status, value) = server(&request);
                let body = Bytes::from(value.to_string());
                responses.push(ProbeResponse {
                    request,
                    status,
                    headers: Vec::new(),
                    body,
                    value: Some(value),
                });
            }
        }
    }
}

fn is_forbidden(case: &Case) -> bool {
    case.outcome != Expectation::Returns
}

/// The cases of a generator about requests: the place and name, what differs from the smallest input, and the verdict.
fn listed(contracts: &Contracts, operation: &str, generator: &str) -> Vec<String> {
    let context = GeneratorContext::of(contracts, operation).unwrap();
    let generator = GENERATORS.iter().find(|known| known.name == generator).unwrap();
    let usual = context.minimal_input();
    let of_request = |case: &Case| case.exchanges.is_empty();
    (generator.cases)(context)
        .into_iter()
        .filter(of_request)
        .map(|case| {
            let mut differs: std::collections::BTreeMap<&str, Value> = case
                .input
                .iter()
                .filter(|(name, value)| {
                    usual.get(*name) != Some(*value) || case.id.contains(&format!("/{name}/of-"))
                })
                .map(|(name, value)| (name.as_str(), value.clone()))
                .collect();
            for name in usual.keys().filter(|name| !case.input.contains_key(*name)) {
                differs.insert(name, Value::Null);
            }
            let verdict = if is_forbidden(&case) { "forbidden" } else { "allowed" };
            format!("{} {} {verdict}", case.id.replace(&format!("{operation}/"), ""), json!(differs))
        })
        .collect()
}

/// The made-up operation with more members, and with an ambiguity that suspends clauses.
fn made_up(off: &[&str]) -> Contracts {
    let folder = Folder::made_up();
    folder.edit(&format!("{MADE_UP}/operation.json"), |operation| {
        let clauses = operation["clauses"].as_array_mut().unwrap();
        for (id, evidence, fact) in [
            ("newest/member", "documented", json!({"kind": "member", "at": "request/newest", "type": "boolean"})),
            ("newest/default", "documented", json!({"kind": "default", "at": "request/newest", "value": false})),
            ("most/member", "documented", json!({"kind": "member", "at": "request/most", "type": "integer"})),
            ("most/clamp", "documented", json!({"kind": "clamp", "at": "request/most", "maximum": 20})),
            ("since/member", "documented", json!({"kind": "member", "at": "request/since", "type": "string"})),
            (
                "since/timestamp",
                "standard",
                json!({"kind": "timestamp", "at": "request/since", "format": "rfc3339"}),
            ),
            ("day/member", "example", json!({"kind": "member", "at": "request/day", "type": "string"})),
            ("day/timestamp", "example", json!({"kind": "timestamp", "at": "request/day", "format": "civil"})),
            (
                "widget/kind/member",
                "documented",
                json!({"kind": "member", "at": "response/widgets/*/kind", "type": "string"}),
            ),
            (
                "widget/kind/choice",
                "documented",
                json!({"kind": "choice", "at": "response/widgets/*/kind", "values": ["flat,pack", "FlatPack"]}),
            ),
        ] {
            let mut clause =
                json!({"id": id, "evidence": evidence, "source": {"section": "Request"}, "requirement": id});
            clause.as_object_mut().unwrap().extend(fact.as_object().unwrap().clone());
            clauses.push(clause);
        }
        if !off.is_empty() {
            let ambiguity =
                json!({"id": "all", "about": off, "problem": "unclear", "reading": "open", "suspends": off});
            operation["ambiguities"].as_array_mut().unwrap().push(ambiguity);
        }
    });
    folder.load()
}
