//! What the laws of pages, errors, attempts, signatures and connections tell of each operation.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use contract::{Case, CaseOutcome, Contracts, PagingStyle, Rule};
use secrecy::SecretString;
use serde_json::json;
use signing::Credentials;
use simulator::Stage;
use tempfile::TempDir;

use super::{
    Ground, LAWS, error, paging_marker, paging_page_number, paging_token, retry, signature, transport,
};

/// The contracts of this repository, and an operation that nobody has heard of.
static ALL: LazyLock<[Contracts; 2]> = LazyLock::new(|| {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (schemas, made_up) = (here.join("../../schemas"), here.join("../contract/tests/schemas"));
    let folder = TempDir::new().unwrap();
    copy(&schemas.join("_meta"), &folder.path().join("_meta"));
    fs::copy(schemas.join("standards.json"), folder.path().join("standards.json")).unwrap();
    copy(&made_up, folder.path());
    [Contracts::bundled().unwrap(), Contracts::load(folder.path()).unwrap()]
});

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Calls with every operation, the made-up one too.
fn each(look: impl Fn(Ground<'_>)) {
    for contracts in &*ALL {
        for operation in contracts.operations() {
            look(Ground::of(contracts, &operation.id).unwrap());
        }
    }
}

fn own(ground: Ground<'_>) -> Vec<Case> {
    let laws =
        [paging_token::cases, paging_page_number::cases, paging_marker::cases, error::cases, retry::cases];
    let laws = laws.into_iter().chain([signature::cases, transport::cases]);
    laws.flat_map(|cases| cases(ground)).collect()
}

fn states(ground: Ground<'_>, rule: Rule) -> bool {
    ground.rule(rule).is_some()
}

#[test]
fn every_case_can_be_staged_and_has_a_name_of_its_own() {
    each(|ground| {
        let mut ids = BTreeSet::new();
        for case in own(ground) {
            let keys = Credentials {
                access_key_id: "AKID".to_owned(),
                secret_access_key: SecretString::from("secret"),
                session_token: None,
            };
            let stage = Stage::of_case(&ground.operation.id, &case, "here", keys);
            assert!(stage.is_ok(), "{}: {:?}", case.id, stage.err());
            assert!(ids.insert(case.id.clone()), "{} twice", case.id);
            assert!(ground.clauses().any(|clause| clause.id == case.clause), "{}: {}", case.id, case.clause);
        }
        assert!(ids.len() > 100, "{}: {} cases", ground.operation.id, ids.len());
    });
}

#[test]
fn a_style_makes_the_cases_of_its_own_law_only() {
    each(|ground| {
        let made = [paging_token::cases, paging_page_number::cases, paging_marker::cases]
            .map(|cases| !cases(ground).is_empty());
        let due = match ground.operation.paging() {
            Some(PagingStyle::Token { .. }) => [true, false, false],
            Some(PagingStyle::PageNumber { .. }) => [false, true, false],
            Some(PagingStyle::Marker { .. }) => [false, false, true],
            None => [false; 3],
        };
        assert_eq!(made, due, "{}", ground.operation.id);
    });
}

#[test]
fn what_no_clause_states_is_not_asked() {
    each(|ground| {
        let cases = own(ground);
        let about = |rule: Rule| {
            ground.rule(rule).map_or(0, |clause| cases.iter().filter(|case| case.clause == clause.id).count())
        };
        for (rule, what) in [
            (Rule::ErrorEnvelope, "error envelopes under 200"),
            (Rule::SessionToken, "session tokens"),
            (Rule::PagingInputsAgain, "inputs on every page"),
        ] {
            assert_eq!(about(rule) > 0, states(ground, rule), "{what} of {}", ground.operation.id);
        }
        let under_200 = |case: &Case| {
            case.exchanges
                .iter()
                .any(|exchange| exchange.error.as_ref().is_some_and(|error| error.status == Some(200)))
        };
        assert_eq!(
            cases.iter().any(under_200),
            states(ground, Rule::ErrorEnvelope),
            "{}",
            ground.operation.id
        );
        let with_token = cases.iter().any(|case| case.session_token.is_some());
        assert_eq!(with_token, states(ground, Rule::SessionToken), "{}", ground.operation.id);
    });
}

#[test]
fn positions_keep_to_the_limits_of_the_page() {
    each(|ground| {
        let Some(PagingStyle::Token { token: at, .. } | PagingStyle::Marker { marker: at, .. }) =
            ground.operation.paging()
        else {
            return;
        };
        let texts: Vec<String> = own(ground)
            .iter()
            .flat_map(|case| &case.exchanges)
            .filter_map(|exchange| Some(exchange.next.as_ref()?.text()))
            .collect();
        assert!(texts.iter().all(|text| ground.allows(at, &json!(text))), "{}", ground.operation.id);
        // A page without a pattern takes blanks, one with `^\S*$` does not.
        let blanks = texts.iter().any(|text| text.contains(' '));
        assert_eq!(blanks, ground.allows(at, &json!("a b")), "{}", ground.operation.id);
    });
}

#[test]
fn silence_is_short_and_seldom() {
    each(|ground| {
        let cases = transport::cases(ground);
        let silent = |case: &&Case| {
            case.exchanges.iter().any(|exchange| {
                exchange.for_ever
                    && exchange.fault.as_ref().is_some_and(|fault| fault.to_string().contains("stall"))
            })
        };
        let silent: Vec<&Case> = cases.iter().filter(silent).collect();
        assert_eq!(silent.len(), 4, "{}", ground.operation.id);
        assert!(silent.iter().all(|case| case.deadline_ms <= 3_000 && case.attempts == 1));
    });
}

#[test]
fn an_error_for_ever_is_never_answered() {
    each(|ground| {
        for case in error::cases(ground).iter().chain(&retry::cases(ground)) {
            let lasting = case.exchanges.iter().any(|exchange| exchange.for_ever);
            let fails = matches!(case.outcome, CaseOutcome::Fails(_));
            assert_eq!(lasting, fails, "{}", case.id);
        }
    });
}

#[test]
fn the_bodies_of_pages_lead_where_they_say() {
    each(|ground| {
        let list = ground.operation.paging().unwrap().list();
        let jobs = |page: &serde_json::Value| list.value(page).unwrap().as_array().unwrap().len();
        let [first, second] = ground.two_pages("b");
        assert_eq!([jobs(&first), jobs(&second), jobs(&ground.only_page(Vec::new()))], [1, 1, 0]);
        assert_ne!(first, second, "{}", ground.operation.id);
    });
}

#[test]
fn every_law_is_in_the_table_once() {
    let names: BTreeSet<&str> = LAWS.iter().map(|law| law.name).collect();
    assert_eq!(names.len(), LAWS.len());
}
