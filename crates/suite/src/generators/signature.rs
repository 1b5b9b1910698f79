//! Signature: it verifies whatever the request holds, on every page and at every attempt; without it nothing is
//! answered.

use client_protocol::Expectation;
use contract::{Clause, Fact, Impact, Location, RequestMembers, Rule, Side, ValueType};
use serde_json::{Value, json};
use wire::{Exchange, Fault};

use crate::Case;
use crate::build::GeneratorContext;
use crate::build::responses::{error, fault, next, returns_or_fails, returns_or_fails_with, usual};
use crate::probe::{Probe, ProbeOutcome, ProbeRequest, ProbeResponse, SignedBy};

/// Texts that canonical forms get wrong.
const TEXTS: [(&str, &str); 7] = [
    ("reserved-characters", "+/=%25%2f~*'()!&;:@,"),
    ("chinese", "签名é😀"),
    ("blanks", " a  b "),
    ("plus-and-percent", "a+b%20c%2B"),
    ("quotes-and-backslashes", "\"a\\b\"<c>`{|}^[d]#"),
    ("combining-accent", "e\u{301}"),
    ("upper-and-lower-case", "aBcDeF-Zz_9.~"),
];

/// Texts in a member or, where no member takes them, in the position of a page; then pages, attempts, session tokens.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    if let Some(clause) = context.rule(Rule::Signature) {
        cases.push(context.page_case(clause, "shortest-request"));
        cases.push(Case { input: context.every_input(), ..context.page_case(clause, "every-member") });
        for (name, text) in TEXTS {
            cases.extend(with_text(context, clause, name, text));
        }
        let long = "客服问答评估".repeat(60);
        cases.extend(with_text(context, clause, "long-text", &long));
        cases.extend(pages_and_attempts(context, clause, ""));
    }
    if let (Some(clause), Some(token)) = (context.rule(Rule::SessionToken), context.session_token()) {
        let page = context.page_case(clause, "with-a-session-token");
        let with_token = |case: Case| Case { session_token: Some(token.clone()), ..case };
        cases.extend(
            std::iter::once(page)
                .chain(pages_and_attempts(context, clause, "session-token-on-"))
                .map(with_token),
        );
    }
    cases
}

/// Every page of a walk and every attempt at a page.
fn pages_and_attempts(context: GeneratorContext<'_>, clause: &Clause, before: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    if context.operation.paging().is_some() {
        cases.push(context.walk_case(clause, &format!("{before}every-page")));
    }
    let passing = context.passing_error();
    let attempts = |name: &str, exchange: Exchange, outcome: Expectation| Case {
        exchanges: vec![exchange],
        outcome,
        deadline_ms: 15_000,
        ..context.page_case(clause, &format!("{before}{name}"))
    };
    cases.push(attempts("every-attempt", error(&passing), returns_or_fails_with(&passing.code)));
    cases.push(attempts("the-attempt-after-a-reset", fault(Fault::Reset), returns_or_fails()));
    cases
}

fn with_text(context: GeneratorContext<'_>, clause: &Clause, name: &str, text: &str) -> Option<Case> {
    if let Some(at) = free_text(context, text) {
        let mut case = context.page_case(clause, name);
        at.put(&mut case.input, json!(text));
        return Some(case);
    }
    // Only a query is signed in a form of its own, so that a position in it is worth a walk.
    let fits = context.operation.request_members == RequestMembers::Query && context.allows_position(text);
    fits.then(|| Case {
        exchanges: vec![context.truncated(next(text)), usual()],
        ..context.walk_case(clause, &format!("{name}-in-the-second-request"))
    })
}

/// A request member that takes any text.
fn free_text<'a>(context: GeneratorContext<'a>, text: &str) -> Option<&'a Location> {
    let position = context.operation.paging().map(contract::PagingStyle::position);
    context
        .operation
        .members(Side::Request)
        .filter(|(at, value_type)| *value_type == ValueType::String && Some(*at) != position)
        .filter(|(at, _)| context.operation.time_format(at).is_none() && !is_order(context, at))
        .map(|(at, _)| at)
        .find(|at| context.allows(at, &json!(text)))
}

/// What orders the items has values of its own, whether the reference lists them or not.
fn is_order(context: GeneratorContext<'_>, at: &Location) -> bool {
    context.operation.clauses.iter().any(|clause| match &clause.fact {
        Fact::Sort { by, order, .. } => order == at || by.as_ref() == Some(at),
        _ => false,
    })
}

/// Three requests without a right signature, and one with it.
pub(crate) fn probes<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    let Some(clause) = context.rule(Rule::Signature) else { return Vec::new() };
    let ask = |signed_by| ProbeRequest::input(context.first_page()).signed_by(signed_by);
    let refused = |name, signed_by, what: &'static str| {
        Probe::once(context, clause, name, ask(signed_by), move |response| refused(context, what, response))
    };
    vec![
        Probe::once(context, clause, "right-signature-accepted", ask(SignedBy::Caller), move |response| {
            match response.page(*context) {
                Some(_) => ProbeOutcome::Passed,
                None if response.status >= 500 || response.status == 429 => ProbeOutcome::Skipped(format!(
                    "the service was too busy: {}",
                    response.describe(*context)
                )),
                None => {
                    ProbeOutcome::Broken("a page".to_owned(), response.describe(*context), Impact::Cosmetic)
                }
            }
        }),
        refused("unsigned-refused", SignedBy::Nobody, "an unsigned request"),
        refused("wrong-secret-refused", SignedBy::AnotherSecret, "a signature by another secret"),
        refused("another-request-refused", SignedBy::AnotherRequest, "a signature over another request"),
    ]
}

/// Whether an answer is an error of the caller's. Which code it has is a requirement only where a clause says so.
fn refused(context: GeneratorContext<'_>, what: &str, response: &ProbeResponse) -> ProbeOutcome {
    if response.status >= 500 || response.status == 429 {
        return ProbeOutcome::Skipped(format!("the service was too busy: {}", response.describe(*context)));
    }
    let coded = context.rule(Rule::ErrorCode).is_some_and(|clause| context.binds(clause));
    let expected = format!("{what} refused by an error of the caller's");
    let value: Option<&Value> = response.value.as_ref();
    if !response.is_error(*context) {
        // The caller sees items of someone else.
        let shown = response.page(*context).is_some();
        ProbeOutcome::Broken(
            expected,
            response.describe(*context),
            if shown { Impact::LeaksSecrets } else { Impact::Cosmetic },
        )
    } else if coded && response.error_code(*context).is_none() {
        let body = if value.is_some() { "without a code" } else { "without the documented envelope" };
        let actual = format!("{} {body}", response.describe(*context));
        ProbeOutcome::Broken(format!("{expected}, with a code"), actual, Impact::Cosmetic)
    } else {
        ProbeOutcome::Passed
    }
}
