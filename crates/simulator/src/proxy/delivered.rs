//! Waits until all that was written to a socket has been read at the other end.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

/// How often to look.
const INTERVAL: Duration = Duration::from_millis(1);

/// How long a client may leave bytes unread before they are given up.
const PATIENCE: Duration = Duration::from_secs(2);

/// The system's table of connections, the only way to their queues that safe code has.
const TABLE: &str = "/proc/net/tcp";

/// Waits until nothing is left in the socket's queue nor in the peer's; a reset would throw away what is.
///
/// It does not wait where the system has no such table, or for a client that does not read.
pub(super) async fn delivered(stream: &TcpStream) {
    let (Ok(local), Ok(peer)) = (stream.local_addr(), stream.peer_addr()) else {
        return;
    };
    let empty = async {
        while queued(local, peer).await {
            sleep(INTERVAL).await;
        }
    };
    // A client that does not read gets what the system could deliver.
    let _ = timeout(PATIENCE, empty).await;
}

async fn queued(local: SocketAddr, peer: SocketAddr) -> bool {
    let (Some(local), Some(peer)) = (table_form(local), table_form(peer)) else {
        return false;
    };
    let Ok(Ok(table)) = tokio::task::spawn_blocking(|| std::fs::read_to_string(TABLE)).await else {
        return false;
    };
    // Number, local address, remote address, state, and the two queues as `out:in`.
    table.lines().any(|line| {
        let mut columns = line.split_ascii_whitespace().skip(1);
        let (Some(here), Some(there)) = (columns.next(), columns.next()) else { return false };
        let Some((out, unread)) = columns.nth(1).and_then(|queues| queues.split_once(':')) else {
            return false;
        };
        let left = |queue: &str| queue != "00000000";
        (here == local && there == peer && left(out)) || (here == peer && there == local && left(unread))
    })
}

/// The table writes an address as the memory of this machine holds it.
fn table_form(address: SocketAddr) -> Option<String> {
    match address {
        SocketAddr::V4(address) => {
            Some(format!("{:08X}:{:04X}", u32::from_ne_bytes(address.ip().octets()), address.port()))
        }
        SocketAddr::V6(_) => None,
    }
}
