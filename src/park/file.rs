//! Finding and reading a park file.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::activity::Activity;
use super::application::Application;
use super::assemble::assemble;
use super::assertion::Assertion;
use super::cap::{self, Cap};
use super::closing::{closings_folder, read_closings};
use super::control::Control;
use super::declared;
use super::economy::Economy;
use super::enterprise::{Enterprise, EnterpriseId, by_period, period};
use super::lot::{self, GreenLot};
use super::model::{Accounting, ElectricityEquivalent, GasVolumeBasis, Park};
use super::offset::Offset;
use super::permit::Permit;
use super::portfolio::portfolio;
use super::record::{Record, RecordReader};
use super::reduction::{self, AdmissionPolicy, Reduction};
use super::register;
use super::tables::read_tables;
use super::transfer::read_transfer;
use crate::factors::{Library, Range, choice, date, decimal, digest};
use crate::quantity::{Decimal, Dimension, Granularity, Rate};
use crate::source::{Code, FileId, Files, Place, Problem, Problems, Table, Text, parse_toml};

/// Where a park lies.
#[derive(Debug, Clone)]
pub struct ParkPath {
    /// The park file.
    pub file: PathBuf,
    /// The park's own factor folder, if it has one.
    pub factors: Option<PathBuf>,
}

/// Finds the park file of a path: the file itself, or `park.toml` in a folder.
///
/// # Errors
/// Reports `PK0105` for a folder without one; a missing path is reported when it is read.
pub fn locate(path: &Path, problems: &mut Problems) -> Option<ParkPath> {
    if !path.is_dir() {
        return Some(ParkPath { file: path.to_path_buf(), factors: None });
    }
    let file = path.join("park.toml");
    if !file.is_file() {
        let inside = portfolio(path).unwrap_or_default().parks;
        let mut problem =
            Problem::new(Code::NoParkFile, Text::new("the folder has no park.toml", "文件夹中没有 park.toml"))
                .in_file(path.display().to_string());
        problem = match inside.first().map(|first| first.display()) {
            Some(first) => problem.hint(Text::new(
                format!("did you mean one of its parks, such as {first}?"),
                format!("是否应为其中的园区，例如 {first}？"),
            )),
            None => problem.hint(Text::new(
                "`parkcarbon new DIR` writes a park to start from",
                "可用 `parkcarbon new 目录` 生成园区",
            )),
        };
        problems.add(problem);
        return None;
    }
    let factors = path.join("factors");
    Some(ParkPath { file, factors: factors.is_dir().then_some(factors) })
}

/// A park file and the tables it names, before they are put together.
#[derive(Debug, Clone)]
pub struct ParkFile {
    /// What the park file itself says.
    park: Park,
    /// The patterns of `[activity] files`, as written.
    pub patterns: Vec<String>,
    /// The rows of its activity tables.
    pub records: Vec<Record>,
}

impl ParkFile {
    /// The park without its tables: its name, its enterprises, what its file states.
    pub fn bare(&self) -> &Park {
        &self.park
    }

    /// A reader for rows about this park.
    pub fn record_reader<'l>(&self, library: &'l Library) -> RecordReader<'l> {
        RecordReader::new(library, self.park.by_id.clone())
    }

    /// Notes a table beside those that the park file names: what it is called, and its digest.
    pub fn add_table(&mut self, name: String, digest: String) {
        self.park.tables.push((name, digest));
    }

    /// The park with these rows.
    ///
    /// # Errors
    /// Reports what is wrong between rows, and between them and the park file.
    pub fn park(&self, records: &[&Record], library: &Library, problems: &mut Problems) -> Park {
        let mut park = self.park.clone();
        assemble(&mut park, records, library, problems);
        register::check(&park, problems);
        lot::check(&park, problems);
        park
    }
}

/// Reads a park file that is already in `files`, and the tables it names.
///
/// # Errors
/// Reports every problem of the files; `None` if the park cannot be used at all.
pub fn read_park(files: &mut Files, file: FileId, library: &Library, problems: &mut Problems) -> Option<Park> {
    let read = read_park_file(files, file, library, problems)?;
    let records: Vec<&Record> = read.records.iter().collect();
    Some(read.park(&records, library, problems))
}

