//! A case, written by hand or made by a law: what is called, what the server does, what the client may answer.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A file of cases: the subject once, then many small cases.
#[derive(Debug, Clone, Deserialize)]
pub struct CaseFile {
    /// The column of the report, and the middle of each case's name.
    pub subject: String,
    /// The cases.
    pub cases: Vec<Case>,
}

/// One small story. Only what is special is said; everything usual is a default.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Case {
    /// `provider/operation/subject/name`.
    #[serde(skip)]
    pub id: String,
    /// The subject of its file.
    #[serde(skip)]
    pub subject: String,
    /// The file that it stands in; empty where a law made it.
    #[serde(skip)]
    pub file: PathBuf,
    /// The law that made it; none where it was written by hand.
    #[serde(skip)]
    pub law: Option<&'static str>,
    /// States a fact.
    pub name: String,
    /// The id of the clause that the case asks about.
    pub clause: String,
    /// One page or a walk.
    pub drive: CaseDrive,
    /// The documented request members.
    #[serde(default)]
    pub input: Map<String, Value>,
    /// How many jobs the simulator holds.
    #[serde(default = "five")]
    pub jobs: usize,
    /// The page size that the server uses whatever is asked for; by the contract where it is not said.
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
    pub outcome: CaseOutcome,
}

impl Case {
    /// A case in which everything is as usual, for a law to change; its operation gives it its id.
    #[must_use]
    pub fn new(name: impl Into<String>, clause: impl Into<String>, drive: CaseDrive) -> Self {
        Self {
            id: String::new(),
            subject: String::new(),
            file: PathBuf::new(),
            law: None,
            name: name.into(),
            clause: clause.into(),
            drive,
            input: Map::new(),
            jobs: five(),
            server_page_size: None,
            session_token: None,
            attempts: three(),
            deadline_ms: ten_seconds(),
            pages: fifty(),
            exchanges: Vec::new(),
            outcome: CaseOutcome::Returns,
        }
    }

    /// Where it comes from, in words for a person.
    #[must_use]
    pub fn origin(&self) -> String {
        self.law.map_or_else(|| self.file.display().to_string(), |law| format!("the law {law:?}"))
    }
}

/// How a case drives the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaseDrive {
    /// One call for one page.
    Page,
    /// All pages, by the library's own paginator.
    Walk,
}

/// One answer of the server. Without any member it is the one that the contract promises.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Exchange {
    /// Changes to the body that the contract promises.
    #[serde(default)]
    pub edit: Option<Edit>,
    /// How many jobs this page holds, whatever the request asked for.
    #[serde(default)]
    pub items: Option<usize>,
    /// The text of the token or marker that this page gives.
    #[serde(default)]
    pub next: Option<TokenText>,
    /// An error in the provider's envelope.
    #[serde(default)]
    pub error: Option<ErrorAnswer>,
    /// Something that no contract promises.
    #[serde(default)]
    pub raw: Option<RawAnswer>,
    /// More headers.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// What happens to the bytes on their way, in the form of the simulator's `tap::Fault`.
    #[serde(default)]
    pub fault: Option<Value>,
    /// How often this exchange is repeated; once where it is not said.
    #[serde(default)]
    pub times: Option<u32>,
    /// Repeat it to the end of the trial.
    #[serde(default)]
    pub for_ever: bool,
}

impl Exchange {
    /// Whether the port refuses connections here, so that no request can arrive.
    #[must_use]
    pub fn refuses(&self) -> bool {
        self.fault.as_ref().is_some_and(|fault| fault == "refuse")
    }
}

/// Changes to a JSON body, each at a JSON Pointer.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Edit {
    /// Values to put in; a missing last member is added.
    #[serde(default)]
    pub set: BTreeMap<String, Value>,
    /// Members to take out.
    #[serde(default)]
    pub remove: Vec<String>,
}

/// The text of a token or marker.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenText {
    /// As it stands.
    Text(String),
    /// A text repeated up to a length in code points.
    #[expect(missing_docs, reason = "said above")]
    Repeated { of: String, length: usize },
}

impl TokenText {
    /// The text itself.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Repeated { of, length } => of.chars().cycle().take(*length).collect(),
        }
    }
}

/// An error in the provider's envelope.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ErrorAnswer {
    /// The code.
    pub code: String,
    /// The HTTP status; the one of the error's clause where it is not said.
    #[serde(default)]
    pub status: Option<u16>,
    /// The message; a fixed one where it is not said.
    #[serde(default)]
    pub message: Option<String>,
}

/// An answer that no contract promises.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RawAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The `Content-Type`.
    #[serde(default = "json_type")]
    pub content_type: String,
    /// The body.
    pub body: RawBody,
}

/// The body of a raw answer.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RawBody {
    /// Text as it stands.
    Text(String),
    /// A JSON value, written compactly.
    Json(Value),
}

/// What the client may answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaseOutcome {
    /// The value that the server gave, whole and unchanged.
    #[default]
    Returns,
    /// An error after at least one request.
    Fails(Fails),
    /// An error before any request.
    Refused,
    /// Any of these.
    AnyOf(Vec<CaseOutcome>),
}

impl CaseOutcome {
    /// Whether a client may refuse the input before it sends anything.
    #[must_use]
    pub fn admits_refusal(&self) -> bool {
        match self {
            Self::Refused => true,
            Self::AnyOf(all) => all.iter().any(Self::admits_refusal),
            Self::Returns | Self::Fails(_) => false,
        }
    }
}

/// Which error is right.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Fails {
    /// The kinds that are right; empty means any.
    #[serde(default)]
    pub kinds: Vec<FailureKind>,
    /// The service's code, where the client gives one.
    #[serde(default)]
    pub code: Option<String>,
}

/// The kinds of error, as the client protocol names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names of the client protocol")]
pub enum FailureKind {
    Service,
    Refused,
    Transport,
    Timeout,
    Decode,
    Paging,
    Other,
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

fn json_type() -> String {
    "application/json".to_owned()
}
