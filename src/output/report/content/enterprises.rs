//! Enterprises: who emits how much, who is missing, who supplies whom.

use std::collections::BTreeMap;

use super::super::document::{Cell, Column, Row, Table};
use super::material::{Material, NONE, share, signed, tonnes, value};
use crate::analysis::status;
use crate::inventory::Party;
use crate::park::{EnterpriseId, Whose};
use crate::quantity::{Exact, Fraction, Grams, Period};
use crate::source::Problems;

impl Material<'_> {
    /// Enterprises by size, with share, growth, and how far their own cap is used.
    pub(super) fn enterprises(&self) -> Table {
        let mut sums: Vec<(EnterpriseId, Grams)> = self.here().into_iter().map(|id| (id, self.carried(id))).collect();
        sums.sort_by_key(|(_, sum)| std::cmp::Reverse(*sum));
        let total = self.inventory.totals.park;
        let metric = self.library.metric("emissions").ok();
        // Where the period is all that has come together, it stands once.
        let apart = self.period != self.span;
        let rows = sums.into_iter().map(|(id, sum)| {
            let of = |span: Period| Some(self.measures.metric(metric?, &Whose::Enterprise(id), span).ok()?.value);
            let growth = metric
                .and_then(|metric| self.measures.growth(metric, &Whose::Enterprise(id), self.span, self.before()).ok());
            let key = self.park.enterprise(id).id.clone();
            let cap = self.caps.iter().find(|cap| cap.cap.enterprise == Some(id));
            let used = cap.and_then(|cap| {
                let (used, budget) = (cap.used.as_ref().ok()?, cap.budget.as_ref()?);
                Some(used.actual.ratio(&budget.available)?.times(&Exact::from(100)))
            });
            let silent = !self.measures.covers(id, self.park.enterprise(id).within(self.span).unwrap_or(self.span));
            let mut cells = vec![Cell::words(self.name(id)).linked(self.entries_of(&key))];
            cells.extend(apart.then(|| value(of(self.period).as_ref(), 2)));
            cells.extend([
                tonnes(sum).linked(self.entries_of(&key)),
                share(sum, total),
                signed(growth.map(|growth| growth.percent()).as_ref(), 2),
                value(used.as_ref(), 1),
                Cell::words(if silent { self.pick("data missing", "数据不全") } else { "" }).alarming(silent),
            ]);
            Row { cells, ..Row::default() }
        });
        let mut columns = vec![Column::words(self.pick("enterprise", "企业"))];
        columns.extend(apart.then(|| Column::numbers(self.period.to_string())));
        columns.extend([
            Column::numbers(self.span.to_string()),
            Column::numbers(self.pick("share of park %", "占园区 %")),
            Column::numbers(self.pick("on year %", "同比 %")),
            Column::numbers(self.pick("own cap used %", "企业目标已用 %")),
            Column::words(self.pick("data", "数据")),
        ]);
        Table {
            id: "enterprises".to_string(),
            caption: self.caption(self.pick("Enterprises by emissions", "企业碳排放排名"), "t CO₂e"),
            columns,
            rows: rows.collect(),
            note: Some(
                self.pick(
                    "Shares are of the park total; enterprises together carry more where they supply each other.",
                    "占比以园区合计为分母；企业间相互供能时，企业之和大于园区合计。",
                )
                .to_string(),
            ),
        }
    }

    /// Who is in the park in the span, in the order of the park file.
    pub(super) fn here(&self) -> Vec<EnterpriseId> {
        let all = self.park.enterprises.iter().filter_map(|enterprise| self.park.find_enterprise(&enterprise.id));
        all.filter(|id| self.park.enterprise(*id).within(self.span).is_some()).collect()
    }

    fn carried(&self, id: EnterpriseId) -> Grams {
        let theirs = self.inventory.counted().filter(|entry| entry.party == Party::Enterprise(id));
        theirs.map(|entry| entry.co2e).sum()
    }

    /// Who has not reported for the period, or not all.
    pub(super) fn missing(&self) -> Table {
        let found = status(self.park, self.library, self.period, &mut Problems::default());
        let mut rows = Vec::new();
        for standing in found.standings.iter().filter(|one| !one.reported() || !one.missing.is_empty()) {
            let carriers: Vec<&str> =
                standing.missing.iter().map(|id| self.library.catalogue.get(*id).name.get(self.lang)).collect();
            let state = match standing.reported() {
                true => self.pick("partly", "部分填报"),
                false => self.pick("missing", "未报"),
            };
            rows.push(Row {
                cells: vec![
                    Cell::words(self.name(standing.enterprise)),
                    Cell::words(state).alarming(!standing.reported()),
                    Cell::words(carriers.join(self.pick(", ", "、"))),
                    standing.before.map_or_else(|| Cell::words(NONE), tonnes),
                ],
                ..Row::default()
            });
        }
        let note = rows.is_empty().then(|| {
            self.pick("Every enterprise has reported for the period.", "各企业均已填报本期数据。").to_string()
        });
        Table {
            id: "missing".to_string(),
            caption: self.caption(self.pick("Returns that are missing", "未报与漏报情况"), &self.period.to_string()),
            columns: vec![
                Column::words(self.pick("enterprise", "企业")),
                Column::words(self.pick("state", "状态")),
                Column::words(self.pick("carriers not reported any more", "未再填报的品种")),
                Column::numbers(match found.reference {
                    Some(reference) => format!("t CO₂e {reference}"),
                    None => "t CO₂e".to_string(),
                }),
            ],
            rows,
            note,
        }
    }

    /// Energy and materials that enterprises of the park supply to each other.
    pub(super) fn transfers(&self) -> Table {
        let mut sums: BTreeMap<(EnterpriseId, EnterpriseId, String, String), Exact> = BTreeMap::new();
        for activity in self.park.activities.iter().filter(|activity| activity.supply.is_sale()) {
            let Some(buyer) = activity.counterparty else { continue };
            let inside = activity.amounts.iter().filter(|amount| self.span.contains(amount.period));
            let sum = inside.fold(Exact::ZERO, |sum, amount| sum.plus(&Exact::from(amount.value)));
            if sum.is_zero() {
                continue;
            }
            let carrier = self.library.catalogue.get(activity.carrier).name.get(self.lang).to_string();
            let key = (activity.enterprise, buyer, carrier, activity.unit.symbol().to_string());
            let known = sums.entry(key).or_insert(Exact::ZERO);
            *known = known.plus(&sum);
        }
        let rows = sums.into_iter().map(|((seller, buyer, carrier, unit), sum)| {
            let number = Fraction::new(sum);
            Row {
                cells: vec![
                    Cell::words(self.name(seller)),
                    Cell::words(self.name(buyer)),
                    Cell::words(carrier),
                    value(Some(&number), 2),
                    Cell::words(unit),
                ],
                ..Row::default()
            }
        });
        let rows: Vec<Row> = rows.collect();
        let note = rows.is_empty().then(|| self.pick("None.", "无。").to_string());
        Table {
            id: "transfers".to_string(),
            caption: self.caption(self.pick("Supplies inside the park", "园区内部转供台账"), &self.span.to_string()),
            columns: vec![
                Column::words(self.pick("from", "供方")),
                Column::words(self.pick("to", "受方")),
                Column::words(self.pick("carrier", "品种")),
                Column::numbers(self.pick("quantity", "数量")),
                Column::words(self.pick("unit", "单位")),
            ],
            rows,
            note,
        }
    }

    /// Lots of green power: what they are, what is spent, what is left, MWh.
    pub(super) fn lots(&self) -> Table {
        let spent = |claims: &[&crate::park::Claim]| {
            claims.iter().fold(Exact::ZERO, |sum, claim| sum.plus(&claim.quantity)).shifted_right(3)
        };
        let megawatt_hours = |quantity: Exact| value(Some(&Fraction::new(quantity)), 1);
        let mut rows = Vec::new();
        for (lot, claims) in self.park.green_lots.iter().zip(self.park.claims()) {
            let all = spent(&claims.iter().collect::<Vec<_>>());
            let inside: Vec<_> = claims.iter().filter(|claim| self.span.contains(claim.period)).collect();
            let quantity = lot.quantity.shifted_right(3);
            rows.push(Row {
                cells: vec![
                    Cell::words(&lot.id),
                    Cell::words(lot.source.name().get(self.lang)),
                    Cell::words(self.name(lot.owner)),
                    Cell::words(lot.vintage.to_string()),
                    megawatt_hours(quantity.clone()),
                    megawatt_hours(spent(&inside)),
                    megawatt_hours(quantity.minus(&all)),
                    Cell::words(lot.certificates.as_deref().unwrap_or(NONE)),
                    Cell::words(lot.cancelled.as_deref().unwrap_or(self.pick("not cancelled", "未核销"))),
                ],
                ..Row::default()
            });
        }
        let note = rows.is_empty().then(|| self.pick("The park states no lots.", "园区未列绿电批次。").to_string());
        Table {
            id: "lots".to_string(),
            caption: self.pick("Green power and certificates", "绿电与绿证批次").to_string(),
            columns: vec![
                Column::words(self.pick("lot", "批次")),
                Column::words(self.pick("source", "来源")),
                Column::words(self.pick("owner", "所有者")),
                Column::words(self.pick("vintage", "发电期")),
                Column::numbers(self.pick("size, MWh", "批量 MWh")),
                Column::numbers(format!("{} {} MWh", self.pick("spent in", "已用"), self.span)),
                Column::numbers(self.pick("balance, MWh", "余额 MWh")),
                Column::words(self.pick("certificates", "证书编号")),
                Column::words(self.pick("cancelled", "核销")),
            ],
            rows,
            note,
        }
    }
}
