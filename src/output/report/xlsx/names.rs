//! Names that Excel accepts: of sheets and of the columns of tables, each once whatever its case.

use std::collections::HashSet;

/// Excel's longest name of a sheet, in units of UTF-16.
const SHEET: usize = 31;
/// Excel's longest heading of a column of a table.
const COLUMN: usize = 255;

/// Names that are taken.
#[derive(Default)]
pub(super) struct Names {
    taken: HashSet<String>,
}

impl Names {
    /// A name for a sheet, as near to the wanted one as Excel allows.
    pub fn sheet(&mut self, wanted: &str) -> String {
        let clean: String = wanted
            .chars()
            .map(|c| match c {
                '[' => '（',
                ']' => '）',
                ':' => '：',
                '*' => '＊',
                '?' => '？',
                '/' => '／',
                '\\' => '＼',
                '\'' => '’',
                c if c.is_control() => ' ',
                c => c,
            })
            .collect();
        // Excel keeps this name for itself.
        let name = if clean.trim().eq_ignore_ascii_case("history") { format!("{} 1", clean.trim()) } else { clean };
        self.once(&name, SHEET)
    }

    /// A heading for a column of a table; a heading is one line.
    pub fn column(&mut self, wanted: &str) -> String {
        let clean: String = wanted.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        self.once(&clean, COLUMN)
    }

    fn once(&mut self, wanted: &str, limit: usize) -> String {
        let wanted = if wanted.trim().is_empty() { "-" } else { wanted.trim() };
        let mut name = cut(wanted, limit).trim_end().to_string();
        let mut number = 1;
        while !self.taken.insert(name.to_lowercase()) {
            number += 1;
            let end = format!(" ({number})");
            name = cut(wanted, limit - end.len()).trim_end().to_string() + &end;
        }
        name
    }
}

/// The beginning of a text, at most so many units of UTF-16 long.
pub(super) fn cut(text: &str, limit: usize) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > limit
    });
    end.map_or(text, |(at, _)| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn names_are_short_plain_and_once() {
        let mut names = Names::default();
        let long = "园区".repeat(40);
        assert_eq!(names.sheet(&long).encode_utf16().count(), 31);
        assert_eq!(names.sheet(&long), format!("{}园 (2)", "园区".repeat(13)));
        assert_eq!(names.sheet("a/b: [c]? 'd'"), "a／b： （c）？ ’d’");
        assert_eq!(names.sheet("A"), "A");
        assert_eq!(names.sheet("a"), "a (2)");
        assert_eq!(names.sheet(" \n "), "-");
        assert_eq!(names.sheet("history"), "history 1");
        // One character of two units does not stand half in a name.
        assert_eq!(names.sheet(&"🏭".repeat(20)), "🏭".repeat(15));
    }
}
