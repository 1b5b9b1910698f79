//! Retry: another attempt is the same request signed anew, there are no more of them than the call allows, and none
//! after an error that will not go away.

use contract::{Case, Clause, ErrorAnswer, Exchange, Rule};
use serde_json::json;

use super::Ground;
use super::script::{
    error, fails_with, for_ever, html_answer, json_answer, returns_or_fails, returns_or_fails_with,
    text_answer, usual,
};
use crate::probe::Probe;

/// Attempts wait for each other.
const DEADLINE_MS: u64 = 15_000;

/// Further apart than this, two attempts cannot bear the same time by chance.
const APART_MS: u64 = 2_200;

/// Documented errors once, twice and for ever, and what another attempt has to send.
pub(crate) fn cases(ground: Ground<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for documented in ground.errors() {
        let (clause, answer) = (documented.clause, documented.answer());
        if documented.retryable {
            cases.extend(passing(ground, clause, &answer));
        } else {
            cases.extend(lasting(ground, &answer));
        }
    }
    cases.extend(without_envelope(ground));
    cases.extend(half_known(ground));
    cases.extend(same_request(ground));
    cases.extend(second_page(ground));
    cases.extend(signed_anew(ground));
    cases
}

/// Only a client makes another attempt.
pub(crate) fn probes<'a>(_: Ground<'a>) -> Vec<Probe<'a>> {
    Vec::new()
}

/// An error that may go away.
fn passing(ground: Ground<'_>, clause: &Clause, answer: &ErrorAnswer) -> Vec<Case> {
    let code = answer.code.as_str();
    let once = |name: &str, exchanges| Case {
        exchanges,
        outcome: returns_or_fails_with(code),
        deadline_ms: DEADLINE_MS,
        ..ground.page_case(clause, name)
    };
    let mut cases = vec![
        once("once", vec![error(answer)]),
        once("twice", vec![Exchange { times: Some(2), ..error(answer) }]),
    ];
    if let Some(bounded) = ground.rule(Rule::RetryBounded) {
        for (name, attempts) in [("one-attempt", 1), ("two-attempts", 2)] {
            cases.push(Case {
                exchanges: vec![for_ever(error(answer))],
                outcome: fails_with(code),
                deadline_ms: DEADLINE_MS,
                attempts,
                ..ground.page_case(bounded, &format!("{}-for-ever-and-{name}", slug(code)))
            });
        }
    }
    cases
}

/// An error that will not go away.
fn lasting(ground: Ground<'_>, answer: &ErrorAnswer) -> Vec<Case> {
    let Some(clause) = ground.rule(Rule::NoRetry) else { return Vec::new() };
    // Where the page gives such an error a status that others may try again, nobody can say what is right.
    if !matches!(answer.status, Some(400 | 401 | 403 | 404)) {
        return Vec::new();
    }
    let name = format!("{}-for-ever", slug(&answer.code));
    let made = |case: Case, exchanges| Case {
        exchanges,
        outcome: fails_with(&answer.code),
        deadline_ms: DEADLINE_MS,
        ..case
    };
    let mut cases = vec![made(ground.page_case(clause, &name), vec![for_ever(error(answer))])];
    if ground.operation.paging().is_some() {
        let case = ground.walk_case(clause, &format!("{name}-on-the-second-page"));
        cases.push(made(case, vec![usual(), for_ever(error(answer))]));
    }
    cases
}

/// Answers of a proxy in between, once.
fn without_envelope(ground: Ground<'_>) -> Vec<Case> {
    let Some(clause) = ground.rule(Rule::StatusIsError) else { return Vec::new() };
    let later =
        Exchange { headers: [("retry-after".to_owned(), "1".to_owned())].into(), ..text_answer(503, "") };
    let table = [
        ("bad-gateway-in-html-once", html_answer(502)),
        ("unavailable-without-a-body-once", text_answer(503, "")),
        ("unavailable-with-retry-after-once", later),
    ];
    table
        .into_iter()
        .map(|(name, exchange)| Case {
            exchanges: vec![exchange],
            outcome: returns_or_fails(),
            deadline_ms: DEADLINE_MS,
            ..ground.page_case(clause, name)
        })
        .collect()
}

