//! aws-sdk-bedrock loses an error's code, and tries no more, where the error's body is not JSON.
use aws_sdk_bedrock::{Client, Config, error::ProvideErrorMetadata};
use std::{io::Read, io::Write, net::TcpListener, thread};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", server.local_addr().unwrap());
    let http = aws_smithy_http_client::Builder::new().build_http();
    let config = Config::builder().behavior_version_latest().http_client(http).endpoint_url(url);
    thread::spawn(move || {
        let mut stream = server.accept().unwrap().0; // another attempt would find no server here
        let _asked = stream.read(&mut [0; 4096]).unwrap();
        stream.write_all(b"HTTP/1.0 429 X\r\nx-amzn-errortype: ThrottlingException\r\n\r\n<p>").unwrap();
    });
    let bedrock = Client::from_conf(config.allow_no_auth().build());
    let error = bedrock.list_evaluation_jobs().send().await.unwrap_err();
    assert_eq!((error.raw_response().unwrap().status().as_u16(), error.code()), (429, None));
    println!("429 ThrottlingException, one attempt, and the code is {:?}", error.code());
}
