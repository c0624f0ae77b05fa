//! What is known of a meter beside its readings, as a file of meters states it.

use super::interval::Interval;
use super::rules::{RegisterRules, Replaced, Scaled};
use super::series::Kind;
use super::stamp;
use crate::factors::{Supply, Use, choice, decimal};
use crate::source::{Code, Literal, Place, Problem, Problems, Table, Text, Value};

/// What is known of a meter beside its readings.
#[derive(Debug, Clone)]
pub struct MeterRules {
    /// The meter, as readings name it.
    pub id: String,
    /// Its park, as readings name it; none if it is every meter of this id.
    pub park: Option<String>,
    /// How its quantities are to be understood, where its readings do not say it.
    pub reading: Option<Kind>,
    /// Its register, without the replacements. The multiplier is that of interval readings as well.
    pub register: RegisterRules,
    /// Its replacements, by instant: each is that of one register.
    pub replaced: Vec<Replacement>,
    /// How often it reads.
    pub interval: Option<Interval>,
    /// Where it is stated.
    pub place: Place,
}

/// A register whose place another took, and what is said of which it is.
#[derive(Debug, Clone)]
pub struct Replacement {
    /// What the one and the other showed.
    pub replaced: Replaced,
    /// What the register measures, if that is stated: the word, and where it stands.
    pub carrier: Option<(String, Place)>,
    /// What that is used for.
    pub use_: Option<Use>,
    /// Where it comes from or goes to.
    pub supply: Option<Supply>,
    /// Where it is stated.
    pub place: Place,
}

impl Replacement {
    fn names(&self) -> (Option<&str>, Option<Use>, Option<Supply>) {
        (self.carrier.as_ref().map(|(word, _)| word.as_str()), self.use_, self.supply)
    }
}

impl MeterRules {
    /// Reads one `[[meter]]`. What is wrong in it is as if it were not stated; only one without an id is none.
    pub(super) fn read(table: &Table<'_>, problems: &mut Problems) -> Option<Self> {
        let id = table.required_str("id", problems);
        let park = table.optional_str("park", problems).map(|literal| literal.text.trim().to_string());
        let reading = table.get("reading").map(|value| reading(&value, problems));
        let rolls_over_at = table.get("rolls_over_at").and_then(|value| capacity(&value, problems));
        let multiplier = table.get("multiplier").and_then(|value| {
            let number = value.number(problems)?;
            let text = Text::new(
                "a multiplier is more than zero: the ratio of the transformers",
                "倍率应大于零：互感器的变比",
            );
            above_zero(&number, text, problems)
        });
        let interval = table.get("interval").and_then(|value| interval(&value, problems));
        let mut replaced: Vec<Replacement> = tables(table, "replaced", "[[meter.replaced]]", problems)
            .iter()
            .filter_map(|table| self::replaced(table, rolls_over_at, problems))
            .collect();
        if reading != Some(None) && reading != Some(Some(Kind::Register)) {
            only_registers(table, reading.is_some(), problems);
        }
        table.text("note", problems);
        table.finish(problems);
        replaced.sort_by_key(|one| (one.replaced.at, one.place.start()));
        for (at, one) in replaced.iter().enumerate() {
            // Two registers of a meter may well be replaced at one time.
            let same = |other: &&Replacement| other.replaced.at == one.replaced.at && other.names() == one.names();
            if let Some(known) = replaced[..at].iter().find(same) {
                let text = Text::new("the meter is replaced twice at this time", "同一时刻重复换表");
                problems.add(twice(text, one.place.clone(), &known.place));
            }
        }
        let id = id?;
        if id.text.trim().is_empty() {
            let text = Text::new("the meter has no id", "计量表没有编号");
            problems.add(Problem::new(Code::MissingKey, text).at(id.place));
            return None;
        }
        let none = RegisterRules::default();
        Some(Self {
            id: id.text.trim().to_string(),
            park: park.filter(|park| !park.is_empty()),
            reading: reading.flatten(),
            register: RegisterRules {
                rolls_over_at,
                multiplier: multiplier.unwrap_or(none.multiplier),
                replaced: Vec::new(),
            },
            replaced,
            interval,
            place: id.place,
        })
    }
}

/// Reports keys that only registers have, of a meter that is none or does not say what it is.
fn only_registers(table: &Table<'_>, says: bool, problems: &mut Problems) {
    for key in ["rolls_over_at", "replaced"] {
        let Some(value) = table.get(key) else { continue };
        let text = Text::new(
            format!("`{key}` is a key of registers, and this meter is not stated to be one"),
            format!("`{key}` 仅用于表底数，而此表未注明为表底数"),
        );
        let hint = Text::new(
            "reading = \"register\": its quantities are states of a cumulative register",
            "reading = \"register\" 表示读数为累计表底数",
        );
        let code = if says { Code::UnknownKey } else { Code::MissingKey };
        problems.add(Problem::new(code, text).at(value.place()).hint(hint));
    }
}

