//! The listening socket: open, refusing while the port stays ours, open again.

use std::io;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener};

use socket2::{Domain, Protocol, Socket, Type};

/// More clients than a test starts at once.
const BACKLOG: i32 = 1024;

/// A port of 127.0.0.1 that can refuse and accept again without ever being given up.
///
/// Linux turns a listening socket that is shut down into one that is merely bound, and lets it listen again.
/// Where the system does not do so, as on macOS and Windows, the socket is closed instead, and the port is free to
/// others meanwhile.
pub(super) struct Listener {
    port: u16,
    /// None while refusing on a system that cannot shut down a listening socket, and after the end.
    socket: Option<Socket>,
}

impl Listener {
    /// Takes a port, and listens; 0 takes any.
    pub(super) fn open(port: u16) -> io::Result<Self> {
        let chosen = bound(port)?;
        let port = port_of(&chosen)?;
        let socket = if cfg!(target_os = "linux") { asked_for(port, chosen)? } else { chosen };
        socket.listen(BACKLOG)?;
        Ok(Self { port, socket: Some(socket) })
    }

    /// The port.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// A handle to accept with.
    pub(super) fn handle(&self) -> io::Result<TcpListener> {
        match &self.socket {
            Some(socket) => Ok(socket.try_clone()?.into()),
            None => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    /// Refuses from now on; connections not yet accepted are reset.
    pub(super) fn refuse(&mut self) {
        let refusing = self.socket.take_if(|socket| {
            // Without address reuse no other process can bind the port while it does not listen.
            socket.shutdown(Shutdown::Both).is_err() || socket.set_reuse_address(false).is_err()
        });
        drop(refusing);
    }

    /// Listens again.
    pub(super) fn listen_again(&mut self) -> io::Result<()> {
        match &self.socket {
            Some(socket) => {
                // Accepted connections inherit it, and without it the dead ones would block the port.
                socket.set_reuse_address(true)?;
                socket.listen(BACKLOG)
            }
            None => {
                *self = Self::open(self.port)?;
                Ok(())
            }
        }
    }

    /// Gives the port up, even if a handle to accept with is still about.
    pub(super) fn close(&mut self) {
        self.refuse();
        if let Some(socket) = self.socket.take() {
            // If it fails, the port is free as soon as the handle is gone.
            let _ = socket.set_reuse_address(true);
        }
    }
}

/// The same port by a second socket, asked for while the first holds it.
///
/// Linux gives a port that the system chose back at shutdown, and keeps one that was asked for. Other systems refuse
/// the second socket.
fn asked_for(port: u16, chosen: Socket) -> io::Result<Socket> {
    let socket = bound(port)?;
    drop(chosen);
    Ok(socket)
}

/// A socket that has the port and does not listen yet.
fn bound(port: u16) -> io::Result<Socket> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP))?;
    socket.set_nonblocking(true)?;
    if !cfg!(windows) {
        // On Windows it would let another program listen on the same port.
        socket.set_reuse_address(true)?;
    }
    socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)).into())?;
    Ok(socket)
}

fn port_of(socket: &Socket) -> io::Result<u16> {
    let address = socket.local_addr()?.as_socket();
    address.map(|address| address.port()).ok_or_else(|| io::ErrorKind::AddrNotAvailable.into())
}
