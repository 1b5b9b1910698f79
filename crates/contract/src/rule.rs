//! The rules that code knows by name.

use serde::{Deserialize, Serialize};

/// The rules that code knows by name; a contract says whether they bind and where they come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// What the caller asks for is sent, once and unchanged.
    InputsSent,
    /// Nothing is sent that nobody asked for.
    NothingAdded,
    /// The signature verifies.
    Signature,
    /// The session token is sent and covered.
    SessionToken,
    /// The first call names no position that nobody gave.
    PagingFirstCall,
    /// The position that an answer gives goes into the next request unchanged.
    PagingPassOn,
    /// All other inputs are sent again.
    PagingInputsAgain,
    /// A walk ends where the answer says so, and not before.
    PagingEnd,
    /// A repeated position does not keep a walk going for ever.
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
    /// A status of 400 and above is no success.
    StatusIsError,
    /// A message cut short does not pass for a whole one.
    WholeMessage,
    /// What is not JSON does not pass for an answer.
    ValidJson,
    /// An empty body does not pass for an answer.
    EmptyIsNoAnswer,
    /// A content coding is undone or refused.
    ContentCoding,
    /// Credentials stay with the host that they are for.
    CredentialsStay,
    /// A call ends before its deadline.
    CallEnds,
    /// A service that never answers is not waited for without end.
    GivesUpWaiting,
    /// A client that says it has an answer has asked for it.
    AsksBeforeAnswering,
    /// An outcome says what happened.
    OutcomeIsTrue,
    /// A client sends to its endpoint and nowhere else.
    OneEndpoint,
    /// Every documented member reaches the caller unchanged.
    ValuesUnchanged,
    /// Members that the reference does not know do no harm.
    UnknownMember,
    /// Values that the reference does not know reach the caller.
    UnknownValue,
    /// A null does no harm.
    NullMember,
    /// An absent member does no harm.
    AbsentMember,
    /// An answer of success is given to the caller.
    AnswerReturned,
    /// Input that the reference allows is not refused.
    ValidInputAccepted,
    /// A retryable error may be retried, a bounded number of times.
    RetryBounded,
    /// An error that will not go away is not retried.
    NoRetry,
    /// Each attempt is signed anew.
    SignedAnew,
}
