//! Follows markers while pages are truncated (the reference, "Response", `pageInfo`).

use std::collections::HashSet;

use async_stream::try_stream;
use futures_core::Stream;
use model_transport::Error;

use crate::client::Client;
use crate::request::DescribeEvalTasksRequest;
use crate::response::{DescribeEvalTasksResponse, EvalTask};

/// The pages, one request each.
pub(crate) fn pages(
    client: Client,
    mut request: DescribeEvalTasksRequest,
) -> impl Stream<Item = Result<DescribeEvalTasksResponse, Error>> + Send {
    try_stream! {
        let mut sent: HashSet<String> = request.marker.iter().cloned().collect();
        loop {
            let response = client.send(&request).await?;
            let next = next_marker(&response);
            yield response;
            let Some(marker) = next? else { break };
            if !sent.insert(marker.clone()) {
                Err(Error::paging(format!("nextMarker {marker:?} was given twice, the walk would never end")))?;
            }
            request.marker = Some(marker);
        }
    }
}

/// The tasks of all pages.
pub(crate) fn items(
    client: Client,
    request: DescribeEvalTasksRequest,
) -> impl Stream<Item = Result<EvalTask, Error>> + Send {
    try_stream! {
        for await response in pages(client, request) {
            for task in response?.result.eval_task_list.into_value().unwrap_or_default() {
                yield task;
            }
        }
    }
}

/// The marker of the next page, or nothing after the last.
fn next_marker(response: &DescribeEvalTasksResponse) -> Result<Option<String>, Error> {
    let Some(page_info) = response.result.page_info.value() else { return Ok(None) };
    if page_info.is_truncated.value() != Some(&true) {
        return Ok(None);
    }
    match page_info.next_marker.value() {
        // An empty marker means the first task, as the sample's own marker shows.
        Some(marker) if !marker.is_empty() => Ok(Some(marker.clone())),
        _ => Err(Error::paging("the page is truncated, but has no nextMarker to go on with")),
    }
}
