//! The side of the Lambda Runtime API that AWS has, for one function: it hands out events and takes answers.
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>

use std::io::Cursor;
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, anyhow};
use rustix::net::sockopt::set_tcp_nodelay;
use serde_json::Value;
use tiny_http::{Header, Request, Response, Server};

const NEXT: &str = "/2018-06-01/runtime/invocation/next";
const INIT_ERROR: &str = "/2018-06-01/runtime/init/error";
const REQUEST_ID: &str = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";
const FUNCTION: &str = "arn:aws:lambda:us-east-1:000000000000:function:thumbox";

/// An event and the time that its invocation has.
type Invocation = (Value, Duration);

/// What a function says.
#[derive(Debug, PartialEq)]
pub enum Answer {
    /// The invocation was acknowledged.
    Response(Value),
    /// The invocation failed.
    Error(Value),
    /// The function could not start.
    InitError(Value),
}

/// A request of the function.
#[derive(Debug)]
pub enum Asked {
    /// It waits for an event.
    Next,
    /// It says this; the moment is that at which all of it had arrived.
    Said(Instant, Answer),
}

/// A Runtime API for one function.
pub struct RuntimeApi {
    address: SocketAddr,
    server: Arc<Server>,
    invocations: Sender<Invocation>,
    asked: Receiver<Asked>,
}

impl RuntimeApi {
    /// Listens on a free port of the loopback interface.
    ///
    /// # Errors
    /// Where there is none.
    pub fn start() -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).context("looking for a free port")?;
        // Connections inherit it. Without, the end of a long event waits until the function's system acknowledges its
        // beginning, up to 40 ms.
        set_tcp_nodelay(&listener, true)?;
        let address = listener.local_addr()?;
        let server = Server::from_listener(listener, None)
            .map_err(|error| anyhow!("the Runtime API does not start: {error}"))?;
        let server = Arc::new(server);
        let (invocations, waiting) = channel();
        let (asks, asked) = channel();
        let (listening, waiting) = (Arc::clone(&server), Arc::new(Mutex::new(waiting)));
        thread::spawn(move || {
            for request in listening.incoming_requests() {
                let (waiting, asks) = (Arc::clone(&waiting), asks.clone());
                // A request that waits for an event must not hold up others.
                thread::spawn(move || serve(request, &waiting, &asks));
            }
        });
        Ok(Self {
            address,
            server,
            invocations,
            asked,
        })
    }

    /// The value of `AWS_LAMBDA_RUNTIME_API`.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// Makes an event the next one. `time` is what its invocation has.
    ///
    /// # Errors
    /// Where the API does not listen any more.
    pub fn send(&self, event: Value, time: Duration) -> Result<()> {
        Ok(self.invocations.send((event, time))?)
    }

    /// Waits for the next request of the function.
    ///
    /// # Errors
    /// Where there is none within `limit`.
    pub fn next_request(&self, limit: Duration) -> Result<Asked> {
        let asked = self.asked.recv_timeout(limit);
        asked.with_context(|| format!("the function asked nothing for {} s", limit.as_secs()))
    }

    /// Waits for what the function says next.
    ///
    /// # Errors
    /// Where it says nothing within `limit`.
    pub fn answer(&self, limit: Duration) -> Result<Answer> {
        loop {
            if let Asked::Said(_, answer) = self.next_request(limit)? {
                return Ok(answer);
            }
        }
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.unblock();
    }
}

/// Responds to one request. A connection that breaks off is noticed by the caller, as an answer that does not come.
fn serve(mut request: Request, invocations: &Mutex<Receiver<Invocation>>, asks: &Sender<Asked>) {
    if request.url() == NEXT {
        if asks.send(Asked::Next).is_err() {
            return;
        }
        let next = invocations
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        if let Ok((event, time)) = next {
            let _ = request.respond(invocation(&event, time));
        }
        return;
    }
    let mut body = Vec::new();
    if request.as_reader().read_to_end(&mut body).is_err() {
        return;
    }
    let moment = Instant::now();
    let answer = said(request.url(), &body);
    // Before the response, after which the function may send another request: the caller gets them in their order.
    let _ = asks.send(Asked::Said(moment, answer));
    let _ = request.respond(Response::empty(202));
}

