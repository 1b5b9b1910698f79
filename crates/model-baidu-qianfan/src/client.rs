//! The client: one call for one page, and pagers over all of them.

use futures_core::Stream;
use model_transport::{Error, Outgoing, Provider, Settings, Transport};
use signing::Scheme;

use crate::request::DescribeEvalTasksRequest;
use crate::response::{DescribeEvalTasksResponse, EvalTask};
use crate::{envelope, pager};

/// The public endpoint (the reference, "Request", "Basic information"); its path is added to each call.
pub const ENDPOINT: &str = "https://qianfan.baidubce.com";

/// Calls `DescribeEvalTasks`; clones share their connections.
#[derive(Debug, Clone)]
pub struct Client {
    transport: Transport,
}

const PROVIDER: Provider = Provider {
    scheme: Scheme::BceAuthV1,
    service: "qianfan",
    problem: envelope::problem,
    request_id: envelope::request_id,
};

impl Client {
    /// A client with these settings; the region is not part of this provider's signature.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { transport: Transport::new(settings, PROVIDER) }
    }

    /// Asks for one page.
    ///
    /// ```no_run
    /// # async fn example(client: model_baidu_qianfan::Client) {
    /// use model_baidu_qianfan::{DescribeEvalTasksRequest, Error, EvalType};
    ///
    /// match client.send(&DescribeEvalTasksRequest::new(EvalType::Auto)).await {
    ///     Ok(response) => println!("{} tasks", response.result.eval_task_list.items().len()),
    ///     Err(Error::Service(error)) => println!("{:?}, request {:?}", error.code, error.request_id),
    ///     Err(error) => println!("{error} after {} attempts", error.attempts()),
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::Service`], [`Error::Transport`], [`Error::Timeout`], or [`Error::Decode`].
    pub async fn send(&self, request: &DescribeEvalTasksRequest) -> Result<DescribeEvalTasksResponse, Error> {
        let query = [("Action", "DescribeEvalTasks".to_owned())];
        self.transport.call(&Outgoing::post("/v2/eval", query, request)?).await
    }

    /// Walks over the pages, from `request`'s own marker or the first task; each page is asked for when it is
    /// polled.
    ///
    /// While a page says that it is truncated, the next request repeats `request` with that page's `nextMarker`.
    /// Any other page is the last; an empty page that is truncated is not.
    ///
    /// ```no_run
    /// # async fn example(client: model_baidu_qianfan::Client) -> Result<(), model_baidu_qianfan::Error> {
    /// use futures_util::TryStreamExt;
    /// use model_baidu_qianfan::{DescribeEvalTasksRequest, EvalType};
    ///
    /// let mut pages = std::pin::pin!(client.pages(DescribeEvalTasksRequest::new(EvalType::Manual)));
    /// while let Some(response) = pages.try_next().await? {
    ///     println!("{} tasks", response.result.eval_task_list.items().len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The stream ends with its first error: one of [`Client::send`], or [`Error::Paging`] for a truncated page
    /// without a `nextMarker` and for a marker that this walk has sent before.
    pub fn pages(
        &self,
        request: DescribeEvalTasksRequest,
    ) -> impl Stream<Item = Result<DescribeEvalTasksResponse, Error>> + Send + use<> {
        pager::pages(self.clone(), request)
    }

    /// Walks over the tasks of all pages, in order.
    ///
    /// ```no_run
    /// # async fn example(client: model_baidu_qianfan::Client) -> Result<(), model_baidu_qianfan::Error> {
    /// use futures_util::TryStreamExt;
    /// use model_baidu_qianfan::{DescribeEvalTasksRequest, EvalType};
    ///
    /// let request = DescribeEvalTasksRequest::new(EvalType::Manual);
    /// let tasks: Vec<_> = client.items(request).try_collect().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Client::pages`].
    pub fn items(
        &self,
        request: DescribeEvalTasksRequest,
    ) -> impl Stream<Item = Result<EvalTask, Error>> + Send + use<> {
        pager::items(self.clone(), request)
    }
}
