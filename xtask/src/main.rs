//! The project's own commands.
#![forbid(unsafe_code)]

mod process;

fn main() -> anyhow::Result<()> {
    process::end_services_on_signal()
}
