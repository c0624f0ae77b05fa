//! Readers of workbooks and of Parquet are other people's, and some damaged files make them panic: that is a problem of the file.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static READING: Cell<bool> = const { Cell::new(false) };
}

/// Runs a reader; none if it panics.
pub fn sheltered<T>(read: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    // Nothing of such a panic is printed; any other is, as before.
    HOOK.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |info| {
            if !READING.get() {
                usual(info);
            }
        }));
    });
    let outer = READING.replace(true);
    let result = catch_unwind(AssertUnwindSafe(read));
    READING.set(outer);
    result.ok()
}

#[cfg(test)]
mod tests {
    use super::sheltered;

    #[test]
    fn a_panic_is_none() {
        assert_eq!(sheltered(|| 1), Some(1));
        assert_eq!(sheltered(|| Vec::<u8>::new()[7]), None);
    }
}
