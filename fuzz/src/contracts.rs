//! Contract files: whatever a file says, it is refused in words or it makes a contract that the rest can stand on.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use contract::{Contracts, Loader, Operation, Problems, Rule, derive};
use simulator::Scenario;

/// A small `schemas/` folder: our own formats, the standards, and the made-up provider of the contract's tests.
static FILES: LazyLock<BTreeMap<PathBuf, String>> = LazyLock::new(|| {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = BTreeMap::new();
    for folder in ["schemas/_meta", "crates/contract/tests/schemas"] {
        let root = crates.join(folder);
        let under = if folder.ends_with("_meta") { Path::new("_meta") } else { Path::new("") };
        read(&root, under, &mut files);
    }
    let standards = std::fs::read_to_string(crates.join("schemas/standards.json")).expect("the standards");
    files.insert(PathBuf::from("standards.json"), standards);
    files
});

thread_local! {
    static LOADER: RefCell<Loader> = RefCell::new(Loader::new());
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
    let loaded = LOADER.with_borrow_mut(|loader| loader.load(files));
    match loaded {
        Ok(contracts) => sound(&contracts),
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
        // A name or a text of the file may be told whole, and written with escapes.
        assert!(problem.problem.len() <= 2000 + 8 * text.len(), "{} bytes", problem.problem.len());
    }
}

fn sound(contracts: &Contracts) {
    for operation in contracts.operations() {
        for clause in contracts.clauses(operation) {
            assert!(contracts.clause(operation, &clause.id).is_some());
        }
        for rule in [Rule::PagingEveryJobOnce, Rule::ErrorEnvelope, Rule::WholeMessage] {
            let stated = contracts.rule(operation, rule);
            assert!(stated.is_none_or(|clause| contracts.clause(operation, &clause.id).is_some()));
        }
        derived(contracts, operation);
        for case in &operation.cases {
            let keys = crate::requests::credentials();
            let scenario = Scenario::of_case(&operation.id, case, "north-1", keys);
            let served = crate::requests::first_answer(contracts, operation, &case.input, scenario);
            assert!(served.body.len() < 64 << 20, "{}: {} bytes", case.id, served.body.len());
        }
    }
}

/// What is derived from a sound contract is a schema.
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
