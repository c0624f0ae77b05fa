//! Head and foot of every page but the cover.

use super::markup::Markup;
use super::words::{Look, field, run};
use crate::output::report::Report;
use crate::source::Lang;

const NAMESPACE: (&str, &str) = ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main");

/// The title of the report.
pub(super) fn header(report: &Report) -> Vec<u8> {
    let mut markup = Markup::new();
    markup.element("w:hdr", &[NAMESPACE], |markup| {
        line(markup, "Header", |markup| run(markup, report.lang, &report.title, Look::default()));
    });
    markup.finish()
}

/// The number of the page, of so many.
pub(super) fn footer(lang: Lang) -> Vec<u8> {
    let [before, between, after] = match lang {
        Lang::Zh => ["第 ", " 页　共 ", " 页"],
        Lang::En => ["Page ", " of ", ""],
    };
    let mut markup = Markup::new();
    markup.element("w:ftr", &[NAMESPACE], |markup| {
        line(markup, "Footer", |markup| {
            run(markup, lang, before, Look::default());
            field(markup, "PAGE", "1");
            run(markup, lang, between, Look::default());
            field(markup, "NUMPAGES", "1");
            run(markup, lang, after, Look::default());
        });
    });
    markup.finish()
}

fn line(markup: &mut Markup, style: &str, inside: impl FnOnce(&mut Markup)) {
    markup.element("w:p", &[], |markup| {
        markup.element("w:pPr", &[], |markup| markup.value("w:pStyle", style));
        inside(markup);
    });
}
