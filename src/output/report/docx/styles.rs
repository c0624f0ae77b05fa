//! Styles, numbering and settings: parts that hardly depend on the report.

use super::markup::Markup;
use crate::source::Lang;

const NAMESPACE: (&str, &str) = ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main");

/// The styles, which the office may change in Word: one change for the whole document.
pub(super) fn styles(lang: Lang) -> Vec<u8> {
    let (body, bold) = match lang {
        // Chinese paragraphs begin two characters further in, and their headings are heavy by their font.
        Lang::Zh => (r#"<w:ind w:firstLineChars="200" w:firstLine="480"/><w:jc w:val="both"/>"#, ""),
        Lang::En => (r#"<w:spacing w:after="120"/>"#, "<w:b/><w:bCs/>"),
    };
    include_str!("styles.xml").replace("{body}", body).replace("{bold}", bold).into_bytes()
}

/// A list with dots, and numbered ones that each count from one.
pub(super) fn numbering(lang: Lang, numbered: usize) -> Vec<u8> {
    let mut markup = Markup::new();
    markup.element("w:numbering", &[NAMESPACE], |markup| {
        kind(markup, "0", "bullet", "•");
        kind(markup, "1", "decimal", lang.pick("%1.", "（%1）"));
        list(markup, 1, "0");
        (0..numbered).for_each(|at| list(markup, at + 2, "1"));
    });
    markup.finish()
}

fn kind(markup: &mut Markup, id: &str, format: &str, sign: &str) {
    markup.element("w:abstractNum", &[("w:abstractNumId", id)], |markup| {
        markup.value("w:multiLevelType", "singleLevel");
        markup.element("w:lvl", &[("w:ilvl", "0")], |markup| {
            markup.value("w:start", "1");
            markup.value("w:numFmt", format);
            markup.value("w:lvlText", sign);
            markup.value("w:lvlJc", "left");
            markup.element("w:pPr", &[], |markup| {
                let (left, hanging) = if format == "bullet" { ("840", "360") } else { ("1080", "600") };
                markup.empty("w:ind", &[("w:left", left), ("w:hanging", hanging)]);
            });
        });
    });
}

fn list(markup: &mut Markup, id: usize, kind: &str) {
    markup.element("w:num", &[("w:numId", &id.to_string())], |markup| {
        markup.value("w:abstractNumId", kind);
        markup.element("w:lvlOverride", &[("w:ilvl", "0")], |markup| markup.value("w:startOverride", "1"));
    });
}

/// Settings. Fields are not brought up to date on opening: Word would ask the reader about it first.
pub(super) fn settings() -> Vec<u8> {
    let mut markup = Markup::new();
    markup.element("w:settings", &[NAMESPACE], |markup| {
        markup.empty("w:zoom", &[("w:percent", "100")]);
        markup.value("w:defaultTabStop", "420");
        markup.value("w:characterSpacingControl", "compressPunctuation");
        markup.element("w:compat", &[], |markup| {
            let word = "http://schemas.microsoft.com/office/word";
            markup.empty("w:compatSetting", &[("w:name", "compatibilityMode"), ("w:uri", word), ("w:val", "15")]);
        });
        markup.empty("w:themeFontLang", &[("w:val", "en-US"), ("w:eastAsia", "zh-CN")]);
    });
    markup.finish()
}
