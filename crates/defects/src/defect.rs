//! What a defect is: a name, a sentence, what it does as functions, and the cases that it was made for.

use std::net::SocketAddr;

use client_protocol::{Call, OutcomeResult};

use crate::aim::Aim;
use crate::message::{Answer, Request};
use crate::scene::Scene;
use crate::signed::Signature;

/// A client that does one thing differently: wrongly, or harmlessly.
#[derive(Debug)]
pub struct Defect {
    /// The name by which it is asked for.
    pub name: &'static str,
    /// What such a client does.
    pub what: &'static str,
    /// How it is done.
    pub does: &'static [Does],
    /// The cases that were made to catch it.
    pub made_for: fn(&Aim<'_>) -> bool,
}

/// One change between the harness and the client, at one of the two doors.
#[derive(Debug, Clone, Copy)]
pub enum Does {
    /// Changes the call on its way in: what the library was told.
    Call(fn(&Scene, &mut Call)),
    /// Answers the call without the client, and before anything is sent.
    Instead(fn(&Scene) -> Option<OutcomeResult>),
    /// Changes a request, which is then signed again.
    Request(fn(&Scene, &mut Request)),
    /// Changes by whom and for what a request is signed.
    Signature(fn(&Scene, &Request, &mut Signature)),
    /// Changes a request that is signed already.
    Signed(fn(&Scene, &mut Request)),
    /// Changes a whole answer before the client gets it.
    Answer(fn(&Scene, &Request, &mut Answer)),
    /// Takes the bytes of an answer that broke off for a whole one.
    Broken(fn(&Scene, &Request, &[u8]) -> Option<Answer>),
    /// Asks more after a whole answer; where to, if not the endpoint.
    More(fn(&Scene, &Request, &Answer) -> Vec<Aside>),
    /// Makes the call again, changed, instead of telling this outcome.
    Again(fn(&Scene, &OutcomeResult) -> Option<Call>),
    /// Changes the outcome on its way out.
    Outcome(fn(&Scene, &mut OutcomeResult)),
    /// Tells no outcome at all.
    Silent(fn(&Scene, &OutcomeResult) -> bool),
}

/// A request beside those of the client.
#[derive(Debug, Clone)]
pub struct Aside {
    /// Where to; the endpoint where it is not said.
    pub to: Option<SocketAddr>,
    /// What to ask; it is signed anew when it goes to the endpoint.
    pub request: Request,
    /// These bytes instead, which are no request at all.
    pub raw: Option<Vec<u8>>,
}

impl Aside {
    /// The same request at the endpoint.
    #[must_use]
    pub fn same(request: &Request) -> Self {
        Self { to: None, request: request.clone(), raw: None }
    }
}

impl Does {
    /// Which part of a client it stands for.
    #[must_use]
    pub fn stage(&self) -> &'static str {
        match self {
            Self::Call(_) | Self::Instead(_) => "input",
            Self::Request(_) => "wire",
            Self::Signature(_) | Self::Signed(_) => "signature",
            Self::Answer(_) | Self::Broken(_) => "answer",
            Self::More(_) | Self::Again(_) => "attempts",
            Self::Outcome(_) | Self::Silent(_) => "outcome",
        }
    }
}

impl Defect {
    /// Whether whole answers are needed.
    pub(crate) fn reads_answers(&self) -> bool {
        self.does.iter().any(|does| matches!(does, Does::Answer(_) | Does::Broken(_) | Does::More(_)))
    }
}
