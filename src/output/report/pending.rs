pub fn markdown(_: &super::Report, _: &str) -> String { String::new() }
