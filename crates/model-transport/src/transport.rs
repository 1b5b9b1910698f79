//! Sends a request as often as it takes, and decides what the last answer means.

use bytes::BytesMut;
use reqwest::{Method, Url};
use serde::de::DeserializeOwned;
use signing::{Scheme, Scope};

use crate::answer::{Answer, Problem};
use crate::error::{Error, InvalidMember, ServiceError};
use crate::outgoing::Outgoing;
use crate::settings::Settings;

/// What is special about a provider.
#[derive(Debug, Clone, Copy)]
pub struct Provider {
    /// How requests are signed.
    pub scheme: Scheme,
    /// The name of the service in the signature's scope.
    pub service: &'static str,
    /// The error envelope in an answer, looked for at every status.
    pub problem: fn(&Answer) -> Option<Problem>,
    /// The request id of an answer.
    pub request_id: fn(&Answer) -> Option<String>,
}

/// Sends requests that are safe to repeat.
///
/// Every attempt is signed anew. Connection errors, answers cut short, timeouts and the statuses 429, 500, 502,
/// 503 and 504 are tried again, as often as the settings say; nothing else is.
#[derive(Debug, Clone)]
pub struct Transport {
    settings: Settings,
    provider: Provider,
}

/// One attempt without a complete answer.
enum Failure {
    Broken(reqwest::Error),
    Late,
    TooLong(u16),
}

impl Transport {
    /// Joins settings and provider.
    #[must_use]
    pub fn new(settings: Settings, provider: Provider) -> Self {
        Self { settings, provider }
    }

    /// Sends `outgoing` and reads the answer as `R`.
    ///
    /// # Errors
    /// [`Error::Service`] for an error envelope at any status and for every status of 400 to 599,
    /// [`Error::Transport`] and [`Error::Timeout`] if no attempt got a complete answer,
    /// [`Error::Decode`] if the answer is not JSON of the shape of `R`, has a status outside 200 to 299, is
    /// content-encoded (nothing was asked for) or is longer than the settings allow.
    pub async fn call<R: DeserializeOwned>(&self, outgoing: &Outgoing) -> Result<R, Error> {
        let url = self.url(outgoing)?;
        let mut attempt = 1;
        loop {
            let result = self.attempt(outgoing, &url).await;
            let last = attempt >= self.settings.attempts;
            let retry_after = match result {
                Ok(answer) if last || !is_worth_a_retry(answer.status()) => {
                    return self.read(answer, attempt);
                }
                Ok(answer) => answer.retry_after(),
                Err(Failure::TooLong(status)) => return Err(self.too_long(status, attempt)),
                Err(failure) if last => return Err(self.failed(&failure, attempt)),
                Err(_) => None,
            };
            tokio::time::sleep(self.settings.back_off.pause(attempt - 1, retry_after)).await;
            attempt += 1;
        }
    }

    fn url(&self, outgoing: &Outgoing) -> Result<Url, Error> {
        let endpoint = &self.settings.endpoint;
        let text = format!("{}{}{}", endpoint.origin, endpoint.path, outgoing.target());
        Url::parse(&text).map_err(|_| InvalidMember::text("endpoint", &text, "the start of a URL").into())
    }

    async fn attempt(&self, outgoing: &Outgoing, url: &Url) -> Result<Answer, Failure> {
        match tokio::time::timeout(self.settings.attempt_timeout, self.exchange(outgoing, url)).await {
            Ok(Err(Failure::Broken(error))) if error.is_timeout() => Err(Failure::Late),
            Ok(result) => result,
            Err(_) => Err(Failure::Late),
        }
    }

    async fn exchange(&self, outgoing: &Outgoing, url: &Url) -> Result<Answer, Failure> {
        let method = if outgoing.body().is_some() { Method::POST } else { Method::GET };
        let mut request = self.settings.connections.client().request(method, url.clone());
        for (name, value) in self.signed_headers(outgoing) {
            request = request.header(name, value);
        }
        if let Some(body) = outgoing.body() {
            request = request.body(body.to_vec());
        }
        let mut response = request.send().await.map_err(Failure::Broken)?;
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(Failure::Broken)? {
            if body.len() + chunk.len() > self.settings.response_limit {
                return Err(Failure::TooLong(response.status().as_u16()));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer::new(response.status().as_u16(), std::mem::take(response.headers_mut()), body.freeze()))
    }

    fn signed_headers(&self, outgoing: &Outgoing) -> Vec<(String, String)> {
        let endpoint = &self.settings.endpoint;
        let mut headers = vec![("Host".to_owned(), endpoint.host.clone())];
        if outgoing.body().is_some() {
            headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
        }
        let target = format!("{}{}", endpoint.path, outgoing.target());
        let request = signing::Request {
            method: outgoing.method(),
            target: &target,
            headers: &headers,
            body: outgoing.body().unwrap_or_default(),
        };
        let scope = Scope { region: self.settings.region.clone(), service: self.provider.service.to_owned() };
        let keys = &self.settings.credentials.0;
        let added = signing::sign(self.provider.scheme, &request, keys, &scope, self.settings.clock.now());
        headers.extend(added);
        headers
    }

    fn read<R: DeserializeOwned>(&self, answer: Answer, attempts: u32) -> Result<R, Error> {
        let http_status = answer.status();
        let request_id = (self.provider.request_id)(&answer);
        let problem = match (self.provider.problem)(&answer) {
            // A failing status is an error of the service even without an envelope around it.
            None if (400..600).contains(&http_status) => Some(Problem::default()),
            problem => problem,
        };
        if let Some(Problem { code, message }) = problem {
            return Err(Error::Service(ServiceError { code, message, http_status, request_id, attempts }));
        }
        let read = match answer.foreign_encoding() {
            _ if !answer.is_success() => Err("a success has a status of 200 to 299".to_owned()),
            Some(coding) => {
                Err(format!("the body has the content coding {coding:?}, which was not asked for"))
            }
            None => typed(answer),
        };
        read.map_err(|message| Error::Decode { message, http_status, request_id, attempts })
    }

    fn too_long(&self, http_status: u16, attempts: u32) -> Error {
        let message = format!("the body is longer than {} bytes", self.settings.response_limit);
        Error::Decode { message, http_status, request_id: None, attempts }
    }

    fn failed(&self, failure: &Failure, attempts: u32) -> Error {
        match failure {
            Failure::Broken(error) => Error::transport(error, attempts),
            Failure::Late => Error::Timeout { after: self.settings.attempt_timeout, attempts },
            Failure::TooLong(status) => self.too_long(*status, attempts),
        }
    }
}

fn is_worth_a_retry(status: u16) -> bool {
    matches!(status, 429 | 500 | 502 | 503 | 504)
}

fn typed<R: DeserializeOwned>(answer: Answer) -> Result<R, String> {
    let length = answer.body().len();
    let json = answer.into_json().ok_or_else(|| match length {
        0 => "the body is empty".to_owned(),
        _ => "the body is not JSON".to_owned(),
    })?;
    serde_json::from_value(json).map_err(|error| error.to_string())
}
