//! Caps: limits on a metric over a period, with their split, their ledger and their early-warning scheme.

mod check;
mod movement;
mod split;

use super::enterprise::{EnterpriseId, named, period};
use crate::factors::{Library, WarningBasis, WarningScheme, choice, date, decimal};
use crate::quantity::{Decimal, Fraction, Granularity, Period};
use crate::source::{Code, Literal, Place, Problem, Problems, Table, Text};

pub(super) use check::check;
pub use movement::{Movement, MovementKind};
pub use split::Split;

use split::read_split;

/// What a cap limits its metric to.
#[derive(Debug, Clone)]
pub enum Limit {
    /// At most this, in the unit of the metric.
    Amount(Fraction),
    /// At least this decline against the base, percent.
    Decline(Decimal),
}

/// One `[[cap]]`.
#[derive(Debug, Clone)]
pub struct Cap {
    /// Identifier.
    pub id: String,
    /// Name; the id if it has none.
    pub name: Text,
    /// The id of its metric.
    pub metric: String,
    /// Whose; the park's if none.
    pub enterprise: Option<EnterpriseId>,
    /// The standard; the park's own if none.
    pub standard: Option<String>,
    /// The identifier of the view; the park view if none.
    pub view: &'static str,
    /// Factors published after this date are not used; as the park says if none.
    pub factors_as_of: Option<String>,
    /// Over which period.
    pub period: Period,
    /// What it allows.
    pub limit: Limit,
    /// The period that a decline or a saving is measured against.
    pub base: Option<Period>,
    /// How a total is split; none for what is never split.
    pub split: Option<Split>,
    /// Held back, in the unit of the metric.
    pub reserve: Option<Fraction>,
    /// Changes of the budget.
    pub movements: Vec<Movement>,
    /// The id of its early-warning scheme, if it has one.
    pub warning: Option<String>,
    /// Its document.
    pub source: Option<String>,
    /// Where its id stands.
    pub place: Place,
}

/// The views by which a cap may count.
const VIEWS: [(&str, &str); 4] =
    [("park", "park"), ("net", "net"), ("gross", "gross"), ("responsibility", "responsibility")];

