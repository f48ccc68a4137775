//! What happens to S3 and to the functions meanwhile. It goes with the events, not with the time, so that there is as much
//! of it on a slow computer.

use super::common::proxy::{Fault, Proxy};
use super::delivery::Deliveries;
use super::instance::Instance;
use super::random::Random;

/// Another fault comes with so many deliveries.
const PACE: usize = 10;
/// A function is killed with one fault in so many.
const KILLS: usize = 5;
/// Those from here on are never killed: their memory tells whether it grows.
pub(crate) const SPARED: usize = 4;

const FAULTS: [Fault; 9] = [
    Fault::Answer(503, "SlowDown"),
    Fault::Answer(500, "InternalError"),
    Fault::Reset,
    Fault::LostAnswer,
    Fault::HalfBody,
    Fault::OtherBody,
    Fault::OtherUpload,
    Fault::Silence,
    Fault::Standstill,
];
const METHODS: [&str; 4] = ["HEAD", "GET", "PUT", "DELETE"];
/// More requests than an event has with all its attempts.
const MOST: usize = 12;

/// Makes faults and kills until everything is delivered. Returns how many requests had a fault.
pub(crate) fn make(proxy: &Proxy, instances: &[Instance], deliveries: &Deliveries) -> usize {
    let mut random = Random::new(3);
    let mut faults = 0;
    for step in 1.. {
        let fault = FAULTS[random.below(FAULTS.len())];
        // An unanswered request takes seconds, so there are fewer of them.
        let count = match fault {
            Fault::Silence | Fault::Standstill => 1,
            _ => 1 + random.below(MOST),
        };
        proxy.inject(METHODS[random.below(METHODS.len())], fault, count);
        if random.below(KILLS) == 0 {
            instances[random.below(SPARED)].kill();
        }
        let is_over = deliveries.wait_until_taken(step * PACE);
        faults += proxy.faults();
        if is_over {
            break;
        }
    }
    faults
}
