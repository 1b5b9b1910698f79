//! The client: one call for one page, and pagers over all of them.

use futures_core::Stream;
use model_transport::{Error, Provider, Settings, Transport};
use signing::Scheme;

use crate::request::ListEvaluationJobsRequest;
use crate::response::{EvaluationSummary, ListEvaluationJobsResponse};
use crate::{envelope, pager};

/// Calls `ListEvaluationJobs`; clones share their connections.
#[derive(Debug, Clone)]
pub struct Client {
    transport: Transport,
}

const PROVIDER: Provider = Provider {
    scheme: Scheme::AwsSigv4,
    service: "bedrock",
    problem: envelope::problem,
    request_id: envelope::request_id,
};

impl Client {
    /// A client with these settings.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { transport: Transport::new(settings, PROVIDER) }
    }

    /// Asks for one page.
    ///
    /// ```no_run
    /// # async fn example(client: model_amazon_bedrock::Client) {
    /// use model_amazon_bedrock::Error;
    ///
    /// match client.send(&Default::default()).await {
    ///     Ok(page) => println!("{} jobs", page.job_summaries.items().len()),
    ///     Err(Error::Service(error)) if error.code.as_deref() == Some("AccessDeniedException") => {
    ///         println!("these keys may not list jobs");
    ///     }
    ///     Err(error) => println!("{error} after {} attempts", error.attempts()),
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::Service`] with one of the codes of the reference, "Errors", or another,
    /// [`Error::Transport`], [`Error::Timeout`], or [`Error::Decode`].
    pub async fn send(
        &self,
        request: &ListEvaluationJobsRequest,
    ) -> Result<ListEvaluationJobsResponse, Error> {
        self.transport.call(&request.outgoing(None)).await
    }

    pub(crate) async fn send_with_token(
        &self,
        request: &ListEvaluationJobsRequest,
        token: Option<&str>,
    ) -> Result<ListEvaluationJobsResponse, Error> {
        self.transport.call(&request.outgoing(token)).await
    }

    /// Walks over the pages, from `request`'s own token if it has one; each page is asked for when it is polled.
    ///
    /// Every further request repeats `request` with the token of the page before. A page without a token, or with
    /// an empty one, is the last; an empty page with a token is not.
    ///
    /// ```no_run
    /// # async fn example(client: model_amazon_bedrock::Client) -> Result<(), model_amazon_bedrock::Error> {
    /// use futures_util::TryStreamExt;
    ///
    /// let mut pages = std::pin::pin!(client.pages(Default::default()));
    /// while let Some(page) = pages.try_next().await? {
    ///     println!("{} jobs", page.job_summaries.items().len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The stream ends with its first error: one of [`Client::send`], or [`Error::Paging`] for a token that this
    /// walk has sent before.
    pub fn pages(
        &self,
        request: ListEvaluationJobsRequest,
    ) -> impl Stream<Item = Result<ListEvaluationJobsResponse, Error>> + Send + use<> {
        pager::pages(self.clone(), request)
    }

    /// Walks over the jobs of all pages, in order.
    ///
    /// ```no_run
    /// # async fn example(client: model_amazon_bedrock::Client) -> Result<(), model_amazon_bedrock::Error> {
    /// use futures_util::TryStreamExt;
    ///
    /// let jobs: Vec<_> = client.items(Default::default()).try_collect().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Client::pages`].
    pub fn items(
        &self,
        request: ListEvaluationJobsRequest,
    ) -> impl Stream<Item = Result<EvaluationSummary, Error>> + Send + use<> {
        pager::items(self.clone(), request)
    }
}
