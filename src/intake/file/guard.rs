//! The readers of workbooks are other people's, and some damaged files make them panic: that is a problem of the file.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

use super::unreadable::{Unreadable, broken};

thread_local! {
    static READING: Cell<bool> = const { Cell::new(false) };
}

/// Runs a reader; where it panics, the workbook is broken.
///
/// # Errors
/// [`Unreadable`] if the reader panics.
pub(in crate::intake) fn guarded<T>(read: impl FnOnce() -> T) -> Result<T, Unreadable> {
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
    result.map_err(|_| broken("its parts do not fit together"))
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn a_panic_is_a_broken_workbook() {
        assert!(guarded(|| 1).is_ok_and(|one| one == 1));
        let text = guarded(|| Vec::<u8>::new()[7]).map_err(|why| why.text.en);
        assert!(text.is_err_and(|text| text.contains("damaged")));
    }
}
