//! The rules that code knows by name.

use serde::{Deserialize, Serialize};

/// The rules that code knows by name; a contract says whether they bind and where they come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// What the caller asks for is sent, once and unchanged.
    InputsSent,
    /// The client sends only what the caller asked for.
    NothingAdded,
    /// The signature verifies.
    Signature,
    /// The session token is sent and covered.
    SessionToken,
    /// The first call names a position only if the caller gave one.
    PagingFirstCall,
    /// The position that an answer gives goes into the next request unchanged.
    PagingPassOn,
    /// All other inputs are sent again.
    PagingInputsAgain,
    /// A walk ends where the answer says so, and not before.
    PagingEnd,
    /// A walk ends although a position repeats.
    PagingRepeated,
    /// Every item once and in order, or an error.
    PagingEveryItemOnce,
    /// A page holds no more items than it was asked for.
    PagingPageSize,
    /// The error's code reaches the caller.
    ErrorCode,
    /// The error's message reaches the caller.
    ErrorMessage,
    /// The error's status reaches the caller.
    ErrorStatus,
    /// The request id reaches the caller.
    RequestId,
    /// An error envelope is an error whatever its HTTP status.
    ErrorEnvelope,
    /// A status of 400 and above is an error.
    StatusIsError,
    /// An incomplete message is an error.
    WholeMessage,
    /// A body that is not JSON is an error.
    ValidJson,
    /// An empty body is an error.
    EmptyIsNoAnswer,
    /// A content coding is undone or refused.
    ContentCoding,
    /// Credentials stay with the host that they are for.
    CredentialsStay,
    /// A call ends before its deadline.
    CallEnds,
    /// A client stops waiting for a service that never answers.
    GivesUpWaiting,
    /// A client sends a request before it returns a value.
    AsksBeforeAnswering,
    /// The outcome agrees with what happened.
    OutcomeIsTrue,
    /// A client sends to its endpoint and nowhere else.
    OneEndpoint,
    /// Every documented member reaches the caller unchanged.
    ValuesUnchanged,
    /// A client accepts members that the reference does not name.
    UnknownMember,
    /// Values that the reference does not list reach the caller.
    UnknownValue,
    /// A client accepts a null.
    NullMember,
    /// A client accepts an absent member.
    AbsentMember,
    /// A successful response reaches the caller.
    AnswerReturned,
    /// A client accepts input that the reference allows.
    ValidInputAccepted,
    /// A retryable error may be retried, a bounded number of times.
    RetryBounded,
    /// A permanent error is not retried.
    NoRetry,
    /// Each attempt is signed anew.
    SignedAnew,
}
