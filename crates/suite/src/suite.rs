//! The cases of every operation: those that people wrote and those that generators make.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use contract::{Contracts, Files, Forms, Operation, Problem, Problems, Reader};

use crate::build::GeneratorContext;
use crate::case::CaseFile;
use crate::{Case, check, generators};

/// Every case of every operation.
#[derive(Debug, Clone, Default)]
pub struct Suite {
    cases: BTreeMap<String, Vec<Case>>,
}

/// Contracts and the suite that follows from them.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The contracts.
    pub contracts: Arc<Contracts>,
    /// Their cases, written and generated.
    pub suite: Arc<Suite>,
}

/// Reads the contracts and the written cases of a `schemas/` folder, and generates the rest of the cases.
///
/// # Errors
/// Every problem of every file, each with its file and JSON Pointer.
pub fn load(schemas: &Path) -> Result<Loaded, Problems> {
    load_files(Files::Folder(schemas.to_owned()), &mut Forms::default())
}

/// The same of files that may lie in memory; `forms` keeps the closed schemas from one load to the next.
///
/// # Errors
/// As [`load`].
pub fn load_files(files: Files, forms: &mut Forms) -> Result<Loaded, Problems> {
    let mut reader = Reader::new(files, forms);
    let contracts = Contracts::read(&mut reader);
    let written = written(&mut reader, &contracts);
    let contracts = reader.finish(contracts)?;
    let suite = Suite::generate(&contracts, written)?;
    Ok(Loaded { contracts: Arc::new(contracts), suite: Arc::new(suite) })
}

/// The contracts that this crate was built with, and their suite.
///
/// # Errors
/// As [`load`].
pub fn bundled() -> Result<Loaded, Problems> {
    load_files(Files::bundled(), &mut Forms::default())
}

impl Suite {
    /// The cases of generators beside those that people wrote, by operation.
    ///
    /// # Errors
    /// A case whose id is taken, or that refers to what is not there.
    pub fn generate(
        contracts: &Contracts,
        mut written: BTreeMap<String, Vec<Case>>,
    ) -> Result<Self, Problems> {
        let mut cases = BTreeMap::new();
        let mut problems: Vec<Problem> = Vec::new();
        for operation in contracts.operations() {
            let mut all = written.remove(&operation.id).unwrap_or_default();
            all.extend(
                GeneratorContext::of(contracts, &operation.id).map_or_else(Vec::new, generators::cases),
            );
            problems.extend(check::problems(contracts, operation, &all));
            cases.insert(operation.id.clone(), all);
        }
        if problems.is_empty() { Ok(Self { cases }) } else { Err(Problems(problems)) }
    }

    /// The cases of one operation: the written ones in the order of their files, then the generated ones.
    #[must_use]
    pub fn of(&self, operation: &Operation) -> &[Case] {
        self.cases.get(&operation.id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Every case, operation by operation.
    pub fn cases(&self) -> impl Iterator<Item = &Case> {
        self.cases.values().flatten()
    }

    /// A case by its id.
    #[must_use]
    pub fn case(&self, id: &str) -> Option<&Case> {
        self.cases().find(|case| case.id == id)
    }
}

/// The cases that people wrote, read also where an operation did not load, for the sake of their own problems.
fn written(reader: &mut Reader<'_>, contracts: &Contracts) -> BTreeMap<String, Vec<Case>> {
    let mut written: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for provider in reader.folders(Path::new("")) {
        for folder in reader.folders(&provider) {
            let id = folder.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
            for file in reader.files(&folder.join("cases"), "json") {
                let Some(read) = reader.read::<CaseFile>(&file, "cases") else { continue };
                let cases = read.cases.into_iter().map(|case| Case {
                    id: format!("{id}/{}/{}", read.subject, case.name),
                    subject: read.subject.clone(),
                    file: file.clone(),
                    ..case
                });
                written.entry(id.clone()).or_default().extend(cases);
            }
            if let (Some(operation), Some(cases)) = (contracts.operation(&id), written.get(&id)) {
                reader.extend(check::problems(contracts, operation, cases));
            }
        }
    }
    written
}
