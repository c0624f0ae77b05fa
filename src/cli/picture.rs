//! One chart into one file.

use std::path::Path;

use super::fonts;
use super::outcome::Outcome;
use super::session::{Session, eprint_text};
use crate::output::chart::{Chart, Theme};
use crate::source::{Code, Lang, Problem, Text};

/// Draws a chart, in the language that the font can write, into a file named `.svg` or `.png`.
pub fn draw(
    session: &Session,
    (path, font): (&Path, Option<&Path>),
    chart: impl Fn(Lang) -> Chart,
    lang: Lang,
) -> Result<(), Outcome> {
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    if !matches!(ending.as_deref(), Some("svg" | "png")) {
        let shown = path.display();
        let text = Text::new(
            format!("{shown}: the name of a chart ends in .svg or .png"),
            format!("{shown}：图的文件名以 .svg 或 .png 结尾"),
        );
        eprint_text(&format!("{}\n", text.get(lang)));
        return Err(Outcome::Usage);
    }
    let unusable = |text| session.fail_with(Problem::new(Code::FontUnusable, text), lang);
    let fonts = fonts::find(session, font, lang)?;
    let drawn_in = fonts::written_in(&fonts, lang);
    let drawing = chart(drawn_in).draw(&fonts, Theme::Light, drawn_in);
    let bytes = match ending.as_deref() {
        Some("png") => drawing.png(&fonts, 2.0).map_err(|error| unusable(error.text))?,
        _ => drawing.svg.into_bytes(),
    };
    match session.deliver(&bytes, Some(path), lang) {
        Outcome::Done => {
            fonts::say_language(&fonts, lang);
            fonts::say_replaced(drawing.replaced, lang);
            Ok(())
        }
        outcome => Err(outcome),
    }
}
