//! What the emissions are made of.

use std::collections::BTreeMap;

use super::super::document::{Cell, Column, Row, Table};
use super::material::{Material, share, signed, tonnes};
use crate::factors::{Category, Memo, Scope};
use crate::inventory::{Axis, Crossing, Party, by_heading, pivot};
use crate::output::summary::axis_name;
use crate::park::Whose;
use crate::quantity::{Fraction, Grams};

impl Material<'_> {
    /// By category, with shares and against the year before; the rows sum to the park total.
    pub(super) fn structure(&self) -> Table {
        self.split("structure", Axis::Category, self.pick("Emissions by category", "碳排放构成（按类别）"))
    }

    /// By carrier.
    pub(super) fn carriers(&self) -> Table {
        self.split("carriers", Axis::Carrier, self.pick("Emissions by carrier", "碳排放构成（按品种）"))
    }

    /// By gas.
    pub(super) fn gases(&self) -> Table {
        self.split("gases", Axis::Gas, self.pick("Emissions by gas", "碳排放构成（按气体）"))
    }

    fn split(&self, id: &str, axis: Axis, caption: &str) -> Table {
        let before: BTreeMap<String, Grams> = self.earlier(axis);
        let rows = pivot(self.inventory, self.park, self.library, &[axis]);
        let total = self.inventory.totals.park;
        let complete = !before.is_empty();
        let whole = self.missing_now().is_none();
        let mut seen = Vec::new();
        let line = |name: String, now: Grams, then: Option<Grams>, last: bool| {
            let change = then.filter(|then| whole && *then > Grams::ZERO).map(|then| {
                let tonnes = |grams: Grams| Fraction::new(grams.into());
                tonnes(now - then).divided_by(&tonnes(then)).times(&100.into())
            });
            let amount = tonnes(now);
            Row {
                cells: vec![
                    Cell::words(name),
                    if last { amount } else { amount.linked("enterprise-categories") },
                    share(now, total),
                    then.map_or_else(|| Cell::words(super::material::NONE), tonnes),
                    signed(change.as_ref(), 2),
                ],
                total: last,
                ..Row::default()
            }
        };
        let mut lines = Vec::new();
        for (keys, sum) in rows {
            let key = keys.into_iter().next().unwrap_or_default();
            let then = before.get(&key).copied().or(complete.then_some(Grams::ZERO));
            seen.push(key.clone());
            lines.push(line(axis_name(axis, key, self.park, self.library, self.lang), sum, then, false));
        }
        for (key, then) in before.iter().filter(|(key, _)| !seen.contains(key)) {
            let name = axis_name(axis, key.clone(), self.park, self.library, self.lang);
            lines.push(line(name, Grams::ZERO, Some(*then), false));
        }
        let then = complete.then(|| before.values().copied().sum());
        lines.push(line(self.pick("park total", "园区合计").to_string(), total, then, true));
        Table {
            id: id.to_string(),
            caption: self.caption(caption, &format!("t CO₂e, {}", self.span)),
            columns: vec![
                Column::words(axis.name().get(self.lang)),
                Column::numbers(format!("{} t CO₂e", self.span)),
                Column::numbers(self.pick("share %", "占比 %")),
                Column::numbers(format!("{} t CO₂e", self.before())),
                Column::numbers(self.pick("on year %", "同比 %")),
            ],
            rows: lines,
            note: self.missing_now(),
        }
    }

    /// The year before on an axis; empty where the ledger does not speak for it.
    fn earlier(&self, axis: Axis) -> BTreeMap<String, Grams> {
        let span = self.before();
        let Ok(metric) = self.library.metric("emissions") else { return BTreeMap::new() };
        if self.measures.metric(metric, &Whose::Park, span).is_err() {
            return BTreeMap::new();
        }
        let mut sums = BTreeMap::new();
        for entry in self.measures.entries(&Whose::Park, span) {
            *sums.entry(axis.key(entry, self.park, self.library)).or_insert(Grams::ZERO) += entry.co2e;
        }
        sums
    }

    /// From the sum of the enterprises to the park: elimination, sales to outside, what stands beside.
    pub(super) fn fence(&self) -> Table {
        let totals = &self.inventory.totals;
        let mut rows = Vec::new();
        let mut post = |name: &str, grams: Grams, total: bool| {
            rows.push(Row { cells: vec![Cell::words(name), tonnes(grams)], total, ..Row::default() });
        };
        post(self.pick("sum of enterprises", "企业合计"), totals.enterprise_sum, false);
        post(self.pick("internal elimination", "园区内部抵销"), -totals.internal_elimination, false);
        if totals.outside_sales != Grams::ZERO {
            post(self.pick("sales to outside", "外供扣减"), -totals.outside_sales, false);
        }
        post(self.pick("park total", "园区合计"), totals.park, true);
        let direct =
            self.inventory.counted().filter(|entry| entry.scope == Scope::Direct).map(|entry| entry.co2e).sum();
        let direct: Grams = direct;
        let sold = self
            .inventory
            .counted()
            .filter(|entry| entry.crossing == Crossing::Sold && matches!(entry.party, Party::Enterprise(_)));
        let sold: Grams = sold.map(|entry| entry.co2e).sum();
        let beside = [
            (
                self.pick("of it power and heat sold outside, deducted by enterprises", "其中：企业已扣减的外供电热"),
                sold,
            ),
            (self.pick("of it direct", "其中：直接排放"), direct),
            (self.pick("of it indirect", "其中：间接排放"), totals.park - direct),
            (self.pick("beside: biogenic CO₂", "备查：生物质 CO₂"), self.inventory.memo(Memo::BiogenicCo2)),
            (self.pick("of it international bunkers", "其中：国际航空航海燃料"), self.inventory.bunkers_in_total()),
            (self.pick("beside: offsets, not deducted", "备查：抵销量（不扣减）"), self.inventory.memo(Memo::Offsets)),
        ];
        for (name, grams) in beside.into_iter().filter(|(_, grams)| *grams != Grams::ZERO) {
            rows.push(Row { cells: vec![Cell::words(name), tonnes(grams)], ..Row::default() });
        }
        let residual = totals.residual;
        Table {
            id: "fence".to_string(),
            caption: self.caption(self.pick("From the enterprises to the park", "企业合计与园区合计的关系"), "t CO₂e"),
            columns: vec![Column::words(self.pick("item", "项目")), Column::numbers("t CO₂e")],
            rows,
            note: Some(match self.missing_now() {
                Some(missing) => format!("{}{residual} t; {missing}", self.pick("residual: ", "残差：")),
                None => format!("{}{residual} t", self.pick("residual: ", "残差：")),
            }),
        }
    }

    /// Under the headings of the standard: scopes, or the categories of ISO 14064-1; empty where it has none.
    pub(super) fn headings(&self) -> Table {
        let standard = self.library.standards.iter().find(|standard| standard.id == self.inventory.standard);
        let sums = standard.map(|standard| by_heading(self.inventory, standard)).unwrap_or_default();
        let rows: Vec<Row> = sums
            .iter()
            .map(|one| Row {
                cells: vec![
                    Cell::words(one.name.get(self.lang)),
                    one.co2e.map_or_else(|| Cell::words(super::material::NONE), tonnes),
                    Cell::words(one.reason.as_ref().map(|reason| reason.get(self.lang)).unwrap_or_default()),
                ],
                ..Row::default()
            })
            .collect();
        let note = rows.is_empty().then(|| {
            self.pick(
                "The standard has no headings; --standard iso-14064-1-2018 has the categories of ISO 14064-1.",
                "该标准没有分类标题；--standard iso-14064-1-2018 按 ISO 14064-1 分类。",
            )
            .to_string()
        });
        Table {
            id: "headings".to_string(),
            caption: self.caption(self.pick("Under the headings of the standard", "按标准的分类"), "t CO₂e"),
            columns: vec![
                Column::words(self.pick("heading", "类别")),
                Column::numbers("t CO₂e"),
                Column::words(self.pick("remark", "说明")),
            ],
            rows,
            note,
        }
    }

    /// Enterprises, and the fence, by category: the matrix that both totals come from.
    pub(super) fn enterprise_categories(&self) -> Table {
        let pairs = pivot(self.inventory, self.park, self.library, &[Axis::Enterprise, Axis::Category]);
        let mut sums: BTreeMap<(String, String), Grams> = BTreeMap::new();
        let mut names: Vec<String> = Vec::new();
        for (keys, sum) in pairs {
            if let [enterprise, category] = &keys[..] {
                if !names.contains(enterprise) {
                    names.push(enterprise.clone());
                }
                sums.insert((enterprise.clone(), category.clone()), sum);
            }
        }
        let used: Vec<(&str, Category)> =
            Category::ALL.iter().copied().filter(|(id, _)| sums.keys().any(|(_, category)| category == id)).collect();
        let mut columns = vec![Column::words(Axis::Enterprise.name().get(self.lang))];
        columns.extend(used.iter().map(|(_, category)| Column::numbers(category.name().get(self.lang))));
        columns.push(Column::numbers(self.pick("total", "合计")));
        let at = |enterprise: &str, category: &str| {
            sums.get(&(enterprise.to_string(), category.to_string())).copied().unwrap_or(Grams::ZERO)
        };
        let mut rows: Vec<Row> = Vec::new();
        for key in &names {
            let name = axis_name(Axis::Enterprise, key.clone(), self.park, self.library, self.lang);
            let mut cells = vec![Cell::words(name).linked(self.entries_of(key))];
            cells.extend(used.iter().map(|(id, _)| tonnes(at(key, id))));
            cells.push(tonnes(used.iter().map(|(id, _)| at(key, id)).sum()));
            rows.push(Row { cells, ..Row::default() });
        }
        let mut cells = vec![Cell::words(self.pick("park total", "园区合计"))];
        for (id, _) in &used {
            cells.push(tonnes(names.iter().map(|key| at(key, id)).sum()));
        }
        cells.push(tonnes(self.inventory.totals.park));
        rows.push(Row { cells, total: true, ..Row::default() });
        Table {
            id: "enterprise-categories".to_string(),
            caption: self
                .caption(self.pick("Enterprises by category", "企业分类别碳排放"), &format!("t CO₂e, {}", self.span)),
            columns,
            rows,
            note: self.missing_now(),
        }
    }

    /// Why the figures are of less than the span; nothing where they are of all of it.
    fn missing_now(&self) -> Option<String> {
        let metric = self.library.metric("emissions").ok()?;
        let missing = self.measures.metric(metric, &Whose::Park, self.span).err()?;
        let why = missing.text(self.park);
        Some(format!("{}{}", self.pick("Data missing: ", "数据不全："), why.get(self.lang)))
    }
}
