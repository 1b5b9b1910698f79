//! Drives the library alone: endpoint, operation, drive and keys as arguments, one line of JSON as the answer.

use aws_sdk_bedrock::config::{Config, Credentials, Region};
use serde_json::json;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, endpoint, _, drive, access_key, secret_key] = arguments.as_slice() else {
        panic!("expected endpoint, operation, drive, access key and secret key, got {arguments:?}")
    };
    let config = Config::builder()
        .behavior_version_latest()
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .endpoint_url(endpoint)
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new(access_key, secret_key, None, None, "baseline"));
    let request = aws_sdk_bedrock::Client::from_conf(config.build()).list_evaluation_jobs();
    let mut pages = Vec::new();
    if drive == "walk" {
        let mut walk = request.into_paginator().send();
        while pages.len() < 50
            && let Some(page) = walk.next().await
        {
            pages.push(page);
        }
    } else {
        pages.push(request.send().await);
    }
    let items = pages.iter().flatten().map(|page| page.job_summaries().len()).sum::<usize>();
    let mut told = json!({ "result": "returned", "items": items, "pages": pages.len() });
    if let Some(error) = pages.into_iter().find_map(Result::err) {
        // The name of the variant.
        told = json!({ "result": "failed", "native": format!("{error:?}").split('(').next() });
        if let Some(response) = error.raw_response() {
            told["http_status"] = json!(response.status().as_u16());
        }
    }
    println!("{told}");
}
