//! How fast the columns of Parquet files of readings can be decompressed and decoded at all, without summing anything: the floor
//! under `rollup`. `cargo run --release --example decode_floor -- FILES... -o IGNORED`

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use parkcarbon::intake::metering::decode_only;

fn main() -> ExitCode {
    let named = std::env::args_os().skip(1).map(PathBuf::from);
    let files: Vec<PathBuf> = named.take_while(|name| !name.as_os_str().to_string_lossy().starts_with('-')).collect();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    let start = Instant::now();
    match decode_only(&files, threads) {
        Ok(rows) => {
            println!("{rows} rows in {:.3} s", start.elapsed().as_secs_f64());
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("{why:?}");
            ExitCode::FAILURE
        }
    }
}
