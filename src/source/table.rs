//! A cursor over spanned TOML: every value keeps its place and its literal text, and every key must be asked for.

use std::cell::RefCell;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::codes::Code;
use super::file::Files;
use super::place::{FileId, Place};
use super::problem::{Problem, Problems};
use super::text::Text;

/// After so many syntax errors the rest of a file says nothing new.
const MAX_SYNTAX_ERRORS: usize = 20;

/// Parses a file as TOML.
///
/// # Errors
/// Reports every syntax error (`PK0106`) at its place and gives `None`.
pub fn parse_toml<'a>(files: &'a Files, file: FileId, problems: &mut Problems) -> Option<Spanned<DeTable<'a>>> {
    let text = files.get(file).text();
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Some(table);
    }
    for error in errors.iter().take(MAX_SYNTAX_ERRORS) {
        let span = error.span().unwrap_or(0..0);
        let line_start = text[..span.start.min(text.len())].rfind('\n').map_or(0, |at| at + 1);
        let line = text[line_start..].lines().next().unwrap_or_default();
        let mut problem = Problem::new(
            Code::TomlSyntax,
            Text::new(format!("TOML syntax: {}", error.message()), format!("TOML 语法错误：{}", error.message())),
        )
        .at(files.place(file, span));
        if line.contains("..") || !line.is_ascii() {
            problem = problem.hint(Text::new(
                "put quotes around keys with `..` or Chinese characters: \"2023Q1..Q3\" = 5",
                "含有 `..` 或汉字的键需加引号，例如 \"2023Q1..Q3\" = 5",
            ));
        }
        problems.add(problem);
    }
    None
}

/// A table being read. Keys that nobody asked for are reported by [`Table::finish`].
#[derive(Debug)]
pub struct Table<'a> {
    source: Source<'a>,
    span: Range<usize>,
    entries: &'a DeTable<'a>,
    asked: RefCell<Vec<&'static str>>,
}

#[derive(Debug, Clone, Copy)]
struct Source<'a> {
    file: FileId,
    text: &'a str,
}

/// A value and its place.
#[derive(Debug, Clone)]
pub struct Value<'a> {
    source: Source<'a>,
    span: Range<usize>,
    value: &'a DeValue<'a>,
}

/// The literal text of a number or string, with its place.
#[derive(Debug, Clone)]
pub struct Literal<'a> {
    /// The characters as written, without quotes.
    pub text: &'a str,
    /// Where they stand.
    pub place: Place,
}

impl<'a> Table<'a> {
    /// The top table of a parsed file.
    pub fn root(files: &'a Files, file: FileId, parsed: &'a Spanned<DeTable<'a>>) -> Self {
        Self {
            source: Source { file, text: files.get(file).text() },
            span: 0..0,
            entries: parsed.get_ref(),
            asked: RefCell::default(),
        }
    }

    /// The place of the table: its header, or its braces.
    pub fn place(&self) -> Place {
        Place::new(self.source.file, self.span.clone())
    }

