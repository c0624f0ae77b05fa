//! The program.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(parkcarbon::cli::run(std::env::args_os()))
}
