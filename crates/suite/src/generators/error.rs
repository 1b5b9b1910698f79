//! Error: code, status, message and request id reach the caller, and no error passes for a page or for the end.

use client_protocol::Drive;
use contract::{Clause, Rule};
use serde_json::json;
use wire::{ErrorAnswer, Exchange};

use crate::Case;
use crate::build::responses::{
    error, fails, fails_with, for_ever, html_answer, json_answer, text_answer, usual,
};
use crate::build::{GeneratorContext, error_probes};
use crate::probe::Probe;

/// A code that no reference documents.
const UNDOCUMENTED: &str = "QuotaOfTheDay.Exceeded";

/// Documented errors, undocumented ones, envelopes under a status of success, and bodies that are no envelope.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for documented in context.errors() {
        let (clause, answer) = (documented.clause, documented.answer());
        cases.push(on_a_page(context, clause, "told", &answer));
        cases.extend(on_the_second_page(context, clause, "told-on-the-second-page", &answer));
    }
    cases.extend(members(context));
    cases.extend(envelopes(context));
    cases.extend(bodies(context));
    cases
}

/// An error on one page, which is not tried again here.
fn on_a_page(context: GeneratorContext<'_>, clause: &Clause, name: &str, answer: &ErrorAnswer) -> Case {
    Case {
        exchanges: vec![for_ever(error(answer))],
        outcome: fails_with(&answer.code),
        attempts: 1,
        ..context.page_case(clause, name)
    }
}

fn on_the_second_page(
    context: GeneratorContext<'_>,
    clause: &Clause,
    name: &str,
    answer: &ErrorAnswer,
) -> Option<Case> {
    context.operation.paging()?;
    Some(Case {
        exchanges: vec![usual(), for_ever(error(answer))],
        outcome: fails_with(&answer.code),
        attempts: 1,
        ..context.walk_case(clause, name)
    })
}

/// What the caller can read of an error: code, status, message, request id.
fn members(context: GeneratorContext<'_>) -> Vec<Case> {
    let lasting = context.lasting_error();
    let undocumented =
        |status| ErrorAnswer { code: UNDOCUMENTED.to_owned(), status: Some(status), message: None };
    let under = |status| ErrorAnswer { status: Some(status), ..lasting.clone() };
    let saying = |text: &str| ErrorAnswer { message: Some(text.to_owned()), ..lasting.clone() };
    let chinese = "参数“名称”不合法:\\ \"é\" 😀\n第二行";
    let table = [
        (Rule::ErrorCode, "unheard-code-with-400", undocumented(400)),
        (Rule::ErrorCode, "unheard-code-with-404", undocumented(404)),
        (Rule::ErrorCode, "unheard-code-with-503", undocumented(503)),
        (Rule::ErrorCode, "known-code-with-another-status", under(409)),
        (Rule::ErrorStatus, "status-of-a-known-error", lasting.clone()),
        (Rule::ErrorStatus, "status-that-no-page-names", undocumented(418)),
        (Rule::ErrorMessage, "message-in-chinese", saying(chinese)),
        (Rule::ErrorMessage, "message-that-looks-like-mark-up", saying("<b>a &amp; b</b> %41 \u{1b}[31m")),
        (Rule::ErrorMessage, "long-message", saying(&"页b ".repeat(700))),
        (Rule::RequestId, "request-id-of-an-error", lasting.clone()),
    ];
    let mut cases = Vec::new();
    for (rule, name, answer) in &table {
        let Some(clause) = context.rule(*rule) else { continue };
        cases.push(on_a_page(context, clause, name, answer));
        let name = format!("{name}-on-the-second-page");
        cases.extend(on_the_second_page(context, clause, &name, answer));
    }
    cases
}

/// An envelope under a status of success, where the reference says that the envelope decides.
fn envelopes(context: GeneratorContext<'_>) -> Vec<Case> {
    let Some(clause) = context.rule(Rule::ErrorEnvelope) else { return Vec::new() };
    let under_200 = |code: &str| ErrorAnswer { code: code.to_owned(), status: Some(200), message: None };
    let table = [
        ("lasting-error-with-status-200", under_200(&context.lasting_error().code)),
        ("passing-error-with-status-200", under_200(&context.passing_error().code)),
        ("unheard-code-with-status-200", under_200(UNDOCUMENTED)),
    ];
    let mut cases = Vec::new();
    for (name, answer) in table {
        cases.push(on_a_page(context, clause, name, &answer));
        let name = format!("{name}-on-the-second-page");
        cases.extend(on_the_second_page(context, clause, &name, &answer));
        if context.operation.paging().is_some() {
            let name =
                format!("{}-on-the-first-page-of-a-walk", name.trim_end_matches("-on-the-second-page"));
            let drive = Drive::Walk;
            cases.push(Case { drive, ..on_a_page(context, clause, &name, &answer) });
        }
    }
    cases
}

/// A failing status decides, whatever the body is.
fn bodies(context: GeneratorContext<'_>) -> Vec<Case> {
    let full = context.only_page(vec![context.item()]);
    let empty = context.only_page(Vec::new());
    let list = json!([{"message": "in a list"}]);
    let table: [(&str, Exchange); 11] = [
        ("status-400-that-looks-like-a-page", json_answer(400, full.clone())),
        ("status-403-that-looks-like-a-page", json_answer(403, full.clone())),
        ("status-500-that-looks-like-a-page", json_answer(500, full)),
        ("status-503-that-looks-like-the-last-page", json_answer(503, empty)),
        ("status-400-and-a-list", json_answer(400, list.clone())),
        ("status-500-and-a-list", json_answer(500, list)),
        ("status-404-and-no-body", text_answer(404, "")),
        ("status-500-and-no-body", text_answer(500, "")),
        ("status-401-in-html", html_answer(401)),
        ("status-404-in-html", html_answer(404)),
        ("status-502-in-html", html_answer(502)),
    ];
    let mut cases = Vec::new();
    for (name, exchange) in table {
        let lasting = for_ever(exchange);
        if let Some(clause) = context.rule(Rule::StatusIsError) {
            let case = context.page_case(clause, name);
            cases.push(Case { exchanges: vec![lasting.clone()], outcome: fails(), attempts: 1, ..case });
            if context.operation.paging().is_some() {
                let case = context.walk_case(clause, &format!("{name}-on-the-second-page"));
                let exchanges = vec![usual(), lasting.clone()];
                cases.push(Case { exchanges, outcome: fails(), attempts: 1, ..case });
            }
        }
        // A client that cannot read the body can still report that the service failed.
        if let Some(clause) = context.rule(Rule::ErrorStatus).filter(|_| !name.contains("looks-like")) {
            let case = context.page_case(clause, name);
            cases.push(Case { exchanges: vec![lasting], outcome: fails(), attempts: 1, ..case });
        }
    }
    cases
}

/// An unsigned request and invalid input, each answered by the documented envelope under the documented status.
pub(crate) fn probes<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    error_probes::of_refusals(context).into_iter().chain(error_probes::of_statuses(context)).collect()
}
