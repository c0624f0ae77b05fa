//! Calls into readers of formats that others wrote. They take broken files for impossible and may panic: such a file is
//! reported like any other broken one, and nothing is printed of the panic.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

use super::book::{Unreadable, broken};

thread_local! {
    static READING: Cell<bool> = const { Cell::new(false) };
}

/// Calls a reader; its panic becomes an error. What it held is broken after that and must not be used again.
///
/// # Errors
/// That of the reader, or that it panicked.
pub(super) fn guarded<T>(read: impl FnOnce() -> Result<T, Unreadable>) -> Result<T, Unreadable> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |panic| {
            if !READING.get() {
                usual(panic);
            }
        }));
    });
    let outer = READING.replace(true);
    let result = catch_unwind(AssertUnwindSafe(read));
    READING.set(outer);
    result.unwrap_or_else(|_| Err(broken("it contradicts itself")))
}
