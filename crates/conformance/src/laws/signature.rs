//! Signature: it verifies whatever the request holds, on every page and at every attempt; without it nothing is
//! answered.

use contract::{Case, CaseOutcome, Clause, Exchange, Fact, Location, RequestMembers, Rule, Side, ValueType};
use serde_json::{Value, json};

use super::script::{error, fault, next, returns_or_fails, returns_or_fails_with, usual};
use super::transport::session_token;
use super::{Ground, put};
use crate::finding::Harm;
use crate::probe::{Answered, Ask, Heard, Probe, SignedBy};

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
pub(crate) fn cases(ground: Ground<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    if let Some(clause) = ground.rule(Rule::Signature) {
        cases.push(ground.page_case(clause, "shortest-request"));
        cases.push(Case { input: ground.every_input(), ..ground.page_case(clause, "every-member") });
        for (name, text) in TEXTS {
            cases.extend(with_text(ground, clause, name, text));
        }
        let long = "客服问答评估".repeat(60);
        cases.extend(with_text(ground, clause, "long-text", &long));
        cases.extend(stories(ground, clause, ""));
    }
    if let (Some(clause), Some(token)) = (ground.rule(Rule::SessionToken), session_token(ground)) {
        let page = ground.page_case(clause, "with-a-session-token");
        let with_token = |case: Case| Case { session_token: Some(token.clone()), ..case };
        cases.extend(
            std::iter::once(page).chain(stories(ground, clause, "session-token-on-")).map(with_token),
        );
    }
    cases
}

/// Every page of a walk and every attempt at a page.
fn stories(ground: Ground<'_>, clause: &Clause, before: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    if ground.operation.paging().is_some() {
        cases.push(ground.walk_case(clause, &format!("{before}every-page")));
    }
    let passing = ground.passing_error();
    let attempts = |name: &str, exchange: Exchange, outcome: CaseOutcome| Case {
        exchanges: vec![exchange],
        outcome,
        deadline_ms: 15_000,
        ..ground.page_case(clause, &format!("{before}{name}"))
    };
    cases.push(attempts("every-attempt", error(&passing), returns_or_fails_with(&passing.code)));
    cases.push(attempts("the-attempt-after-a-reset", fault(json!("reset")), returns_or_fails()));
    cases
}

fn with_text(ground: Ground<'_>, clause: &Clause, name: &str, text: &str) -> Option<Case> {
    if let Some(at) = free_text(ground, text) {
        let mut case = ground.page_case(clause, name);
        put(&mut case.input, &at.path, json!(text));
        return Some(case);
    }
    // Only a query is signed in a form of its own, so that a position in it is worth a walk.
    let fits = ground.operation.request_members == RequestMembers::Query && ground.allows_position(text);
    fits.then(|| Case {
        exchanges: vec![ground.truncated(next(text)), usual()],
        ..ground.walk_case(clause, &format!("{name}-in-the-second-request"))
    })
}

/// A request member that takes any text.
fn free_text<'a>(ground: Ground<'a>, text: &str) -> Option<&'a Location> {
    let position = ground.operation.paging().map(contract::PagingStyle::position);
    ground
        .operation
        .members(Side::Request)
        .filter(|(at, value_type)| *value_type == ValueType::String && Some(*at) != position)
        .filter(|(at, _)| ground.operation.time_format(at).is_none() && !is_order(ground, at))
        .map(|(at, _)| at)
        .find(|at| ground.allows(at, &json!(text)))
}

/// What orders the jobs has values of its own, whether the page lists them or not.
fn is_order(ground: Ground<'_>, at: &Location) -> bool {
    ground.operation.clauses.iter().any(|clause| match &clause.fact {
        Fact::Sort { by, order, .. } => order == at || by.as_ref() == Some(at),
        _ => false,
    })
}

/// Three requests that nobody signed rightly, and one that is as it should be.
pub(crate) fn probes<'a>(ground: Ground<'a>) -> Vec<Probe<'a>> {
    let Some(clause) = ground.rule(Rule::Signature) else { return Vec::new() };
    let ask = |signed_by| Ask::input(ground.first_page()).signed_by(signed_by);
    let refused = |name, signed_by, what: &'static str| {
        Probe::once(ground, clause, name, ask(signed_by), move |heard| refused(ground, what, heard))
    };
    vec![
        Probe::once(ground, clause, "right-signature-accepted", ask(SignedBy::Caller), move |heard| {
            match heard.page(ground) {
                Some(_) => Answered::Kept,
                None if heard.status >= 500 || heard.status == 429 => {
                    Answered::NotApplicable(format!("the service had no time: {}", heard.told(ground)))
                }
                None => Answered::Broken("a page".to_owned(), heard.told(ground), Harm::Differs),
            }
        }),
        refused("unsigned-refused", SignedBy::Nobody, "a request that nobody signed"),
        refused("wrong-secret-refused", SignedBy::AnotherSecret, "a signature by another secret"),
        refused("another-request-refused", SignedBy::AnotherRequest, "a signature over another request"),
    ]
}

/// Whether an answer is an error of the caller's. Which code it has is a promise only where a clause says so.
fn refused(ground: Ground<'_>, what: &str, heard: &Heard) -> Answered {
    if heard.status >= 500 || heard.status == 429 {
        return Answered::NotApplicable(format!("the service had no time: {}", heard.told(ground)));
    }
    let coded = ground.rule(Rule::ErrorCode).is_some_and(|clause| ground.binds(clause));
    let expected = format!("{what} refused by an error of the caller's");
    let value: Option<&Value> = heard.value.as_ref();
    if !heard.is_error(ground) {
        // Whoever asks is shown somebody's jobs.
        let shown = heard.page(ground).is_some();
        Answered::Broken(expected, heard.told(ground), if shown { Harm::LeaksSecrets } else { Harm::Differs })
    } else if coded && heard.error_code(ground).is_none() {
        let body = if value.is_some() { "without a code" } else { "without the documented envelope" };
        let seen = format!("{} {body}", heard.told(ground));
        Answered::Broken(format!("{expected}, with a code"), seen, Harm::Differs)
    } else {
        Answered::Kept
    }
}