/// Reads a park file that is already in `files`, and the rows of the tables it names.
///
/// # Errors
/// Reports every problem of the files by themselves.
pub fn read_park_file(files: &mut Files, file: FileId, library: &Library, problems: &mut Problems) -> Option<ParkFile> {
    let mut named = Vec::new();
    let mut park = read_toml(files, file, library, &mut named, problems)?;
    let folder = Path::new(files.get(file).name()).parent().map(Path::to_path_buf).unwrap_or_default();
    let closings = closings_folder(Path::new(files.get(file).name()));
    park.closings = read_closings(&closings, &park.by_id, files, problems);
    let records = read_tables(&folder, &named, &mut park, library, files, problems);
    let patterns = named.into_iter().map(|(pattern, _)| pattern).collect();
    Some(ParkFile { park, patterns, records })
}

fn read_toml(
    files: &Files,
    file: FileId,
    library: &Library,
    named: &mut Vec<(String, Place)>,
    problems: &mut Problems,
) -> Option<Park> {
    let parsed = parse_toml(files, file, problems)?;
    let root = Table::root(files, file, &parsed);
    let head = root.required("park", problems).and_then(|v| v.table(problems));
    let accounting = root.required("accounting", problems).and_then(|v| v.table(problems));
    let energy = root.optional_table("energy", problems);
    let enterprise_tables = root.tables("enterprise", problems);
    let transfer_tables = root.tables("transfer", problems);
    let assert_tables = root.tables("assert", problems);
    let lot_tables = root.tables("green_lot", problems);
    let control_tables = root.tables("control", problems);
    let offset_tables = root.tables("offset", problems);
    let cap_tables = root.tables("cap", problems);
    let economy_table = root.optional_table("economy", problems);
    let declared_table = root.optional_table("declared", problems);
    let range_tables = root.tables("uncertainty", problems);
    let application_tables = root.tables("application", problems);
    let reduction_tables = root.tables("reduction", problems);
    let admission_table = root.optional_table("admission", problems);
    if let Some(table) = root.optional_table("activity", problems) {
        table.required("files", problems);
        named.extend(table.strings("files", problems).into_iter().map(|l| (l.text.to_string(), l.place)));
        table.finish(problems);
    }
    root.finish(problems);

    let head = head.and_then(|table| read_head(&table, library, problems));
    let accounting = accounting.and_then(|table| read_accounting(&table, library, problems));
    let electricity_equivalent = energy.and_then(|table| read_energy(&table, problems));
    let economy = economy_table.map(|table| Economy::read(&table, problems)).unwrap_or_default();

    let declared = declared_table.map(|table| declared::read(&table, library, problems)).unwrap_or_default();
    let applications = Application::read_all(&application_tables, library, problems);

    let mut enterprises: Vec<Enterprise> = Vec::new();
    let mut by_id = HashMap::new();
    let mut activities = Vec::new();
    let mut permits = Vec::new();
    for table in enterprise_tables {
        let enterprise = Enterprise::read(&table, library, problems);
        let activity_tables = table.tables("activity", problems);
        let permit_tables = table.tables("permit", problems);
        table.finish(problems);
        // Activities of an unusable enterprise are still read, so that their problems are shown too.
        let id = EnterpriseId::at(enterprises.len());
        let read = activity_tables.iter().filter_map(|t| Activity::read(t, id, library, problems));
        let read: Vec<Activity> = read.collect();
        let allowed: Vec<Permit> =
            permit_tables.iter().filter_map(|t| Permit::read(t, id, library, problems)).collect();
        let Some(enterprise) = enterprise else { continue };
        if let Some((standard, place)) = &enterprise.report.standard
            && !library.has_standard(standard)
        {
            problems.add(library.unknown_standard(standard).at(place.clone()));
        }
        if let Some(known) = by_id.get(&enterprise.id).map(|id: &EnterpriseId| &enterprises[id.position()]) {
            problems.add(
                Problem::new(
                    Code::DuplicateId,
                    Text::new(
                        format!("the enterprise `{}` is listed twice", enterprise.id),
                        format!("企业 `{}` 重复列出", enterprise.id),
                    ),
                )
                .at(enterprise.place.clone())
                .related(known.place.clone(), Text::new("first listed here", "首次列出于此")),
            );
            continue;
        }
        activities.extend(read);
        permits.extend(allowed);
        by_id.insert(enterprise.id.clone(), id);
        enterprises.push(enterprise);
    }
    let find = |id: &str| by_id.get(id).copied();
    let names: Vec<&str> = enterprises.iter().map(|e| e.id.as_str()).collect();
    let ranges = range_tables.iter();
    let uncertainty = ranges.filter_map(|t| Range::read(t, Some(&names), &library.catalogue, problems)).collect();
    let mut readings = Vec::new();
    for table in transfer_tables {
        if let Some(transfer) = read_transfer(&table, find, &names, library, problems) {
            activities.extend(transfer.activities);
            readings.extend(transfer.readings);
        }
    }
    let green_lots =
        lot_tables.iter().filter_map(|t| GreenLot::read(t, find, &names, &library.checks, problems)).collect();
    let reductions: Vec<Reduction> =
        reduction_tables.iter().filter_map(|t| Reduction::read(t, find, &names, library, problems)).collect();
    reduction::check(&reductions, problems);
    let admission = admission_table.map(|table| AdmissionPolicy::read(&table, library, problems)).unwrap_or_default();
    let assertions: Vec<Assertion> = assert_tables.iter().filter_map(|t| Assertion::read(t, problems)).collect();
    for assertion in &assertions {
        if let Some((standard, place)) = &assertion.standard
            && !library.has_standard(standard)
        {
            problems.add(library.unknown_standard(standard).at(place.clone()));
        }
    }
    let controls = control_tables.iter().filter_map(|t| Control::read(t, library, problems)).collect();
    let offsets = offset_tables.iter().filter_map(|t| Offset::read(t, problems)).collect();
    let (head, accounting) = (head?, accounting?);
    let caps: Vec<Cap> = cap_tables
        .iter()
        .filter_map(|t| Cap::read(t, find, &names, library, accounting.granularity, problems))
        .collect();
    let counted = (accounting.standard.as_str(), accounting.factors_as_of.as_deref());
    cap::check(&caps, counted, library, problems);
    Some(Park {
        accounting,
        electricity_equivalent,
        economy,
        declared,
        applications,
        uncertainty,
        caps,
        enterprises,
        activities,
        assertions,
        controls,
        readings,
        green_lots,
        reductions,
        admission,
        permits,
        offsets,
        file,
        digest: digest(files.get(file).text()),
        by_id,
        ..head
    })
}