    /// The value of a key, if it is there.
    pub fn get(&self, key: &'static str) -> Option<Value<'a>> {
        self.asked.borrow_mut().push(key);
        let (_, value) = self.entries.get_key_value(key)?;
        Some(self.value(value))
    }

    /// The value of a key that must be there; reports `PK0302` if it is not.
    pub fn required(&self, key: &'static str, problems: &mut Problems) -> Option<Value<'a>> {
        let value = self.get(key);
        if value.is_none() {
            problems.add(
                Problem::new(
                    Code::MissingKey,
                    Text::new(format!("`{key}` is missing here"), format!("此处缺少 `{key}`")),
                )
                .at(self.place()),
            );
        }
        value
    }

    /// A required string.
    pub fn required_str(&self, key: &'static str, problems: &mut Problems) -> Option<Literal<'a>> {
        self.required(key, problems)?.string(problems)
    }

    /// An optional string.
    pub fn optional_str(&self, key: &'static str, problems: &mut Problems) -> Option<Literal<'a>> {
        self.get(key)?.string(problems)
    }

    /// An optional table.
    pub fn optional_table(&self, key: &'static str, problems: &mut Problems) -> Option<Table<'a>> {
        self.get(key)?.table(problems)
    }

    /// The tables of an array of tables; an absent key gives none.
    pub fn tables(&self, key: &'static str, problems: &mut Problems) -> Vec<Table<'a>> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let items = value.array(problems).unwrap_or_default();
        items.into_iter().filter_map(|item| item.table(problems)).collect()
    }

    /// The strings of an array of strings; an absent key gives none.
    pub fn strings(&self, key: &'static str, problems: &mut Problems) -> Vec<Literal<'a>> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let items = value.array(problems).unwrap_or_default();
        items.into_iter().filter_map(|item| item.string(problems)).collect()
    }

    /// An optional `true` or `false`.
    pub fn flag(&self, key: &'static str, problems: &mut Problems) -> Option<bool> {
        let value = self.get(key)?;
        match value.value {
            DeValue::Boolean(flag) => Some(*flag),
            _ => {
                problems.add(value.wrong_type("true or false", "true 或 false"));
                None
            }
        }
    }

    /// A name in both languages: `{ zh = "…", en = "…" }`, or one string for both.
    pub fn text(&self, key: &'static str, problems: &mut Problems) -> Option<Text> {
        self.get(key)?.text(problems)
    }

    /// All pairs, for tables whose keys are data (periods, for instance).
    pub fn pairs(&self) -> Vec<(Literal<'a>, Value<'a>)> {
        let mut pairs: Vec<_> = self
            .entries
            .iter()
            .map(|(key, value)| {
                let literal = Literal { text: key.get_ref(), place: Place::new(self.source.file, key.span()) };
                (literal, self.value(value))
            })
            .collect();
        pairs.sort_by_key(|(key, _)| key.place.start());
        pairs
    }

    /// Reports every key that was not asked for (`PK0301`), with the nearest one that was.
    pub fn finish(&self, problems: &mut Problems) {
        let asked = self.asked.borrow();
        for (key, _) in self.pairs() {
            if !asked.contains(&key.text) {
                let known = problems.nearest(key.text, asked.iter().copied());
                let mut problem = Problem::new(
                    Code::UnknownKey,
                    Text::new(
                        format!("`{}` is not a key of this table", key.text),
                        format!("此表没有 `{}` 这个键", key.text),
                    ),
                )
                .at(key.place);
                problem = match known {
                    Some(_) => problem.suggest(known),
                    None => {
                        let mut keys: Vec<&str> = Vec::new();
                        for key in asked.iter() {
                            if !keys.contains(key) {
                                keys.push(key);
                            }
                        }
                        problem.hint(Text::new(
                            format!("its keys are: {}", keys.join(", ")),
                            format!("可用的键：{}", keys.join("、")),
                        ))
                    }
                };
                problems.add(problem);
            }
        }
    }

    fn value(&self, value: &'a Spanned<DeValue<'a>>) -> Value<'a> {
        Value { source: self.source, span: value.span(), value: value.get_ref() }
    }
}

impl<'a> Value<'a> {
    /// Where the value stands.
    pub fn place(&self) -> Place {
        Place::new(self.source.file, self.span.clone())
    }

    /// The value as a table; reports `PK0303` otherwise.
    pub fn table(&self, problems: &mut Problems) -> Option<Table<'a>> {
        let table = self.as_table();
        if table.is_none() {
            problems.add(self.no_table());
        }
        table
    }

    /// The value as a table; reports `PK0303` otherwise, and how it is written.
    pub fn table_or(&self, hint: Text, problems: &mut Problems) -> Option<Table<'a>> {
        let table = self.as_table();
        if table.is_none() {
            problems.add(self.no_table().hint(hint));
        }
        table
    }

    fn as_table(&self) -> Option<Table<'a>> {
        let entries = self.value.as_table()?;
        Some(Table { source: self.source, span: self.span.clone(), entries, asked: RefCell::default() })
    }

    fn no_table(&self) -> Problem {
        self.wrong_type("a table", "表")
    }

    /// The characters of a number as written.
    pub fn number_text(&self) -> Option<&'a str> {
        matches!(self.value, DeValue::Integer(_) | DeValue::Float(_)).then(|| &self.source.text[self.span.clone()])
    }