impl Cap {
    /// Reads one `[[cap]]`.
    ///
    /// # Errors
    /// Reports every wrong name, number and unit, a metric that does not exist (`PK1103`), and what does not fit together
    /// (`PK1111`): a split intensity, shares that do not sum to one, a decline or a saving without a base.
    pub(super) fn read(
        table: &Table<'_>,
        find: impl Fn(&str) -> Option<EnterpriseId>,
        names: &[&str],
        library: &Library,
        granularity: Granularity,
        problems: &mut Problems,
    ) -> Option<Self> {
        let id = table.required_str("id", problems);
        let name = table.text("name", problems);
        let metric = table.required_str("metric", problems);
        let enterprise = table.optional_str("enterprise", problems).map(|l| named(&l, find, names, problems));
        let standard = table.optional_str("standard", problems);
        let view = table.optional_str("view", problems).map(|l| choice(&l, &VIEWS, problems));
        let factors_as_of = table.optional_str("factors_as_of", problems).map(|l| date(&l, problems));
        let over = table.required_str("period", problems).and_then(|l| Some((period(&l, problems)?, l.place)));
        let limit = table.optional_str("limit", problems);
        let decline = table.optional_str("decline", problems);
        let base = table.optional_str("base", problems).map(|l| period(&l, problems));
        let split = table.get("split");
        let output = table.optional_str("output", problems);
        let intensity = table.optional_str("intensity", problems);
        let reserve = table.optional_str("reserve", problems);
        let movements = table.tables("movement", problems);
        let warning = table.optional_str("warning", problems);
        let source = table.optional_str("source", problems).map(|l| l.text.to_string());
        table.text("note", problems);
        table.finish(problems);

        if let Some(standard) = standard.as_ref().filter(|l| !library.has_standard(l.text)) {
            problems.add(library.unknown_standard(standard.text).at(standard.place.clone()));
        }
        let metric = metric.and_then(|literal| match library.metric(literal.text) {
            Ok(metric) => Some(metric),
            Err(problem) => {
                problems.add((*problem).at(literal.place.clone()));
                None
            }
        });
        let scheme = warning.as_ref().and_then(|literal| scheme(literal, library, problems));
        let (id, metric, (over, over_place)) = (id?, metric?, over?);
        let mut fits = true;
        let mut unfit = |text: Text, place: Place, problems: &mut Problems| {
            problems.add(Problem::new(Code::CapUnfit, text).at(place));
            fits = false;
        };
        if over.covering(granularity) != over {
            let text = Text::new(
                format!("{over} is no whole number of accounting periods"),
                format!("{over} 不是整数个核算期"),
            );
            unfit(text, over_place, problems);
        }
        let limit = match (&limit, &decline) {
            (Some(literal), None) => metric.amount(literal, problems).map(Limit::Amount),
            (None, Some(literal)) => percent(literal, problems).map(Limit::Decline),
            (Some(_), Some(second)) => {
                let text = Text::new("a cap has a `limit` or a `decline`, not both", "limit 与 decline 只能写一个");
                unfit(text, second.place.clone(), problems);
                None
            }
            (None, None) => {
                let text = Text::new(
                    "a cap needs a `limit`, such as \"470000 t\", or a `decline`, such as \"3.5 %\" with a `base`",
                    "须写 limit（例如 \"470000 t\"），或 decline（例如 \"3.5 %\"）及 base",
                );
                problems.add(Problem::new(Code::MissingKey, text).at(id.place.clone()));
                None
            }
        };
        let needs_base = decline.is_some() || scheme.is_some_and(|scheme| scheme.basis == WarningBasis::SavingDone);
        if needs_base && base.is_none() {
            let text = Text::new(
                "a decline or a saving is measured against a period: base = \"2022\"",
                "降幅或节能量须写对比期：base = \"2022\"",
            );
            unfit(text, decline.as_ref().or(warning.as_ref()).map_or(id.place.clone(), |l| l.place.clone()), problems);
        }
        match (&limit, decline.as_ref()) {
            (Some(Limit::Amount(amount)), _) if *amount < Fraction::zero() => {
                let place = table.get("limit").map_or(id.place.clone(), |value| value.place());
                unfit(Text::new("a limit is not negative", "限额不能为负数"), place, problems);
            }
            (Some(Limit::Decline(wanted)), Some(literal))
                if *wanted <= Decimal::ZERO || *wanted >= Decimal::ONE_HUNDRED =>
            {
                let text = Text::new(
                    "a decline lies between 0 and 100 %; what may grow has a `limit`",
                    "降幅应在 0 与 100 % 之间；允许增长的请写 limit",
                );
                unfit(text, literal.place.clone(), problems);
            }
            _ => {}
        }
        if let Some(Some(base)) = base
            && (base.months() != over.months() || base.overlaps(over))
        {
            let text = Text::new(
                format!("the base {base} is not as long as {over}, or lies in it"),
                format!("对比期 {base} 与 {over} 长度不同或重叠"),
            );
            unfit(text, table.get("base").map_or(id.place.clone(), |value| value.place()), problems);
        }
        let split = match split {
            None if metric.is_ratio() || decline.is_some() => Some(None),
            None => Some(Some(Split::Even)),
            Some(value) if metric.is_ratio() || decline.is_some() => {
                let text = Text::new(
                    "only a total is split over periods: an intensity or a decline is compared with the whole target",
                    "只有总量可以分解到各期；强度和降幅与全期目标相比",
                );
                unfit(text, value.place(), problems);
                None
            }
            Some(value) => read_split(
                &value,
                (over, granularity),
                (output.as_ref(), intensity.as_ref()),
                metric,
                library,
                problems,
            )
            .map(Some),
        };
        if !matches!(split, Some(Some(Split::OutputDriven { .. }))) {
            for literal in [&output, &intensity].into_iter().flatten() {
                let text = Text::new(
                    "`output` and `intensity` belong to split = \"output_driven\"",
                    "output 和 intensity 只用于 split = \"output_driven\"",
                );
                unfit(text, literal.place.clone(), problems);
            }
        }
        let reserve = reserve.map(|literal| (metric.amount(&literal, problems), literal.place));
        if let (Some(Limit::Amount(limit)), Some((Some(held), place))) = (&limit, &reserve)
            && (*held < Fraction::zero() || held > limit)
        {
            let text =
                Text::new("a reserve is not negative, and not more than the limit", "预留量不能为负，也不能大于限额");
            unfit(text, place.clone(), problems);
        }
        let reserve = reserve.map(|(amount, _)| amount);
        if metric.is_ratio() || decline.is_some() {
            let places = table.get("reserve").into_iter().chain(table.get("movement")).map(|value| value.place());
            for place in places {
                let text = Text::new("only a total has a budget to reserve or move", "只有总量可以预留或调整");
                unfit(text, place, problems);
            }
        }
        let movements: Vec<Option<Movement>> =
            movements.iter().map(|table| Movement::read(table, metric, over, problems)).collect();
        let movements = movements.into_iter().collect::<Option<Vec<_>>>()?;
        if let (true, Some(Limit::Amount(limit))) = (fits, &limit)
            && let Some(problem) = movement::overdrawn(limit, reserve.as_ref().and_then(Option::as_ref), &movements)
        {
            problems.add(problem.at(id.place.clone()));
            fits = false;
        }
        if !fits || (warning.is_some() && scheme.is_none()) {
            return None;
        }
        Some(Self {
            name: name.unwrap_or_else(|| Text::new(id.text, id.text)),
            id: id.text.to_string(),
            metric: metric.id.clone(),
            enterprise: whole(enterprise)?,
            standard: standard.map(|l| l.text.to_string()),
            view: whole(view)?.unwrap_or("park"),
            factors_as_of: whole(factors_as_of)?,
            period: over,
            limit: limit?,
            base: whole(base)?,
            split: split?,
            reserve: whole(reserve)?,
            movements,
            warning: scheme.map(|scheme| scheme.id.clone()),
            source,
            place: id.place,
        })
    }