/// The `[park]` table, as a park that is otherwise empty.
fn read_head(table: &Table<'_>, library: &Library, problems: &mut Problems) -> Option<Park> {
    let id = table.required_str("id", problems);
    let name = table.required("name", problems).and_then(|v| v.text(problems));
    let region = table.required_str("region", problems);
    let illustrative = table.flag("illustrative", problems).unwrap_or(false);
    let note = table.text("note", problems);
    table.finish(problems);
    let region = region.and_then(|l| library.regions.lookup(&l, problems)).map(|r| r.code.clone());
    let place = table.place();
    Some(Park {
        id: id?.text.to_string(),
        name: name?,
        region: region?,
        illustrative,
        note,
        accounting: Accounting {
            standard: String::new(),
            granularity: Granularity::Quarter,
            base_year: None,
            factors_as_of: None,
            allow_recalled: false,
            gas_volume_basis: None,
        },
        electricity_equivalent: None,
        economy: Economy::default(),
        declared: BTreeMap::new(),
        applications: Vec::new(),
        uncertainty: Vec::new(),
        caps: Vec::new(),
        enterprises: Vec::new(),
        activities: Vec::new(),
        assertions: Vec::new(),
        controls: Vec::new(),
        readings: Vec::new(),
        green_lots: Vec::new(),
        reductions: Vec::new(),
        admission: AdmissionPolicy::default(),
        permits: Vec::new(),
        offsets: Vec::new(),
        statements: Vec::new(),
        returned: BTreeSet::new(),
        kept_returns: BTreeMap::new(),
        tables: Vec::new(),
        of_others: BTreeMap::new(),
        closings: Vec::new(),
        file: place.file,
        digest: String::new(),
        by_id: HashMap::new(),
    })
}

