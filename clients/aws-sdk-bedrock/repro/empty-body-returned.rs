//! aws-sdk-bedrock returns an answer without members for a 200 without a body.
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
        stream.write_all(b"HTTP/1.1 200 X\r\nContent-Length: 0\r\n\r\n").unwrap();
    });
    let bedrock = Client::from_conf(config.allow_no_auth().build());
    let answer = bedrock.list_evaluation_jobs().send().await.unwrap();
    assert_eq!((&answer.job_summaries, &answer.next_token), (&None, &None));
    println!("an empty body became {answer:?}");
}
