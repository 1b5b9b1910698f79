//! Contract files: whatever a file says, it is refused with a reason, or it makes a contract and a suite that work.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use contract::{Contracts, Files, Forms, Operation, Problems, Rule, derive};
use simulator::Scenario;
use suite::{Case, Loaded};

/// A small `schemas/` folder: our own formats, the standards, and the made-up provider.
static FILES: LazyLock<BTreeMap<PathBuf, String>> = LazyLock::new(|| {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = BTreeMap::new();
    for folder in ["schemas/_meta", "crates/fixtures/schemas"] {
        let root = crates.join(folder);
        let under = if folder.ends_with("_meta") { Path::new("_meta") } else { Path::new("") };
        read(&root, under, &mut files);
    }
    let standards = std::fs::read_to_string(crates.join("schemas/standards.json")).expect("the standards");
    files.insert(PathBuf::from("standards.json"), standards);
    files
});

thread_local! {
    static FORMS: RefCell<Forms> = RefCell::new(Forms::default());
}

/// The first line names a file by its first letter, the rest is that file's text.
pub(crate) fn check(data: &[u8]) {
    let (line, text) = crate::message::first_line(data);
    let Ok(text) = str::from_utf8(text) else { return };
    let file = Path::new(match line.first() {
        Some(b's') => "standards.json",
        Some(b'p') => "acme-cloud/provider.json",
        Some(b'c') => "acme-cloud/list-widgets/cases/paging.json",
        Some(b'e') => "acme-cloud/list-widgets/examples/response.json",
        _ => "acme-cloud/list-widgets/operation.json",
    });
    let mut files = FILES.clone();
    assert!(files.insert(file.to_owned(), text.to_owned()).is_some(), "{} is not there", file.display());
    let loaded = FORMS.with_borrow_mut(|forms| suite::load_files(Files::Texts(Arc::new(files)), forms));
    match loaded {
        Ok(loaded) => check_loaded(&loaded),
        Err(problems) => explained(&problems, text),
    }
}

/// Every problem has a file and says something, without repeating the whole file.
fn explained(problems: &Problems, text: &str) {
    assert!(!problems.0.is_empty(), "refused without a reason");
    for problem in &problems.0 {
        assert!(!problem.problem.is_empty());
        assert!(
            FILES.keys().any(|file| file.starts_with(&problem.file)),
            "no file {}",
            problem.file.display()
        );
        // A name or a text of the file may be quoted whole, and written with escapes.
        assert!(problem.problem.len() <= 2000 + 8 * text.len(), "{} bytes", problem.problem.len());
    }
}

fn check_loaded(loaded: &Loaded) {
    let contracts = &*loaded.contracts;
    for operation in contracts.operations() {
        for clause in contracts.clauses(operation) {
            assert!(contracts.clause(operation, &clause.id).is_some());
        }
        for rule in [Rule::PagingEveryItemOnce, Rule::ErrorEnvelope, Rule::WholeMessage] {
            let stated = contracts.rule(operation, rule);
            assert!(stated.is_none_or(|clause| contracts.clause(operation, &clause.id).is_some()));
        }
        derived(contracts, operation);
        for case in loaded.suite.of(operation).iter().filter(|case| case.generator.is_none()) {
            let scenario = scenario(&operation.id, case);
            let served = crate::requests::first_answer(contracts, operation, &case.input, scenario);
            assert!(served.body.len() < 64 << 20, "{}: {} bytes", case.id, served.body.len());
        }
    }
}

/// The server of a case.
fn scenario(operation: &str, case: &Case) -> Scenario {
    let mut scenario = Scenario::new(operation, case.items).with_exchanges(case.exchanges.clone());
    scenario.page_size = case.server_page_size;
    scenario.region = "north-1".to_owned();
    scenario.credentials = crate::requests::credentials();
    scenario
}

/// What is derived from a contract without problems is a schema.
fn derived(contracts: &Contracts, operation: &Operation) {
    let schemas = derive(contracts, operation);
    for schema in [&schemas.request, &schemas.response, &schemas.error] {
        if let Err(error) = jsonschema::validator_for(schema) {
            panic!("{} derives no schema: {error}\n{schema}", operation.id);
        }
    }
}

fn read(folder: &Path, under: &Path, files: &mut BTreeMap<PathBuf, String>) {
    for entry in std::fs::read_dir(folder).expect("a folder of contracts") {
        let entry = entry.expect("an entry");
        let path = under.join(entry.file_name());
        if entry.path().is_dir() {
            read(&entry.path(), &path, files);
        } else {
            files.insert(path, std::fs::read_to_string(entry.path()).expect("a text"));
        }
    }
}