fn read_accounting(table: &Table<'_>, library: &Library, problems: &mut Problems) -> Option<Accounting> {
    const GRANULARITIES: [(&str, Granularity); 2] = [("quarter", Granularity::Quarter), ("month", Granularity::Month)];
    const BASES: [(&str, GasVolumeBasis); 2] = [("0C", GasVolumeBasis::Zero), ("20C", GasVolumeBasis::Twenty)];
    let standard = table.required_str("standard", problems);
    let granularity = table.optional_str("period", problems);
    let base_year = table.get("base_year").and_then(|v| v.number(problems));
    let as_of = table.optional_str("factors_as_of", problems);
    let allow_recalled = table.flag("allow_recalled", problems).unwrap_or(false);
    let basis = table.optional_str("gas_volume_basis", problems);
    table.finish(problems);
    if let Some(standard) = &standard
        && !library.has_standard(standard.text)
    {
        problems.add(library.unknown_standard(standard.text).at(standard.place.clone()));
    }
    let base_year = base_year.and_then(|literal| period(&literal, problems)).map(|p| p.first_year());
    Some(Accounting {
        standard: standard?.text.to_string(),
        granularity: match granularity {
            None => Granularity::Quarter,
            Some(literal) => choice(&literal, &GRANULARITIES, problems)?,
        },
        base_year,
        factors_as_of: as_of.and_then(|literal| date(&literal, problems)),
        allow_recalled,
        gas_volume_basis: basis.and_then(|literal| choice(&literal, &BASES, problems)),
    })
}

/// `[energy.electricity_equivalent]`: a unit and a value per period.
fn read_energy(table: &Table<'_>, problems: &mut Problems) -> Option<ElectricityEquivalent> {
    let inner = table.required("electricity_equivalent", problems).and_then(|v| v.table(problems));
    table.finish(problems);
    let inner = inner?;
    let unit = inner.required_str("unit", problems);
    let value = inner.required("value", problems).and_then(|v| by_period(&v, "value", "0.3", problems));
    let source = inner.optional_str("source", problems);
    inner.finish(problems);
    let unit = unit?;
    let mut values = Vec::new();
    for (key, number) in value? {
        let when = period(&key, problems);
        let Some(literal) = number.number(problems) else { continue };
        let Some(decimal) = decimal(&literal, problems) else { continue };
        if decimal <= Decimal::ZERO {
            problems.add(
                Problem::new(
                    Code::NegativeQuantity,
                    Text::new("the coefficient must be more than zero", "系数必须大于零"),
                )
                .at(literal.place),
            );
            continue;
        }
        let rate = Rate::with_unit(decimal, literal.text, unit.text).ok().filter(|rate| {
            rate.numerator() == Dimension::CoalEquivalent && rate.denominator() == Dimension::Electricity
        });
        match (rate, when) {
            (Some(rate), Some(when)) => values.push((when, rate)),
            (None, _) => {
                problems.add(
                    Problem::new(
                        Code::WrongDimension,
                        Text::new(
                            format!("`{}` is not coal equivalent per electricity (kgce/kWh)", unit.text),
                            format!("`{}` 不是“标准煤/电量”单位（kgce/kWh）", unit.text),
                        ),
                    )
                    .at(unit.place.clone()),
                );
                break;
            }
            _ => {}
        }
    }
    Some(ElectricityEquivalent { values, source: source.map(|l| l.text.to_string()) })
}
