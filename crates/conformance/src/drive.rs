//! Drives one client process over the client protocol, call by call, and outlives whatever it does.

use std::collections::VecDeque;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use client_protocol::{
    Call, Credentials, FromClient, LINE_LIMIT, Limits, OutcomeResult, Ready, ToClient, VERSION, parse_line,
    write_line,
};
use secrecy::ExposeSecret;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::client::Client;
use crate::plan::Trial;
use crate::setup;
use crate::verdict::ClientAnswer;

/// What the pipe and the scheduler may add to a deadline.
const GRACE: Duration = Duration::from_millis(300);

/// How long a client may take to go.
const LEAVE_WITHIN: Duration = Duration::from_millis(500);

/// How much of a client's standard error is kept.
const STDERR_KEPT: usize = 1_500;

/// A client that has said `ready`.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    stdin: ChildStdin,
    lines: mpsc::Receiver<Line>,
    stderr: Tail,
    stderr_read: JoinHandle<()>,
    /// What it said of itself.
    pub(crate) ready: Ready,
    next_seq: u64,
}

/// A client's answer, how long it took, and whether the process can be asked again.
#[derive(Debug)]
pub(crate) struct Driven {
    pub(crate) answer: ClientAnswer,
    pub(crate) took: Duration,
    pub(crate) stderr: String,
    pub(crate) usable: bool,
}

impl Process {
    /// Starts a client and waits until it is ready; gives why it is not, in words for a person.
    pub(crate) async fn start(client: &Client, forbidden: &[String]) -> Result<Self, String> {
        let words: Vec<String> = client.manifest.command.iter().map(|word| client.filled(word)).collect();
        let program = words[0].as_str();
        let mut command = Command::new(program);
        command
            .args(&words[1..])
            .current_dir(&client.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        clean_environment(&mut command, client, forbidden);
        let mut child = command.spawn().map_err(|error| setup::not_started(program, &error))?;
        let (Some(stdin), Some(stdout), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(format!("{program}: its standard streams cannot be had"));
        };
        let tail = Tail::default();
        let stderr_read = tokio::spawn(tail.clone().fill(stderr));
        let (sender, lines) = mpsc::channel(64);
        tokio::spawn(read_lines(stdout, sender));
        let ready = Ready {
            protocol: 0,
            client: client_protocol::ClientInfo {
                name: String::new(),
                version: String::new(),
                language: String::new(),
            },
            operations: std::collections::BTreeMap::new(),
            concurrency: 1,
        };
        let mut process = Self { child, stdin, lines, stderr: tail, stderr_read, ready, next_seq: 1 };
        process.ready =
            process.introduce(client.ready_within).await.map_err(|problem| process.with_stderr(&problem))?;
        Ok(process)
    }

    /// Plays one trial's call.
    pub(crate) async fn call(&mut self, trial: &Trial, endpoint: &str) -> Driven {
        let limits = Limits {
            deadline_ms: Some(trial.case.deadline_ms),
            attempts: Some(trial.case.attempts),
            pages: Some(trial.case.pages),
        };
        self.call_within(trial, endpoint, limits).await
    }

    /// The same with limits of its own; the case's deadline still says how long the harness waits.
    pub(crate) async fn call_within(&mut self, trial: &Trial, endpoint: &str, limits: Limits) -> Driven {
        let begun = Instant::now();
        self.stderr.clear();
        let seq = self.next_seq;
        self.next_seq += 1;
        let patience = Duration::from_millis(trial.case.deadline_ms) + GRACE;
        let answer = match self.ask(call(trial, endpoint, seq, limits), patience).await {
            Ok(answer) => answer,
            Err(problem) => ClientAnswer::Unusable(self.with_stderr(&problem)),
        };
        let usable = matches!(answer, ClientAnswer::Outcome(_));
        Driven { answer, took: begun.elapsed(), stderr: self.stderr.text(), usable }
    }

    /// Says goodbye and waits a little; whatever stays is ended. Gives what the client wrote that nobody asked for.
    pub(crate) async fn leave(mut self) -> Option<String> {
        if let Ok(line) = write_line(&ToClient::Bye) {
            // The client may have gone already, which is what is wanted.
            drop(self.stdin.write_all(line.as_bytes()).await);
        }
        drop(self.stdin);
        let rest = async {
            let line = self.lines.recv().await;
            drop(self.child.wait().await);
            line
        };
        let line = tokio::time::timeout(LEAVE_WITHIN, rest).await.ok().flatten()?;
        Some(format!("after its last outcome the client wrote {}, which nobody asked for", line.shown()))
    }

    async fn introduce(&mut self, ready_within: Duration) -> Result<Ready, String> {
        self.say(&ToClient::Hello { protocol: VERSION }).await?;
        let line = match tokio::time::timeout(ready_within, self.lines.recv()).await {
            Err(_) => {
                return Err(format!("the client did not say ready within {ready_within:?}"));
            }
            Ok(line) => self.message(line).await?,
        };
        match line {
            FromClient::Ready(ready) if ready.protocol != VERSION => {
                Err(format!("the client speaks protocol {}, the harness speaks {VERSION}", ready.protocol))
            }
            FromClient::Ready(ready) => Ok(ready),
            FromClient::Outcome(_) => {
                Err("the client sent an outcome before it was asked; expected ready".to_owned())
            }
        }
    }

    async fn ask(&mut self, call: Call, patience: Duration) -> Result<ClientAnswer, String> {
        if let Ok(line) = self.lines.try_recv() {
            let shown = line.shown();
            return Err(format!("the client wrote a line that nobody asked for: {shown}"));
        }
        let seq = call.seq;
        let message = ToClient::Call(Box::new(call));
        let asked = async {
            // A client that does not read its input may block this, so that the deadline covers it too.
            self.say(&message).await?;
            Ok::<_, String>(self.lines.recv().await)
        };
        let line = match tokio::time::timeout(patience, asked).await {
            Err(_) => return Ok(ClientAnswer::Silent),
            Ok(line) => self.message(line?).await?,
        };
        match line {
            FromClient::Outcome(outcome) if outcome.seq == seq => Ok(ClientAnswer::Outcome(outcome.result)),
            FromClient::Outcome(outcome) => {
                Err(format!("the client answered call {} instead of call {seq}", outcome.seq))
            }
            FromClient::Ready(_) => {
                Err(format!("the client said ready again instead of an outcome for call {seq}"))
            }
        }
    }

    async fn say(&mut self, message: &ToClient) -> Result<(), String> {
        let line = write_line(message).map_err(|error| error.to_string())?;
        let written = async {
            self.stdin.write_all(line.as_bytes()).await?;
            self.stdin.flush().await
        };
        match written.await {
            Ok(()) => Ok(()),
            Err(_) => Err(self.gone().await),
        }
    }

    async fn message(&mut self, line: Option<Line>) -> Result<FromClient, String> {
        match line {
            None => Err(self.gone().await),
            Some(Line::TooLong) => Err(format!("the client wrote a line of more than {LINE_LIMIT} bytes")),
            Some(Line::Text(bytes)) => parse_line(&bytes)
                .map_err(|error| format!("the client wrote {}: {error}", Line::Text(bytes).shown())),
        }
    }

    /// Why nothing more can be expected of the process.
    async fn gone(&mut self) -> String {
        match tokio::time::timeout(Duration::from_secs(2), self.child.wait()).await {
            Ok(Ok(status)) => {
                // Its last words may still be on their way; a process of its own may keep the pipe open.
                drop(tokio::time::timeout(GRACE, &mut self.stderr_read).await);
                format!("the client ended by itself ({status}) before it answered")
            }
            _ => "the client closed its standard output before it answered".to_owned(),
        }
    }

    fn with_stderr(&self, problem: &str) -> String {
        let stderr = self.stderr.text();
        if stderr.is_empty() {
            problem.to_owned()
        } else {
            format!("{problem}; its standard error ends: {stderr}")
        }
    }
}

fn call(trial: &Trial, endpoint: &str, seq: u64, limits: Limits) -> Call {
    let credentials = &trial.credentials;
    Call {
        seq,
        operation: trial.operation.clone(),
        drive: trial.drive(),
        endpoint: endpoint.to_owned(),
        region: trial.region.clone(),
        credentials: Credentials {
            access_key_id: credentials.access_key_id.clone(),
            secret_access_key: credentials.secret_access_key.expose_secret().to_owned(),
            session_token: credentials.session_token.as_ref().map(|token| token.expose_secret().to_owned()),
        },
        input: Value::Object(trial.case.input.clone()),
        limits,
    }
}

/// Whether an outcome shows that the library did anything at all.
pub(crate) fn is_verified(answer: &ClientAnswer) -> bool {
    !matches!(
        answer,
        ClientAnswer::Outcome(OutcomeResult::Unsupported { .. } | OutcomeResult::Broken { .. })
            | ClientAnswer::Unusable(_)
    )
}

/// Takes away what would make a trial depend on the person who runs it.
pub(crate) fn clean_environment(command: &mut Command, client: &Client, forbidden: &[String]) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        let is_proxy = text.to_ascii_uppercase().ends_with("_PROXY");
        if is_proxy || forbidden.iter().any(|prefix| text.starts_with(prefix.as_str())) {
            command.env_remove(&name);
        }
    }
    let home = setup::home(client);
    command
        .env("HOME", &home)
        .env("USERPROFILE", &home)
        .env("XDG_CONFIG_HOME", &home)
        .env("XDG_CACHE_HOME", &home)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .envs(client.environment());
}

