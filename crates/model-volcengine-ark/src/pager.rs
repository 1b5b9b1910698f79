//! Counts pages up until all jobs have passed.
//!
//! Both references show `PageNumber`, `PageSize` and `TotalCount` in samples and say nothing about them. What is taken
//! from the samples: pages count from 1, and the service may answer another page size than it was asked for. A
//! page number means a place only together with the size that the service uses; so the number goes up by one, and
//! the place is reckoned from the size answered and from the jobs received, never from the size asked.

use async_stream::try_stream;
use futures_core::Stream;
use model_transport::Error;

use crate::client::Client;
use crate::request::{JobFilter, ListRequest};
use crate::response::{Response, ResultPage};

/// The pages, one request each.
pub(crate) fn pages<F: JobFilter>(
    client: Client,
    mut request: ListRequest<F>,
) -> impl Stream<Item = Result<Response<F::Job>, Error>> + Send {
    try_stream! {
        let mut walk = Walk::from(request.page_number);
        loop {
            let response = client.send(&request).await?;
            let step = walk.step(&response.result);
            yield response;
            match step? {
                Some(page_number) => request.page_number = Some(page_number),
                None => break,
            }
        }
    }
}

/// The jobs of all pages.
pub(crate) fn items<F: JobFilter>(
    client: Client,
    request: ListRequest<F>,
) -> impl Stream<Item = Result<F::Job, Error>> + Send {
    try_stream! {
        for await response in pages(client, request) {
            for job in response?.result.items.into_value().unwrap_or_default() {
                yield job;
            }
        }
    }
}

/// Where a walk is.
struct Walk<I> {
    /// The page that was asked for last.
    page_number: i64,
    /// How many jobs lie before the end of that page; unknown where a walk starts at a later page and the service
    /// does not say its page size.
    passed: Option<i64>,
    is_first: bool,
    /// The jobs of the page before, kept only where nothing else ends the walk.
    previous: Vec<I>,
}

impl<I: PartialEq + Clone> Walk<I> {
    fn from(page_number: Option<i64>) -> Self {
        // A sample asks for page 0 and is answered page 1.
        Self {
            page_number: page_number.unwrap_or(1).max(1),
            passed: None,
            is_first: true,
            previous: Vec::new(),
        }
    }

    /// The number of the next page, or nothing after the last.
    fn step(&mut self, page: &ResultPage<I>) -> Result<Option<i64>, Error> {
        let items = page.items.items();
        let received = i64::try_from(items.len()).unwrap_or(i64::MAX);
        let total = page.total_count.value().copied().filter(|total| *total >= 0);
        let before = if self.is_first { self.skipped(page) } else { self.passed };
        self.is_first = false;
        self.passed = before.map(|before| before.saturating_add(received));
        if items.is_empty() {
            return self.empty(total);
        }
        if matches!((self.passed, total), (Some(passed), Some(total)) if passed >= total) {
            return Ok(None);
        }
        if total.is_none() {
            if self.previous == items {
                let number = self.page_number;
                return Err(Error::paging(format!(
                    "page {number} repeats the page before: the walk has no end"
                )));
            }
            self.previous = items.to_vec();
        }
        self.page_number = self.page_number.saturating_add(1);
        Ok(Some(self.page_number))
    }

    /// How many jobs lie before the walk's first page.
    fn skipped(&self, page: &ResultPage<I>) -> Option<i64> {
        let pages = self.page_number - 1;
        let size = page.page_size.value().copied().filter(|size| *size > 0);
        if pages == 0 { Some(0) } else { size.map(|size| size.saturating_mul(pages)) }
    }

    fn empty(&self, total: Option<i64>) -> Result<Option<i64>, Error> {
        match (self.passed, total) {
            // To end here would pass off a shorter list as the whole one.
            (Some(passed), Some(total)) if passed < total => {
                let number = self.page_number;
                Err(Error::paging(format!(
                    "page {number} is empty, but only {passed} of {total} jobs have passed"
                )))
            }
            _ => Ok(None),
        }
    }
}
