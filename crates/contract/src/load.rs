//! Reads the files, checks them against the closed schemas in `_meta`, and collects every problem.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use jsonschema::{Retrieve, Uri, Validator};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::case::CaseFile;
use crate::files::Files;
use crate::operation::ExampleOf;
use crate::{Clause, Contracts, Operation, Problem, Problems, Provider, check, form};

/// The closed schemas of our own formats, each from its first use on; `None` where one cannot be used.
pub(crate) type Validators = BTreeMap<&'static str, Option<Validator>>;

/// Reads and checks a `schemas/` folder.
pub(crate) fn load(files: Files, validators: &mut Validators) -> Result<Contracts, Problems> {
    let mut reader = Reader { files, validators, problems: Vec::new() };
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
            let operation = read_operation(&mut reader, &id, &operation_folder);
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
        reader.problems.extend(check::check(&contracts));
    }
    if reader.problems.is_empty() { Ok(contracts) } else { Err(Problems(reader.problems)) }
}

#[derive(Deserialize)]
struct Standards {
    clauses: Vec<Clause>,
}

fn read_operation(reader: &mut Reader<'_>, provider: &str, folder: &Path) -> Option<Operation> {
    let operation = reader.read::<Operation>(&folder.join("operation.json"), "operation");
    // Read whatever the operation is like, for the sake of their own problems.
    let files: Vec<_> = reader
        .files(&folder.join("cases"), "json")
        .into_iter()
        .filter_map(|file| Some((reader.read::<CaseFile>(&file, "cases")?, file)))
        .collect();
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
    for (cases, file) in files {
        for mut case in cases.cases {
            case.id = format!("{}/{}/{}", operation.id, cases.subject, case.name);
            case.subject.clone_from(&cases.subject);
            case.file.clone_from(&file);
            operation.cases.push(case);
        }
    }
    Some(operation)
}

struct Reader<'a> {
    files: Files,
    validators: &'a mut Validators,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn problem(&mut self, file: &Path, pointer: &str, problem: impl Into<String>) {
        self.problems.push(Problem {
            file: file.to_owned(),
            pointer: pointer.to_owned(),
            problem: problem.into(),
        });
    }

    fn text(&mut self, file: &Path) -> Option<String> {
        self.files.text(file).map_err(|error| self.problem(file, "", format!("cannot be read: {error}"))).ok()
    }

    fn json(&mut self, file: &Path) -> Option<Value> {
        let text = self.text(file)?;
        serde_json::from_str(&text)
            .map_err(|error| self.problem(file, "", format!("is not JSON: {error}")))
            .ok()
    }

    /// Reads a file of one of our own formats; `None` after at least one problem was noted.
    fn read<T: DeserializeOwned>(&mut self, file: &Path, format: &'static str) -> Option<T> {
        let value = self.json(file)?;
        if !self.validators.contains_key(format) {
            let validator = self.validator(format);
            self.validators.insert(format, validator);
        }
        let found: Vec<(String, String)> = self.validators[format]
            .as_ref()?
            .iter_errors(&value)
            .map(|error| (error.instance_path().to_string(), form::told(&self.files, &error)))
            .collect();
        if !found.is_empty() {
            for (pointer, problem) in found {
                self.problem(file, &pointer, problem);
            }
            return None;
        }
        serde_json::from_value(value).map_err(|error| self.problem(file, "", error.to_string())).ok()
    }

    fn validator(&mut self, format: &str) -> Option<Validator> {
        let file = PathBuf::from(format!("_meta/{format}.schema.json"));
        let schema = self.json(&file)?;
        jsonschema::options()
            .with_base_uri(format!("meta:///{format}.schema.json"))
            .with_retriever(MetaFolder(self.files.clone()))
            .build(&schema)
            .map_err(|error| self.problem(&file, "", format!("is not a usable schema: {error}")))
            .ok()
    }

    fn folders(&mut self, folder: &Path) -> Vec<PathBuf> {
        self.entries(folder)
            .into_iter()
            .filter(|entry| self.files.is_folder(entry))
            .filter(|entry| !matches!(name_of(entry).as_deref(), Some("examples" | "cases")))
            .collect()
    }

    fn files(&mut self, folder: &Path, extension: &str) -> Vec<PathBuf> {
        // An operation without hand-written cases has no such folder.
        if !self.files.is_folder(folder) {
            return Vec::new();
        }
        self.entries(folder)
            .into_iter()
            .filter(|entry| entry.extension().is_some_and(|found| found == extension))
            .collect()
    }

    fn entries(&mut self, folder: &Path) -> Vec<PathBuf> {
        self.files.entries(folder).unwrap_or_else(|error| {
            self.problem(folder, "", format!("cannot be listed: {error}"));
            Vec::new()
        })
    }
}

/// Finds the schemas that refer to each other by file name.
struct MetaFolder(Files);

impl Retrieve for MetaFolder {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn Error + Send + Sync>> {
        let name = uri.path().as_str().rsplit('/').next().unwrap_or_default().to_owned();
        Ok(serde_json::from_str(&self.0.text(&Path::new("_meta").join(name))?)?)
    }
}

fn name_of(path: &Path) -> Option<String> {
    path.file_name()?.to_str().map(str::to_owned)
}
