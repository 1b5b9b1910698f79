//! Drawn scripts of a walk: what is asked for, how many items there are, and what each exchange comes to.

use contract::{Fact, PagingStyle};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use crate::readings::CONTRACTS;
use crate::testbed::{Model, Setup};

/// One exchange, by what a pager can make of it.
#[derive(Debug, Clone)]
pub(crate) enum Turn {
    /// The page that the contract asks for, maybe slowly or with something new in it.
    Whole(Value),
    /// A page of at most so many items, with a token of its own or with the server's.
    Short { items: usize, has_own_token: bool },
    /// An answer worth another attempt.
    Transient(Value),
    /// An answer that no further attempt makes better.
    Final(Value),
}

/// What is asked for, what the server holds, and what happens.
#[derive(Debug, Clone)]
pub(crate) struct Script {
    pub(crate) items: usize,
    pub(crate) page_size: Option<usize>,
    pub(crate) input: Value,
    pub(crate) attempts: u32,
    pub(crate) turns: Vec<Turn>,
}

impl Script {
    pub(crate) fn setup(&self, model: &Model) -> Setup {
        let exchanges = self.turns.iter().enumerate().map(|(index, turn)| self.exchange(model, index, turn));
        Setup { items: self.items, page_size: self.page_size, exchanges: exchanges.collect() }
    }

    /// How many items a full page has; a page is never made larger, for no contract lets a service do that.
    pub(crate) fn size(&self, model: &Model) -> usize {
        let operation = CONTRACTS.operation(model.id).unwrap();
        let asked = operation.paging().unwrap().size().value(&self.input).and_then(Value::as_u64);
        self.page_size.unwrap_or(asked.map_or(operation.simulation.default_page_size, |size| size as usize))
    }

    /// Whether the pager receives enough to give every item: then it must not end in an error.
    pub(crate) fn is_sufficient(&self, model: &Model) -> bool {
        let mut transients = 0;
        self.turns.iter().all(|turn| {
            transients = if matches!(turn, Turn::Transient(_)) { transients + 1 } else { 0 };
            match turn {
                Turn::Whole(_) => true,
                Turn::Transient(_) => transients < self.attempts,
                // What a short page leaves out is on no other page by number; an empty one repeats its own token.
                Turn::Short { items, has_own_token } => {
                    !pages_by_number(model) && (*items > 0 || *has_own_token)
                }
                Turn::Final(_) => false,
            }
        })
    }

    fn exchange(&self, model: &Model, index: usize, turn: &Turn) -> Value {
        match turn {
            Turn::Whole(exchange) | Turn::Transient(exchange) | Turn::Final(exchange) => exchange.clone(),
            Turn::Short { items, has_own_token } => {
                let mut exchange = json!({ "items": (*items).min(self.size(model)) });
                if *has_own_token {
                    exchange["next"] = json!({ "text": format!("{index}:a b+/%2B=&語?") .replace(' ', "~") });
                }
                exchange
            }
        }
    }
}

pub(crate) fn pages_by_number(model: &Model) -> bool {
    let operation = CONTRACTS.operation(model.id).unwrap();
    matches!(operation.paging(), Some(PagingStyle::PageNumber { .. }))
}

/// Scripts in which anything may happen.
pub(crate) fn scripts(model: &'static Model) -> BoxedStrategy<Script> {
    let turns = prop_oneof![
        2 => vec(mild(model), 0..10),
        2 => vec(prop_oneof![4 => mild(model), 1 => short()], 0..12),
        2 => vec(prop_oneof![12 => mild(model), 4 => short(), 1 => last(model)], 0..14),
    ];
    (0_usize..40, option::weighted(0.3, 1_usize..8), inputs(model), 1_u32..5, turns)
        .prop_map(|(items, page_size, input, attempts, turns)| Script {
            items,
            page_size,
            input,
            attempts,
            turns,
        })
        .boxed()
}

/// Scripts that a caller who goes on after each error can follow to their end.
pub(crate) fn resumable_scripts(model: &'static Model) -> BoxedStrategy<Script> {
    let short = if pages_by_number(model) { mild(model) } else { short().boxed() };
    let turns = vec(prop_oneof![8 => mild(model), 4 => short, 3 => last(model)], 0..14);
    (0_usize..40, option::weighted(0.3, 1_usize..8), inputs(model), 1_u32..4, turns)
        .prop_map(|(items, page_size, input, attempts, mut turns)| {
            // A port that refuses does so to the end of its trial, so that no caller can go on.
            turns.retain(|turn| !matches!(turn, Turn::Final(exchange) if exchange["fault"] == "refuse"));
            Script { items, page_size, input, attempts, turns }
        })
        .boxed()
}

fn mild(model: &'static Model) -> BoxedStrategy<Turn> {
    let whole = select(vec![
        json!({}),
        json!({}),
        json!({}),
        json!({ "edit": { "set": { "/colour": "green" } } }),
        json!({ "headers": { "x-colour": "green" } }),
        json!({ "fault": { "stall-in-body": { "bytes": 5, "ms": 1 } } }),
        json!({ "fault": { "stall-before-head": { "ms": 1 } } }),
    ]);
    prop_oneof![3 => whole.prop_map(Turn::Whole), 2 => transient(model).prop_map(Turn::Transient)].boxed()
}

