//! Takes connections. What axum's own loop leaves open is bounded here: how many there are, and how long somebody may
//! take to say what they want.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt as _;

/// How much is waited for, and for whom.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Longest time from a connection's beginning, or from the answer before, to the end of the next request's headers.
    pub headers: Duration,
    /// Most connections; who comes later waits to be taken.
    pub connections: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Self { headers: Duration::from_secs(30), connections: 4096 }
    }
}

/// Most bytes of a request's headers.
const HEADERS_BYTES_MAX: usize = 32 * 1024;
/// Wait after a connection could not be taken, such as for want of file handles.
const BREATH: Duration = Duration::from_millis(200);
/// Longest time for requests under way when the server is asked to stop.
const STOP_TIME_MAX: Duration = Duration::from_secs(30);

/// HTTP 1 only: a proxy speaks that to us, and no browser speaks anything else without TLS.
fn protocol(headers: Duration) -> Builder<TokioExecutor> {
    let mut protocol = Builder::new(TokioExecutor::new()).http1_only();
    protocol.http1().timer(TokioTimer::new()).header_read_timeout(headers).max_buf_size(HEADERS_BYTES_MAX);
    protocol
}

/// Serves until `stop`; then requests under way are finished.
pub async fn serve(listener: TcpListener, service: Router, patience: Patience, stop: impl Future<Output = ()>) {
    let (protocol, open) = (protocol(patience.headers), GracefulShutdown::new());
    let room = Arc::new(Semaphore::new(patience.connections));
    let mut stop = std::pin::pin!(stop);
    loop {
        let taken = tokio::select! {
            taken = take(&listener, &room) => taken,
            () = &mut stop => break,
        };
        let Some((stream, peer, held)) = taken else { continue };
        let service = service.clone();
        let answer = move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            let answer = service.clone().oneshot(request);
            async move { Ok::<_, Infallible>(answer.await.unwrap_or_else(|never| match never {})) }
        };
        let connection = protocol.serve_connection(TokioIo::new(stream), service_fn(answer)).into_owned();
        let connection = open.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended");
            }
            drop(held);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(STOP_TIME_MAX, open.shutdown()).await;
}

/// The next connection, as soon as there is room for it; none where it could not be taken.
async fn take(listener: &TcpListener, room: &Arc<Semaphore>) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let held = Arc::clone(room).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer, held)),
        Err(error) => {
            tracing::warn!(%error, "a connection could not be taken");
            tokio::time::sleep(BREATH).await;
            None
        }
    }
}
