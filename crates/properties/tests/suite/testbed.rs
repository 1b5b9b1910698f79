//! One operation's server in this process, and its model's pager in front of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use contract::{Location, Operation};
use futures_util::future::LocalBoxFuture;
use futures_util::stream::LocalBoxStream;
use futures_util::{FutureExt, StreamExt};
use model_transport::{BackOff, Connections, Credentials, Error, Settings};
use serde_json::{Value, json};
use simulator::{Scenario, Server};
use tokio::runtime::Runtime;
use wire::Exchange;

use crate::readings::CONTRACTS;

/// A page as a caller sees it: the ids of its items, and the position that it names for the next one.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) ids: Vec<String>,
    pub(crate) onward: Option<Value>,
}

/// The calls of one model crate, all by the documented input and all giving ids.
pub(crate) struct Model {
    pub(crate) id: &'static str,
    /// One page, without the pager.
    pub(crate) page: fn(Settings, &Value) -> LocalBoxFuture<'static, Result<Page, Error>>,
    pub(crate) pages: fn(Settings, &Value) -> LocalBoxStream<'static, Result<Page, Error>>,
    pub(crate) items: fn(Settings, &Value) -> LocalBoxStream<'static, Result<String, Error>>,
}

/// How a server is set up.
#[derive(Debug, Clone, Default)]
pub(crate) struct Setup {
    pub(crate) items: usize,
    pub(crate) page_size: Option<usize>,
    pub(crate) exchanges: Vec<Value>,
}

/// A server of one operation and what its model needs to reach it.
pub(crate) struct Testbed {
    pub(crate) operation: &'static Operation,
    pub(crate) model: &'static Model,
    server: Server,
    connections: Connections,
    trials: AtomicU32,
    runtime: Runtime,
}

impl Testbed {
    pub(crate) fn of(model: &'static Model) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let server = runtime.block_on(Server::start(Arc::new(CONTRACTS.clone()))).unwrap();
        let connections = Connections::new(Duration::from_secs(10)).unwrap();
        let operation = CONTRACTS.operation(model.id).unwrap();
        Self { operation, model, server, connections, trials: AtomicU32::new(0), runtime }
    }

    pub(crate) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Begins a trial with keys of its own, and gives the settings of a client that bears them.
    pub(crate) async fn begin(&self, setup: &Setup, attempts: u32) -> Settings {
        let credentials = Credentials {
            access_key_id: format!("AKID{:06}", self.trials.fetch_add(1, Ordering::Relaxed)),
            secret_access_key: "secret".into(),
            session_token: None,
        };
        let exchanges: Vec<Exchange> = setup
            .exchanges
            .iter()
            .map(|exchange| serde_json::from_value(exchange.clone()).unwrap())
            .collect();
        let mut scenario = Scenario::new(self.model.id, setup.items).with_exchanges(exchanges);
        scenario.page_size = setup.page_size;
        scenario.credentials = credentials.clone();
        let region = scenario.region.clone();
        self.server.begin(scenario).await.unwrap();
        // A pause would show nothing, and time is never what ends an attempt here.
        let back_off = BackOff { base: Duration::from_micros(1), cap: Duration::from_micros(1) };
        Settings::builder(self.server.url(), region, credentials)
            .connections(self.connections.clone())
            .attempts(attempts)
            .attempt_timeout(Duration::from_secs(20))
            .back_off(back_off)
            .build()
            .unwrap()
    }

    /// How many requests the trial that runs has had.
    pub(crate) fn requests(&self) -> usize {
        self.server.so_far().exchanges.len()
    }

    /// The ids of every item that the input asks for, in order: from one page that holds them all, so that no pager
    /// has a part in it.
    pub(crate) async fn whole(&self, items: usize, input: &Value) -> Vec<String> {
        let mut input = input.clone();
        input.as_object_mut().unwrap().shift_remove(self.position().name());
        let setup = Setup { items, page_size: Some(items.max(1)), exchanges: Vec::new() };
        let settings = self.begin(&setup, 1).await;
        let page = (self.model.page)(settings, &input).await.unwrap();
        let style = self.operation.paging().unwrap();
        let members = input.as_object().unwrap().keys();
        if members
            .clone()
            .all(|name| [style.size().name(), "sortOrder", "SortOrder"].contains(&name.as_str()))
        {
            assert_eq!(page.ids.len(), items, "one page does not hold all items");
        }
        page.ids
    }

    /// The request member that says where to go on.
    pub(crate) fn position(&self) -> &'static Location {
        self.operation.paging().unwrap().position()
    }
}

