//! One economic series: a flow or a state, with its prices.

use super::figures::{self, Figure, Sign};
use super::prices::Prices;
use crate::factors::{EconomicItem, choice, unit};
use crate::quantity::{Dimension, Exact, Fraction, Granularity, Period, Unit};
use crate::source::{Code, Place, Problem, Problems, Table, Text};

/// What a figure of a state says of its period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The state at the end of the period (期末).
    End,
    /// The average over the period (平均).
    Average,
}

impl State {
    const ALL: [(&'static str, Self); 2] = [("end", Self::End), ("average", Self::Average)];
}

/// Figures of one economic item.
#[derive(Debug, Clone)]
pub struct Series {
    /// The unit as written; none where only growth rates are stated.
    pub unit: Option<Unit>,
    /// Figures at current prices, in base units, in the order of the file.
    pub figures: Vec<Figure>,
    /// What its figures say, if it is a state.
    pub state: Option<State>,
    /// How it becomes comparable over years; for money only.
    pub prices: Prices,
    /// The name of a product, if one is given.
    pub name: Option<Text>,
    /// Where the figures come from.
    pub evidence: Option<String>,
    /// Where it stands.
    pub place: Place,
}

impl Series {
    /// The value for a period, in base units; flows are summed, a state is taken as [`State`] says.
    ///
    /// A state that is stated only for a longer period holds for every part of it.
    pub fn over(&self, span: Period) -> Option<Fraction> {
        match self.state {
            None => figures::flow(&self.figures, span).map(Fraction::new),
            Some(state) => self.stated(span).or_else(|| match state {
                State::End => self.at_end(span),
                State::Average => self.average(span),
            }),
        }
    }

    /// The accounting periods inside a period that have no value; the whole of it if each has one.
    pub fn lacking(&self, span: Period, granularity: Granularity) -> Vec<Period> {
        let lacking: Vec<Period> = span.each(granularity).filter(|part| self.over(*part).is_none()).collect();
        if lacking.is_empty() { vec![span] } else { lacking }
    }

    /// Stated for the period itself.
    fn stated(&self, span: Period) -> Option<Fraction> {
        let same = self.figures.iter().find(|figure| figure.period == span)?;
        Some(Fraction::new(same.value.clone()))
    }

    /// The state when the period ends: of the longest figure inside that ends with it, else of the shortest around it.
    fn at_end(&self, span: Period) -> Option<Fraction> {
        let ends = |figure: &&Figure| figure.period.last_month() == span.last_month() && span.contains(figure.period);
        let inside = self.figures.iter().filter(ends).max_by_key(|figure| figure.period.months());
        Some(Fraction::new(inside.or_else(|| self.around(span))?.value.clone()))
    }

    /// The average over the period, each figure weighted with its months; else that of the shortest figure around it.
    fn average(&self, span: Period) -> Option<Fraction> {
        let months = |period: Period| Exact::from(i64::from(period.months()));
        let weighted: Vec<Figure> = self
            .figures
            .iter()
            .map(|figure| Figure { value: figure.value.times(&months(figure.period)), ..figure.clone() })
            .collect();
        match figures::flow(&weighted, span) {
            Some(sum) => Some(Fraction::new(sum).over(&months(span))),
            None => self.around(span).map(|figure| Fraction::new(figure.value.clone())),
        }
    }

    fn around(&self, span: Period) -> Option<&Figure> {
        self.figures.iter().filter(|figure| figure.period.contains(span)).min_by_key(|figure| figure.period.months())
    }

    /// Reads one series.
    ///
    /// # Errors
    /// As [`super::Economy::read`].
    pub(super) fn read(table: &Table<'_>, item: &EconomicItem, problems: &mut Problems) -> Option<Self> {
        let is_money = item.dimension() == Some(Dimension::Money);
        let quantity = table.get("quantity");
        let growth_only = is_money && quantity.is_none() && table.get("real_growth").is_some();
        let written = if growth_only { table.get("unit") } else { table.required("unit", problems) };
        let written = written.and_then(|value| value.string(problems));
        let evidence = table.optional_str("evidence", problems);
        table.text("note", problems);
        let name = if matches!(item, EconomicItem::Product(_)) { table.text("name", problems) } else { None };
        let state = if item.is_state() { table.optional_str("state", problems) } else { None };
        let parsed = written.as_ref().and_then(|literal| unit(literal, problems));
        if let (Some(read), Some(wanted), Some(literal)) = (&parsed, item.dimension(), &written)
            && read.dimension() != wanted
        {
            let (wanted, found, of) = (wanted.name(), read.dimension().name(), item.name());
            let text = Text::new(
                format!("{} is measured as {}; `{read}` is a unit of {}", of.en, wanted.en, found.en),
                format!("{}按{}计量，而 `{read}` 是{}单位", of.zh, wanted.zh, found.zh),
            );
            problems.add(Problem::new(Code::WrongDimension, text).at(literal.place.clone()));
        }
        let size = parsed.as_ref().map_or(Exact::ONE, |unit| Exact::from(unit.factor()));
        // A year may end with a loss: value added below zero is a figure.
        let sign = if is_money { Sign::Any } else { Sign::NotNegative };
        let figures = quantity.map(|value| figures::read(&value, &size, sign, problems)).unwrap_or_default();
        let prices = if is_money { Prices::read(table, &size, !figures.is_empty(), problems) } else { Prices::None };
        if figures.is_empty() && table.get("quantity").is_none() && prices.is_none() {
            table.required("quantity", problems);
        }
        table.finish(problems);
        let state = match state {
            None => item.is_state().then_some(State::End),
            Some(literal) => choice(&literal, &State::ALL, problems),
        };
        if state.is_none() {
            figures::check(&figures, problems);
        }
        if parsed.is_none() && !growth_only {
            return None;
        }
        Some(Self {
            unit: parsed,
            figures,
            state,
            prices,
            name,
            evidence: evidence.map(|literal| literal.text.trim().to_string()),
            place: table.place(),
        })
    }
}
