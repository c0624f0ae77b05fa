//! Mapping files: what the columns and names of other people's files mean. They are kept with the park, in `mappings/`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::headings::{Meaning, folded};
use crate::factors::{Library, choice};
use crate::park::{Park, unknown_enterprise};
use crate::source::{Code, FileId, Files, Literal, Problem, Problems, Table, Text, parse_toml};

/// One mapping file.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    /// Name of the file, for messages.
    pub name: String,
    /// Patterns of the file names it is for, such as `供电公司*.csv`.
    pub files: Vec<String>,
    /// Only this sheet is read.
    pub sheet: Option<String>,
    /// The row of the headings, counted from 1 as spreadsheets do.
    pub header_row: Option<usize>,
    /// True if every figure runs from January.
    pub cumulative: bool,
    columns: HashMap<String, Meaning>,
    constants: HashMap<Meaning, String>,
    enterprises: HashMap<String, String>,
    carriers: HashMap<String, String>,
}

impl Mapping {
    /// True if the mapping is for a file of this name.
    pub fn fits(&self, file_name: &str) -> bool {
        self.files.iter().any(|pattern| glob::Pattern::new(pattern).is_ok_and(|p| p.matches(file_name)))
    }

    /// The meaning of a heading, if the mapping names it.
    pub fn column(&self, heading: &str) -> Option<Meaning> {
        self.columns.get(&folded(heading)).copied()
    }

    /// What holds for every row of the file.
    pub fn constant(&self, meaning: Meaning) -> Option<&str> {
        self.constants.get(&meaning).map(String::as_str)
    }

    /// The id of an enterprise that the file calls otherwise.
    pub fn enterprise(&self, name: &str) -> Option<&str> {
        self.enterprises.get(&folded(name)).map(String::as_str)
    }

    /// The id of a carrier that the file calls otherwise.
    pub fn carrier(&self, name: &str) -> Option<&str> {
        self.carriers.get(&folded(name)).map(String::as_str)
    }

    /// Reads a mapping file that is already in `files`.
    ///
    /// # Errors
    /// Reports unknown keys, meanings, enterprises and carriers.
    pub fn read(files: &Files, file: FileId, park: &Park, library: &Library, problems: &mut Problems) -> Option<Self> {
        let parsed = parse_toml(files, file, problems)?;
        let root = Table::root(files, file, &parsed);
        let text = |literal: Literal<'_>| literal.text.to_string();
        let mut mapping = Self {
            name: files.get(file).name().to_string(),
            files: root.strings("files", problems).into_iter().map(text).collect(),
            sheet: root.optional_str("sheet", problems).map(text),
            header_row: root.get("header_row").and_then(|v| v.number(problems)).and_then(|l| row_number(&l, problems)),
            cumulative: root.flag("cumulative", problems).unwrap_or(false),
            ..Self::default()
        };
        for (heading, meaning) in strings(&root, "columns", problems) {
            if let Some(found) = choice(&meaning, Meaning::ALL, problems) {
                mapping.columns.insert(folded(heading.text), found);
            }
        }
        for (name, value) in strings(&root, "constants", problems) {
            if let Some(meaning) = choice(&name, Meaning::ALL, problems) {
                mapping.constants.insert(meaning, text(value));
            }
        }
        for (name, id) in strings(&root, "enterprises", problems) {
            if park.find_enterprise(id.text).is_none() {
                let known = park.enterprises.iter().map(|e| e.id.as_str());
                problems.add(unknown_enterprise(&id).suggest(problems.nearest(id.text, known)));
            }
            mapping.enterprises.insert(folded(name.text), text(id));
        }
        for (name, carrier) in strings(&root, "carriers", problems) {
            if library.catalogue.lookup(&carrier, problems).is_some() {
                mapping.carriers.insert(folded(name.text), text(carrier));
            }
        }
        root.finish(problems);
        Some(mapping)
    }
}

/// The mapping files of a park, in the order of their names.
pub fn mapping_files(folder: &Path) -> Vec<PathBuf> {
    let found = std::fs::read_dir(folder.join("mappings")).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut paths: Vec<PathBuf> = found.filter(|path| path.extension().is_some_and(|e| e == "toml")).collect();
    paths.sort();
    paths
}

/// The pairs of a table of strings.
fn strings<'a>(root: &Table<'a>, key: &'static str, problems: &mut Problems) -> Vec<(Literal<'a>, Literal<'a>)> {
    let Some(table) = root.optional_table(key, problems) else {
        return Vec::new();
    };
    table.pairs().into_iter().filter_map(|(name, value)| Some((name, value.string(problems)?))).collect()
}

fn row_number(literal: &Literal<'_>, problems: &mut Problems) -> Option<usize> {
    let number = literal.text.parse().ok().filter(|number| (1..=1_000_000).contains(number));
    if number.is_none() {
        let text = Text::new(
            format!("`{}` is not the number of a row, counted from 1", literal.text),
            format!("`{}` 不是从 1 起的行号", literal.text),
        );
        problems.add(Problem::new(Code::NotADecimal, text).at(literal.place.clone()));
    }
    number
}
