//! Sweeps: parameters of a scenario, each with the values that it takes. A variant takes one value of each.

use super::Scenario;
use super::measure::Cut;
use super::values::{Number, list};
use crate::factors::Library;
use crate::quantity::{Decimal, Exact, Unit};
use crate::source::{Code, Place, Problem, Problems, Table, Text, Value};

/// So many variants at most.
pub const MOST_VARIANTS: usize = 1_000_000;

/// A measure comes at most so many years later.
const MOST_YEARS: i64 = 60;

/// The columns of a result beside the parameters.
pub const RESULT_COLUMNS: [&str; 9] =
    ["year", "co2e_t", "direct_t", "indirect_t", "tce", "limit_t", "margin_t", "complete", "illustrative"];

/// What of a scenario a parameter changes, with a value for each of its numbers.
#[derive(Debug, Clone)]
pub enum Changed {
    /// How much a measure cuts.
    Cut(Vec<Cut>),
    /// Years by which a measure comes later than its phase says.
    Delay(Vec<i32>),
    /// Percent a year of a growth.
    Rate(Vec<Decimal>),
    /// All quantities of a newcomer, percent of what its project states.
    Scale(Vec<Decimal>),
}

/// One parameter.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What it changes.
    pub changed: Changed,
    /// The id of the measure, growth or project.
    pub of: String,
    /// Its values as numbers.
    pub numbers: Vec<Decimal>,
    /// What the numbers count, such as `%` or `MWh`; nothing for a plain number.
    pub unit: String,
    /// Where the id stands.
    of_place: Place,
    /// Where it stands.
    pub place: Place,
}

impl Parameter {
    /// The heading of its column: its name, and what its numbers count.
    pub fn column(&self) -> String {
        match self.unit.as_str() {
            "" => self.name.clone(),
            "%" => format!("{}_percent", self.name),
            unit => format!("{}_{unit}", self.name),
        }
    }

    /// Its value at a place in the list, as written.
    pub fn shown(&self, at: usize) -> String {
        let number = self.numbers.get(at).copied().unwrap_or_default();
        if self.unit.is_empty() { number.to_string() } else { format!("{number} {}", self.unit) }
    }

    fn read(name: &str, place: &Place, value: &Value<'_>, problems: &mut Problems) -> Option<Self> {
        let hint = Text::new(
            "write { measure = \"id\", cut = [\"2 %\", \"4 %\"] }",
            "写作 { measure = \"标识\", cut = [\"2 %\", \"4 %\"] }",
        );
        let table = value.table_or(hint, problems)?;
        let subjects = ["measure", "growth", "project"].map(|key| (key, table.get(key)));
        let [cut, values, delay, rate, scale] = ["cut", "values", "delay", "rate", "scale"].map(|key| table.get(key));
        let unit = table.get("unit");
        table.text("note", problems);
        table.finish(problems);
        let mut stated = subjects.into_iter().filter_map(|(key, value)| Some((key, value?)));
        let (Some((subject, id)), None) = (stated.next(), stated.next()) else {
            return unfit(
                value.place(),
                "a parameter names one of measure, growth, project",
                "参数须写明 measure、growth、project 之一",
                problems,
            );
        };
        let id = id.string(problems)?;
        let (changed, numbers, unit) = match (subject, cut, values, delay, rate, scale) {
            ("measure", Some(cut), None, None, None, None) if unit.is_none() => cuts(&cut, problems)?,
            ("measure", None, Some(values), None, None, None) => multiples(&values, unit.as_ref(), problems)?,
            ("measure", None, None, Some(delay), None, None) if unit.is_none() => delays(&delay, problems)?,
            ("growth", None, None, None, Some(rate), None) if unit.is_none() => {
                let rates = percents(&rate, problems)?;
                let least = rates.iter().find(|rate| rate.value <= Decimal::from(-100));
                if let Some(rate) = least {
                    return unfit(
                        rate.place.clone(),
                        "nothing shrinks by 100 % or more a year",
                        "年降幅不能达到 100 %",
                        problems,
                    );
                }
                let rates = values_of(&rates);
                (Changed::Rate(rates.clone()), rates, "%".to_string())
            }
            ("project", None, None, None, None, Some(scale)) if unit.is_none() => {
                let scales = not_negative(percents(&scale, problems)?, problems)?;
                let scales = values_of(&scales);
                (Changed::Scale(scales.clone()), scales, "%".to_string())
            }
            _ => {
                return unfit(
                    value.place(),
                    "of a measure a parameter changes cut, or values with their unit, or delay; of a growth its rate; of a project \
                     its scale: one of them",
                    "参数只改变一项：措施的 cut、values（附 unit）或 delay，增长的 rate，项目的 scale",
                    problems,
                );
            }
        };
        Some(Self {
            name: name.to_string(),
            changed,
            of: id.text.to_string(),
            numbers,
            unit,
            of_place: id.place,
            place: place.clone(),
        })
    }

