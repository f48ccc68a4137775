//! Lines that are worked on by several threads, and answered in their order.

use std::io;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use anyhow::Result;

/// Requests that wait for a worker, for each of them.
const WAITING: usize = 4;

/// Calls `answer` for each line, on so many threads at a time, and `write` with the answers in the order of the lines.
///
/// # Errors
/// Where a line cannot be read, or an answer not be written.
pub(crate) fn answer_in_order(
    workers: usize,
    lines: impl Iterator<Item = io::Result<String>>,
    answer: impl Fn(&str) -> String + Sync,
    mut write: impl FnMut(String) -> Result<()>,
) -> Result<()> {
    thread::scope(|scope| {
        // One queue for each worker: the n-th line goes to the n-th of them in turn, so that its answer comes from
        // there too, and no answer needs a number.
        let (requests, answers): (Vec<_>, Vec<Receiver<String>>) = (0..workers)
            .map(|_| {
                let (request, requests) = sync_channel::<String>(WAITING);
                let (answered, answers) = sync_channel::<String>(WAITING);
                let answer = &answer;
                scope.spawn(move || {
                    for request in requests {
                        // The one who would read it has gone: so has the reason to work.
                        if answered.send(answer(&request)).is_err() {
                            break;
                        }
                    }
                });
                (request, answers)
            })
            .unzip();
        let (mut asked, mut written) = (0, 0);
        let mut next = |written: &mut usize| -> Result<()> {
            let line = answers[*written % workers].recv()?;
            *written += 1;
            write(line)
        };
        for line in lines {
            requests[asked % workers].send(line?)?;
            asked += 1;
            if asked - written >= workers {
                next(&mut written)?;
            }
        }
        drop(requests);
        while written < asked {
            next(&mut written)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn answers_come_in_the_order_of_the_lines() {
        for workers in [1, 2, 7] {
            let lines = (0..40).map(|number| Ok(number.to_string()));
            let mut written = Vec::new();
            let answer = |line: &str| {
                // The first ones take longest.
                let number: u64 = line.parse().unwrap();
                thread::sleep(Duration::from_micros(50 * (40 - number)));
                line.to_owned()
            };
            answer_in_order(workers, lines, answer, |line| {
                written.push(line);
                Ok(())
            })
            .unwrap();
            let expected: Vec<String> = (0..40).map(|number| number.to_string()).collect();
            assert_eq!(written, expected);
        }
    }

    #[test]
    fn a_line_that_cannot_be_read_ends_it() {
        let lines = [Ok("a".to_owned()), Err(io::Error::other("gone"))];
        let error = answer_in_order(2, lines.into_iter(), str::to_owned, |_| Ok(())).unwrap_err();
        assert_eq!(error.to_string(), "gone");
    }
}
