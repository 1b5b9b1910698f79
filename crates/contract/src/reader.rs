//! Reads files of our own formats: each by its closed schema, every problem collected.

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::files::Files;
use crate::form::Forms;
use crate::json::parse_json;
use crate::{Problem, Problems};

/// Reads the files of a `schemas/` folder and collects every problem with its file and place.
#[derive(Debug)]
pub struct Reader<'a> {
    files: Files,
    #[cfg_attr(not(feature = "loader"), expect(dead_code, reason = "only the loader checks forms"))]
    forms: &'a mut Forms,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    /// One that has read nothing yet.
    pub fn new(files: Files, forms: &'a mut Forms) -> Self {
        Self { files, forms, problems: Vec::new() }
    }

    /// Every problem so far.
    #[must_use]
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// What was read, unless there was a problem.
    ///
    /// # Errors
    /// Every problem so far.
    pub fn finish<T>(self, value: T) -> Result<T, Problems> {
        if self.problems.is_empty() { Ok(value) } else { Err(Problems(self.problems)) }
    }

    /// Notes a problem of a file, at a JSON Pointer.
    pub fn problem(&mut self, file: &Path, pointer: &str, problem: impl Into<String>) {
        self.problems.push(Problem {
            file: file.to_owned(),
            pointer: pointer.to_owned(),
            problem: problem.into(),
        });
    }

    /// Notes problems that were found elsewhere.
    pub fn extend(&mut self, problems: impl IntoIterator<Item = Problem>) {
        self.problems.extend(problems);
    }

    /// The text of a file; `None` after a problem was noted.
    pub fn text(&mut self, file: &Path) -> Option<String> {
        self.files.text(file).map_err(|error| self.problem(file, "", format!("cannot be read: {error}"))).ok()
    }

    /// The JSON of a file; `None` after a problem was noted.
    pub fn json(&mut self, file: &Path) -> Option<Value> {
        let text = self.text(file)?;
        parse_json(&text)
            .map_err(|error| self.problem(file, "", format!("cannot be read as JSON: {error}")))
            .ok()
    }

    /// Reads a file of one of our own formats; `None` after at least one problem was noted.
    pub fn read<T: DeserializeOwned>(&mut self, file: &Path, format: &'static str) -> Option<T> {
        let value = self.json(file)?;
        #[cfg(feature = "loader")]
        match self.forms.problems(&self.files, format, file, &value) {
            Ok(found) if found.is_empty() => {}
            found => {
                self.problems.extend(found.unwrap_or_else(|unusable| unusable.into_iter().collect()));
                return None;
            }
        }
        #[cfg(not(feature = "loader"))]
        let _ = format;
        serde_json::from_value(value).map_err(|error| self.problem(file, "", error.to_string())).ok()
    }

    /// The folders in a folder, in order, without those that hold an operation's own files.
    pub fn folders(&mut self, folder: &Path) -> Vec<PathBuf> {
        self.entries(folder)
            .into_iter()
            .filter(|entry| self.files.is_folder(entry))
            .filter(|entry| !matches!(name_of(entry).as_deref(), Some("examples" | "cases")))
            .collect()
    }

    /// The files of a folder with this extension, in order; none where there is no such folder.
    pub fn files(&mut self, folder: &Path, extension: &str) -> Vec<PathBuf> {
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

pub(crate) fn name_of(path: &Path) -> Option<String> {
    path.file_name()?.to_str().map(str::to_owned)
}