fn reading(value: &Value<'_>, problems: &mut Problems) -> Option<Kind> {
    let literal = value.string(problems)?;
    let word = literal.text.trim();
    let kind = if word.is_empty() { None } else { Kind::named(word, Kind::Interval) };
    if kind.is_none() {
        literal.unknown_choice(&["interval", "register"], problems);
    }
    kind
}

fn above_zero(literal: &Literal<'_>, instead: Text, problems: &mut Problems) -> Option<Scaled> {
    let number = Scaled::from(decimal(literal, problems)?);
    if number.digits <= 0 {
        problems.add(Problem::new(Code::NegativeQuantity, instead).at(literal.place.clone()));
        return None;
    }
    Some(number)
}

/// Where a register starts again from zero.
fn capacity(value: &Value<'_>, problems: &mut Problems) -> Option<Scaled> {
    let literal = value.number(problems)?;
    let text = Text::new("a register starts again from zero at a number above zero", "表底数回零的数值应大于零");
    let capacity = above_zero(&literal, text, problems)?;
    let nines = literal.text.chars().filter(char::is_ascii_digit).all(|digit| digit == '9');
    if nines {
        let text = Text::new(
            format!("{} is the highest state of a register, not where it starts again from zero", literal.text),
            format!("{} 是最大表底数，而不是回零的数值", literal.text),
        );
        let hint = Text::new(
            "state the number that would come next: 1000000 for a register of six digits",
            "请填写其后一个数：六位表为 1000000",
        );
        problems.add(Problem::new(Code::Implausible, text).at(literal.place).hint(hint));
        return None;
    }
    Some(capacity)
}

fn interval(value: &Value<'_>, problems: &mut Problems) -> Option<Interval> {
    let (text, place) = match value.number_text() {
        Some(text) => (text, value.place()),
        None => value.string(problems).map(|literal| (literal.text, literal.place))?,
    };
    let found = Interval::parse(text);
    if found.is_none() {
        let said =
            Text::new(format!("`{text}` does not say how often a meter reads"), format!("`{text}` 不是有效的抄读间隔"));
        let hint = Text::new(
            "write a whole number and min, h, d or month: interval = \"15 min\"",
            "请写整数和单位 min、h、d 或 month：interval = \"15 min\"",
        );
        problems.add(Problem::new(Code::UnknownChoice, said).at(place).hint(hint));
    }
    found
}

/// Reads one `[[meter.replaced]]`.
fn replaced(table: &Table<'_>, capacity: Option<Scaled>, problems: &mut Problems) -> Option<Replacement> {
    let at = table.required_str("at", problems).and_then(|literal| Some((time(&literal, problems)?, literal.place)));
    let [last, first] = ["last", "first"].map(|key| {
        let literal = table.required(key, problems)?.number(problems)?;
        let number = Scaled::from(decimal(&literal, problems)?);
        if capacity.is_some_and(|capacity| number.digits < 0 || !number.is_below(capacity)) {
            let text = Text::new(
                format!("the register cannot show {}: it starts again from zero below", literal.text),
                format!("表底数不可能为 {}：超出回零数值", literal.text),
            );
            problems.add(Problem::new(Code::Implausible, text).at(literal.place));
            return None;
        }
        Some(number)
    });
    let carrier = table.optional_str("carrier", problems).map(|literal| (literal.text.to_string(), literal.place));
    let use_ = table.optional_str("use", problems).and_then(|literal| choice(&literal, Use::ALL, problems));
    let supply = table.optional_str("supply", problems).and_then(|literal| choice(&literal, Supply::ALL, problems));
    table.text("note", problems);
    table.finish(problems);
    let (at, place) = at?;
    Some(Replacement { replaced: Replaced { at, last: last?, first: first? }, carrier, use_, supply, place })
}

fn time(literal: &Literal<'_>, problems: &mut Problems) -> Option<i64> {
    let time = stamp::parse(literal.text.as_bytes());
    if time.is_none() {
        let text = Text::new(format!("`{}` is not a time", literal.text), format!("`{}` 不是时间", literal.text));
        let hint = Text::new(
            "write local time without an offset: \"2023-05-04 10:00\"",
            "请写当地时间，不带时区：\"2023-05-04 10:00\"",
        );
        problems.add(Problem::new(Code::NotAPeriod, text).at(literal.place.clone()).hint(hint));
    }
    time
}

/// The tables of an array of tables; an absent key gives none.
pub(super) fn tables<'a>(
    table: &Table<'a>,
    key: &'static str,
    heading: &str,
    problems: &mut Problems,
) -> Vec<Table<'a>> {
    let Some(value) = table.get(key) else { return Vec::new() };
    if value.is_table() {
        let text = Text::new(format!("`{key}` is a list of tables"), format!("`{key}` 应为表的列表"));
        let hint = Text::new(format!("write {heading} with double brackets"), format!("请用双方括号写作 {heading}"));
        problems.add(Problem::new(Code::WrongType, text).at(value.place()).hint(hint));
        return Vec::new();
    }
    table.tables(key, problems)
}

/// What is stated twice.
pub(super) fn twice(text: Text, place: Place, known: &Place) -> Problem {
    let other = Text::new("it stands here too", "另一处在此");
    Problem::new(Code::DuplicateId, text).at(place).related(known.clone(), other)
}
