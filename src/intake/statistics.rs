//! The energy forms of official statistics (205-1 purchase, consumption and stock; 205-2 conversion and recovery): from
//! what a line states to what is burned, converted, used as feedstock.
//!
//! Consumption (消费量) includes what is used as raw material and what is put into conversion; power and heat made from
//! fuel are combustion, the other conversions are balances of carbon (`rulings.md` and 发改环资〔2025〕910号 附件4).

use std::collections::{BTreeMap, HashSet};

use super::headings::Meaning;
use crate::factors::{EnergyForm, Library, Use};
use crate::park::{Column, Record, RecordReader};
use crate::quantity::{Decimal, Unit};
use crate::source::{Code, FileId, Literal, Place, Problem, Problems, Text};

/// One cell of a statistics form.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    pub enterprise: String,
    pub period: String,
    pub carrier: String,
    pub unit: String,
    pub cumulative: bool,
    pub meaning: Meaning,
    pub value: Decimal,
    pub place: Place,
    /// File, sheet and address of the cell.
    pub cell: String,
    pub return_id: String,
}

type Line = (String, String, String);

/// The figures of a file, by enterprise, period and carrier: the two forms complete each other.
#[derive(Debug, Default)]
pub(super) struct Statistics {
    lines: BTreeMap<Line, Vec<Figure>>,
    forms: HashSet<FileId>,
}

/// A figure that follows from a line.
struct Derived<'a> {
    item: &'static str,
    use_: Option<&'static str>,
    value: Decimal,
    from: &'a Figure,
    how: Option<String>,
}

impl Statistics {
    /// Says that a sheet is such a form.
    pub fn form(&mut self, file: FileId) {
        self.forms.insert(file);
    }

    /// True if a sheet is such a form.
    pub fn is_form(&self, file: FileId) -> bool {
        self.forms.contains(&file)
    }

    /// Adds a figure to its line.
    pub fn add(&mut self, figure: Figure) {
        let line = (figure.enterprise.clone(), figure.period.clone(), figure.carrier.clone());
        self.lines.entry(line).or_default().push(figure);
    }

    /// The records that follow from the lines.
    ///
    /// # Errors
    /// Reports parts that exceed their whole, and everything wrong with a record.
    pub fn records(&self, library: &Library, reader: &mut RecordReader<'_>, problems: &mut Problems) -> Vec<Record> {
        let mut records = Vec::new();
        for figures in self.lines.values() {
            if !is_one_line(figures, problems) {
                continue;
            }
            for derived in derive(figures, library, problems) {
                records.extend(record(&derived, reader, problems));
            }
        }
        records
    }
}

/// Reports a line that states something twice, or in two units: its figures cannot be taken together.
fn is_one_line(figures: &[Figure], problems: &mut Problems) -> bool {
    let mut sound = true;
    for (position, figure) in figures.iter().enumerate() {
        let twice = figures[..position].iter().find(|other| other.meaning == figure.meaning);
        let unit = |figure: &Figure| Unit::parse(&figure.unit);
        let odd = figures[..position].iter().find(|other| unit(other) != unit(figure));
        let (code, text, other) = if let Some(other) = twice {
            let text = Text::new(
                format!("{} of {} is stated twice for {}", figure.meaning.id(), figure.carrier, figure.period),
                format!("{}在 {} 的同一数据填了两次", figure.carrier, figure.period),
            );
            (Code::DuplicateActivity, text, other)
        } else if let Some(other) = odd {
            let text = Text::new(
                format!("{} is stated in {} here and in {} there", figure.carrier, figure.unit, other.unit),
                format!("{}此处以“{}”计，另一处以“{}”计", figure.carrier, figure.unit, other.unit),
            );
            (Code::UnknownUnit, text, other)
        } else {
            continue;
        };
        sound = false;
        let here = Text::new("the other one is here", "另一处在此");
        problems.add(Problem::new(code, text).at(figure.place.clone()).related(other.place.clone(), here));
    }
    sound
}