    /// The kind of thing that it changes.
    fn kind(&self) -> &'static str {
        match self.changed {
            Changed::Cut(_) => "cut",
            Changed::Delay(_) => "delay",
            Changed::Rate(_) => "rate",
            Changed::Scale(_) => "scale",
        }
    }
}

/// The parameters of `[sweep]`, in the order of the file.
pub(super) fn read(root: &Table<'_>, problems: &mut Problems) -> Vec<Parameter> {
    let Some(table) = root.optional_table("sweep", problems) else { return Vec::new() };
    let pairs = table.pairs();
    if pairs.is_empty() {
        unfit::<()>(table.place(), "a sweep has at least one parameter", "扫描须至少有一个参数", problems);
    }
    pairs.iter().filter_map(|(key, value)| Parameter::read(key.text, &key.place, value, problems)).collect()
}

/// Parameters of a file on top: one of the same name takes the place of the other.
pub(super) fn followed_by(mut below: Vec<Parameter>, top: Vec<Parameter>) -> Vec<Parameter> {
    for parameter in top {
        match below.iter_mut().find(|known| known.name == parameter.name) {
            Some(known) => *known = parameter,
            None => below.push(parameter),
        }
    }
    below
}

impl Scenario {
    /// How many variants its parameters make; one without any.
    pub fn variants(&self) -> usize {
        self.sweep.iter().fold(1, |product, one| product.saturating_mul(one.numbers.len()))
    }

    /// Whether a parameter cuts amounts by a measure.
    pub(super) fn sweeps_amounts(&self, measure: &str) -> bool {
        let amounts = |cuts: &[Cut]| cuts.iter().any(|cut| matches!(cut, Cut::Amount(..)));
        self.sweep.iter().any(|one| one.of == measure && matches!(&one.changed, Changed::Cut(cuts) if amounts(cuts)))
    }

    /// Reports parameters of what is not in the scenario, two of one thing, columns of one name, amounts of what a measure
    /// does not cut, and too many variants.
    pub(super) fn check_sweep(&self, library: &Library, problems: &mut Problems) {
        let measures: Vec<&str> = self.measures.iter().map(|one| one.id.as_str()).collect();
        let growths: Vec<&str> = self.growths.iter().filter_map(|one| one.id.as_deref()).collect();
        let projects: Vec<&str> = self.projects.iter().map(|one| one.id.as_str()).collect();
        // What could not be read is not missed once more.
        let read = problems.sorted().iter().all(|problem| problem.code == Code::SweepUnfit);
        for (at, one) in self.sweep.iter().enumerate() {
            let (known, en, zh) = match one.changed {
                Changed::Cut(_) | Changed::Delay(_) => (&measures, "measure", "措施"),
                Changed::Rate(_) => (&growths, "growth with an `id`", "带 id 的增长"),
                Changed::Scale(_) => (&projects, "project", "项目"),
            };
            if read && !known.contains(&one.of.as_str()) {
                let near = problems.nearest(&one.of, known.iter().copied());
                let text =
                    Text::new(format!("the scenario has no {en} `{}`", one.of), format!("情景中没有{zh} `{}`", one.of));
                problems.add(Problem::new(Code::SweepUnfit, text).at(one.of_place.clone()).suggest(near));
            }
            let before = &self.sweep[..at];
            if let Some(first) = before.iter().find(|other| (other.kind(), &other.of) == (one.kind(), &one.of)) {
                let text = Text::new(
                    format!("`{}` changes what `{}` changes already", one.name, first.name),
                    format!("`{}` 与 `{}` 改变的是同一项", one.name, first.name),
                );
                let problem = Problem::new(Code::SweepUnfit, text).at(one.place.clone());
                problems.add(problem.related(first.place.clone(), Text::new("first here", "首次出现于此")));
            }
            let column = one.column();
            if before.iter().any(|other| other.column() == column) || RESULT_COLUMNS.contains(&column.as_str()) {
                let text = Text::new(
                    format!("the result has a column `{column}` already: choose another name"),
                    format!("结果中已有 `{column}` 列：请换一个名称"),
                );
                problems.add(Problem::new(Code::SweepUnfit, text).at(one.place.clone()));
            }
            self.check_amounts(one, library, problems);
        }
        let variants = self.variants();
        if let Some(last) = self.sweep.last().filter(|_| variants > MOST_VARIANTS) {
            let text = Text::new(
                format!("{variants} variants are too many: at most {MOST_VARIANTS}"),
                format!("共 {variants} 个方案，过多：最多 {MOST_VARIANTS} 个"),
            );
            let hint = Text::new("take a larger step, or fewer parameters", "请加大步长或减少参数");
            problems.add(Problem::new(Code::SweepUnfit, text).at(last.place.clone()).hint(hint));
        }
    }