#[derive(Debug)]
enum Line {
    Text(Vec<u8>),
    TooLong,
}

impl Line {
    fn shown(&self) -> String {
        const LONGEST: usize = 200;
        match self {
            Self::TooLong => format!("a line of more than {LINE_LIMIT} bytes"),
            Self::Text(bytes) => {
                let text: String = String::from_utf8_lossy(bytes).trim_end().chars().take(LONGEST).collect();
                format!("the line {text:?}")
            }
        }
    }
}

async fn read_lines(stdout: impl AsyncRead + Unpin, sender: mpsc::Sender<Line>) {
    let mut reader = BufReader::new(stdout);
    loop {
        let mut line = Vec::new();
        let limit = LINE_LIMIT as u64 + 2;
        match (&mut reader).take(limit).read_until(b'\n', &mut line).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        let too_long = !line.ends_with(b"\n") && line.len() > LINE_LIMIT;
        let message = if too_long { Line::TooLong } else { Line::Text(line) };
        if sender.send(message).await.is_err() || too_long {
            return;
        }
    }
}

/// The last bytes of a client's standard error.
#[derive(Debug, Clone, Default)]
struct Tail(Arc<Mutex<VecDeque<u8>>>);

impl Tail {
    async fn fill(self, mut stderr: impl AsyncRead + Unpin) {
        let mut buffer = [0_u8; 4096];
        while let Ok(count @ 1..) = stderr.read(&mut buffer).await {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.extend(&buffer[..count]);
            let surplus = kept.len().saturating_sub(STDERR_KEPT);
            kept.drain(..surplus);
        }
    }

    fn text(&self) -> String {
        let kept: Vec<u8> = self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect();
        String::from_utf8_lossy(&kept).trim().to_owned()
    }

    fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
