//! Closings: the figures of a period as they were published, in `closed/` beside the park file.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use super::assertion::figure;
use super::enterprise::{EnterpriseId, period};
use super::model::Park;
use super::offset::grams;
use crate::factors::date;
use crate::quantity::{Dimension, Grams, Period};
use crate::source::{Code, FileId, Files, Literal, Place, Problem, Problems, Table, Text, parse_toml};

/// Whose figure a line of a closing is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closed {
    /// An enterprise of the park file.
    Enterprise(EnterpriseId),
    /// One that the park file does not list any more, by its id.
    Former(String),
}

impl Closed {
    /// The id of the enterprise.
    pub fn id<'a>(&'a self, park: &'a Park) -> &'a str {
        match self {
            Self::Enterprise(id) => &park.enterprise(*id).id,
            Self::Former(id) => id,
        }
    }
}

/// One `[[closing]]`: a period as it was closed.
#[derive(Debug, Clone)]
pub struct Closing {
    /// The period.
    pub period: Period,
    /// Id of the standard, with its edition.
    pub standard: String,
    /// Factors published after this date were not used.
    pub factors_as_of: Option<String>,
    /// Why the period was closed anew; none for the first time.
    pub because: Option<String>,
    /// False if the total left emissions out.
    pub complete: bool,
    /// The park total, t CO2e.
    pub park: Grams,
    /// What enterprises sold each other and the fence took off.
    pub internal_elimination: Grams,
    /// What each enterprise carried, in the park view.
    pub enterprises: BTreeMap<Closed, Grams>,
    /// SHA-256 of every input, by kind and name.
    pub inputs: BTreeMap<String, String>,
    /// Where it stands.
    pub place: Place,
}

/// The folder of the closings of a park file.
pub fn closings_folder(park: &Path) -> PathBuf {
    match park.file_name().is_some_and(|name| name == "park.toml") {
        true => park.with_file_name("closed"),
        false => park.with_extension("closed"),
    }
}

/// Reads the closings in a folder, those of one period in the order in which they were made.
///
/// # Errors
/// Reports every wrong key or figure, and a closing that does not foot (`PK1402`).
pub(super) fn read_closings(
    folder: &Path,
    by_id: &HashMap<String, EnterpriseId>,
    files: &mut Files,
    problems: &mut Problems,
) -> Vec<Closing> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut paths: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    paths.sort();
    let read: Vec<FileId> = paths.iter().filter_map(|path| files.read(path, problems)).collect();
    let mut closings = Vec::new();
    for file in read {
        let Some(parsed) = parse_toml(files, file, problems) else { continue };
        let root = Table::root(files, file, &parsed);
        for table in root.tables("closing", problems) {
            closings.extend(Closing::read(&table, by_id, problems));
        }
        root.finish(problems);
    }
    closings.sort_by_key(|closing| closing.period);
    closings
}

impl Closing {
    fn read(table: &Table<'_>, by_id: &HashMap<String, EnterpriseId>, problems: &mut Problems) -> Option<Self> {
        let when = table.required_str("period", problems);
        let standard = table.required_str("standard", problems);
        let as_of = table.optional_str("factors_as_of", problems);
        let because = table.optional_str("because", problems);
        let complete = table.flag("complete", problems).unwrap_or(true);
        let park = table.required_str("park", problems);
        let elimination = table.required_str("internal_elimination", problems);
        let enterprise_table = table.required("enterprises", problems).and_then(|value| value.table(problems));
        let input_table = table.required("inputs", problems).and_then(|value| value.table(problems));
        table.finish(problems);
        let mut enterprises = BTreeMap::new();
        for (id, value) in enterprise_table.iter().flat_map(Table::pairs) {
            let whose = match by_id.get(id.text) {
                Some(known) => Closed::Enterprise(*known),
                None => Closed::Former(id.text.to_string()),
            };
            enterprises.insert(whose, mass(&value.string(problems)?, problems)?);
        }
        let mut inputs = BTreeMap::new();
        for (name, value) in input_table.iter().flat_map(Table::pairs) {
            inputs.insert(name.text.to_string(), value.string(problems)?.text.to_string());
        }
        let closing = Self {
            period: period(&when?, problems)?,
            standard: standard?.text.to_string(),
            factors_as_of: as_of.and_then(|literal| date(&literal, problems)),
            because: because.map(|literal| literal.text.to_string()),
            complete,
            park: mass(&park?, problems)?,
            internal_elimination: mass(&elimination?, problems)?,
            enterprises,
            inputs,
            place: table.place(),
        };
        let sum: Grams = closing.enterprises.values().copied().sum();
        if sum - closing.internal_elimination != closing.park {
            let text = Text::new(
                format!(
                    "the enterprises less the elimination are {}, not {}",
                    sum - closing.internal_elimination,
                    closing.park
                ),
                format!("企业合计减内部抵销为 {}，不等于 {}", sum - closing.internal_elimination, closing.park),
            );
            problems.add(Problem::new(Code::ClosingUnfit, text).at(closing.place));
            return None;
        }
        Some(closing)
    }
}

/// A mass of emissions, such as `12345.678901 t`.
fn mass(literal: &Literal<'_>, problems: &mut Problems) -> Option<Grams> {
    let (value, unit) = figure(literal, Dimension::Mass, problems)?;
    let found = grams(value, &unit);
    if found.is_none() {
        let text = Text::new("too large for a ledger", "数值超出账本范围");
        problems.add(Problem::new(Code::ClosingUnfit, text).at(literal.place.clone()));
    }
    found
}