    fn check_amounts(&self, one: &Parameter, library: &Library, problems: &mut Problems) {
        let Changed::Cut(cuts) = &one.changed else { return };
        let Some(Cut::Amount(_, dimension)) = cuts.first() else { return };
        let Some(measure) = self.measures.iter().find(|measure| measure.id == one.of) else { return };
        let carriers = measure.whom.carriers.iter().map(|id| library.catalogue.get(*id));
        if let Some(other) = carriers.into_iter().find(|carrier| carrier.unit.dimension() != *dimension) {
            let (name, unit) = (&other.name, other.unit.symbol());
            let text = Text::new(
                format!("the measure cuts {}, which is counted in {unit}", name.en),
                format!("该措施削减{}，其单位为 {unit}", name.zh),
            );
            let problem = Problem::new(Code::SweepUnfit, text).at(one.place.clone());
            problems.add(problem.related(measure.place.clone(), Text::new("the measure", "该措施")));
        }
    }
}

type Read = (Changed, Vec<Decimal>, String);

fn values_of(numbers: &[Number]) -> Vec<Decimal> {
    numbers.iter().map(|number| number.value).collect()
}

/// Shares, or amounts of one unit.
fn cuts(value: &Value<'_>, problems: &mut Problems) -> Option<Read> {
    let (numbers, unit) = list(value, problems)?;
    let numbers = not_negative(numbers, problems)?;
    let values = values_of(&numbers);
    if unit == "%" {
        if let Some(number) = numbers.iter().find(|number| number.value > Decimal::ONE_HUNDRED) {
            let place = number.place.clone();
            return unfit(place, "a cut lies between 0 and 100 %", "削减比例应在 0 至 100 % 之间", problems);
        }
        return Some((Changed::Cut(values.iter().map(|value| Cut::Share(*value)).collect()), values, unit));
    }
    let Some(read) = Unit::parse(&unit) else {
        let (en, zh) = ("write \"2 %\" or \"1200 MWh\"", "写作 \"2 %\" 或 \"1200 MWh\"");
        return unfit(value.place(), en, zh, problems);
    };
    let amount = |value: &Decimal| Exact::from(*value).times(&Exact::from(read.factor()));
    let cuts = values.iter().map(|value| Cut::Amount(amount(value), read.dimension())).collect();
    Some((Changed::Cut(cuts), values, unit))
}

/// So many times an amount.
fn multiples(value: &Value<'_>, unit: Option<&Value<'_>>, problems: &mut Problems) -> Option<Read> {
    let (numbers, written) = list(value, problems)?;
    let numbers = not_negative(numbers, problems)?;
    let of = unit.and_then(|unit| unit.string(problems));
    let amount = of.as_ref().and_then(|literal| {
        let text = literal.text.trim();
        let (number, unit) = text.split_once(char::is_whitespace).unwrap_or(("1", text));
        let number = crate::quantity::parse_decimal(number).ok().filter(|number| *number > Decimal::ZERO)?;
        Some((number, Unit::parse(unit)?))
    });
    let (Some((number, unit)), true) = (amount, written.is_empty()) else {
        return unfit(
            of.map_or(value.place(), |literal| literal.place),
            "`values` are plain numbers, and `unit` says what one of them cuts a year, such as \"1200 MWh\"",
            "`values` 为纯数字，`unit` 说明每一单位每年削减多少，例如 \"1200 MWh\"",
            problems,
        );
    };
    let values = values_of(&numbers);
    let one = Exact::from(number).times(&Exact::from(unit.factor()));
    let cuts = values.iter().map(|value| Cut::Amount(Exact::from(*value).times(&one), unit.dimension())).collect();
    Some((Changed::Cut(cuts), values, String::new()))
}

fn delays(value: &Value<'_>, problems: &mut Problems) -> Option<Read> {
    let (numbers, unit) = list(value, problems)?;
    let numbers = not_negative(numbers, problems)?;
    let years = |number: &Number| number.value.is_integer() && number.value <= Decimal::from(MOST_YEARS);
    if !unit.is_empty() || !numbers.iter().all(years) {
        let (en, zh) = ("a delay is a whole number of years, such as 2", "推迟以整年计，例如 2");
        return unfit(value.place(), en, zh, problems);
    }
    let values = values_of(&numbers);
    let years = values.iter().filter_map(|value| i32::try_from(*value).ok()).collect();
    Some((Changed::Delay(years), values, unit))
}

fn percents(value: &Value<'_>, problems: &mut Problems) -> Option<Vec<Number>> {
    let (numbers, unit) = list(value, problems)?;
    if unit != "%" {
        return unfit(
            value.place(),
            "these are percentages, such as \"3.5 %\"",
            "此处为百分数，例如 \"3.5 %\"",
            problems,
        );
    }
    Some(numbers)
}

fn not_negative(numbers: Vec<Number>, problems: &mut Problems) -> Option<Vec<Number>> {
    match numbers.iter().find(|number| number.value < Decimal::ZERO) {
        Some(number) => unfit(number.place.clone(), "this is not negative", "此处不能为负", problems),
        None => Some(numbers),
    }
}

/// Reports what does not fit.
pub(super) fn unfit<T>(place: Place, en: &str, zh: &str, problems: &mut Problems) -> Option<T> {
    problems.add(Problem::new(Code::SweepUnfit, Text::new(en, zh)).at(place));
    None
}
