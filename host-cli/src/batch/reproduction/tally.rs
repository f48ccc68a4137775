//! The sentence at the end.

use super::outcome::State;
use crate::exit::Outcome;

/// How many results there were of each state.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    identical: usize,
    differ: usize,
    unchecked: usize,
}

impl Tally {
    pub(crate) fn add(&mut self, state: State) {
        match state {
            State::Identical => self.identical += 1,
            State::Differs => self.differ += 1,
            State::Unchecked => self.unchecked += 1,
        }
    }

    pub(crate) fn outcome(&self) -> Outcome {
        match self.differ + self.unchecked {
            0 => Outcome::AllFine,
            _ => Outcome::SomeFailed,
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} identical, {} ", self.identical, self.differ)?;
        f.write_str(if self.differ == 1 {
            "differs"
        } else {
            "differ"
        })?;
        match self.unchecked {
            0 => Ok(()),
            count => write!(f, ", {count} cannot be checked"),
        }
    }
}
