//! Retry: another attempt is the same request signed anew, there are no more of them than the call allows, and none
//! after an error that will not go away.

use contract::{Clause, Rule};
use wire::{ErrorAnswer, Exchange, Fault};

use crate::Case;
use crate::build::GeneratorContext;
use crate::build::responses::{
    error, fails_with, for_ever, html_answer, json_answer, returns_or_fails, returns_or_fails_with,
    text_answer, usual,
};
use crate::probe::Probe;

/// Attempts wait for each other.
const DEADLINE_MS: u64 = 15_000;

/// Further apart than this, two attempts cannot bear the same time by chance.
const APART_MS: u64 = 2_200;

/// Documented errors once, twice and for ever, and what another attempt has to send.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for documented in context.errors() {
        let (clause, answer) = (documented.clause, documented.answer());
        if documented.retryable {
            cases.extend(passing(context, clause, &answer));
        } else {
            cases.extend(lasting(context, &answer));
        }
    }
    cases.extend(without_envelope(context));
    cases.extend(half_known(context));
    cases.extend(same_request(context));
    cases.extend(second_page(context));
    cases.extend(signed_anew(context));
    cases
}

/// Only a client makes another attempt.
pub(crate) fn probes<'a>(_: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    Vec::new()
}

/// An error that may go away.
fn passing(context: GeneratorContext<'_>, clause: &Clause, answer: &ErrorAnswer) -> Vec<Case> {
    let code = answer.code.as_str();
    let once = |name: &str, exchanges| Case {
        exchanges,
        outcome: returns_or_fails_with(code),
        deadline_ms: DEADLINE_MS,
        ..context.page_case(clause, name)
    };
    let mut cases = vec![
        once("once", vec![error(answer)]),
        once("twice", vec![Exchange { times: Some(2), ..error(answer) }]),
    ];
    if let Some(bounded) = context.rule(Rule::RetryBounded) {
        for (name, attempts) in [("one-attempt", 1), ("two-attempts", 2)] {
            cases.push(Case {
                exchanges: vec![for_ever(error(answer))],
                outcome: fails_with(code),
                deadline_ms: DEADLINE_MS,
                attempts,
                ..context.page_case(bounded, &format!("{}-for-ever-and-{name}", slug(code)))
            });
        }
    }
    cases
}

/// An error that will not go away.
fn lasting(context: GeneratorContext<'_>, answer: &ErrorAnswer) -> Vec<Case> {
    let Some(clause) = context.rule(Rule::NoRetry) else { return Vec::new() };
    // Where the reference gives such an error a status that is commonly retried, either behavior is right.
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
    let mut cases = vec![made(context.page_case(clause, &name), vec![for_ever(error(answer))])];
    if context.operation.paging().is_some() {
        let case = context.walk_case(clause, &format!("{name}-on-the-second-page"));
        cases.push(made(case, vec![usual(), for_ever(error(answer))]));
    }
    cases
}

/// Answers of a proxy in between, once.
fn without_envelope(context: GeneratorContext<'_>) -> Vec<Case> {
    let Some(clause) = context.rule(Rule::StatusIsError) else { return Vec::new() };
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
            ..context.page_case(clause, name)
        })
        .collect()
}

/// Errors that are known for passing ones by half of what they say, once.
fn half_known(context: GeneratorContext<'_>) -> Vec<Case> {
    let undocumented = ErrorAnswer { code: "TooManyToday".to_owned(), status: Some(429), message: None };
    let under_200 = ErrorAnswer { status: Some(200), ..context.passing_error() };
    let table = [
        (Rule::ErrorCode, "unheard-code-with-429-once", undocumented),
        (Rule::ErrorEnvelope, "passing-error-with-status-200-once", under_200),
    ];
    let case = |(rule, name, answer): (Rule, &str, ErrorAnswer)| {
        Some(Case {
            exchanges: vec![error(&answer)],
            outcome: returns_or_fails_with(&answer.code),
            deadline_ms: DEADLINE_MS,
            ..context.page_case(context.rule(rule)?, name)
        })
    };
    table.into_iter().filter_map(case).collect()
}

/// Another attempt at the first page sends every member again.
fn same_request(context: GeneratorContext<'_>) -> Option<Case> {
    let answer = context.passing_error();
    Some(Case {
        input: context.every_input(),
        exchanges: vec![error(&answer)],
        outcome: returns_or_fails_with(&answer.code),
        deadline_ms: DEADLINE_MS,
        ..context.page_case(context.rule(Rule::InputsSent)?, "every-member-at-every-attempt")
    })
}

/// Another attempt in mid walk asks for the same page with the same inputs, and loses no item.
fn second_page(context: GeneratorContext<'_>) -> Vec<Case> {
    if context.operation.paging().is_none() {
        return Vec::new();
    }
    let answer = context.passing_error();
    let walk = |clause: &Clause, name: &str, exchanges| Case {
        exchanges,
        outcome: returns_or_fails_with(&answer.code),
        deadline_ms: DEADLINE_MS,
        ..context.walk_case(clause, name)
    };
    let position = context
        .rule(Rule::PagingPassOn)
        .map(|clause| walk(clause, "position-at-every-attempt", vec![usual(), error(&answer)]));
    let inputs = context.rule(Rule::PagingInputsAgain).map(|clause| {
        let [first, second] = context.two_pages(&context.usual_position());
        let exchanges = vec![json_answer(200, first), error(&answer), json_answer(200, second)];
        let input = context.every_input();
        Case { input, ..walk(clause, "every-member-at-every-attempt-at-the-second-page", exchanges) }
    });
    let items = context
        .whole_list()
        .map(|clause| walk(clause, "errors-on-two-pages", vec![error(&answer), usual(), error(&answer)]));
    [position, inputs, items].into_iter().flatten().collect()
}

/// An attempt that comes long after the first bears its own time.
fn signed_anew(context: GeneratorContext<'_>) -> Option<Case> {
    let answer = context.passing_error();
    Some(Case {
        exchanges: vec![Exchange {
            fault: Some(Fault::StallBeforeHead { ms: Some(APART_MS) }),
            ..error(&answer)
        }],
        outcome: returns_or_fails_with(&answer.code),
        deadline_ms: DEADLINE_MS,
        ..context.page_case(context.rule(Rule::SignedAnew)?, "second-attempt-after-a-pause")
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
