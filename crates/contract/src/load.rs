//! Reads the files, checks them against the closed schemas in `_meta`, and collects every problem.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::{Retrieve, Uri, Validator};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::case::CaseFile;
use crate::operation::ExampleOf;
use crate::{Clause, Contracts, Operation, Problem, Problems, Provider, check};

/// Reads and checks a `schemas/` folder.
pub(crate) fn load(schemas: &Path) -> Result<Contracts, Problems> {
    let mut reader = Reader { root: schemas.to_owned(), validators: BTreeMap::new(), problems: Vec::new() };
    let standards =
        reader.read::<Standards>(Path::new("standards.json"), "standards").map(|file| file.clauses);
    let mut providers = BTreeMap::new();
    let mut operations = BTreeMap::new();
    for folder in reader.folders(Path::new("")) {
        let Some(id) = name_of(&folder) else { continue };
        if id.starts_with('_') {
            continue;
        }
        let Some(mut provider) = reader.read::<Provider>(&folder.join("provider.json"), "provider") else {
            continue;
        };
        provider.id.clone_from(&id);
        for operation_folder in reader.folders(&folder) {
            if let Some(operation) = read_operation(&mut reader, &id, &operation_folder) {
                operations.insert(operation.id.clone(), operation);
            }
        }
        providers.insert(id, provider);
    }
    if operations.is_empty() && reader.problems.is_empty() {
        reader.problem(
            Path::new(""),
            "",
            "no operation found; expected PROVIDER/provider.json and PROVIDER/OPERATION/operation.json",
        );
    }
    let contracts = Contracts { standards: standards.unwrap_or_default(), providers, operations };
    // Problems of meaning are worth telling only about files whose form is right, so that one typo is one problem.
    if reader.problems.is_empty() {
        reader.problems = check::check(&contracts);
    }
    if reader.problems.is_empty() { Ok(contracts) } else { Err(Problems(reader.problems)) }
}

#[derive(Deserialize)]
struct Standards {
    clauses: Vec<Clause>,
}

fn read_operation(reader: &mut Reader, provider: &str, folder: &Path) -> Option<Operation> {
    let mut operation = reader.read::<Operation>(&folder.join("operation.json"), "operation")?;
    let name = name_of(folder)?;
    operation.id = format!("{provider}/{name}");
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
    for file in reader.files(&folder.join("cases"), "json") {
        let Some(cases) = reader.read::<CaseFile>(&file, "cases") else { continue };
        for mut case in cases.cases {
            case.id = format!("{}/{}/{}", operation.id, cases.subject, case.name);
            case.subject.clone_from(&cases.subject);
            case.file.clone_from(&file);
            operation.cases.push(case);
        }
    }
    Some(operation)
}

struct Reader {
    root: PathBuf,
    validators: BTreeMap<&'static str, Option<Validator>>,
    problems: Vec<Problem>,
}

impl Reader {
    fn problem(&mut self, file: &Path, pointer: &str, problem: impl Into<String>) {
        self.problems.push(Problem {
            file: file.to_owned(),
            pointer: pointer.to_owned(),
            problem: problem.into(),
        });
    }

    fn text(&mut self, file: &Path) -> Option<String> {
        fs::read_to_string(self.root.join(file))
            .map_err(|error| self.problem(file, "", format!("cannot be read: {error}")))
            .ok()
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
            .map(|error| (error.instance_path().to_string(), error.to_string()))
            .collect();
        if !found.is_empty() {
            for (pointer, problem) in found {
                self.problem(file, &pointer, shortened(&problem));
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
            .with_retriever(MetaFolder(self.root.join("_meta")))
            .build(&schema)
            .map_err(|error| self.problem(&file, "", format!("is not a usable schema: {error}")))
            .ok()
    }

    fn folders(&mut self, folder: &Path) -> Vec<PathBuf> {
        self.entries(folder)
            .into_iter()
            .filter(|entry| self.root.join(entry).is_dir())
            .filter(|entry| !matches!(name_of(entry).as_deref(), Some("examples" | "cases")))
            .collect()
    }

    fn files(&mut self, folder: &Path, extension: &str) -> Vec<PathBuf> {
        // An operation without hand-written cases has no such folder.
        if !self.root.join(folder).is_dir() {
            return Vec::new();
        }
        self.entries(folder)
            .into_iter()
            .filter(|entry| entry.extension().is_some_and(|found| found == extension))
            .collect()
    }

    fn entries(&mut self, folder: &Path) -> Vec<PathBuf> {
        let entries = match fs::read_dir(self.root.join(folder)) {
            Ok(entries) => entries,
            Err(error) => {
                self.problem(folder, "", format!("cannot be listed: {error}"));
                return Vec::new();
            }
        };
        let mut names: Vec<PathBuf> =
            entries.filter_map(Result::ok).map(|entry| folder.join(entry.file_name())).collect();
        names.sort();
        names
    }
}

/// Finds the schemas that refer to each other by file name.
struct MetaFolder(PathBuf);

impl Retrieve for MetaFolder {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn Error + Send + Sync>> {
        let name = uri.path().as_str().rsplit('/').next().unwrap_or_default().to_owned();
        Ok(serde_json::from_str(&fs::read_to_string(self.0.join(name))?)?)
    }
}

fn name_of(path: &Path) -> Option<String> {
    path.file_name()?.to_str().map(str::to_owned)
}

/// The validator prints the whole instance first; a whole clause or file helps nobody find the typo.
fn shortened(problem: &str) -> String {
    const LONGEST: usize = 300;
    let length = problem.chars().count();
    if length <= LONGEST {
        return problem.to_owned();
    }
    let tail: String = problem.chars().skip(length - LONGEST).collect();
    format!("…{tail}")
}