    /// True for a cap on a total: it has a budget.
    pub fn is_total(&self) -> bool {
        self.split.is_some()
    }
}

/// What is absent stays so; what could not be read makes the whole unusable.
fn whole<T>(read: Option<Option<T>>) -> Option<Option<T>> {
    match read {
        None => Some(None),
        Some(read) => read.map(Some),
    }
}

fn scheme<'l>(literal: &Literal<'_>, library: &'l Library, problems: &mut Problems) -> Option<&'l WarningScheme> {
    let found = library.warnings.iter().find(|scheme| scheme.id == literal.text);
    if found.is_none() {
        let ids: Vec<&str> = library.warnings.iter().map(|scheme| scheme.id.as_str()).collect();
        literal.unknown_choice(&ids, problems);
    }
    found
}

/// `3.5 %`, as 3.5.
fn percent(literal: &Literal<'_>, problems: &mut Problems) -> Option<Decimal> {
    let Some(number) = literal.text.trim().strip_suffix('%') else {
        let text = Text::new(
            format!("`{}` is no decline in percent, such as \"3.5 %\"", literal.text),
            format!("`{}` 不是百分比降幅，例如 \"3.5 %\"", literal.text),
        );
        problems.add(Problem::new(Code::UnknownUnit, text).at(literal.place.clone()));
        return None;
    };
    decimal(&Literal { text: number.trim(), place: literal.place.clone() }, problems)
}
