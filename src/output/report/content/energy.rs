//! Energy: totals by both conversions, and carriers over the years with where they come from and what they are used for.

use super::super::document::{Cell, Column, Row, Table};
use super::material::{Material, NONE, heading, value};
use crate::analysis::Missing;
use crate::factors::{CarrierId, Measure, Metric};
use crate::park::Whose;
use crate::quantity::{Dimension, Fraction, Period, Unit};
use crate::source::Lang;

/// Metrics of the energy of a period.
const ENERGY: [&str; 9] = [
    "tce_calorific",
    "tce_equivalent_generation",
    "tce_dual_control",
    "non_fossil_share",
    "green_power_share",
    "direct_green_share",
    "emissions_per_tce",
    "energy_per_value_added",
    "supply_coal_rate",
];

/// Metrics of a park over the years.
const YEARS: [&str; 12] = [
    "emissions",
    "direct",
    "indirect",
    "tce_calorific",
    "tce_equivalent_generation",
    "emissions_per_tce",
    "non_fossil_share",
    "value_added_comparable",
    "emissions_per_value_added",
    "emissions_per_industrial_value_added",
    "energy_per_value_added",
    "emissions_per_land",
];

/// So many years stand side by side.
const COUNT: i32 = 3;

impl Material<'_> {
    /// Energy of the span, against the year before.
    pub(super) fn energy(&self) -> Table {
        let metrics: Vec<&Metric> = ENERGY.into_iter().filter_map(|id| self.library.metric(id).ok()).collect();
        let caption = self.caption(self.pick("Energy", "能源消费"), &self.span.to_string());
        self.over("energy", caption, &metrics, &[self.before(), self.span])
    }

    /// The main figures of three years.
    pub(super) fn years(&self) -> Table {
        let metrics: Vec<&Metric> = YEARS.into_iter().filter_map(|id| self.library.metric(id).ok()).collect();
        let caption = self.pick("Emissions and energy of three years", "近三年碳排放与能耗").to_string();
        self.over("years", caption, &metrics, &self.last_years())
    }

    /// The last three years, up to that of the span.
    pub(super) fn last_years(&self) -> Vec<Period> {
        let last = self.span.last_year();
        (last - COUNT + 1..=last).map(Period::year).collect()
    }

    /// Metrics by period; what has no value is named below.
    fn over(&self, id: &str, caption: String, metrics: &[&Metric], spans: &[Period]) -> Table {
        let mut columns = vec![Column::words(self.pick("figure", "指标"))];
        columns.extend(spans.iter().map(|span| Column::numbers(span.to_string())));
        let mut lacking: Vec<(String, Missing)> = Vec::new();
        let mut rows = Vec::new();
        for metric in metrics {
            let mut cells = vec![Cell::words(heading(metric, self.lang))];
            for span in spans {
                let known = self.measures.metric(metric, &Whose::Park, *span);
                cells.push(value(known.as_ref().ok().map(|known| &known.value), metric.digits));
                if let Err(missing) = known {
                    let name = metric.name.get(self.lang).to_string();
                    if lacking.iter().all(|(_, other)| other.what != missing.what || other.periods != missing.periods) {
                        lacking.push((name, missing));
                    }
                }
            }
            rows.push(Row { cells, ..Row::default() });
        }
        let said: Vec<String> = lacking
            .iter()
            .map(|(name, missing)| format!("{name}{}{}", self.colon(), missing.text(self.park).get(self.lang)))
            .collect();
        let note = (!said.is_empty()).then(|| said.join(self.pick("; ", "；")));
        Table { id: id.to_string(), caption, columns, rows, note }
    }

    /// Carriers of three years: bought and own, by use, and what is sold outside, in their own unit.
    pub(super) fn carriers_of_years(&self) -> Table {
        let columns = vec![
            Column::words(self.pick("carrier", "能源品种")),
            Column::words(self.pick("year", "年份")),
            Column::words(self.pick("unit", "单位")),
            Column::numbers(self.pick("bought outside", "外购")),
            Column::numbers(self.pick("own supply", "自产")),
            Column::numbers(self.pick("burned or used", "终端消费")),
            Column::numbers(self.pick("conversion input", "加工转换投入")),
            Column::numbers(self.pick("feedstock", "原料用能")),
            Column::numbers(self.pick("sold outside", "外供")),
            Column::numbers("tce"),
        ];
        let mut rows = Vec::new();
        for carrier in self.energy_carriers() {
            for year in self.last_years() {
                rows.extend(self.carrier_year(carrier, year));
            }
        }
        Table {
            id: "carriers-of-years".to_string(),
            caption: self.pick("Energy by carrier, source and use", "分品种能源消费（来源与用途）").to_string(),
            columns,
            rows,
            note: Some(
                self.without_data()
                    + self.pick(
                    "Supplies inside the park cancel out; outputs of conversions that nobody inside uses count as sold outside. tce at calorific value, as they add to the consumption of the park.",
                    "园区内部转供已相抵；加工转换产出中园区内未使用的部分计为外供；折标煤为当量值，按对园区综合能耗的贡献计。",
                ),
            ),
        }
    }

    /// The years of the last three that have no data, in a sentence.
    fn without_data(&self) -> String {
        let known = self.park.periods();
        let none = self.last_years().into_iter().filter(|year| !known.iter().any(|period| period.overlaps(*year)));
        let years: Vec<String> = none.map(|year| year.to_string()).collect();
        match years.is_empty() {
            true => String::new(),
            false => match self.lang {
                Lang::En => format!("No data: {}. ", years.join(", ")),
                Lang::Zh => format!("{} 年没有数据。", years.join("、")),
            },
        }
    }

    /// Carriers that have an energy posting, in the order of the catalogue.
    fn energy_carriers(&self) -> Vec<CarrierId> {
        let years = self.last_years();
        let span = years.first().zip(years.last()).and_then(|(first, last)| Period::from_to(*first, *last));
        let mut found: Vec<CarrierId> =
            self.measures.energy(&Whose::Park, span.unwrap_or(self.span)).map(|entry| entry.carrier).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn carrier_year(&self, carrier: CarrierId, year: Period) -> Option<Row> {
        let balance = self.measures.carrier_balance(carrier, year)?;
        let tce = Measure::TceOf([carrier].into());
        let tce = self.measures.measure(&tce, Dimension::CoalEquivalent, &Whose::Park, year).ok();
        let amount = |amount: &Fraction| match amount.sign() {
            std::cmp::Ordering::Equal => Cell::words(NONE),
            _ => value(Some(amount), 1),
        };
        let label = match balance.whole {
            true => year.to_string(),
            false => format!("{year}{}", self.pick(" (incomplete)", "（数据不全）")),
        };
        let cells = vec![
            Cell::words(self.library.catalogue.get(carrier).name.get(self.lang)),
            Cell::words(label).alarming(!balance.whole),
            Cell::words(Unit::base_of(balance.dimension).symbol()),
            amount(&balance.bought),
            amount(&balance.own),
            amount(&balance.used),
            amount(&balance.converted),
            amount(&balance.feedstock),
            amount(&balance.sold),
            value(tce.as_ref().map(|amount| &amount.value), 2),
        ];
        Some(Row { cells, ..Row::default() })
    }
}
