//! The shipped templates: one for each kind of report and language, and for frameworks that ask for an outline of their own.

use include_dir::{Dir, include_dir};

use crate::source::Lang;

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The template of a kind in a language: name and text. That of the framework if it has one of its own, else that of the kind.
pub fn shipped(kind: &str, framework: Option<&str>, lang: Lang) -> Option<(String, &'static str)> {
    let ending = lang.pick("en", "zh");
    let own = framework.map(|framework| format!("{kind}-{framework}"));
    let mut names = own.into_iter().chain([kind.to_string()]).map(|name| format!("{name}.{ending}.md"));
    names.find_map(|name| {
        let text = TEMPLATES.get_file(&name)?.contents_utf8()?;
        Some((format!("templates/{name}"), text))
    })
}
