//! The table of the measures that would make room.

use super::page::AdmissionPage;
use super::tables::{row, tonnes, total, value};
use crate::analysis::{Abatement, Aim};
use crate::output::report::{Cell, Column, Table};
use crate::quantity::{Exact, Fraction, Money};
use crate::source::Lang;

impl AdmissionPage<'_> {
    /// The cheapest measures for the limit of the year of full load, with what they cost and what is left to be found.
    pub(super) fn remedy(&self, found: &Abatement<'_>) -> Table {
        let columns = vec![
            Column::words(self.pick("measure", "措施")),
            Column::numbers(self.pick("less by itself, t", "单独减排，t")),
            Column::numbers(self.pick("CNY/t", "元/t")),
            Column::numbers(self.pick("invested, 10^4 CNY", "投资，万元")),
            Column::numbers(self.pick("a year, 10^4 CNY", "年成本，万元")),
        ];
        let caption = ("The cheapest measures for the limit, lots aside", "达到控制目标的最低成本措施（不计减排批次）");
        let mut table = self.table("remedy", caption, columns, Vec::new());
        let Some(selection) = &found.selection else { return table };
        for at in &selection.chosen {
            let one = &found.candidates[*at];
            let cost = one.per_tonne.as_ref();
            table.rows.push(row(vec![
                self.words(&one.measure.name),
                tonnes(one.abated),
                cost.map_or_else(|| Cell::words("–"), |cost| value(cost, 2)),
                money(one.invested),
                money(one.yearly()),
            ]));
        }
        table.rows.push(total(vec![
            Cell::words(self.pick("together, accounted", "合计（合并核算）")),
            tonnes(found.without - selection.total),
            Cell::words(""),
            money(selection.invested),
            money(selection.yearly),
        ]));
        let limit = match selection.aim {
            Aim::Target(limit) => limit.display(2),
            Aim::Budget(budget) => budget.display(),
        };
        let (year, without, with) = (found.year, found.without.display(2), selection.total.display(2));
        table.note = Some(match (selection.short, self.lang) {
            (None, Lang::En) => {
                format!("{year}: {without} t with the project and no measure, {with} t with these; limit {limit} t")
            }
            (None, Lang::Zh) => {
                format!("{year} 年：含项目且不实施措施 {without} t，实施后 {with} t；控制目标 {limit} t")
            }
            (Some(short), Lang::En) => format!(
                "{year}: {without} t with the project and no measure, {with} t with these; limit {limit} t: reductions of {} t are \
                 still to be found",
                short.display(2)
            ),
            (Some(short), Lang::Zh) => format!(
                "{year} 年：含项目且不实施措施 {without} t，实施后 {with} t；控制目标 {limit} t，仍需另行落实减排 {} t",
                short.display(2)
            ),
        });
        table
    }
}

fn money(money: Money) -> Cell {
    let shown = Fraction::from(money).over(&Exact::from(10_000));
    value(&shown, 2)
}
