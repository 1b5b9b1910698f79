//! A case, written by hand or made by a generator: what is called, what the server does, what the client may answer.

use std::path::PathBuf;

use client_protocol::{Drive, Expectation};
use serde::Deserialize;
use serde_json::{Map, Value};
use wire::Exchange;

/// A file of cases: the subject once, then many small cases.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct CaseFile {
    /// The column of the report, and the middle of each case's name.
    pub(crate) subject: String,
    /// The cases.
    pub(crate) cases: Vec<Case>,
}

/// One scenario. Only what is special is stated; everything usual is a default.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Case {
    /// `provider/operation/subject/name`.
    #[serde(skip)]
    pub id: String,
    /// The subject of its file.
    #[serde(skip)]
    pub subject: String,
    /// The file that it stands in; empty where a generator made it.
    #[serde(skip)]
    pub file: PathBuf,
    /// The generator that made it; none where it was written by hand.
    #[serde(skip)]
    pub generator: Option<&'static str>,
    /// The last part of the id; states a fact.
    pub name: String,
    /// The id of the clause that the case asks about.
    pub clause: String,
    /// One page or a walk.
    pub drive: Drive,
    /// The documented request members.
    #[serde(default)]
    pub input: Map<String, Value>,
    /// How many items the simulator holds.
    #[serde(default = "five")]
    pub items: usize,
    /// The page size that the server uses whatever is asked for; by the contract where it is not stated.
    #[serde(default)]
    pub server_page_size: Option<usize>,
    /// A session token beside the keys.
    #[serde(default)]
    pub session_token: Option<String>,
    /// Attempts that the client may make for one request.
    #[serde(default = "three")]
    pub attempts: u32,
    /// How long the harness waits for the outcome, in milliseconds.
    #[serde(default = "ten_seconds")]
    pub deadline_ms: u64,
    /// Pages after which a walk stops.
    #[serde(default = "fifty")]
    pub pages: u32,
    /// What the server does, exchange by exchange; afterwards it answers by the contract.
    #[serde(default)]
    pub exchanges: Vec<Exchange>,
    /// What the client may answer.
    #[serde(default)]
    pub outcome: Expectation,
}

impl Case {
    /// A case in which everything is as usual, for a generator to change; its operation gives it its id.
    #[must_use]
    pub fn new(name: impl Into<String>, clause: impl Into<String>, drive: Drive) -> Self {
        Self {
            id: String::new(),
            subject: String::new(),
            file: PathBuf::new(),
            generator: None,
            name: name.into(),
            clause: clause.into(),
            drive,
            input: Map::new(),
            items: five(),
            server_page_size: None,
            session_token: None,
            attempts: three(),
            deadline_ms: ten_seconds(),
            pages: fifty(),
            exchanges: Vec::new(),
            outcome: Expectation::Returns,
        }
    }

    /// Where it comes from, in words for a person.
    #[must_use]
    pub fn origin(&self) -> String {
        self.generator.map_or_else(
            || self.file.display().to_string(),
            |generator| format!("the generator {generator:?}"),
        )
    }
}

fn five() -> usize {
    5
}

fn three() -> u32 {
    3
}

fn fifty() -> u32 {
    50
}

fn ten_seconds() -> u64 {
    10_000
}
