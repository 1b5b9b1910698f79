//! Reads a `schemas/` folder into contracts, and checks what they say.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::operation::ExampleOf;
use crate::reader::{Reader, name_of};
use crate::{Clause, Contracts, Files, Forms, Operation, Problems, Provider, check};

impl Contracts {
    /// Reads and checks what a reader's files state; what could not be read has left a problem in the reader.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        load(reader)
    }

    /// Reads and checks a `schemas/` folder.
    ///
    /// # Errors
    /// Every problem of every file, each with its file and JSON Pointer.
    pub fn load(schemas: &Path) -> Result<Self, Problems> {
        Self::load_files(Files::Folder(schemas.to_owned()))
    }

    /// Reads and checks the files of a `schemas/` folder, wherever they lie.
    ///
    /// # Errors
    /// As [`Contracts::load`].
    pub fn load_files(files: Files) -> Result<Self, Problems> {
        let mut forms = Forms::default();
        let mut reader = Reader::new(files, &mut forms);
        let contracts = load(&mut reader);
        reader.finish(contracts)
    }

    /// The contracts that this crate was built with.
    ///
    /// # Errors
    /// As [`Contracts::load`].
    pub fn bundled() -> Result<Self, Problems> {
        Self::load_files(Files::bundled())
    }
}

/// Reads and checks the contracts of a folder; what is not there has left a problem in the reader.
fn load(reader: &mut Reader<'_>) -> Contracts {
    let standards =
        reader.read::<Standards>(Path::new("standards.json"), "standards").map(|file| file.clauses);
    // References lead into the standards, so without them nothing can be said about what refers to what.
    let complete = standards.is_some();
    let mut providers = BTreeMap::new();
    let mut operations = BTreeMap::new();
    let mut searched = 0;
    for folder in reader.folders(Path::new("")) {
        let Some(id) = name_of(&folder) else { continue };
        if id.starts_with('_') {
            continue;
        }
        let provider = reader.read::<Provider>(&folder.join("provider.json"), "provider");
        for operation_folder in reader.folders(&folder) {
            searched += 1;
            let operation = read_operation(reader, &id, &operation_folder);
            // An operation without its provider has been read for its own problems only.
            if let (Some(operation), Some(_)) = (operation, &provider) {
                operations.insert(operation.id.clone(), operation);
            }
        }
        if let Some(mut provider) = provider {
            provider.id.clone_from(&id);
            providers.insert(id, provider);
        }
    }
    if searched == 0 {
        reader.problem(
            Path::new(""),
            "",
            "no operation found; expected PROVIDER/provider.json and PROVIDER/OPERATION/operation.json",
        );
    }
    let contracts = Contracts { standards: standards.unwrap_or_default(), providers, operations };
    // What could not be read is not in there, so a typo in one file is one problem and hides no other file's.
    if complete {
        reader.extend(check::check(&contracts));
    }
    contracts
}

#[derive(Deserialize)]
struct Standards {
    clauses: Vec<Clause>,
}

fn read_operation(reader: &mut Reader<'_>, provider: &str, folder: &Path) -> Option<Operation> {
    let operation = reader.read::<Operation>(&folder.join("operation.json"), "operation");
    let mut operation = operation?;
    operation.id = format!("{provider}/{}", name_of(folder)?);
    provider.clone_into(&mut operation.provider);
    folder.clone_into(&mut operation.folder);
    for example in &mut operation.examples {
        let file = folder.join(&example.file);
        if example.of == ExampleOf::NotJson {
            reader.text(&file);
        } else {
            example.body = reader.json(&file);
        }
    }
    Some(operation)
}
