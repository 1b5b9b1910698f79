//! The client: one call for one page, and pagers over all of them.

use futures_core::Stream;
use model_transport::{Error, Outgoing, Provider, Settings, Transport};
use signing::Scheme;

use crate::request::{JobFilter, ListRequest};
use crate::response::Response;
use crate::{envelope, pager};

/// Calls both operations; clones share their connections.
#[derive(Debug, Clone)]
pub struct Client {
    transport: Transport,
}

const PROVIDER: Provider = Provider {
    scheme: Scheme::VolcHmacSha256,
    service: "ark",
    problem: envelope::problem,
    request_id: envelope::request_id,
};

// Both references, response sample, `ResponseMetadata`.
const VERSION: &str = "2024-01-01";

impl Client {
    /// A client with these settings.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { transport: Transport::new(settings, PROVIDER) }
    }

    /// Asks for one page.
    ///
    /// ```no_run
    /// # async fn example(client: model_volcengine_ark::Client) {
    /// use model_volcengine_ark::{Error, ListBatchInferenceJobsRequest};
    ///
    /// match client.send(&ListBatchInferenceJobsRequest::default()).await {
    ///     Ok(response) => println!("{:?} jobs in all", response.result.total_count),
    ///     Err(Error::Service(error)) => println!("{:?}, request {:?}", error.code, error.request_id),
    ///     Err(error) => println!("{error} after {} attempts", error.attempts()),
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::Service`], [`Error::Transport`], [`Error::Timeout`], or [`Error::Decode`].
    pub async fn send<F: JobFilter>(&self, request: &ListRequest<F>) -> Result<Response<F::Job>, Error> {
        let query = [("Action", F::ACTION.to_owned()), ("Version", VERSION.to_owned())];
        self.transport.call(&Outgoing::post("/", query, request)?).await
    }

    /// Walks over the pages, from `request`'s own page number or the first; each page is asked for when it is
    /// polled.
    ///
    /// Every further request repeats `request` with the next page number. The walk ends when as many jobs have
    /// passed as the latest `TotalCount` says; without a `TotalCount` it ends at the first empty page.
    ///
    /// ```no_run
    /// # async fn example(client: model_volcengine_ark::Client) -> Result<(), model_volcengine_ark::Error> {
    /// use futures_util::TryStreamExt;
    /// use model_volcengine_ark::ListEvaluationJobsRequest;
    ///
    /// let mut pages = std::pin::pin!(client.pages(ListEvaluationJobsRequest::default()));
    /// while let Some(response) = pages.try_next().await? {
    ///     println!("{} jobs", response.result.items.items().len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The stream ends with its first error: one of [`Client::send`], or [`Error::Paging`] for an empty page that
    /// states more jobs than have passed, and for a page that repeats the one before where no total is stated.
    pub fn pages<F: JobFilter>(
        &self,
        request: ListRequest<F>,
    ) -> impl Stream<Item = Result<Response<F::Job>, Error>> + Send + use<F> {
        pager::pages(self.clone(), request)
    }

    /// Walks over the jobs of all pages, in order.
    ///
    /// ```no_run
    /// # async fn example(client: model_volcengine_ark::Client) -> Result<(), model_volcengine_ark::Error> {
    /// use futures_util::TryStreamExt;
    /// use model_volcengine_ark::ListBatchInferenceJobsRequest;
    ///
    /// let jobs: Vec<_> = client.items(ListBatchInferenceJobsRequest::default()).try_collect().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Client::pages`].
    pub fn items<F: JobFilter>(
        &self,
        request: ListRequest<F>,
    ) -> impl Stream<Item = Result<F::Job, Error>> + Send + use<F> {
        pager::items(self.clone(), request)
    }
}
