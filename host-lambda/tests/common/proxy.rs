//! A proxy between the function and S3 that does what networks and busy servers do.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// Longer than anybody waits for an answer.
const LONG: Duration = Duration::from_secs(60);

/// What the headers begin with that are kept of requests: conditions, and what is said of an object.
const KEPT: [&str; 2] = ["if-", "x-amz-meta-"];

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// S3 answers with this status and code.
    Answer(u16, &'static str),
    /// There is no answer, and the connection stays.
    Silence,
    /// The body of the answer stops half-way, and the connection stays.
    Standstill,
    /// The connection ends instead of an answer, and the server has not got the request.
    Reset,
    /// The connection ends instead of an answer, and the server has done what it was asked for.
    LostAnswer,
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

/// A request, and what the server has answered.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    pub(crate) method: String,
    /// With the query.
    pub(crate) path: String,
    /// Those headers of the request that are kept, in lower case, and their values.
    headers: Vec<(String, String)>,
    /// What happened to it on its way.
    pub(crate) fault: Option<Fault>,
    /// The status; `None` where the server did not get it.
    pub(crate) status: Option<u16>,
    /// When it came and was answered, since the proxy's start.
    pub(crate) times: [Duration; 2],
}

impl Exchange {
    /// A header of the request by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(header, _)| header == name)?;
        Some(value)
    }
}

/// A proxy; it serves until the test ends.
pub(crate) struct Proxy {
    /// What to use in place of the server's address.
    pub(crate) endpoint: String,
    shared: Arc<Shared>,
}

/// What all connections share.
struct Shared {
    server: SocketAddr,
    start: Instant,
    rule: Mutex<Option<Rule>>,
    served: Mutex<usize>,
    exchanges: Mutex<Vec<Exchange>>,
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
        let shared = Arc::new(Shared {
            server,
            start: Instant::now(),
            rule: Mutex::default(),
            served: Mutex::default(),
            exchanges: Mutex::default(),
        });
        let connections = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let shared = Arc::clone(&connections);
                thread::spawn(move || shared.serve(client));
            }
        });
        Self {
            endpoint: format!("http://{address}"),
            shared,
        }
    }

    /// From now on this happens to so many requests with this method.
    pub(crate) fn inject(&self, method: &'static str, fault: Fault, count: usize) {
        *self.shared.rule.lock().expect("not poisoned") = Some(Rule {
            method,
            fault,
            count,
        });
        *self.shared.served.lock().expect("not poisoned") = 0;
    }

    /// How many faults have happened since.
    pub(crate) fn faults(&self) -> usize {
        *self.shared.served.lock().expect("not poisoned")
    }

    /// All that was asked so far, in the order of the answers.
    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.shared.exchanges.lock().expect("not poisoned").clone()
    }
}

impl Shared {
    /// Serves one connection until either side closes it.
    fn serve(&self, client: TcpStream) -> io::Result<()> {
        let mut writer = client.try_clone()?;
        let mut reader = BufReader::new(client);
        while let Some((head, mut body)) = read_message(&mut reader, false)? {
            let came = self.start.elapsed();
            let fault = self.fault(&head);
            match fault {
                Some(Fault::Reset) => {
                    self.remember(&head, fault, None, came);
                    return Ok(());
                }
                Some(Fault::Silence) => {
                    self.remember(&head, fault, None, came);
                    thread::sleep(LONG);
                    return Ok(());
                }
                Some(Fault::Answer(status, code)) => {
                    self.remember(&head, fault, None, came);
                    answer(&mut writer, &head, status, code)?;
                    continue;
                }
                Some(Fault::OtherUpload) => change(&mut body),
                _ => {}
            }
            let mut upstream = TcpStream::connect(self.server)?;
            upstream.write_all(head.as_bytes())?;
            upstream.write_all(&body)?;
            let without_body = method(&head) == "HEAD";
            let mut upstream = BufReader::new(upstream);
            let answer = read_message(&mut upstream, without_body)?;
            let status = answer.as_ref().and_then(|(head, _)| status(head));
            self.remember(&head, fault, status, came);
            let Some((head, mut body)) = answer.filter(|_| fault != Some(Fault::LostAnswer)) else {
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

    /// The fault for a request, if there is one.
    fn fault(&self, head: &str) -> Option<Fault> {
        let mut rule = self.rule.lock().expect("not poisoned");
        let rule = rule.as_mut()?;
        if rule.count == 0 || method(head) != rule.method {
            return None;
        }
        rule.count -= 1;
        *self.served.lock().expect("not poisoned") += 1;
        Some(rule.fault)
    }

    /// Keeps a request, and what became of it.
    fn remember(&self, head: &str, fault: Option<Fault>, status: Option<u16>, came: Duration) {
        let mut lines = head.lines();
        let mut words = lines.next().unwrap_or_default().split(' ');
        let mut word = || words.next().unwrap_or_default().to_owned();
        let headers = lines.filter_map(|line| line.split_once(':'));
        let exchange = Exchange {
            method: word(),
            path: word(),
            headers: headers
                .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
                .filter(|(name, _)| KEPT.iter().any(|kept| name.starts_with(kept)))
                .collect(),
            fault,
            status,
            times: [came, self.start.elapsed()],
        };
        self.exchanges.lock().expect("not poisoned").push(exchange);
    }
}

/// An answer that is not the server's.
fn answer(writer: &mut impl Write, request: &str, status: u16, code: &str) -> io::Result<()> {
    let body = format!("<Error><Code>{code}</Code><Message>It is what it is.</Message></Error>");
    let head = format!(
        "HTTP/1.1 {status} {code}\r\nContent-Type: application/xml\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    writer.write_all(head.as_bytes())?;
    // An answer to HEAD has no body.
    match method(request) == "HEAD" {
        true => Ok(()),
        false => writer.write_all(body.as_bytes()),
    }
}

fn method(head: &str) -> &str {
    head.split(' ').next().unwrap_or_default()
}

/// The status of an answer.
fn status(head: &str) -> Option<u16> {
    head.split(' ').nth(1)?.parse().ok()
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
