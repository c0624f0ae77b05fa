//! Finding and reading a park file.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::activity::Activity;
use super::assertion::Assertion;
use super::enterprise::{Enterprise, EnterpriseId, period};
use super::model::{Accounting, ElectricityEquivalent, GasVolumeBasis, Park};
use super::register;
use super::transfer::read_transfer;
use crate::factors::{Library, choice, date, decimal, digest};
use crate::quantity::{Decimal, Dimension, Granularity, Rate};
use crate::source::{Code, FileId, Files, Problem, Problems, Table, Text, parse_toml};

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
        let toml = std::fs::read_dir(path).into_iter().flatten().flatten().map(|e| e.path());
        let mut inside: Vec<String> = toml
            .filter(|p| p.extension().is_some_and(|e| e == "toml") || p.join("park.toml").is_file())
            .map(|p| p.display().to_string())
            .collect();
        inside.sort();
        let mut problem =
            Problem::new(Code::NoParkFile, Text::new("the folder has no park.toml", "文件夹中没有 park.toml"))
                .in_file(path.display().to_string());
        problem = match inside.first() {
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

/// Reads a park file that is already in `files`.
///
/// # Errors
/// Reports every problem of the file; `None` if the park cannot be used at all.
pub fn read_park(files: &Files, file: FileId, library: &Library, problems: &mut Problems) -> Option<Park> {
    let parsed = parse_toml(files, file, problems)?;
    let root = Table::root(files, file, &parsed);
    let head = root.required("park", problems).and_then(|v| v.table(problems));
    let accounting = root.required("accounting", problems).and_then(|v| v.table(problems));
    let energy = root.optional_table("energy", problems);
    let enterprise_tables = root.tables("enterprise", problems);
    let transfer_tables = root.tables("transfer", problems);
    let assert_tables = root.tables("assert", problems);
    root.finish(problems);

    let head = head.and_then(|table| read_head(&table, library, problems));
    let accounting = accounting.and_then(|table| read_accounting(&table, library, problems));
    let electricity_equivalent = energy.and_then(|table| read_energy(&table, problems));

    let mut enterprises: Vec<Enterprise> = Vec::new();
    let mut by_id = HashMap::new();
    let mut activities = Vec::new();
    for table in enterprise_tables {
        let enterprise = Enterprise::read(&table, problems);
        let activity_tables = table.tables("activity", problems);
        table.finish(problems);
        // Activities of an unusable enterprise are still read, so that their problems are shown too.
        let id = EnterpriseId(enterprises.len());
        let read = activity_tables.iter().filter_map(|t| Activity::read(t, id, library, problems));
        let read: Vec<Activity> = read.collect();
        let Some(enterprise) = enterprise else { continue };
        if let Some(known) = by_id.get(&enterprise.id).map(|id: &EnterpriseId| &enterprises[id.0]) {
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
        by_id.insert(enterprise.id.clone(), id);
        enterprises.push(enterprise);
    }
    let find = |id: &str| by_id.get(id).copied();
    let names: Vec<&str> = enterprises.iter().map(|e| e.id.as_str()).collect();
    for table in transfer_tables {
        let sides = read_transfer(&table, find, &names, library, problems);
        activities.extend(sides.into_iter().flatten());
    }
    let assertions: Vec<Assertion> = assert_tables.iter().filter_map(|t| Assertion::read(t, problems)).collect();
    for assertion in &assertions {
        if let Some(standard) = assertion.standard.as_deref()
            && !library.has_standard(standard)
        {
            problems.add(library.unknown_standard(standard).at(assertion.place.clone()));
        }
    }
    let (head, accounting) = (head?, accounting?);
    let park = Park {
        accounting,
        electricity_equivalent,
        enterprises,
        activities,
        assertions,
        file,
        digest: digest(files.get(file).text()),
        by_id,
        ..head
    };
    register::check(&park, problems);
    Some(park)
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
        enterprises: Vec::new(),
        activities: Vec::new(),
        assertions: Vec::new(),
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
    let value = inner.required("value", problems).and_then(|v| v.table(problems));
    let source = inner.optional_str("source", problems);
    inner.finish(problems);
    let unit = unit?;
    let mut values = Vec::new();
    for (key, number) in value?.pairs() {
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
