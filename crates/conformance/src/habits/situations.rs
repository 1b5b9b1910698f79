//! The situations in which habits are measured: a table, each row a server that behaves in one way for ever.

use client_protocol::{Drive, Limits};
use contract::{Case, CaseDrive, ErrorAnswer, Exchange};
use serde_json::json;

use crate::laws::Ground;
use crate::laws::script::{error, fault, for_ever, html_answer, next};

/// A server that behaves in one way for ever.
#[derive(Debug, Clone, Copy)]
pub struct Situation {
    /// Its name.
    pub name: &'static str,
    /// What the server does, as the end of a sentence.
    pub what: &'static str,
    /// How the library is driven.
    pub drive: Drive,
    /// How long is waited for the client, in seconds.
    pub patience: u32,
    /// Whether the client's attempts end it, or only its patience with one answer is of interest.
    pub first_only: bool,
    server: fn(Ground<'_>) -> Vec<Exchange>,
}

/// More jobs than pages may be asked for.
const MANY: usize = 300;

/// So many pages are taken from a server that has no last one.
const PAGES: u32 = 50;

const CALL: Situation = Situation {
    name: "",
    what: "",
    drive: Drive::Page,
    patience: 45,
    first_only: false,
    server: |_| Vec::new(),
};

/// Every situation.
pub static SITUATIONS: &[Situation] = &[
    Situation { name: "plain", what: "answers as documented", ..CALL },
    Situation {
        name: "throttled",
        what: "answers 429 for ever",
        server: |ground| {
            let code = code_of(ground, 429).unwrap_or_else(|| ground.passing_error().code);
            vec![for_ever(error(&ErrorAnswer { code, status: Some(429), message: None }))]
        },
        ..CALL
    },
    Situation {
        name: "failing",
        what: "answers 500 for ever",
        server: |ground| {
            let code = code_of(ground, 500).unwrap_or_else(|| "InternalError".to_owned());
            vec![for_ever(error(&ErrorAnswer { code, status: Some(500), message: None }))]
        },
        ..CALL
    },
    Situation {
        name: "unavailable",
        what: "answers 503 in HTML for ever, as a proxy would",
        server: |_| vec![for_ever(html_answer(503))],
        ..CALL
    },
    Situation {
        name: "cut",
        what: "cuts every body",
        server: |_| vec![for_ever(fault(json!({ "cut-after": { "bytes": 20 } })))],
        ..CALL
    },
    Situation {
        name: "reset",
        what: "resets every connection",
        server: |_| vec![for_ever(fault(json!("reset")))],
        ..CALL
    },
    Situation {
        name: "same-page",
        what: "names the same next page for ever",
        drive: Drive::Walk,
        server: |ground| vec![for_ever(ground.truncated(next(&ground.usual_position())))],
        ..CALL
    },
    Situation { name: "endless", what: "has a next page for ever", drive: Drive::Walk, ..CALL },
    Situation {
        name: "silent",
        what: "never answers",
        patience: 100,
        first_only: true,
        server: |_| vec![for_ever(fault(json!("stall-before-head")))],
        ..CALL
    },
];

impl Situation {
    /// The case that tells the simulator what to do.
    pub(crate) fn case(&self, ground: Ground<'_>) -> Case {
        let drive = match self.drive {
            Drive::Page => CaseDrive::Page,
            Drive::Walk => CaseDrive::Walk,
        };
        let walks = self.drive == Drive::Walk;
        Case {
            id: format!("{}/habits/{}", ground.operation.id, self.name),
            input: ground.first_page(),
            jobs: if walks { MANY } else { 5 },
            server_page_size: walks.then_some(1),
            deadline_ms: u64::from(self.patience) * 1_000,
            exchanges: (self.server)(ground),
            ..Case::new(self.name, "", drive)
        }
    }

    /// What the client is told of limits: nothing, but that a walk has to end at some time.
    pub(crate) fn limits(&self) -> Limits {
        Limits { pages: (self.drive == Drive::Walk).then_some(PAGES), ..Limits::default() }
    }
}

/// The code that is documented for a status.
fn code_of(ground: Ground<'_>, status: u16) -> Option<String> {
    ground.errors().find(|error| error.status == status).map(|error| error.code.to_owned())
}
