//! aws-sdk-bedrock makes up the members of a job that the service left out.
use aws_sdk_bedrock::{Client, Config};
use std::{io::Read, io::Write, net::TcpListener, thread};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", server.local_addr().unwrap());
    let http = aws_smithy_http_client::Builder::new().build_http();
    let config = Config::builder().behavior_version_latest().http_client(http).endpoint_url(url);
    thread::spawn(move || {
        let mut stream = server.accept().unwrap().0;
        let _asked = stream.read(&mut [0; 4096]).unwrap();
        stream.write_all(b"HTTP/1.0 200 X\r\n\r\n{\"jobSummaries\":[{}]}").unwrap();
    });
    let bedrock = Client::from_conf(config.allow_no_auth().build());
    let job = &bedrock.list_evaluation_jobs().send().await.unwrap().job_summaries.unwrap()[0];
    assert_eq!((job.creation_time.secs(), job.status.as_str()), (0, "no value was set"));
    println!("a job without members became {job:?}");
}
