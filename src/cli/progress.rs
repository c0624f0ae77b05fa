//! A long run on a terminal: how far it is, and Ctrl-C.

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use super::outcome::Outcome;
use crate::intake::metering::Watch;

/// What Ctrl-C stops. The first one is heeded where that leaves nothing half done; the second one ends the process.
pub fn watch() -> Arc<Watch> {
    static WATCH: OnceLock<Arc<Watch>> = OnceLock::new();
    let watch = WATCH.get_or_init(|| {
        let watch = Arc::new(Watch::default());
        let stopped = Arc::clone(&watch);
        // Where no handler can be set, Ctrl-C ends the process as ever: nothing is half written then either.
        let _ = ctrlc::set_handler(move || {
            if stopped.stop.swap(true, Ordering::Relaxed) {
                std::process::exit(Outcome::Interrupted.code().into());
            }
        });
        watch
    });
    Arc::clone(watch)
}

/// Shows how far the work is: bytes, rows a second, the time that is left.
pub fn watched<T>(watch: &Watch, paths: &[PathBuf], work: impl FnOnce() -> T) -> T {
    if !std::io::stderr().is_terminal() {
        return work();
    }
    let bytes = paths.iter().filter_map(|path| std::fs::metadata(path).ok()).map(|about| about.len()).sum();
    let bar = ProgressBar::new(bytes);
    let look = ProgressStyle::with_template("{bar:30}  {percent}%  {bytes}/{total_bytes}  {msg}  {eta}");
    bar.set_style(look.unwrap_or(ProgressStyle::default_bar()));
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let read = watch.bytes.load(Ordering::Relaxed);
                // More than there are: a second pass looks for what comes twice.
                if read > bytes {
                    bar.set_length(bytes * 2);
                }
                bar.set_position(read);
                let seconds = bar.elapsed().as_secs().max(1);
                bar.set_message(format!("{}/s", HumanCount(watch.rows.load(Ordering::Relaxed) / seconds)));
                std::thread::park_timeout(Duration::from_millis(100));
            }
        });
        let result = work();
        done.store(true, Ordering::Relaxed);
        bar.finish_and_clear();
        result
    })
}
