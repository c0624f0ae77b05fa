//! The figures that a report begins with: metrics against the year before.

use super::super::document::{Cell, Column, Row, Table};
use super::material::{Material, heading, signed, value};
use crate::factors::Metric;
use crate::park::Whose;
use crate::quantity::Period;

impl Material<'_> {
    /// Headline metrics: the period and from January on, against the year before, also at constant factors.
    pub(super) fn headline(&self) -> Table {
        let span = |period: Period| period.to_string();
        let mut columns = vec![Column::words(self.pick("figure", "指标"))];
        for period in self.spans() {
            columns.push(Column::numbers(span(period)));
            columns.push(Column::numbers(format!("{} {} %", span(period), self.pick("on year", "同比"))));
            let constant = self.pick("at constant factors", "同比（不变因子）");
            columns.push(Column::numbers(format!("{} {constant} %", span(period))));
        }
        let metrics = self.library.metrics.iter().filter(|metric| metric.headline);
        let extra = ["emissions_per_tce", "non_fossil_share"].into_iter().filter_map(|id| self.library.metric(id).ok());
        let metrics: Vec<&Metric> = metrics.chain(extra).collect();
        let rows = metrics.iter().map(|metric| self.headline_row(metric));
        let lacking = self.lacking(&metrics);
        Table {
            id: "headline".to_string(),
            caption: self.pick("Main figures", "主要指标").to_string(),
            columns,
            rows: rows.collect(),
            note: Some(
                self.pick(
                    "Constant factors: the year before is accounted with the factors and the edition of this year.",
                    "不变因子：上年同期按本年的因子和标准版本重新核算。",
                )
                .to_string()
                    + &lacking,
            ),
        }
    }

    /// Why figures of the period or of its year so far have no value.
    fn lacking(&self, metrics: &[&Metric]) -> String {
        let mut said = String::new();
        for (metric, span) in metrics.iter().flat_map(|metric| self.spans().into_iter().map(move |span| (metric, span)))
        {
            if let Err(missing) = self.measures.metric(metric, &Whose::Park, span) {
                said += &format!("{}{}{}", self.pick(" ", ""), metric.name.get(self.lang), self.because(&missing));
                said += self.pick(".", "。");
            }
        }
        said
    }

    /// The period by itself, and from January on.
    fn spans(&self) -> Vec<Period> {
        if self.period == self.span { vec![self.span] } else { vec![self.period, self.span] }
    }

    fn headline_row(&self, metric: &Metric) -> Row {
        let mut cells = vec![Cell::words(heading(metric, self.lang))];
        for span in self.spans() {
            let before = span.years_later(-1);
            let now = self.measures.metric(metric, &Whose::Park, span).ok().map(|known| known.value);
            // The growth of a share in percent would be read as points.
            let grows = |growth: &crate::analysis::Growth| (metric.unit.en != "%").then(|| growth.percent());
            let growth = self.measures.growth(metric, &Whose::Park, span, before).ok().and_then(|g| grows(&g));
            let constant = self.measures.growth_from(self.constant, metric, &Whose::Park, span, before).ok();
            let constant = constant.and_then(|growth| grows(&growth));
            let links = metric.id == "emissions" && span == self.span;
            let now = value(now.as_ref(), metric.digits);
            cells.push(if links { now.linked("structure") } else { now });
            cells.push(signed(growth.as_ref(), 2));
            cells.push(signed(constant.as_ref(), 2));
        }
        Row { cells, ..Row::default() }
    }
}
