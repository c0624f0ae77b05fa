//! The font of the pictures that a command draws, and what is said of it.

use std::path::Path;

use super::outcome::Outcome;
use super::session::{Session, eprint_text};
use crate::output::chart::{Fonts, Replaced};
use crate::source::{Code, Lang, Problem};

/// The font asked for, or one of this machine.
pub fn find(session: &Session, asked: Option<&Path>, lang: Lang) -> Result<Fonts, Outcome> {
    Fonts::find(asked).map_err(|error| session.fail_with(Problem::new(Code::FontUnusable, error.text), lang))
}

/// The language that a font can write: that of the reader, or English.
pub fn written_in(fonts: &Fonts, lang: Lang) -> Lang {
    if fonts.speaks_chinese() { lang } else { Lang::En }
}

/// Says so where the words of pictures are not in the language of the reader.
pub fn say_language(fonts: &Fonts, lang: Lang) {
    if written_in(fonts, lang) != lang {
        eprint_text("字体不含中文，图中文字改用英文；可用 --font 指定含中文的字体文件\n");
    }
}

/// Says which characters the font does not have.
pub fn say_replaced(mut replaced: Vec<Replaced>, lang: Lang) {
    replaced.retain(|one| !one.is_plain());
    replaced.sort();
    replaced.dedup();
    if replaced.is_empty() {
        return;
    }
    let list: Vec<String> = replaced.iter().map(|one| format!("{} → {}", one.glyph, one.by)).collect();
    let list = list.join("  ");
    eprint_text(&match lang {
        Lang::Zh => format!("字体没有下列字符，已替换：{list}\n"),
        Lang::En => format!("the font does not have these characters, which were replaced: {list}\n"),
    });
}
