//! Enterprises and the register of who is in the park, when.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use super::allocation::Allocation;
use super::declared::{self, Declared};
use super::economy::Economy;
use super::reported::OwnReport;
use crate::factors::Library;
use crate::quantity::Period;
use crate::source::{Code, Literal, Place, Problem, Problems, Table, Text, Value};

/// Index of an enterprise in its park.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnterpriseId(NonZeroU32);

impl EnterpriseId {
    /// The id of a place in the park file; a file has far fewer enterprises than the number holds.
    pub(super) fn at(position: usize) -> Self {
        Self(u32::try_from(position).map_or(NonZeroU32::MAX, |at| NonZeroU32::MIN.saturating_add(at)))
    }

    /// Its place in the park file.
    pub fn position(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// A reporting unit of the park; its operator is one too.
#[derive(Debug, Clone)]
pub struct Enterprise {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Class of GB/T 4754, such as `C2663`.
    pub sector: Option<String>,
    /// The first period in the park; open if not stated.
    pub joined: Option<Period>,
    /// The last period in the park; open if not stated.
    pub left: Option<Period>,
    /// How it hands on the emissions of the energy that it sells, if it states a method.
    pub allocation: Option<Allocation>,
    /// The rule set it follows for its own figure, and its verified report.
    pub report: OwnReport,
    /// Its money, land, people and products.
    pub economy: Economy,
    /// What it declares, by item.
    pub declared: BTreeMap<String, Declared>,
    /// Where it stands.
    pub place: Place,
}

impl Enterprise {
    /// The part of a period in which it is in the park.
    pub fn within(&self, period: Period) -> Option<Period> {
        let first = self.joined.unwrap_or(period);
        // Who joins after the period has nothing in it, and neither has who left before.
        let last = self.left.unwrap_or(period);
        let stay = Period::from_to(first, if last.ends_before(first) { return None } else { last })?;
        period.common(stay)
    }

    /// A newcomer of which nothing is known but its name.
    pub(crate) fn newcomer(
        (id, name): (&str, &Text),
        sector: Option<String>,
        joined: Option<Period>,
        place: &Place,
    ) -> Self {
        Self {
            id: id.to_string(),
            name: name.clone(),
            sector,
            joined,
            left: None,
            allocation: None,
            report: OwnReport::default(),
            economy: Economy::default(),
            declared: BTreeMap::new(),
            place: place.clone(),
        }
    }

    /// True if it is in the park in some month of the period.
    pub fn is_in_park(&self, period: Period) -> bool {
        let not_yet = self.joined.is_some_and(|joined| joined.starts_after(period));
        let gone = self.left.is_some_and(|left| left.ends_before(period));
        !not_yet && !gone
    }

    /// Reads the keys of `[[enterprise]]` other than its activities.
    ///
    /// # Errors
    /// Reports missing keys, `PK0205`, `PK0304` and `PK0509`.
    pub(super) fn read(table: &Table<'_>, library: &Library, problems: &mut Problems) -> Option<Self> {
        let id = table.required_str("id", problems);
        let name = table.required("name", problems).and_then(|v| v.text(problems));
        let sector = table.optional_str("sector", problems);
        let joined = table.optional_str("joined", problems).and_then(|l| period(&l, problems));
        let left = table.optional_str("left", problems);
        let allocation = table.optional_table("allocation", problems);
        let allocation = allocation.and_then(|table| Allocation::read(&table, problems));
        let left_place = left.as_ref().map(|l| l.place.clone());
        let left = left.and_then(|l| period(&l, problems));
        let report = OwnReport::read(table, problems);
        let economy = table.optional_table("economy", problems);
        let economy = economy.map(|table| Economy::read(&table, problems)).unwrap_or_default();
        let declared = table.optional_table("declared", problems);
        let declared = declared.map(|table| declared::read(&table, library, problems)).unwrap_or_default();
        let sector = sector.filter(|literal| is_sector(literal, problems));
        if let (Some(joined), Some(left), Some(place)) = (joined, left, left_place)
            && joined.ends_after(left)
        {
            problems.add(
                Problem::new(
                    Code::RegisterOrder,
                    Text::new(
                        format!("left {left}, before it joined {joined}"),
                        format!("退出 {left} 早于入园 {joined}"),
                    ),
                )
                .at(place),
            );
        }
        let id = id?;
        if id.text.is_empty() || id.text.starts_with('(') || id.text.contains(char::is_whitespace) {
            problems.add(
                Problem::new(
                    Code::UnknownChoice,
                    Text::new(
                        "an enterprise id is a word without spaces that does not begin with `(`",
                        "企业标识为不含空格、不以 `(` 开头的词",
                    ),
                )
                .at(id.place),
            );
            return None;
        }
        Some(Self {
            id: id.text.to_string(),
            name: name?,
            sector: sector.map(|l| l.text.to_string()),
            joined,
            left,
            allocation,
            report,
            economy,
            declared,
            place: id.place,
        })
    }
}

/// A class of GB/T 4754: a letter A to T and up to four digits.
fn is_sector(literal: &Literal<'_>, problems: &mut Problems) -> bool {
    let mut characters = literal.text.chars();
    let letter = characters.next().is_some_and(|c| c.is_ascii_uppercase() && c <= 'T');
    let digits = characters.as_str();
    let valid = letter && digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit());
    if !valid {
        problems.add(
            Problem::new(
                Code::UnknownChoice,
                Text::new(
                    format!("`{}` is not a class of GB/T 4754 such as C2663", literal.text),
                    format!("`{}` 不是 GB/T 4754 行业代码，例如 C2663", literal.text),
                ),
            )
            .at(literal.place.clone()),
        );
    }
    valid
}

/// A period named in a park file.
///
/// # Errors
/// Reports `PK0205`.
pub(super) fn period(literal: &Literal<'_>, problems: &mut Problems) -> Option<Period> {
    let period = literal.text.parse().ok();
    if period.is_none() {
        let hint = match dated(literal.text) {
            Some(month) => Text::new(
                format!("a spreadsheet program made a date of it: {month}?"),
                format!("被电子表格软件改成了日期：应为 {month}？"),
            ),
            None => Text::new(
                "write 2023, 2023H1, 2023Q1, 2023-03 or \"2023Q1..Q3\"",
                "写作 2023、2023H1、2023Q1、2023-03 或 \"2023Q1..Q3\"",
            ),
        };
        problems.add(
            Problem::new(
                Code::NotAPeriod,
                Text::new(format!("`{}` is not a period", literal.text), format!("`{}` 不是有效期间", literal.text)),
            )
            .at(literal.place.clone())
            .hint(hint),
        );
    }
    period
}

/// The pairs of a table whose keys are periods. The hint to something else shows how the key is written, with a sample of a
/// value, or with the number that stands there.
///
/// # Errors
/// Reports `PK0303`.
pub(super) fn by_period<'a>(
    value: &Value<'a>,
    key: &str,
    sample: &str,
    problems: &mut Problems,
) -> Option<Vec<(Literal<'a>, Value<'a>)>> {
    let written = format!("{key} = {{ 2023Q1 = {} }}", value.number_text().unwrap_or(sample));
    let hint = Text::new(format!("one value for each period: {written}"), format!("按期间逐一填写：{written}"));
    Some(value.table_or(hint, problems)?.pairs())
}

