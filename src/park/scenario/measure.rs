//! Technical measures: so much less of one thing, and what takes its place.

use super::money::Cost;
use super::whom::Whom;
use super::{percent, year};
use crate::factors::{CarrierId, Library, Supply, Use, choice};
use crate::park::Park;
use crate::park::enterprise::by_period;
use crate::quantity::{Decimal, Dimension, Exact, Money, Rate, Unit, parse_decimal};
use crate::source::{Code, Literal, Place, Problem, Problems, Table, Text};

/// How much less.
#[derive(Debug, Clone)]
pub enum Cut {
    /// A share of what is there, percent; shares of several measures are taken one of what the other leaves.
    Share(Decimal),
    /// An amount a year in base units, after all shares; never more than there is.
    Amount(Exact, Dimension),
}

/// What takes the place of what is cut.
#[derive(Debug, Clone)]
pub struct Instead {
    /// Carrier.
    pub carrier: CarrierId,
    /// Its use.
    pub use_: Use,
    /// Its supply.
    pub supply: Supply,
    /// So much of it for each unit that is cut.
    pub per: Rate,
    /// Evidence: without it non-fossil power does not count as zero.
    pub evidence: Option<String>,
}

/// One `[[measure]]`.
#[derive(Debug, Clone)]
pub struct Measure {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// The lever that it belongs to, such as efficiency; else its name.
    pub lever: Text,
    /// Whose quantities, of what.
    pub whom: Whom,
    /// How much less.
    pub cut: Cut,
    /// How much of it is done from a year on, percent.
    pub phase: Vec<(i32, Decimal)>,
    /// What takes its place.
    pub instead: Vec<Instead>,
    /// What it costs beside energy; none if that is not stated.
    pub cost: Option<Cost>,
    /// Ids of measures that cannot be carried out together with it, with their places.
    pub excludes: Vec<(String, Place)>,
    /// Where it stands.
    pub place: Place,
}

impl Measure {
    pub(super) fn read(
        table: &Table<'_>,
        park: &Park,
        newcomers: &[(String, Option<String>)],
        library: &Library,
        problems: &mut Problems,
    ) -> Option<Self> {
        let id = table.required_str("id", problems);
        let name = table.required("name", problems).and_then(|value| value.text(problems));
        let lever = table.text("lever", problems);
        table.required("carriers", problems);
        let whom = Whom::read(table, park, newcomers, library, problems);
        let cut = table.required_str("cut", problems);
        let phase = table.required("phase", problems);
        let instead = table.tables("instead", problems);
        let cost = Cost::read(table, problems);
        let excludes = table.strings("excludes", problems);
        table.text("note", problems);
        table.finish(problems);
        let mut steps = Vec::new();
        for (key, value) in phase.and_then(|value| by_period(&value, "phase", "\"50 %\"", problems))? {
            let from = year(&key, problems);
            let literal = value.string(problems)?;
            let share = percent(&literal, problems)?;
            if share < Decimal::ZERO || share > Decimal::ONE_HUNDRED {
                let text = Text::new("a phase lies between 0 and 100 %", "进度应在 0 至 100 % 之间");
                problems.add(Problem::new(Code::ScenarioUnfit, text).at(literal.place));
                return None;
            }
            steps.extend(from.map(|from| (from, share)));
        }
        steps.sort_by_key(|(from, _)| *from);
        let dimension = whom.carriers.first().map(|id| library.catalogue.get(*id).unit.dimension());
        let cut = Cut::read(&cut?, problems)?;
        let id = id?;
        let unfit = |en: &str, zh: &str, problems: &mut Problems| {
            problems.add(Problem::new(Code::ScenarioUnfit, Text::new(en, zh)).at(id.place.clone()));
        };
        if steps.is_empty() || dimension.is_none() {
            unfit("a measure has carriers and a phase", "措施须写 carriers 与 phase", problems);
            return None;
        }
        let falls = steps.windows(2).any(|pair| pair[1].1 < pair[0].1);
        if falls && cost.as_ref().is_some_and(|cost| cost.investment > Money::ZERO) {
            unfit("what is invested in does not become less: its phase rises", "有投资的措施进度只能上升", problems);
            return None;
        }
        let amount = matches!(&cut, Cut::Amount(_, of) if Some(*of) != dimension);
        let several = |id: &CarrierId| Some(library.catalogue.get(*id).unit.dimension()) != dimension;
        if amount || (whom.carriers.iter().any(several) && (!instead.is_empty() || matches!(cut, Cut::Amount(..)))) {
            unfit(
                "an amount that is cut, and what takes its place, are of carriers of one dimension, in a unit of it",
                "按数量削减或有替代品种时，各品种须量纲一致，单位须相符",
                problems,
            );
            return None;
        }
        let mut others = Vec::new();
        for table in &instead {
            others.push(Instead::read(table, dimension?, library, problems)?);
        }
        Some(Self {
            lever: lever.or_else(|| name.clone())?,
            id: id.text.to_string(),
            name: name?,
            whom,
            cut,
            phase: steps,
            instead: others,
            cost,
            excludes: excludes.into_iter().map(|literal| (literal.text.to_string(), literal.place)).collect(),
            place: id.place,
        })
    }

