//! What users see on the command line, recorded in `tests/cli/*.trycmd` and in the README of either language.
//!
//! `TRYCMD=overwrite cargo test --test cli` records it anew.

#[test]
fn commands_print_what_is_recorded() {
    trycmd::TestCases::new().case("tests/cli/*.trycmd").case("README.md").case("README.zh.md");
}