fn derive<'a>(figures: &'a [Figure], library: &Library, problems: &mut Problems) -> Vec<Derived<'a>> {
    let of = |meaning: Meaning| figures.iter().find(|figure| figure.meaning == meaning);
    let value = |meaning: Meaning| of(meaning).map_or(Decimal::ZERO, |figure| figure.value);
    let mut all = Vec::new();
    let kind = figures
        .first()
        .and_then(|figure| library.catalogue.find(&figure.carrier))
        .and_then(|id| library.catalogue.kind(library.catalogue.get(id)));
    // An unknown carrier is reported by the reader, once.
    let burned = kind.is_none_or(|kind| kind.uses.contains(&Use::Fuel));
    if let Some(figure) = of(Meaning::Purchased) {
        all.push(Derived { item: "purchased", use_: None, value: figure.value, from: figure, how: None });
    }
    if !burned {
        all.extend(consumed_as_is(of(Meaning::Consumed), of(Meaning::Purchased), kind.map(|k| k.energy), problems));
        for meaning in [Meaning::ConversionOutput, Meaning::Recovered] {
            if let Some(figure) = of(meaning).filter(|figure| !figure.value.is_zero()) {
                let text = Text::new(
                    format!("{} of {} is not read: its fuel is", meaning.id(), figure.carrier),
                    format!(
                        "{}的{}未读取：其燃料已计入",
                        figure.carrier,
                        if meaning == Meaning::Recovered { "回收利用" } else { "产出" }
                    ),
                );
                problems.add(Problem::new(Code::NotRead, text).at(figure.place.clone()));
            }
        }
        return all;
    }
    let feedstock = value(Meaning::Feedstock);
    let converted = value(Meaning::ConversionInput) - value(Meaning::ConversionPower) - value(Meaning::ConversionHeat);
    if converted.is_sign_negative()
        && !converted.is_zero()
        && let Some(figure) = of(Meaning::ConversionInput).or_else(|| of(Meaning::ConversionPower))
    {
        problems.add(exceeds(figure, "加工转换投入合计", "conversion input", converted));
        return all;
    }
    if let Some(figure) = of(Meaning::Consumed) {
        let rest = figure.value - feedstock - converted;
        if rest.is_sign_negative() && !rest.is_zero() {
            problems.add(exceeds(figure, "消费量", "consumption", rest));
            return all;
        }
        let how = (!feedstock.is_zero() || !converted.is_zero())
            .then(|| format!("消费量 {} − 用作原材料 {feedstock} − 加工转换 {converted}", figure.value));
        all.push(Derived { item: "quantity", use_: Some("fuel"), value: rest, from: figure, how });
    }
    for (meaning, use_, value) in [
        (Meaning::Feedstock, "feedstock", feedstock),
        (Meaning::ConversionInput, "conversion_input", converted),
        (Meaning::ConversionOutput, "conversion_output", value(Meaning::ConversionOutput)),
        (Meaning::Recovered, "recovered", value(Meaning::Recovered)),
    ] {
        // A zero begins a cumulative series; a quarter's zero says nothing that the total does not.
        if let Some(figure) = of(meaning).filter(|figure| figure.cumulative || !value.is_zero()) {
            all.push(Derived { item: "quantity", use_: Some(use_), value, from: figure, how: None });
        }
    }
    all
}

/// Power, heat, water and materials: consumed as they are. What was not bought was made, and its source is not in the form.
fn consumed_as_is<'a>(
    consumed: Option<&'a Figure>,
    purchased: Option<&'a Figure>,
    form: Option<EnergyForm>,
    problems: &mut Problems,
) -> Option<Derived<'a>> {
    let figure = consumed?;
    let network = matches!(form, Some(EnergyForm::Electricity | EnergyForm::Heat));
    let made = purchased.filter(|bought| network && bought.value < figure.value);
    let Some(bought) = made else {
        return Some(Derived { item: "quantity", use_: None, value: figure.value, from: figure, how: None });
    };
    let own = figure.value - bought.value;
    problems.add(
        Problem::new(
            Code::NotRead,
            Text::new(
                format!(
                    "{own} {} of {} were not bought but made: only what was bought is read",
                    figure.unit, figure.carrier
                ),
                format!("{}有 {own} {} 不是购入而是自产：只读取购入部分", figure.carrier, figure.unit),
            ),
        )
        .at(figure.place.clone())
        .hint(Text::new(
            "state own generation with its source: self_renewable or self_fossil",
            "请另行填报自发电量及其来源：self_renewable 或 self_fossil",
        )),
    );
    let how = Some(format!("购进量 {}，消费量 {}", bought.value, figure.value));
    Some(Derived { item: "quantity", use_: None, value: bought.value, from: bought, how })
}

fn exceeds(figure: &Figure, zh: &str, en: &str, rest: Decimal) -> Problem {
    let short = -rest;
    Problem::new(
        Code::NegativeQuantity,
        Text::new(
            format!("the parts of {} exceed its {en} ({}) by {short} {}", figure.carrier, figure.value, figure.unit),
            format!("{}的各项之和超过{zh}（{}）{short} {}", figure.carrier, figure.value, figure.unit),
        ),
    )
    .at(figure.place.clone())
}

fn record(derived: &Derived<'_>, reader: &mut RecordReader<'_>, problems: &mut Problems) -> Option<Record> {
    let figure = derived.from;
    let quantity = derived.value.to_string();
    let item = match derived.item {
        "quantity" if figure.cumulative => "cumulative",
        other => other,
    };
    let get = |column: Column| {
        let text = match column {
            Column::Enterprise => figure.enterprise.as_str(),
            Column::Period => figure.period.as_str(),
            Column::Item => item,
            Column::Carrier => figure.carrier.as_str(),
            Column::Use => derived.use_.unwrap_or_default(),
            Column::Quantity => quantity.as_str(),
            Column::Unit => figure.unit.as_str(),
            Column::Evidence => derived.how.as_deref().unwrap_or_default(),
            Column::Return => figure.return_id.as_str(),
            Column::Origin => figure.cell.as_str(),
            _ => "",
        };
        (!text.is_empty()).then(|| Literal { text, place: figure.place.clone() })
    };
    reader.read(&get, &|_| figure.place.clone(), problems)
}
