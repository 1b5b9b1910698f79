//! The scenarios in which default behavior is measured: a table, each row a server that always answers alike.

use client_protocol::{Drive, Limits};
use suite::{Case, GeneratorContext};
use wire::{ErrorAnswer, Exchange, Fault};

use suite::responses::{error, fault, for_ever, html_answer, next};

/// A server that always answers alike.
#[derive(Debug, Clone, Copy)]
pub struct BehaviorScenario {
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
    server: fn(GeneratorContext<'_>) -> Vec<Exchange>,
}

/// More items than pages are requested.
const MANY: usize = 300;

/// So many pages are taken from a server that has no last one.
const PAGES: u32 = 50;

/// On a busy machine the first request comes late; a wait that is measured from there on is not to be cut short.
const LATE: u32 = 10;

const CALL: BehaviorScenario = BehaviorScenario {
    name: "",
    what: "",
    drive: Drive::Page,
    patience: 45,
    first_only: false,
    server: |_| Vec::new(),
};

/// Every scenario.
pub static SCENARIOS: &[BehaviorScenario] = &[
    BehaviorScenario { name: "plain", what: "answers as documented", ..CALL },
    BehaviorScenario {
        name: "throttled",
        what: "always answers 429",
        server: |context| {
            let code = code_of(context, 429).unwrap_or_else(|| context.passing_error().code);
            vec![for_ever(error(&ErrorAnswer { code, status: Some(429), message: None }))]
        },
        ..CALL
    },
    BehaviorScenario {
        name: "failing",
        what: "always answers 500",
        server: |context| {
            let code = code_of(context, 500).unwrap_or_else(|| "InternalError".to_owned());
            vec![for_ever(error(&ErrorAnswer { code, status: Some(500), message: None }))]
        },
        ..CALL
    },
    BehaviorScenario {
        name: "unavailable",
        what: "always answers 503 in HTML, as a proxy would",
        server: |_| vec![for_ever(html_answer(503))],
        ..CALL
    },
    BehaviorScenario {
        name: "cut",
        what: "cuts every body",
        server: |_| vec![for_ever(fault(Fault::CutAfter { bytes: 20 }))],
        ..CALL
    },
    BehaviorScenario {
        name: "reset",
        what: "resets every connection",
        server: |_| vec![for_ever(fault(Fault::Reset))],
        ..CALL
    },
    BehaviorScenario {
        name: "same-page",
        what: "always names the same next page",
        drive: Drive::Walk,
        server: |context| vec![for_ever(context.truncated(next(&context.usual_position())))],
        ..CALL
    },
    BehaviorScenario { name: "endless", what: "always has a next page", drive: Drive::Walk, ..CALL },
    BehaviorScenario {
        name: "silent",
        what: "never answers",
        patience: 100,
        first_only: true,
        server: |_| vec![for_ever(fault(Fault::StallBeforeHead { ms: None }))],
        ..CALL
    },
];

impl BehaviorScenario {
    /// The case that tells the simulator what to do.
    pub(crate) fn case(&self, context: GeneratorContext<'_>) -> Case {
        let walks = self.drive == Drive::Walk;
        let late = if self.first_only { LATE } else { 0 };
        Case {
            id: format!("{}/default-behavior/{}", context.operation.id, self.name),
            input: context.first_page(),
            items: if walks { MANY } else { 5 },
            server_page_size: walks.then_some(1),
            deadline_ms: u64::from(self.patience + late) * 1_000,
            exchanges: (self.server)(context),
            ..Case::new(self.name, "", self.drive)
        }
    }

    /// The limits of a call: none, but a walk has to end at some time.
    pub(crate) fn limits(&self) -> Limits {
        Limits { pages: (self.drive == Drive::Walk).then_some(PAGES), ..Limits::default() }
    }
}

/// The code that is documented for a status.
fn code_of(context: GeneratorContext<'_>, status: u16) -> Option<String> {
    context.errors().find(|error| error.status == status).map(|error| error.code.to_owned())
}
