//! The cases about pages, errors, attempts, signatures and connections, of every operation.

use std::collections::BTreeSet;

use client_protocol::Expectation;
use contract::{PagingStyle, Rule};
use fixtures::{BUNDLED, MADE_UP};
use serde_json::json;

use crate::Case;
use crate::build::GeneratorContext;
use crate::generators::{
    GENERATORS, error, paging_marker, paging_page_number, paging_token, retry, signature, transport,
};

/// Calls with every operation, the made-up one too.
fn each(check: impl Fn(GeneratorContext<'_>)) {
    for contracts in [&BUNDLED.contracts, &MADE_UP.contracts] {
        for operation in contracts.operations() {
            check(GeneratorContext::of(contracts, &operation.id).unwrap());
        }
    }
}

fn own_cases(context: GeneratorContext<'_>) -> Vec<Case> {
    let generators =
        [paging_token::cases, paging_page_number::cases, paging_marker::cases, error::cases, retry::cases];
    let generators = generators.into_iter().chain([signature::cases, transport::cases]);
    generators.flat_map(|cases| cases(context)).collect()
}

fn states(context: GeneratorContext<'_>, rule: Rule) -> bool {
    context.rule(rule).is_some()
}

#[test]
fn every_case_has_a_name_of_its_own() {
    each(|context| {
        let mut ids = BTreeSet::new();
        for case in own_cases(context) {
            assert!(ids.insert(case.id.clone()), "{} twice", case.id);
            assert!(context.clauses().any(|clause| clause.id == case.clause), "{}: {}", case.id, case.clause);
        }
        assert!(ids.len() > 100, "{}: {} cases", context.operation.id, ids.len());
    });
}

#[test]
fn a_style_makes_the_cases_of_its_own_generator_only() {
    each(|context| {
        let made = [paging_token::cases, paging_page_number::cases, paging_marker::cases]
            .map(|cases| !cases(context).is_empty());
        let due = match context.operation.paging() {
            Some(PagingStyle::Token { .. }) => [true, false, false],
            Some(PagingStyle::PageNumber { .. }) => [false, true, false],
            Some(PagingStyle::Marker { .. }) => [false, false, true],
            None => [false; 3],
        };
        assert_eq!(made, due, "{}", context.operation.id);
    });
}

#[test]
fn a_rule_that_no_clause_states_has_no_case() {
    each(|context| {
        let cases = own_cases(context);
        let about = |rule: Rule| {
            context
                .rule(rule)
                .map_or(0, |clause| cases.iter().filter(|case| case.clause == clause.id).count())
        };
        for (rule, what) in [
            (Rule::ErrorEnvelope, "error envelopes under 200"),
            (Rule::SessionToken, "session tokens"),
            (Rule::PagingInputsAgain, "inputs on every page"),
        ] {
            assert_eq!(about(rule) > 0, states(context, rule), "{what} of {}", context.operation.id);
        }
        let under_200 = |case: &Case| {
            case.exchanges
                .iter()
                .any(|exchange| exchange.error.as_ref().is_some_and(|error| error.status == Some(200)))
        };
        assert_eq!(
            cases.iter().any(under_200),
            states(context, Rule::ErrorEnvelope),
            "{}",
            context.operation.id
        );
        let with_token = cases.iter().any(|case| case.session_token.is_some());
        assert_eq!(with_token, states(context, Rule::SessionToken), "{}", context.operation.id);
    });
}

#[test]
fn positions_keep_to_the_limits_of_the_reference() {
    each(|context| {
        let Some(PagingStyle::Token { token: at, .. } | PagingStyle::Marker { marker: at, .. }) =
            context.operation.paging()
        else {
            return;
        };
        let texts: Vec<String> = own_cases(context)
            .iter()
            .flat_map(|case| &case.exchanges)
            .filter_map(|exchange| Some(exchange.next.as_ref()?.text()))
            .collect();
        assert!(texts.iter().all(|text| context.allows(at, &json!(text))), "{}", context.operation.id);
        // A reference without a pattern takes blanks, one with `^\S*$` does not.
        let blanks = texts.iter().any(|text| text.contains(' '));
        assert_eq!(blanks, context.allows(at, &json!("a b")), "{}", context.operation.id);
    });
}

#[test]
fn few_cases_are_silent_and_none_for_long() {
    each(|context| {
        let cases = transport::cases(context);
        let silent = |case: &&Case| {
            case.exchanges.iter().any(|exchange| {
                exchange.for_ever
                    && exchange.fault.as_ref().is_some_and(|fault| fault.name().starts_with("stall"))
            })
        };
        let silent: Vec<&Case> = cases.iter().filter(silent).collect();
        assert_eq!(silent.len(), 4, "{}", context.operation.id);
        assert!(silent.iter().all(|case| case.deadline_ms <= 3_000 && case.attempts == 1));
    });
}

#[test]
fn an_error_for_ever_is_never_a_page() {
    each(|context| {
        for case in error::cases(context).iter().chain(&retry::cases(context)) {
            let lasting = case.exchanges.iter().any(|exchange| exchange.for_ever);
            let fails = matches!(case.outcome, Expectation::Fails(_));
            assert_eq!(lasting, fails, "{}", case.id);
        }
    });
}

#[test]
fn the_bodies_of_pages_lead_where_they_say() {
    each(|context| {
        let list = context.operation.paging().unwrap().list();
        let items = |page: &serde_json::Value| list.value(page).unwrap().as_array().unwrap().len();
        let [first, second] = context.two_pages("b");
        assert_eq!([items(&first), items(&second), items(&context.only_page(Vec::new()))], [1, 1, 0]);
        assert_ne!(first, second, "{}", context.operation.id);
    });
}

#[test]
fn every_generator_is_in_the_table_once() {
    let names: BTreeSet<&str> = GENERATORS.iter().map(|generator| generator.name).collect();
    assert_eq!(names.len(), GENERATORS.len());
}