/// The month of what a spreadsheet program makes of 2024-01 when it saves a table: `Jan-24`, `2024/1/1`.
fn dated(text: &str) -> Option<Period> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let month = |month: i32| (1..=12).contains(&month).then_some(month);
    if let Some((name, year)) = text.split_once('-') {
        let at = MONTHS.find(name).filter(|at| name.len() == 3 && at % 3 == 0)?;
        let year: i32 = year.parse().ok().filter(|year| (0..100).contains(year))?;
        return Some(Period::month(2000 + year, month(i32::try_from(at).ok()? / 3 + 1)?));
    }
    let mut parts = text.split('/');
    let year: i32 = parts.next()?.parse().ok().filter(|year| (1990..2100).contains(year))?;
    Some(Period::month(year, month(parts.next()?.parse().ok()?)?))
}

/// The problem that a name is none of the park's enterprises (`PK0402`).
pub(crate) fn unknown_enterprise(literal: &Literal<'_>) -> Problem {
    let text = Text::new(
        format!("`{}` is not an enterprise of the park", literal.text),
        format!("园区没有企业 `{}`", literal.text),
    );
    Problem::new(Code::UnknownEnterprise, text).at(literal.place.clone())
}

/// The enterprise that a literal names.
///
/// # Errors
/// Reports a name that is none of the park's (`PK0402`).
pub(super) fn named(
    literal: &Literal<'_>,
    find: impl Fn(&str) -> Option<EnterpriseId>,
    names: &[&str],
    problems: &mut Problems,
) -> Option<EnterpriseId> {
    let found = find(literal.text);
    if found.is_none() {
        let near = problems.nearest(literal.text, names.iter().copied());
        problems.add(unknown_enterprise(literal).suggest(near));
    }
    found
}
