//! The side of the Lambda Runtime API that AWS has: it hands out events and takes answers.
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;

/// The time that an invocation has unless a test says otherwise.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(60);

/// An event and the time that its invocation has.
type Invocation = (Value, Duration);

/// What a function said.
#[derive(Debug)]
pub(crate) enum Answer {
    /// The invocation was acknowledged.
    Response(Value),
    /// The invocation failed.
    Error(Value),
    /// The function could not start.
    InitError(Value),
}

/// A Runtime API for one function.
pub(crate) struct RuntimeApi {
    /// The value of `AWS_LAMBDA_RUNTIME_API`.
    pub(crate) address: SocketAddr,
    events: Sender<Invocation>,
    answers: Receiver<Answer>,
}

impl RuntimeApi {
    /// Listens on a free port of the loopback interface.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("its address");
        let (events, waiting) = channel();
        let (answered, answers) = channel();
        let waiting = Arc::new(Mutex::new(waiting));
        // Ends with the test: the function opens few connections, and each has its thread.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (waiting, answered) = (Arc::clone(&waiting), answered.clone());
                thread::spawn(move || serve(stream, &waiting, &answered));
            }
        });
        Self {
            address,
            events,
            answers,
        }
    }

    /// Makes an event the next one.
    pub(crate) fn send(&self, event: Value, time: Duration) {
        self.events.send((event, time)).expect("the API listens");
    }

    /// Waits for what the function says next.
    pub(crate) fn answer(&self) -> Answer {
        self.answers
            .recv_timeout(TIMEOUT)
            .expect("the function answers within its time")
    }
}

/// Serves one connection until the function closes it.
fn serve(
    stream: TcpStream,
    events: &Mutex<Receiver<Invocation>>,
    answers: &Sender<Answer>,
) -> io::Result<()> {
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    while let Some((path, body)) = read_request(&mut reader)? {
        let body = || serde_json::from_slice(&body).expect("answers are JSON");
        let answer = match path.as_str() {
            "/2018-06-01/runtime/invocation/next" => {
                let Ok((event, time)) = events.lock().expect("not poisoned").recv() else {
                    return Ok(());
                };
                write_event(&mut writer, &event, time)?;
                continue;
            }
            "/2018-06-01/runtime/init/error" => Answer::InitError(body()),
            path if path.ends_with("/response") => Answer::Response(body()),
            path if path.ends_with("/error") => Answer::Error(body()),
            path => panic!("the Runtime API has no {path}"),
        };
        // Answer first: the test may end the function as soon as it has it.
        writer.write_all(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")?;
        if answers.send(answer).is_err() {
            break;
        }
    }
    Ok(())
}

/// The path and body of the next request, or `None` at the end of the connection.
fn read_request(reader: &mut BufReader<TcpStream>) -> io::Result<Option<(String, Vec<u8>)>> {
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
                length = value.trim().parse().expect("a length");
            }
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Some((path, body)))
}

fn write_event(writer: &mut TcpStream, event: &Value, time: Duration) -> io::Result<()> {
    let body = event.to_string();
    let end = SystemTime::now() + time;
    let deadline = end
        .duration_since(UNIX_EPOCH)
        .expect("after 1970")
        .as_millis();
    let head = format!(
        "HTTP/1.1 200 OK\r\n\
         Content-Type: application/json\r\n\
         Content-Length: {}\r\n\
         Lambda-Runtime-Aws-Request-Id: 8476a536-e9f4-11e8-9739-2dfe598c3fcd\r\n\
         Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:000000000000:function:thumbox\r\n\
         Lambda-Runtime-Deadline-Ms: {deadline}\r\n\r\n",
        body.len()
    );
    writer.write_all(head.as_bytes())?;
    writer.write_all(body.as_bytes())
}