    /// True if it counts units of its carriers: an amount is cut, or something takes its place.
    pub(super) fn counts_units(&self) -> bool {
        !self.instead.is_empty() || matches!(self.cut, Cut::Amount(..))
    }

    /// How much of it is done in a year, percent.
    pub fn done(&self, year: i32) -> Decimal {
        self.phase.iter().rfind(|(from, _)| *from <= year).map_or(Decimal::ZERO, |(_, share)| *share)
    }
}

impl Cut {
    /// `5 %`, or an amount a year such as `1200 MWh`.
    fn read(literal: &Literal<'_>, problems: &mut Problems) -> Option<Self> {
        let text = literal.text.trim();
        let problem = if text.ends_with('%') {
            let share = percent(literal, problems)?;
            if (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&share) {
                return Some(Self::Share(share));
            }
            Problem::new(
                Code::ScenarioUnfit,
                Text::new("a cut lies between 0 and 100 %", "削减比例应在 0 至 100 % 之间"),
            )
        } else {
            let parts = text.split_once(char::is_whitespace);
            let read = parts.and_then(|(number, unit)| Some((parse_decimal(number).ok()?, Unit::parse(unit)?)));
            match read {
                Some((number, unit)) if number >= Decimal::ZERO => {
                    let amount = Exact::from(number).times(&Exact::from(unit.factor()));
                    return Some(Self::Amount(amount, unit.dimension()));
                }
                Some(_) => Problem::new(Code::NegativeQuantity, Text::new("a cut is not negative", "削减量不能为负")),
                None => Problem::new(
                    Code::NotADecimal,
                    Text::new(format!("`{text}` is no cut"), format!("`{text}` 不是削减量")),
                )
                .hint(Text::new("write \"5 %\" or \"1200 MWh\"", "写作 \"5 %\" 或 \"1200 MWh\"")),
            }
        };
        problems.add(problem.at(literal.place.clone()));
        None
    }
}

impl Instead {
    fn read(table: &Table<'_>, cut: Dimension, library: &Library, problems: &mut Problems) -> Option<Self> {
        let carrier = table.required_str("carrier", problems);
        let use_ = table.optional_str("use", problems);
        let supply = table.optional_str("supply", problems);
        let per = table.required_str("per", problems);
        let evidence = table.optional_str("evidence", problems);
        table.text("note", problems);
        table.finish(problems);
        let id = library.catalogue.lookup(&carrier?, problems)?;
        let carrier = library.catalogue.get(id);
        let kind = library.catalogue.kind(carrier)?;
        let use_ = match use_ {
            Some(literal) => choice(&literal, Use::ALL, problems)?,
            None => kind.default_use,
        };
        let supply = match supply {
            Some(literal) => choice(&literal, Supply::ALL, problems)?,
            None => kind.default_supply,
        };
        let literal = per?;
        let wanted = carrier.unit.dimension();
        let per = Rate::parse(literal.text).ok();
        let Some(per) =
            per.filter(|rate| rate.numerator() == wanted && rate.denominator() == cut && rate.value() >= Decimal::ZERO)
        else {
            let (own, other) = (carrier.unit.symbol(), Unit::base_of(cut));
            let text = Text::new(
                format!(
                    "`{}` is not so much {} for each unit cut, in {own}/{}",
                    literal.text,
                    carrier.name.en,
                    other.symbol()
                ),
                format!(
                    "`{}` 不是每单位削减量对应的{}，单位应为 {own}/{}",
                    literal.text,
                    carrier.name.zh,
                    other.symbol()
                ),
            );
            problems.add(Problem::new(Code::WrongDimension, text).at(literal.place));
            return None;
        };
        if !kind.uses.contains(&use_) || !kind.supplies.contains(&supply) || supply.is_internal() {
            let text = Text::new(
                format!("{} cannot come in so: {}, {}", carrier.name.en, use_.name().en, supply.name().en),
                format!("{}不能以此用途或来源计入：{}、{}", carrier.name.zh, use_.name().zh, supply.name().zh),
            );
            problems.add(Problem::new(Code::ScenarioUnfit, text).at(table.place()));
            return None;
        }
        Some(Self {
            carrier: id,
            use_,
            supply,
            per,
            evidence: evidence.map(|l| l.text.trim().to_string()).filter(|text| !text.is_empty()),
        })
    }
}
