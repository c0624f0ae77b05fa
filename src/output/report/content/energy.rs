//! Energy: totals by both conversions, and carriers over the years with where they come from and what they are used for.

use std::collections::BTreeMap;

use super::super::document::{Cell, Column, Row, Table};
use super::material::{Material, NONE, heading, value};
use crate::analysis::Missing;
use crate::factors::{CarrierId, Measure, Metric, Supply, Use};
use crate::park::Whose;
use crate::quantity::{Dimension, Exact, Fraction, Period, Unit};

/// Metrics of the energy of a period.
const ENERGY: [&str; 7] = [
    "tce_calorific",
    "tce_equivalent_generation",
    "tce_dual_control",
    "non_fossil_share",
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
        let caption = format!("{}, {}", self.pick("Energy", "能源消费"), self.span);
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
            .map(|(name, missing)| format!("{name}: {}", missing.text(self.park).get(self.lang)))
            .collect();
        let note = (!said.is_empty()).then(|| said.join("; "));
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
                self.pick(
                    "Supplies inside the park are left out; tce at calorific value, as they add to the consumption of the park.",
                    "不含园区内部转供；折标煤为当量值，按对园区综合能耗的贡献计。",
                )
                .to_string(),
            ),
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
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        enum Place {
            Bought,
            Own,
            Used,
            Converted,
            Feedstock,
            Sold,
        }
        let mut sums: BTreeMap<Place, Exact> = BTreeMap::new();
        let mut dimension: Option<Dimension> = None;
        for activity in self.park.activities.iter().filter(|activity| activity.carrier == carrier) {
            let inside = activity.amounts.iter().filter(|amount| year.contains(amount.period));
            let sum = inside.fold(Exact::ZERO, |sum, amount| sum.plus(&Exact::from(amount.value)));
            let sum = sum.times(&Exact::from(activity.unit.factor()));
            if sum.is_zero() {
                continue;
            }
            // What is measured in another dimension stands in the coal equivalent only.
            if *dimension.get_or_insert(activity.unit.dimension()) != activity.unit.dimension() {
                continue;
            }
            let from = match activity.supply {
                Supply::Park | Supply::ParkGreen | Supply::SoldPark | Supply::SoldParkGreen => None,
                Supply::SelfRenewable | Supply::SelfFossil | Supply::SelfNonFossil => Some(Place::Own),
                supply if supply.is_sale() => Some(Place::Sold),
                _ => Some(Place::Bought),
            };
            let to = match activity.use_ {
                _ if activity.supply.is_sale() => None,
                Use::Fuel | Use::Bunker | Use::Consumption | Use::Loss => Some(Place::Used),
                Use::ConversionInput => Some(Place::Converted),
                Use::Feedstock => Some(Place::Feedstock),
                _ => None,
            };
            let made = matches!(activity.use_, Use::ConversionOutput | Use::Recovered);
            let from = if made { Some(Place::Own) } else { from };
            for place in [from, to].into_iter().flatten() {
                let known = sums.entry(place).or_insert(Exact::ZERO);
                *known = known.plus(&sum);
            }
        }
        if sums.is_empty() {
            return None;
        }
        let at = |place: Place| match sums.get(&place) {
            Some(sum) => value(Some(&Fraction::new(sum.clone())), 2),
            None => Cell::words(NONE),
        };
        let dimension = dimension?;
        let tce = Measure::TceOf([carrier].into());
        let tce = self.measures.measure(&tce, Dimension::CoalEquivalent, &Whose::Park, year).ok();
        let cells = vec![
            Cell::words(self.library.catalogue.get(carrier).name.get(self.lang)),
            Cell::words(year.to_string()),
            Cell::words(Unit::base_of(dimension).symbol()),
            at(Place::Bought),
            at(Place::Own),
            at(Place::Used),
            at(Place::Converted),
            at(Place::Feedstock),
            at(Place::Sold),
            value(tce.as_ref().map(|amount| &amount.value), 2),
        ];
        Some(Row { cells, ..Row::default() })
    }
}