fn said(path: &str, body: &[u8]) -> Answer {
    let text = || Value::from(String::from_utf8_lossy(body));
    match serde_json::from_slice(body) {
        Ok(value) if path == INIT_ERROR => Answer::InitError(value),
        Ok(value) if path.ends_with("/response") => Answer::Response(value),
        Ok(value) if path.ends_with("/error") => Answer::Error(value),
        Err(_) if path == INIT_ERROR => Answer::InitError(text()),
        Err(_) if path.ends_with("/response") || path.ends_with("/error") => Answer::Error(text()),
        _ => Answer::Error(format!("the Runtime API has no {path}").into()),
    }
}

fn invocation(event: &Value, time: Duration) -> Response<Cursor<Vec<u8>>> {
    let end = SystemTime::now() + time;
    let deadline = end.duration_since(UNIX_EPOCH).unwrap_or_default();
    let deadline = deadline.as_millis().to_string();
    let headers = [
        ("Content-Type", "application/json"),
        ("Lambda-Runtime-Aws-Request-Id", REQUEST_ID),
        ("Lambda-Runtime-Invoked-Function-Arn", FUNCTION),
        ("Lambda-Runtime-Deadline-Ms", &deadline),
    ];
    let response = Response::from_string(event.to_string()).with_chunked_threshold(usize::MAX);
    headers.iter().fold(response, |response, (name, value)| {
        let header = Header::from_bytes(*name, *value).expect("plain ASCII");
        response.with_header(header)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use ureq::Agent;

    use super::*;

    const LIMIT: Duration = Duration::from_secs(20);

    fn agent() -> Agent {
        Agent::config_builder().proxy(None).build().into()
    }

    fn post(api: &RuntimeApi, path: &str, body: &str) {
        let url = format!("http://{}{path}", api.address());
        let answer = agent().post(url).send(body).unwrap();
        assert_eq!(answer.status(), 202);
    }

    /// A function that responds with what it gets.
    fn echo(address: &str, events: usize) {
        let agent = agent();
        for _ in 0..events {
            let mut event = agent.get(format!("http://{address}{NEXT}")).call().unwrap();
            assert!(event.headers().contains_key("Lambda-Runtime-Deadline-Ms"));
            let id = event.headers()["Lambda-Runtime-Aws-Request-Id"].to_str();
            let url = format!(
                "http://{address}/2018-06-01/runtime/invocation/{}/response",
                id.unwrap()
            );
            let body = event.body_mut().read_to_string().unwrap();
            agent.post(url).send(body).unwrap();
        }
    }

    #[test]
    fn an_event_goes_out_and_its_answer_comes_back_at_once() {
        const EVENTS: u32 = 20;
        let api = RuntimeApi::start().unwrap();
        let address = api.address();
        let function = thread::spawn(move || echo(&address, EVENTS as usize));
        // Too long for one packet of a server that sends the head and the body apart.
        let event = json!({"text": "a".repeat(9000)});
        let mut times = Vec::new();
        for _ in 0..EVENTS {
            assert!(matches!(api.next_request(LIMIT).unwrap(), Asked::Next));
            let start = Instant::now();
            api.send(event.clone(), LIMIT).unwrap();
            let Asked::Said(moment, answer) = api.next_request(LIMIT).unwrap() else {
                panic!("it asks for more and has not answered");
            };
            assert_eq!(answer, Answer::Response(event.clone()));
            times.push(moment - start);
        }
        function.join().unwrap();
        // A packet that waits for an acknowledgement takes 40 ms. The median, as other tests run meanwhile.
        times.sort_unstable();
        assert!(times[times.len() / 2].as_millis() < 40, "{times:?}");
    }

    #[test]
    fn errors_are_told_apart() {
        let api = RuntimeApi::start().unwrap();
        post(&api, INIT_ERROR, r#"{"errorMessage": "oops"}"#);
        let oops = json!({"errorMessage": "oops"});
        assert_eq!(api.answer(LIMIT).unwrap(), Answer::InitError(oops));
        post(&api, "/2018-06-01/runtime/invocation/1/error", "oops");
        assert_eq!(api.answer(LIMIT).unwrap(), Answer::Error(json!("oops")));
        post(&api, "/2018-06-01/runtime/invocation/1/response", "no JSON");
        assert_eq!(api.answer(LIMIT).unwrap(), Answer::Error(json!("no JSON")));
        post(&api, "/other", "{}");
        let unknown = json!("the Runtime API has no /other");
        assert_eq!(api.answer(LIMIT).unwrap(), Answer::Error(unknown));
    }
}
