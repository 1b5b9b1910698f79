//! What a defect is: a name, a sentence, what it does as functions, and the cases that it was made for.

use std::net::SocketAddr;

use client_protocol::{Call, OutcomeResult};

use crate::case_view::CaseView;
use crate::context::CallContext;
use crate::message::{Answer, Request};
use crate::signed::Signature;

/// A client that does one thing differently: wrongly, or harmlessly.
#[derive(Debug)]
pub struct Defect {
    /// The name by which it is asked for.
    pub name: &'static str,
    /// What such a client does.
    pub what: &'static str,
    /// How it is done.
    pub mutations: &'static [Mutation],
    /// The cases that were made to catch it.
    pub made_for: fn(&CaseView<'_>) -> bool,
}

/// One change between the harness and the client, on the protocol or on HTTP.
#[derive(Debug, Clone, Copy)]
pub enum Mutation {
    /// Changes the call on its way in: what the library is asked to do.
    Call(fn(&CallContext, &mut Call)),
    /// Answers the call without the client, and before anything is sent.
    Instead(fn(&CallContext) -> Option<OutcomeResult>),
    /// Changes a request, which is then signed again.
    Request(fn(&CallContext, &mut Request)),
    /// Changes by whom and for what a request is signed.
    Signature(fn(&CallContext, &Request, &mut Signature)),
    /// Changes a request that is signed already.
    Signed(fn(&CallContext, &mut Request)),
    /// Changes a whole answer before the client gets it.
    Answer(fn(&CallContext, &Request, &mut Answer)),
    /// Takes the bytes of an answer that broke off for a whole one.
    Broken(fn(&CallContext, &Request, &[u8]) -> Option<Answer>),
    /// Asks more after a whole answer; where to, if not the endpoint.
    More(fn(&CallContext, &Request, &Answer) -> Vec<ExtraRequest>),
    /// Makes the call again, changed, instead of telling this outcome.
    Again(fn(&CallContext, &OutcomeResult) -> Option<Call>),
    /// Changes the outcome on its way out.
    Outcome(fn(&CallContext, &mut OutcomeResult)),
    /// Tells no outcome at all.
    Silent(fn(&CallContext, &OutcomeResult) -> bool),
}

/// A request beside those of the client.
#[derive(Debug, Clone)]
pub struct ExtraRequest {
    /// Where to; the endpoint where it is not said.
    pub to: Option<SocketAddr>,
    /// What to ask; it is signed anew when it goes to the endpoint.
    pub request: Request,
    /// These bytes instead, which are no request at all.
    pub raw: Option<Vec<u8>>,
}

impl ExtraRequest {
    /// The same request at the endpoint.
    #[must_use]
    pub fn same(request: &Request) -> Self {
        Self { to: None, request: request.clone(), raw: None }
    }
}

impl Mutation {
    /// Which part of a client it changes.
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
        self.mutations
            .iter()
            .any(|mutation| matches!(mutation, Mutation::Answer(_) | Mutation::Broken(_) | Mutation::More(_)))
    }
}
