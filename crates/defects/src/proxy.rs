//! A proxy on a loopback port of its own: it can change what goes by, and else lets every byte and every end of a connection through.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use crate::framing::{self, Found};
use crate::message::{Answer, Request};

/// Decides what becomes of requests and answers.
pub(crate) trait Interceptor: Send + Sync + 'static {
    /// Where requests go.
    fn upstream(&self) -> Option<SocketAddr>;

    /// The request to send in place of one that came.
    fn request(&self, request: Request) -> Request;

    /// Whether answers are read as a whole; else their bytes go by as they come.
    fn reads_answers(&self) -> bool;

    /// The answer to give in place of one of which only these bytes came.
    fn broken(&self, request: &Request, bytes: &[u8]) -> Option<Answer>;

    /// The answer to give in place of one that came, and what else to ask before it is given.
    fn answer(&self, request: &Request, answer: Answer) -> (Answer, Vec<(SocketAddr, Vec<u8>)>);
}

/// How long a request that nobody waits for may take.
const ASIDE: Duration = Duration::from_secs(1);

/// How long a client may take to close its side after the proxy has closed its own.
const LINGER: Duration = Duration::from_millis(500);

/// Listens on a free port of 127.0.0.1 and serves every connection for as long as the runtime lives.
///
/// # Errors
/// If no port can be had.
pub(crate) async fn listen(interceptor: Arc<dyn Interceptor>) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(serve(client, Arc::clone(&interceptor)));
        }
    });
    Ok(address)
}

/// One connection of a client and its one connection upstream.
struct Connection {
    client: TcpStream,
    from_client: BytesMut,
    upstream: Option<(SocketAddr, TcpStream)>,
    from_upstream: BytesMut,
    /// The request whose answer is being read as a whole.
    waiting: Option<Request>,
}

/// What happened first.
enum Happened {
    Client(io::Result<usize>),
    Upstream(io::Result<usize>),
}

/// How a connection ends.
enum End {
    /// With FIN, once all was sent.
    Orderly,
    /// With RST.
    Reset,
}

async fn serve(client: TcpStream, interceptor: Arc<dyn Interceptor>) {
    // A client that is gone is found out by the first read.
    drop(client.set_nodelay(true));
    let mut connection = Connection {
        client,
        from_client: BytesMut::new(),
        upstream: None,
        from_upstream: BytesMut::new(),
        waiting: None,
    };
    let end = loop {
        match connection.next().await {
            Happened::Client(Ok(1..)) => {
                if let Err(end) = connection.forward(interceptor.as_ref()).await {
                    break end;
                }
            }
            // The client is gone; dropping the other half says so upstream.
            Happened::Client(Ok(0)) => return,
            Happened::Client(Err(_)) => break End::Reset,
            Happened::Upstream(Ok(1..)) => {
                if connection.back(interceptor.as_ref(), false).await.is_err() {
                    return;
                }
            }
            Happened::Upstream(Ok(0)) => {
                if connection.back(interceptor.as_ref(), true).await.is_err() {
                    return;
                }
                let mended = connection.last(interceptor.as_ref()).await;
                break if mended.is_ok() { End::Orderly } else { End::Reset };
            }
            Happened::Upstream(Err(_)) => match connection.last(interceptor.as_ref()).await {
                Ok(true) => break End::Orderly,
                _ => break End::Reset,
            },
        }
    };
    connection.end(end).await;
}

impl Connection {
    async fn next(&mut self) -> Happened {
        match &mut self.upstream {
            None => Happened::Client(self.client.read_buf(&mut self.from_client).await),
            Some((_, upstream)) => tokio::select! {
                // What the server said before it went is passed on before the next request is looked at.
                biased;
                read = upstream.read_buf(&mut self.from_upstream) => Happened::Upstream(read),
                read = self.client.read_buf(&mut self.from_client) => Happened::Client(read),
            },
        }
    }

    /// Sends on every whole request that has come.
    async fn forward(&mut self, interceptor: &dyn Interceptor) -> Result<(), End> {
        loop {
            let (request, length) = match framing::request(&self.from_client) {
                Found::Part => return Ok(()),
                Found::Unreadable => {
                    let bytes = self.from_client.split();
                    return self.upstream(interceptor).await?.write_all(&bytes).await.map_err(|_| End::Reset);
                }
                Found::Whole(request, length) => (request, length),
            };
            self.from_client.advance(length);
            let request = interceptor.request(request);
            let bytes = request.bytes();
            self.waiting = interceptor.reads_answers().then_some(request);
            self.upstream(interceptor).await?.write_all(&bytes).await.map_err(|_| End::Reset)?;
        }
    }

    /// The connection upstream, made when it is first needed; where it is refused the client's is reset.
    async fn upstream(&mut self, interceptor: &dyn Interceptor) -> Result<&mut TcpStream, End> {
        let address = interceptor.upstream().ok_or(End::Reset)?;
        if self.upstream.as_ref().is_none_or(|(found, _)| *found != address) {
            let stream = TcpStream::connect(address).await.map_err(|_| End::Reset)?;
            drop(stream.set_nodelay(true));
            self.upstream = Some((address, stream));
        }
        self.upstream.as_mut().map(|(_, stream)| stream).ok_or(End::Reset)
    }

    /// Gives the client what came from upstream: at once, or as a whole answer.
    async fn back(&mut self, interceptor: &dyn Interceptor, ended: bool) -> io::Result<()> {
        let Some(request) = &self.waiting else { return self.flush().await };
        match framing::answer(&self.from_upstream, ended) {
            Found::Part => Ok(()),
            Found::Unreadable => self.flush().await,
            Found::Whole(answer, length) => {
                self.from_upstream.advance(length);
                let (answer, extra) = interceptor.answer(request, answer);
                self.waiting = None;
                for (address, bytes) in extra {
                    ask_aside(address, &bytes).await;
                }
                self.client.write_all(&answer.bytes()).await?;
                self.flush().await
            }
        }
    }

    /// Gives the client what is left when no more comes; whether that was made an answer.
    async fn last(&mut self, interceptor: &dyn Interceptor) -> io::Result<bool> {
        let taken = self.waiting.take().and_then(|request| interceptor.broken(&request, &self.from_upstream));
        match taken {
            None => self.flush().await.map(|()| false),
            Some(answer) => {
                let answer = Answer { closes: true, ..answer };
                self.client.write_all(&answer.bytes()).await.map(|()| true)
            }
        }
    }

    /// Gives the client what came from upstream, as it came.
    async fn flush(&mut self) -> io::Result<()> {
        let bytes = self.from_upstream.split();
        self.client.write_all(&bytes).await
    }

    async fn end(mut self, end: End) {
        match end {
            End::Reset => drop(self.client.set_zero_linger()),
            End::Orderly => {
                if self.client.shutdown().await.is_err() {
                    return;
                }
                // Closing at once would reset the connection if the client were still sending.
                let mut rest = BytesMut::new();
                drop(
                    timeout(LINGER, async { while let Ok(1..) = self.client.read_buf(&mut rest).await {} })
                        .await,
                );
            }
        }
    }
}

/// Asks what nobody waits for, and reads the answer to its end.
async fn ask_aside(address: SocketAddr, asked: &[u8]) {
    let asking = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(asked).await?;
        let mut bytes = BytesMut::new();
        while stream.read_buf(&mut bytes).await? > 0 {
            if matches!(framing::answer(&bytes, false), Found::Whole(..)) {
                break;
            }
        }
        Ok::<(), io::Error>(())
    };
    // A request that nobody waits for may fail.
    drop(timeout(ASIDE, asking).await);
}