    /// The value as an array; reports `PK0303` otherwise.
    pub fn array(&self, problems: &mut Problems) -> Option<Vec<Value<'a>>> {
        match self.value {
            DeValue::Array(items) => Some(
                items
                    .iter()
                    .map(|item| Value { source: self.source, span: item.span(), value: item.get_ref() })
                    .collect(),
            ),
            _ => {
                problems.add(self.wrong_type("a list", "列表"));
                None
            }
        }
    }

    /// True if the value is a table.
    pub fn is_table(&self) -> bool {
        self.value.is_table()
    }

    /// True if the value is an array.
    pub fn is_array(&self) -> bool {
        self.value.is_array()
    }

    /// True or false, if it is one of them.
    pub fn truth(&self) -> Option<bool> {
        match self.value {
            DeValue::Boolean(truth) => Some(*truth),
            _ => None,
        }
    }

    /// The value as a string; reports `PK0303` otherwise.
    pub fn string(&self, problems: &mut Problems) -> Option<Literal<'a>> {
        match self.value {
            DeValue::String(text) => Some(Literal { text, place: self.place() }),
            _ => {
                problems.add(self.wrong_type("a string in quotes", "带引号的字符串"));
                None
            }
        }
    }

    /// The literal text of a number or of a string holding one; reports `PK0303` otherwise.
    pub fn number(&self, problems: &mut Problems) -> Option<Literal<'a>> {
        let text = match self.value {
            DeValue::String(text) => Some(text.as_ref()),
            _ => self.number_text(),
        };
        if text.is_none() {
            problems.add(self.wrong_type("a number", "数字"));
        }
        Some(Literal { text: text?, place: self.place() })
    }

    /// A name in both languages; reports `PK0303` otherwise.
    pub fn text(&self, problems: &mut Problems) -> Option<Text> {
        match self.value {
            DeValue::String(text) => Some(Text::new(text.as_ref(), text.as_ref())),
            DeValue::Table(_) => {
                let table = self.table(problems)?;
                let zh = table.required_str("zh", problems);
                let en = table.required_str("en", problems);
                table.finish(problems);
                Some(Text::new(en?.text, zh?.text))
            }
            _ => {
                problems.add(self.wrong_type(
                    "a name: \"…\" or { zh = \"…\", en = \"…\" }",
                    "名称：\"…\" 或 { zh = \"…\", en = \"…\" }",
                ));
                None
            }
        }
    }

    fn wrong_type(&self, en: &str, zh: &str) -> Problem {
        let (found_en, found_zh) = match self.value {
            DeValue::String(_) => ("a string", "字符串"),
            DeValue::Integer(_) | DeValue::Float(_) => ("a number", "数字"),
            DeValue::Boolean(_) => ("true or false", "true/false"),
            DeValue::Datetime(_) => ("a date", "日期"),
            DeValue::Array(_) => ("a list", "列表"),
            DeValue::Table(_) => ("a table", "表"),
        };
        let text = Text::new(format!("expected {en}, found {found_en}"), format!("此处应为{zh}，实际为{found_zh}"));
        Problem::new(Code::WrongType, text).at(self.place())
    }
}

impl Literal<'_> {
    /// Reports a choice that is not in the list (`PK0304`), with the nearest one that is.
    pub fn unknown_choice(&self, choices: &[&str], problems: &mut Problems) {
        let known = problems.nearest(self.text, choices.iter().copied());
        let mut problem = Problem::new(
            Code::UnknownChoice,
            Text::new(
                format!("`{}` is not one of: {}", self.text, choices.join(", ")),
                format!("`{}` 不在可选值之内：{}", self.text, choices.join("、")),
            ),
        )
        .at(self.place.clone());
        if known.is_some() {
            problem = problem.suggest(known);
        }
        problems.add(problem);
    }
}
