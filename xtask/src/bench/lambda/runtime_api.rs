//! The side of the Lambda Runtime API that AWS has, for one process: it hands out events and takes answers.
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>

use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// For starting as for an event. Arbitrary, and far more than any takes.
const LIMIT: Duration = Duration::from_secs(60);

/// A Runtime API.
pub(super) struct RuntimeApi {
    /// The value of `AWS_LAMBDA_RUNTIME_API`.
    pub(super) address: SocketAddr,
    events: Sender<Value>,
    heard: Receiver<Heard>,
}

/// What a function asks for or says.
enum Heard {
    /// It waits for an event.
    Next,
    /// It has handled one; this was the moment.
    Response(Instant, Value),
    /// It could not start, or not handle the event.
    Error(String),
}

impl RuntimeApi {
    /// Listens on a free port of the loopback interface, until this program ends.
    pub(super) fn start() -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).context("looking for a free port")?;
        let address = listener.local_addr()?;
        let (events, waiting) = channel();
        let (hears, heard) = channel();
        let waiting = Arc::new(Mutex::new(waiting));
        // Some functions open a connection for each request.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (waiting, hears) = (Arc::clone(&waiting), hears.clone());
                // A connection that breaks off is missed below, as an answer that does not come.
                thread::spawn(move || serve(stream, &waiting, &hears));
            }
        });
        Ok(Self {
            address,
            events,
            heard,
        })
    }

    /// Waits until the function asks for an event.
    ///
    /// # Errors
    /// Where it does not.
    pub(super) fn wait_until_idle(&self) -> Result<()> {
        match self.hear()? {
            Heard::Next => Ok(()),
            Heard::Response(..) => bail!("it answers what it was not asked"),
            Heard::Error(error) => bail!("it cannot start: {error}"),
        }
    }

    /// Gives an event to the function, which is idle, and waits until it is so again. Returns when it answered, and what.
    ///
    /// # Errors
    /// Where it fails.
    pub(super) fn invoke(&self, event: Value) -> Result<(Instant, Value)> {
        self.events.send(event)?;
        match self.hear()? {
            Heard::Response(moment, answer) => {
                self.wait_until_idle()?;
                Ok((moment, answer))
            }
            Heard::Next => bail!("it asks for more and has not answered"),
            Heard::Error(error) => bail!("it fails: {error}"),
        }
    }

    fn hear(&self) -> Result<Heard> {
        let heard = self.heard.recv_timeout(LIMIT);
        heard.with_context(|| format!("nothing was heard of it for {} s", LIMIT.as_secs()))
    }
}

/// Serves one connection until either side has enough.
fn serve(
    stream: TcpStream,
    events: &Mutex<Receiver<Value>>,
    hears: &Sender<Heard>,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    while let Some((path, body)) = read_request(&mut reader)? {
        let moment = Instant::now();
        let text = || String::from_utf8_lossy(&body).into_owned();
        let heard = if path.ends_with("/invocation/next") {
            if hears.send(Heard::Next).is_err() {
                break;
            }
            let event = events.lock().map(|events| events.recv());
            let Ok(Ok(event)) = event else { break };
            writer.write_all(event_message(&event).as_bytes())?;
            continue;
        } else if path.ends_with("/response") {
            match serde_json::from_slice(&body) {
                Ok(answer) => Heard::Response(moment, answer),
                Err(_) => Heard::Error(text()),
            }
        } else {
            Heard::Error(text())
        };
        // First, so that the wait until it is idle is not the time in which it gets this.
        writer.write_all(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")?;
        if hears.send(heard).is_err() {
            break;
        }
    }
    Ok(())
}

/// The path and body of the next request, or `None` at the end of the connection.
fn read_request(reader: &mut impl BufRead) -> io::Result<Option<(String, Vec<u8>)>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut length = 0;
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        match line.trim_end().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().map_err(io::Error::other)?;
            }
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Some((path, body)))
}

/// In one piece, so that it is sent at once.
fn event_message(event: &Value) -> String {
    let body = event.to_string();
    let end = SystemTime::now() + LIMIT;
    let deadline = end.duration_since(UNIX_EPOCH).unwrap_or_default();
    format!(
        "HTTP/1.1 200 OK\r\n\
         Content-Type: application/json\r\n\
         Content-Length: {}\r\n\
         Lambda-Runtime-Aws-Request-Id: 8476a536-e9f4-11e8-9739-2dfe598c3fcd\r\n\
         Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:000000000000:function:bench\r\n\
         Lambda-Runtime-Deadline-Ms: {}\r\n\r\n{body}",
        body.len(),
        deadline.as_millis()
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ask(api: &RuntimeApi, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(api.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    const NEXT: &str = "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\n\r\n";

    #[test]
    fn an_event_goes_out_and_its_answer_comes_back() {
        let api = RuntimeApi::start().unwrap();
        let stream = ask(&api, NEXT);
        api.wait_until_idle().unwrap();
        let function = thread::spawn(move || {
            let mut reader = BufReader::new(&stream);
            let (_, body) = read_request(&mut reader).unwrap().unwrap();
            let answer =
                "POST /2018-06-01/runtime/invocation/1/response HTTP/1.1\r\ncontent-length: ";
            let message = format!("{answer}{}\r\n\r\n", body.len());
            (&stream)
                .write_all(&[message.as_bytes(), &body, NEXT.as_bytes()].concat())
                .unwrap();
            stream
        });
        let start = Instant::now();
        let (moment, answer) = api.invoke(json!({"a": 1})).unwrap();
        assert_eq!(answer, json!({"a": 1}));
        assert!(moment >= start);
        function.join().unwrap();
    }

    #[test]
    fn what_cannot_start_is_an_error() {
        let api = RuntimeApi::start().unwrap();
        let init = "POST /2018-06-01/runtime/init/error HTTP/1.1\r\nContent-Length: 4\r\n\r\noops";
        let _stream = ask(&api, init);
        let error = api.wait_until_idle().unwrap_err().to_string();
        assert!(error.contains("oops"), "{error}");
    }
}
