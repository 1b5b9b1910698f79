//! Drives one client process over the client protocol, call by call, and outlives whatever it does.

use std::process::Stdio;
use std::time::{Duration, Instant};

use client_protocol::{
    Call, Credentials, FromClient, Limits, Ready, ToClient, VERSION, parse_line, write_line,
};
use secrecy::ExposeSecret;
use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::client::Client;
use crate::output::{Line, TrailingOutput, read_lines};
use crate::plan::Trial;
use crate::process_error::{ProcessError, ProcessFault, ProgramError};
use crate::setup;
use judge::ClientAnswer;

/// What the pipe and the scheduler may add to a deadline.
const GRACE: Duration = Duration::from_millis(300);

/// How long a client may take to exit after `bye`.
const SHUTDOWN_WITHIN: Duration = Duration::from_millis(500);

/// A client process that has sent `ready`.
#[derive(Debug)]
pub(crate) struct Process {
    program: String,
    child: Child,
    stdin: ChildStdin,
    lines: mpsc::Receiver<Line>,
    stderr: TrailingOutput,
    stderr_read: JoinHandle<()>,
    /// The `ready` that it sent.
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
    /// Starts a client and waits until it is ready.
    pub(crate) async fn start(client: &Client, forbidden: &[String]) -> Result<Self, ProcessError> {
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
        let failed =
            |fault| ProcessError { program: program.to_owned(), fault, trailing_output: String::new() };
        let mut child = command.spawn().map_err(|error| failed(ProgramError::new(program, error).into()))?;
        let (Some(stdin), Some(stdout), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(failed(ProcessFault::NoStandardStreams));
        };
        let trailing_output = TrailingOutput::default();
        let stderr_read = tokio::spawn(trailing_output.clone().fill(stderr));
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
        };
        let program = program.to_owned();
        let mut process =
            Self { program, child, stdin, lines, stderr: trailing_output, stderr_read, ready, next_seq: 1 };
        process.ready = process.handshake(client.ready_within).await.map_err(|fault| process.error(fault))?;
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
            Err(fault) => ClientAnswer::Unusable(self.error(fault).to_string()),
        };
        let usable = matches!(answer, ClientAnswer::Outcome(_));
        Driven { answer, took: begun.elapsed(), stderr: self.stderr.text(), usable }
    }

    /// Sends `bye`, waits a little, and ends a process that stays.
    ///
    /// # Errors
    /// A line that the client wrote after its last outcome.
    pub(crate) async fn shutdown(mut self) -> Result<(), ProcessError> {
        if let Ok(line) = write_line(&ToClient::Bye) {
            // The client may have exited already, which is what is wanted.
            drop(self.stdin.write_all(line.as_bytes()).await);
        }
        drop(self.stdin);
        let rest = async {
            let line = self.lines.recv().await;
            drop(self.child.wait().await);
            line
        };
        match tokio::time::timeout(SHUTDOWN_WITHIN, rest).await.ok().flatten() {
            None => Ok(()),
            Some(line) => Err(ProcessError {
                program: self.program,
                fault: ProcessFault::AfterLastOutcome { line: line.truncated() },
                trailing_output: String::new(),
            }),
        }
    }

    async fn handshake(&mut self, ready_within: Duration) -> Result<Ready, ProcessFault> {
        self.say(&ToClient::Hello { protocol: VERSION }).await?;
        let line = match tokio::time::timeout(ready_within, self.lines.recv()).await {
            Err(_) => return Err(ProcessFault::NotReady { within: ready_within }),
            Ok(line) => self.message(line).await?,
        };
        match line {
            FromClient::Ready(ready) if ready.protocol != VERSION => {
                Err(ProcessFault::OtherVersion { version: ready.protocol })
            }
            FromClient::Ready(ready) => Ok(ready),
            FromClient::Outcome(_) => Err(ProcessFault::OutcomeBeforeCall),
        }
    }

    async fn ask(&mut self, call: Call, patience: Duration) -> Result<ClientAnswer, ProcessFault> {
        if let Ok(line) = self.lines.try_recv() {
            return Err(ProcessFault::Unrequested { line: line.truncated() });
        }
        let seq = call.seq;
        let message = ToClient::Call(Box::new(call));
        let asked = async {
            // A client that does not read its input may block this, so that the deadline covers it too.
            self.say(&message).await?;
            Ok::<_, ProcessFault>(self.lines.recv().await)
        };
        let line = match tokio::time::timeout(patience, asked).await {
            Err(_) => return Ok(ClientAnswer::Silent),
            Ok(line) => self.message(line?).await?,
        };
        match line {
            FromClient::Outcome(outcome) if outcome.seq == seq => Ok(ClientAnswer::Outcome(outcome.result)),
            FromClient::Outcome(outcome) => Err(ProcessFault::OtherCall { answered: outcome.seq, call: seq }),
            FromClient::Ready(_) => Err(ProcessFault::ReadyAgain { call: seq }),
        }
    }

    async fn say(&mut self, message: &ToClient) -> Result<(), ProcessFault> {
        let line = write_line(message).map_err(ProcessFault::Unwritable)?;
        let written = async {
            self.stdin.write_all(line.as_bytes()).await?;
            self.stdin.flush().await
        };
        match written.await {
            Ok(()) => Ok(()),
            Err(_) => Err(self.exit_reason().await),
        }
    }

    async fn message(&mut self, line: Option<Line>) -> Result<FromClient, ProcessFault> {
        match line {
            None => Err(self.exit_reason().await),
            Some(Line::TooLong) => Err(ProcessFault::LineTooLong),
            Some(Line::Text(bytes)) => parse_line(&bytes)
                .map_err(|source| ProcessFault::NotAMessage { line: Line::Text(bytes).truncated(), source }),
        }
    }

    /// Why nothing more can be expected of the process.
    async fn exit_reason(&mut self) -> ProcessFault {
        match tokio::time::timeout(Duration::from_secs(2), self.child.wait()).await {
            Ok(Ok(status)) => {
                // The rest of its standard error may be on its way; a process of its own may keep the pipe open.
                drop(tokio::time::timeout(GRACE, &mut self.stderr_read).await);
                ProcessFault::Exited { status }
            }
            _ => ProcessFault::ClosedOutput,
        }
    }

    fn error(&self, fault: ProcessFault) -> ProcessError {
        ProcessError { program: self.program.clone(), fault, trailing_output: self.stderr.text() }
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