/// Errors that are known for passing ones by half of what they say, once.
fn half_known(ground: Ground<'_>) -> Vec<Case> {
    let unheard = ErrorAnswer { code: "TooManyToday".to_owned(), status: Some(429), message: None };
    let under_200 = ErrorAnswer { status: Some(200), ..ground.passing_error() };
    let table = [
        (Rule::ErrorCode, "unheard-code-with-429-once", unheard),
        (Rule::ErrorEnvelope, "passing-error-with-status-200-once", under_200),
    ];
    let case = |(rule, name, answer): (Rule, &str, ErrorAnswer)| {
        Some(Case {
            exchanges: vec![error(&answer)],
            outcome: returns_or_fails_with(&answer.code),
            deadline_ms: DEADLINE_MS,
            ..ground.page_case(ground.rule(rule)?, name)
        })
    };
    table.into_iter().filter_map(case).collect()
}

/// Another attempt at the first page sends every member again.
fn same_request(ground: Ground<'_>) -> Option<Case> {
    let answer = ground.passing_error();
    Some(Case {
        input: ground.every_input(),
        exchanges: vec![error(&answer)],
        outcome: returns_or_fails_with(&answer.code),
        deadline_ms: DEADLINE_MS,
        ..ground.page_case(ground.rule(Rule::InputsSent)?, "every-member-at-every-attempt")
    })
}

/// Another attempt in mid walk asks for the same page with the same inputs, and loses no job.
fn second_page(ground: Ground<'_>) -> Vec<Case> {
    if ground.operation.paging().is_none() {
        return Vec::new();
    }
    let answer = ground.passing_error();
    let walk = |clause: &Clause, name: &str, exchanges| Case {
        exchanges,
        outcome: returns_or_fails_with(&answer.code),
        deadline_ms: DEADLINE_MS,
        ..ground.walk_case(clause, name)
    };
    let position = ground
        .rule(Rule::PagingPassOn)
        .map(|clause| walk(clause, "position-at-every-attempt", vec![usual(), error(&answer)]));
    let inputs = ground.rule(Rule::PagingInputsAgain).map(|clause| {
        let [first, second] = ground.two_pages(&ground.usual_position());
        let exchanges = vec![json_answer(200, first), error(&answer), json_answer(200, second)];
        let input = ground.every_input();
        Case { input, ..walk(clause, "every-member-at-every-attempt-at-the-second-page", exchanges) }
    });
    let jobs = ground
        .whole_list()
        .map(|clause| walk(clause, "errors-on-two-pages", vec![error(&answer), usual(), error(&answer)]));
    [position, inputs, jobs].into_iter().flatten().collect()
}

/// An attempt that comes long after the first bears its own time.
fn signed_anew(ground: Ground<'_>) -> Option<Case> {
    let answer = ground.passing_error();
    Some(Case {
        exchanges: vec![Exchange {
            fault: Some(json!({"stall-before-head": {"ms": APART_MS}})),
            ..error(&answer)
        }],
        outcome: returns_or_fails_with(&answer.code),
        deadline_ms: DEADLINE_MS,
        ..ground.page_case(ground.rule(Rule::SignedAnew)?, "second-attempt-after-a-pause")
    })
}

/// A code as part of a name.
fn slug(code: &str) -> String {
    let mut name = String::new();
    for character in code.chars() {
        if character.is_uppercase() && name.chars().last().is_some_and(char::is_lowercase) {
            name.push('-');
        }
        match character {
            'A'..='Z' | 'a'..='z' | '0'..='9' => name.push(character.to_ascii_lowercase()),
            _ => name.push('-'),
        }
    }
    name
}
