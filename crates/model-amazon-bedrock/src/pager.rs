//! Follows continuation tokens.
//!
//! The rules are those of Smithy's trait "paginated", which this service's public model applies
//! (<https://smithy.io/2.0/spec/behavior-traits.html>): an absent or empty token ends the walk, every other
//! member is sent again, and a token that repeats may stop it.

use std::collections::HashSet;

use async_stream::try_stream;
use futures_core::Stream;
use model_transport::Error;

use crate::client::Client;
use crate::request::ListEvaluationJobsRequest;
use crate::response::{EvaluationSummary, ListEvaluationJobsResponse};

/// The pages, one request each.
pub(crate) fn pages(
    client: Client,
    request: ListEvaluationJobsRequest,
) -> impl Stream<Item = Result<ListEvaluationJobsResponse, Error>> + Send {
    try_stream! {
        let mut sent: HashSet<String> = request.next_token.iter().map(ToString::to_string).collect();
        let mut token: Option<String> = None;
        loop {
            let page = client.send_with_token(&request, token.as_deref()).await?;
            let next = page.next_token.value().filter(|token| !token.is_empty()).cloned();
            yield page;
            let Some(next) = next else { break };
            if !sent.insert(next.clone()) {
                Err(Error::paging(format!("nextToken {next:?} was given twice, the walk would never end")))?;
            }
            token = Some(next);
        }
    }
}

/// The jobs of all pages.
pub(crate) fn items(
    client: Client,
    request: ListEvaluationJobsRequest,
) -> impl Stream<Item = Result<EvaluationSummary, Error>> + Send {
    try_stream! {
        for await page in pages(client, request) {
            for job in page?.job_summaries.into_value().unwrap_or_default() {
                yield job;
            }
        }
    }
}