fn short() -> impl Strategy<Value = Turn> {
    (0_usize..5, proptest::bool::weighted(0.8))
        .prop_map(|(items, has_own_token)| Turn::Short { items, has_own_token })
}

/// Errors that the contract calls retryable, what a proxy answers, and connections that break.
fn transient(model: &Model) -> BoxedStrategy<Value> {
    let error = select(errors(model, true)).prop_map(|code| json!({ "error": { "code": code } }));
    let paused = error.clone().prop_map(|mut error| {
        error["headers"] = json!({ "retry-after": "5" });
        error
    });
    let proxy = select(vec![429, 500, 502, 503, 504]).prop_map(
        |status| json!({ "raw": { "status": status, "content-type": "text/html", "body": { "text": "<p>later" } } }),
    );
    let broken = (0_usize..9).prop_flat_map(|bytes| {
        select(vec![
            json!("reset"),
            json!("close-before-first-byte"),
            json!("broken-chunk"),
            json!({ "reset-after": { "bytes": bytes } }),
            json!({ "cut-after": { "bytes": bytes } }),
            json!({ "cut-chunked": { "bytes": bytes } }),
            json!({ "content-length": { "difference": bytes + 1 } }),
        ])
    });
    prop_oneof![
        2 => error,
        1 => paused,
        1 => proxy,
        4 => broken.prop_map(|fault| json!({ "fault": fault })),
    ]
    .boxed()
}

/// Errors for good, an error under a status of success, and bodies that are no page.
fn last(model: &Model) -> BoxedStrategy<Turn> {
    let refused = select(errors(model, false)).prop_map(|code| json!({ "error": { "code": code } }));
    let hidden =
        select(errors(model, true)).prop_map(|code| json!({ "error": { "code": code, "status": 200 } }));
    let unsound = select(vec![
        json!("garble"),
        json!("html"),
        json!("empty-body"),
        json!("gzip"),
        json!("redirect"),
        json!("refuse"),
        json!({ "content-length": { "difference": -3 } }),
    ]);
    prop_oneof![refused, hidden, unsound.prop_map(|fault| json!({ "fault": fault }))]
        .prop_map(Turn::Final)
        .boxed()
}

fn errors(model: &Model, wanted: bool) -> Vec<String> {
    let operation = CONTRACTS.operation(model.id).unwrap();
    CONTRACTS
        .clauses(operation)
        .filter_map(|clause| match &clause.fact {
            Fact::Error { code, retryable, .. } if *retryable == wanted => Some(code.clone()),
            _ => None,
        })
        .collect()
}

/// Page sizes, filters and orders; a member is there in one input and not in the next.
fn inputs(model: &Model) -> BoxedStrategy<Value> {
    let sizes = || (1..10).map(|size| json!(size)).collect::<Vec<_>>();
    let members: Vec<(&'static str, bool, Vec<Value>)> = match model.id {
        "amazon-bedrock/list-evaluation-jobs" => vec![
            ("maxResults", false, sizes()),
            ("nameContains", false, vec![json!("eval-job"), json!("1"), json!("job-2"), json!("zzz")]),
            ("statusEquals", false, vec![json!("Completed"), json!("Deleting")]),
            (
                "creationTimeAfter",
                false,
                vec![json!("2024-04-01T13:00:00Z"), json!("2024-04-02T00:00:00+02:00")],
            ),
            ("sortOrder", false, vec![json!("Ascending"), json!("Descending")]),
        ],
        "baidu-qianfan/describe-eval-tasks" => vec![
            ("evalType", true, vec![json!("auto"), json!("auto"), json!("manual")]),
            ("keyFilter", false, vec![json!("1"), json!("nightly"), json!("客服"), json!("zzz")]),
            ("maxKeys", false, sizes().into_iter().chain([json!(101)]).collect()),
            ("pageReverse", false, vec![json!(true), json!(false)]),
        ],
        "volcengine-ark/list-evaluation-jobs" => vec![
            ("PageSize", false, sizes()),
            (
                "Filter",
                false,
                vec![
                    json!({ "Phases": ["Finished"] }),
                    json!({ "Phases": ["Failed", "Running"] }),
                    json!({}),
                ],
            ),
            ("TagFilters", false, vec![json!([{ "Key": "team", "Values": ["search"] }]), json!([])]),
            ("ProjectName", false, vec![json!("default"), json!("none")]),
            ("SortOrder", false, vec![json!("Asc"), json!("Desc")]),
        ],
        _ => vec![
            ("PageSize", false, sizes()),
            (
                "Filter",
                false,
                vec![json!({ "Phases": ["Completed"] }), json!({ "Name": "1" }), json!({ "Ids": [] })],
            ),
            ("ProjectName", false, vec![json!("default")]),
            ("SortOrder", false, vec![json!("Asc"), json!("Desc")]),
        ],
    };
    let members: Vec<_> = members
        .into_iter()
        .map(|(name, is_required, values)| {
            // Filters are rare enough that most walks have several pages.
            let share = if values.len() > 8 { 4 } else { 1 };
            let there = select(values).prop_map(move |value| Some((name.to_owned(), value))).boxed();
            if is_required { there } else { prop_oneof![2 => Just(None), share => there].boxed() }
        })
        .collect();
    members.prop_map(|members| Value::Object(members.into_iter().flatten().collect::<Map<_, _>>())).boxed()
}
