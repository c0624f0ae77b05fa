use super::Report;
pub fn html(_: &Report) -> String {
    String::new()
}
pub fn markdown(_: &Report, _: &str) -> String {
    String::new()
}