/// Every model's pager.
pub(crate) static TOKENS: Model = Model {
    id: "amazon-bedrock/list-evaluation-jobs",
    page: |settings, input| {
        use model_amazon_bedrock::{Client, ListEvaluationJobsRequest};
        let request = ListEvaluationJobsRequest::from_json(input).unwrap();
        async move { Client::new(settings).send(&request).await.map(token_page) }.boxed_local()
    },
    pages: |settings, input| {
        use model_amazon_bedrock::{Client, ListEvaluationJobsRequest};
        let request = ListEvaluationJobsRequest::from_json(input).unwrap();
        Client::new(settings).pages(request).map(|page| page.map(token_page)).boxed_local()
    },
    items: |settings, input| {
        use model_amazon_bedrock::{Client, ListEvaluationJobsRequest};
        let request = ListEvaluationJobsRequest::from_json(input).unwrap();
        Client::new(settings).items(request).map(|item| Ok(item?.job_arn.into_value().unwrap())).boxed_local()
    },
};

pub(crate) static MARKERS: Model = Model {
    id: "baidu-qianfan/describe-eval-tasks",
    page: |settings, input| {
        use model_baidu_qianfan::{Client, DescribeEvalTasksRequest};
        let request = DescribeEvalTasksRequest::from_json(input).unwrap();
        async move { Client::new(settings).send(&request).await.map(marker_page) }.boxed_local()
    },
    pages: |settings, input| {
        use model_baidu_qianfan::{Client, DescribeEvalTasksRequest};
        let request = DescribeEvalTasksRequest::from_json(input).unwrap();
        Client::new(settings).pages(request).map(|page| page.map(marker_page)).boxed_local()
    },
    items: |settings, input| {
        use model_baidu_qianfan::{Client, DescribeEvalTasksRequest};
        let request = DescribeEvalTasksRequest::from_json(input).unwrap();
        Client::new(settings).items(request).map(|task| Ok(task?.task_id.into_value().unwrap())).boxed_local()
    },
};

pub(crate) static NUMBERS: Model = Model {
    id: "volcengine-ark/list-evaluation-jobs",
    page: |settings, input| {
        use model_volcengine_ark::{Client, ListEvaluationJobsRequest};
        let request = ListEvaluationJobsRequest::from_json(input).unwrap();
        async move { Client::new(settings).send(&request).await.map(|page| number_page(page, |item| item.id)) }
            .boxed_local()
    },
    pages: |settings, input| {
        use model_volcengine_ark::{Client, ListEvaluationJobsRequest};
        let request = ListEvaluationJobsRequest::from_json(input).unwrap();
        let pages = Client::new(settings).pages(request);
        pages.map(|page| page.map(|page| number_page(page, |item| item.id))).boxed_local()
    },
    items: |settings, input| {
        use model_volcengine_ark::{Client, ListEvaluationJobsRequest};
        let request = ListEvaluationJobsRequest::from_json(input).unwrap();
        Client::new(settings).items(request).map(|item| Ok(item?.id.into_value().unwrap())).boxed_local()
    },
};

pub(crate) static NUMBERS_OF_BATCHES: Model = Model {
    id: "volcengine-ark/list-batch-inference-jobs",
    page: |settings, input| {
        use model_volcengine_ark::{Client, ListBatchInferenceJobsRequest};
        let request = ListBatchInferenceJobsRequest::from_json(input).unwrap();
        async move { Client::new(settings).send(&request).await.map(|page| number_page(page, |item| item.id)) }
            .boxed_local()
    },
    pages: |settings, input| {
        use model_volcengine_ark::{Client, ListBatchInferenceJobsRequest};
        let request = ListBatchInferenceJobsRequest::from_json(input).unwrap();
        let pages = Client::new(settings).pages(request);
        pages.map(|page| page.map(|page| number_page(page, |item| item.id))).boxed_local()
    },
    items: |settings, input| {
        use model_volcengine_ark::{Client, ListBatchInferenceJobsRequest};
        let request = ListBatchInferenceJobsRequest::from_json(input).unwrap();
        Client::new(settings).items(request).map(|item| Ok(item?.id.into_value().unwrap())).boxed_local()
    },
};

fn token_page(page: model_amazon_bedrock::ListEvaluationJobsResponse) -> Page {
    let onward = page.next_token.into_value().map(Value::from);
    let items = page.job_summaries.into_value().unwrap_or_default();
    Page { ids: items.into_iter().map(|item| item.job_arn.into_value().unwrap()).collect(), onward }
}

fn marker_page(page: model_baidu_qianfan::DescribeEvalTasksResponse) -> Page {
    let info = page.result.page_info.into_value().unwrap();
    let onward =
        info.is_truncated.into_value().unwrap().then(|| json!(info.next_marker.into_value().unwrap()));
    let tasks = page.result.eval_task_list.into_value().unwrap_or_default();
    Page { ids: tasks.into_iter().map(|task| task.task_id.into_value().unwrap()).collect(), onward }
}

fn number_page<I>(
    page: model_volcengine_ark::Response<I>,
    id: fn(I) -> model_transport::Field<String>,
) -> Page {
    let onward = page.result.page_number.into_value().map(|number| json!(number + 1));
    let items = page.result.items.into_value().unwrap_or_default();
    Page { ids: items.into_iter().map(|item| id(item).into_value().unwrap()).collect(), onward }
}
