//! What users see on the command line, recorded in `tests/cli/*.trycmd`.
//!
//! `TRYCMD=overwrite cargo test --test cli` records it anew.

#[test]
fn commands_print_what_is_recorded() {
    trycmd::TestCases::new().case("tests/cli/*.trycmd");
}
