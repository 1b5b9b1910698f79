//! Checks files of our own formats against their closed schemas, and says what would be right.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Retrieve, Uri, ValidationError, Validator};
use serde_json::Value;

use crate::Problem;
use crate::files::Files;

/// The closed schemas of our own formats, each compiled at its first use; `None` where one cannot be used.
#[derive(Debug, Default)]
pub struct Forms {
    validators: BTreeMap<&'static str, Option<Validator>>,
}

impl Forms {
    /// What is wrong with the form of a file's value; the closed schemas are among the files.
    ///
    /// # Errors
    /// The problem of a schema that cannot be used, at its first use; `None` where that was reported before.
    pub fn problems(
        &mut self,
        files: &Files,
        format: &'static str,
        file: &Path,
        value: &Value,
    ) -> Result<Vec<Problem>, Option<Problem>> {
        if !self.validators.contains_key(format) {
            match validator(files, format) {
                Ok(validator) => self.validators.insert(format, Some(validator)),
                Err(problem) => {
                    self.validators.insert(format, None);
                    return Err(Some(problem));
                }
            };
        }
        let validator = self.validators[format].as_ref().ok_or(None)?;
        Ok(problems(files, validator, file, value))
    }

    /// Forgets the schemas that could not be used, so that they are tried and reported again.
    pub(crate) fn retry_unusable(&mut self) {
        self.validators.retain(|_, validator| validator.is_some());
    }
}

/// Every problem of form of one file, each with its JSON Pointer; the closed schemas are among the files.
pub(crate) fn problems(files: &Files, validator: &Validator, file: &Path, value: &Value) -> Vec<Problem> {
    let problem = |error: ValidationError<'_>| Problem {
        file: file.to_owned(),
        pointer: error.instance_path().to_string(),
        problem: message(files, &error),
    };
    validator.iter_errors(value).map(problem).collect()
}

/// The closed schema of one of our own formats; the schemas are among the files.
pub(crate) fn validator(files: &Files, format: &str) -> Result<Validator, Problem> {
    let file = PathBuf::from(format!("_meta/{format}.schema.json"));
    let problem = |problem: String| Problem { file: file.clone(), pointer: String::new(), problem };
    let text = files.text(&file).map_err(|error| problem(format!("cannot be read: {error}")))?;
    let schema: Value =
        serde_json::from_str(&text).map_err(|error| problem(format!("is not JSON: {error}")))?;
    jsonschema::options()
        .with_base_uri(format!("meta:///{format}.schema.json"))
        .with_retriever(MetaFolder(files.clone()))
        .build(&schema)
        .map_err(|error| problem(format!("is not a usable schema: {error}")))
}

/// Finds the schemas that refer to each other by file name.
struct MetaFolder(Files);

impl Retrieve for MetaFolder {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn Error + Send + Sync>> {
        let name = uri.path().as_str().rsplit('/').next().unwrap_or_default().to_owned();
        Ok(serde_json::from_str(&self.0.text(&Path::new("_meta").join(name))?)?)
    }
}

/// The message for one error of form.
fn message(files: &Files, error: &ValidationError<'_>) -> String {
    match error.kind() {
        ValidationErrorKind::Enum { options } => {
            let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
            format!("{} is not one of {}", error.instance(), listed(options.iter().map(Value::to_string)))
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let unknown = listed(unexpected.iter().map(|name| format!("{name:?}")));
            let is = if unexpected.len() == 1 { "is" } else { "are" };
            match known(files, error) {
                Some(known) => format!("{unknown} {is} unknown here; known are {known}"),
                None => format!("{unknown} {is} unknown here"),
            }
        }
        ValidationErrorKind::Required { .. } => format!("{}; add it", shortened(&error.to_string())),
        ValidationErrorKind::Pattern { .. } => {
            let problem = shortened(&error.to_string());
            let schema = enclosing(files, error);
            let described = schema.as_ref().and_then(|schema| schema.get("description")?.as_str());
            described.map_or_else(|| problem.clone(), |text| format!("{problem}; expected: {text}"))
        }
        _ => shortened(&error.to_string()),
    }
}

/// The members that an object may have, from beside the keyword that refused another.
fn known(files: &Files, error: &ValidationError<'_>) -> Option<String> {
    let schema = enclosing(files, error)?;
    let members = schema.get("properties")?.as_object()?;
    Some(listed(members.keys().map(|name| format!("{name:?}"))))
}

/// The schema that holds the keyword which was not met.
fn enclosing(files: &Files, error: &ValidationError<'_>) -> Option<Value> {
    let keyword = error.absolute_keyword_location()?;
    let file = keyword.path().as_str().rsplit('/').next()?;
    let schema: Value = serde_json::from_str(&files.text(&Path::new("_meta").join(file)).ok()?).ok()?;
    let (enclosing, _) = error.schema_path().as_str().rsplit_once('/')?;
    schema.pointer(enclosing).cloned()
}

fn listed(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

/// The validator prints the whole instance first, which can be a whole file; the message keeps only the problem.
fn shortened(problem: &str) -> String {
    const LONGEST: usize = 300;
    let length = problem.chars().count();
    if length <= LONGEST {
        return problem.to_owned();
    }
    let tail: String = problem.chars().skip(length - LONGEST).collect();
    format!("…{tail}")
}
