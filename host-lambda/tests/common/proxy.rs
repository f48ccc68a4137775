//! A proxy between the function and S3 that does what networks and busy servers do.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Longer than anybody waits for an answer.
const LONG: Duration = Duration::from_secs(60);

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// S3 answers with this status and code.
    Answer(u16, &'static str),
    /// There is no answer, and the connection stays.
    Silence,
    /// The body of the answer stops half-way, and the connection stays.
    Standstill,
    /// The connection ends instead of an answer.
    Reset,
    /// The body of the answer comes in drops.
    SlowBody,
    /// The body of the answer ends half-way.
    HalfBody,
    /// A byte of the answer's body is another one.
    OtherBody,
    /// A byte of the request's body is another one.
    OtherUpload,
}

/// Requests that faults happen to.
#[derive(Debug, Clone)]
struct Rule {
    method: &'static str,
    fault: Fault,
    /// How many more.
    count: usize,
}

/// A proxy; it serves until the test ends.
pub(crate) struct Proxy {
    /// What to use in place of the server's address.
    pub(crate) endpoint: String,
    rule: Arc<Mutex<Option<Rule>>>,
    served: Arc<Mutex<usize>>,
}

impl Proxy {
    /// In front of the server at this URL.
    pub(crate) fn start(endpoint: &str) -> Self {
        let server: SocketAddr = endpoint
            .trim_start_matches("http://")
            .parse()
            .expect("an address");
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("its address");
        let rule: Arc<Mutex<Option<Rule>>> = Arc::default();
        let served: Arc<Mutex<usize>> = Arc::default();
        let shared = (Arc::clone(&rule), Arc::clone(&served));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (rule, served) = shared.clone();
                thread::spawn(move || serve(client, server, &rule, &served));
            }
        });
        Self {
            endpoint: format!("http://{address}"),
            rule,
            served,
        }
    }

    /// From now on this happens to so many requests with this method.
    pub(crate) fn inject(&self, method: &'static str, fault: Fault, count: usize) {
        *self.rule.lock().expect("not poisoned") = Some(Rule {
            method,
            fault,
            count,
        });
        *self.served.lock().expect("not poisoned") = 0;
    }

    /// How many faults have happened since.
    pub(crate) fn faults(&self) -> usize {
        *self.served.lock().expect("not poisoned")
    }
}

/// Serves one connection until either side closes it.
fn serve(
    client: TcpStream,
    server: SocketAddr,
    rule: &Mutex<Option<Rule>>,
    served: &Mutex<usize>,
) -> io::Result<()> {
    let mut writer = client.try_clone()?;
    let mut reader = BufReader::new(client);
    while let Some((head, mut body)) = read_message(&mut reader, false)? {
        let fault = fault(&head, rule, served);
        match fault {
            Some(Fault::Reset) => return Ok(()),
            Some(Fault::Silence) => {
                thread::sleep(LONG);
                return Ok(());
            }
            Some(Fault::Answer(status, code)) => {
                let is_head = method(&head) == "HEAD";
                let body = format!(
                    "<Error><Code>{code}</Code><Message>It is what it is.</Message></Error>"
                );
                let head = format!(
                    "HTTP/1.1 {status} {code}\r\nContent-Type: application/xml\r\nContent-Length: {}\r\n\r\n",
                    body.len()
                );
                writer.write_all(head.as_bytes())?;
                // An answer to HEAD has no body.
                if !is_head {
                    writer.write_all(body.as_bytes())?;
                }
                continue;
            }
            Some(Fault::OtherUpload) => change(&mut body),
            _ => {}
        }
        let mut upstream = TcpStream::connect(server)?;
        upstream.write_all(head.as_bytes())?;
        upstream.write_all(&body)?;
        let without_body = method(&head) == "HEAD";
        let mut upstream = BufReader::new(upstream);
        let Some((head, mut body)) = read_message(&mut upstream, without_body)? else {
            return Ok(());
        };
        if fault == Some(Fault::OtherBody) {
            change(&mut body);
        }
        writer.write_all(head.as_bytes())?;
        match fault {
            Some(Fault::Standstill) => {
                writer.write_all(&body[..body.len() / 2])?;
                writer.flush()?;
                thread::sleep(LONG);
                return Ok(());
            }
            Some(Fault::HalfBody) => return writer.write_all(&body[..body.len() / 2]),
            Some(Fault::SlowBody) => {
                for part in body.chunks(64) {
                    writer.write_all(part)?;
                    writer.flush()?;
                    thread::sleep(Duration::from_millis(100));
                }
            }
            _ => writer.write_all(&body)?,
        }
    }
    Ok(())
}

fn method(head: &str) -> &str {
    head.split(' ').next().unwrap_or_default()
}

/// The fault for a request, if there is one.
fn fault(head: &str, rule: &Mutex<Option<Rule>>, served: &Mutex<usize>) -> Option<Fault> {
    let mut rule = rule.lock().expect("not poisoned");
    let rule = rule.as_mut()?;
    if rule.count == 0 || method(head) != rule.method {
        return None;
    }
    rule.count -= 1;
    *served.lock().expect("not poisoned") += 1;
    Some(rule.fault)
}

fn change(body: &mut [u8]) {
    let middle = body.len() / 2;
    if let Some(byte) = body.get_mut(middle) {
        *byte ^= 1;
    }
}

/// The next request or answer: its head with the empty line, and its body; `None` at the end of the connection.
fn read_message(
    reader: &mut impl BufRead,
    without_body: bool,
) -> io::Result<Option<(String, Vec<u8>)>> {
    let mut head = String::new();
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        head.push_str(&line);
        match line.trim_end().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().expect("a length");
            }
            _ if line.trim_end().is_empty() => break,
            _ => {}
        }
    }
    let mut body = vec![0; if without_body { 0 } else { length }];
    reader.read_exact(&mut body)?;
    Ok(Some((head, body)))
}
