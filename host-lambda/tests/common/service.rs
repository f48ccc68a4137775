//! A service on HTTP that answers all requests in one way, and keeps them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A service; it serves until the test ends.
pub(crate) struct Service {
    /// Its URL.
    pub(crate) endpoint: String,
    answer: Arc<Mutex<(u16, &'static str)>>,
    requests: Arc<Mutex<Vec<(String, String)>>>,
}

impl Service {
    /// Answers with `{}`.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let service = Self {
            endpoint: format!("http://{}", listener.local_addr().unwrap()),
            answer: Arc::new(Mutex::new((200, "{}"))),
            requests: Arc::default(),
        };
        let (answer, requests) = (service.answer.clone(), service.requests.clone());
        thread::spawn(move || {
            for mut client in listener.incoming().flatten() {
                requests.lock().unwrap().push(read_request(&client));
                let (status, body) = *answer.lock().unwrap();
                let length = body.len();
                let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {length}");
                let _ = write!(client, "{head}\r\nConnection: close\r\n\r\n{body}");
            }
        });
        service
    }

    /// From now on, all requests are answered so.
    pub(crate) fn answers(&self, status: u16, body: &'static str) {
        *self.answer.lock().unwrap() = (status, body);
    }

    /// The requests since the last time: heads in lower case, and bodies.
    pub(crate) fn requests(&self) -> Vec<(String, String)> {
        std::mem::take(&mut self.requests.lock().unwrap())
    }
}

/// Head and body.
fn read_request(client: &TcpStream) -> (String, String) {
    let mut reader = BufReader::new(client);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line.trim().is_empty() {
            break;
        }
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        head += &lower;
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    (head, String::from_utf8(body).unwrap())
}
