//! Caps: progress and level, where the year may end, budgets and their movements.

use super::super::document::{Block, Cell, Column, Inline, Row, Table};
use super::material::{Material, NONE, value};
use crate::analysis::CapStanding;
use crate::factors::Colour;
use crate::park::Limit;
use crate::quantity::Fraction;
use crate::source::Lang;

impl Material<'_> {
    /// Caps with their progress and level.
    pub(super) fn caps_table(&self) -> Table {
        let columns = vec![
            Column::words(self.pick("cap", "控制目标")),
            Column::words(self.pick("holder", "主体")),
            Column::words(self.pick("so far", "截至")),
            Column::numbers(self.pick("used", "已用")),
            Column::numbers(self.pick("allowed so far", "进度目标")),
            Column::numbers(self.pick("available in all", "全期可用")),
            Column::words(self.pick("unit", "单位")),
            Column::numbers(self.pick("progress %", "进度比 %")),
            Column::words(self.pick("level", "预警级别")),
        ];
        let rows = self.caps.iter().map(|cap| self.cap_row(cap)).collect();
        let note = self.caps.is_empty().then(|| {
            self.pick("The park file states no cap for this period.", "园区文件未给出该期间的控制目标。").to_string()
        });
        Table {
            id: "caps".to_string(),
            caption: self.pick("Caps: progress and early warning", "控制目标进度与预警").to_string(),
            columns,
            rows,
            note,
        }
    }

    /// How near a cap is in words, with a breach first; and whether it must not be overlooked.
    pub(super) fn level<'s>(&'s self, one: &'s CapStanding) -> (Vec<&'s str>, bool) {
        let mut words = Vec::new();
        if one.breached {
            words.push(match one.cap.limit {
                Limit::Amount(_) => self.pick("exceeded", "已突破"),
                Limit::Decline(_) => self.pick("target not kept", "未完成目标"),
            });
        }
        let judged = one.judged.as_ref().and_then(|judged| judged.as_ref().ok());
        words.extend(judged.map(|judged| judged.level.name.get(self.lang)));
        let green = judged.is_some_and(|judged| judged.level.colour == Colour::Green);
        (words, one.breached || (one.judged.is_some() && !green))
    }

    fn cap_row(&self, one: &CapStanding) -> Row {
        let digits = one.metric.digits;
        let used = one.used.as_ref().ok();
        let holder = one.cap.enterprise.map_or_else(|| self.pick("park", "园区").to_string(), |id| self.name(id));
        let hundred = |value: &Fraction| value.clone().times(&100.into());
        let (actual, so_far, all, unit) = match &one.cap.limit {
            Limit::Amount(limit) => (
                value(used.map(|used| &used.actual), digits),
                value(one.allowed.as_ref().ok(), digits),
                value(Some(one.budget.as_ref().map_or(limit, |budget| &budget.available)), digits),
                one.metric.unit.get(self.lang).to_string(),
            ),
            Limit::Decline(_) => {
                let target = value(one.allowed.as_ref().ok(), 2);
                let unit = self.pick("% decline", "% 降幅").to_string();
                (value(used.and_then(|used| used.decline.as_ref()), 2), target.clone(), target, unit)
            }
        };
        let progress = one.progress.as_ref().filter(|_| matches!(one.cap.limit, Limit::Amount(_))).map(hundred);
        let (mut level, alarm) = self.level(one);
        if matches!(one.judged, Some(Err(_))) {
            level.push(self.pick("not known", "无法判定"));
        }
        let level = if level.is_empty() { NONE.to_string() } else { level.join(self.pick("; ", "；")) };
        Row {
            cells: vec![
                Cell::words(one.cap.name.get(self.lang)),
                Cell::words(holder),
                Cell::words(one.span.to_string()),
                actual,
                so_far,
                all,
                Cell::words(unit),
                value(progress.as_ref(), 2),
                Cell::words(level).alarming(alarm),
            ],
            ..Row::default()
        }
    }

    /// Where the year may end, and what is left of each budget.
    pub(super) fn forecast(&self) -> Table {
        let columns = vec![
            Column::words(self.pick("cap", "控制目标")),
            Column::words(self.pick("method", "方法")),
            Column::numbers(self.pick("forecast", "全期预测")),
            Column::numbers(self.pick("available", "可用")),
            Column::numbers(self.pick("margin", "余量")),
            Column::words(self.pick("unit", "单位")),
            Column::words(self.pick("off in past years", "往年同期回测误差")),
        ];
        let mut rows = Vec::new();
        for one in self.caps {
            let Some(budget) = &one.budget else { continue };
            for forecast in &one.forecasts {
                let digits = one.metric.digits;
                let margin = budget.available.minus(&forecast.value);
                let errors: Vec<String> = forecast
                    .errors
                    .iter()
                    .map(|(year, error)| format!("{year} {} %", error.shown(2).unwrap_or_default()))
                    .collect();
                let untested = self.pick("no past year to test it on", "没有可回测的年度").to_string();
                rows.push(Row {
                    cells: vec![
                        Cell::words(one.cap.name.get(self.lang)),
                        Cell::words(forecast.method.name().get(self.lang)),
                        value(Some(&forecast.value), digits),
                        value(Some(&budget.available), digits),
                        value(Some(&margin), digits).alarming(margin < Fraction::zero()),
                        Cell::words(one.metric.unit.get(self.lang)),
                        Cell::words(if errors.is_empty() { untested } else { errors.join(", ") }),
                    ],
                    ..Row::default()
                });
            }
        }
        let note = rows
            .is_empty()
            .then(|| self.pick("no cap on a total is under way.", "没有尚在进行中的总量目标。").to_string());
        Table {
            id: "forecast".to_string(),
            caption: self.pick("Forecast of the whole period and margin", "全期预测与余量").to_string(),
            columns,
            rows,
            note,
        }
    }

    /// The ledger of each budget: opening, movements, available.
    pub(super) fn movements(&self) -> Table {
        let columns = vec![
            Column::words(self.pick("cap", "控制目标")),
            Column::words(self.pick("posting", "项目")),
            Column::words(self.pick("from", "起始期")),
            Column::numbers(self.pick("amount", "数量")),
            Column::words(self.pick("unit", "单位")),
            Column::words(self.pick("evidence", "依据")),
        ];
        let mut rows = Vec::new();
        for one in self.caps {
            let Some(budget) = &one.budget else { continue };
            let (digits, unit) = (one.metric.digits, one.metric.unit.get(self.lang));
            let mut post = |what: &str, from: String, amount: &Fraction, evidence: &str, total: bool| {
                rows.push(Row {
                    cells: vec![
                        Cell::words(one.cap.name.get(self.lang)),
                        Cell::words(what),
                        Cell::words(from),
                        value(Some(amount), digits),
                        Cell::words(unit),
                        Cell::words(evidence),
                    ],
                    total,
                    ..Row::default()
                });
            };
            let source = one.cap.source.as_deref().unwrap_or_default();
            post(self.pick("opening", "期初"), one.cap.period.to_string(), &budget.opening, source, false);
            if budget.reserve > Fraction::zero() {
                let held = Fraction::zero().minus(&budget.reserve);
                post(self.pick("reserve", "预留"), one.cap.period.to_string(), &held, "", false);
            }
            for movement in one.cap.movements.iter().filter(|m| !m.period.starts_after(one.span.last_month())) {
                let amount = match movement.kind.adds() {
                    true => movement.amount.clone(),
                    false => Fraction::zero().minus(&movement.amount),
                };
                let name = movement.kind.name();
                let evidence = movement.evidence.as_deref().unwrap_or_default();
                post(name.get(self.lang), movement.period.to_string(), &amount, evidence, false);
            }
            post(self.pick("available", "可用"), String::new(), &budget.available, "", true);
        }
        Table {
            id: "movements".to_string(),
            caption: self.pick("Budgets and their movements", "指标台账与调整").to_string(),
            columns,
            note: rows.is_empty().then(|| self.pick("no cap on a total.", "没有总量目标。").to_string()),
            rows,
        }
    }

    /// What must be said of the caps in a sentence each: for the head of a bulletin.
    pub(super) fn cap_sentences(&self) -> Vec<Block> {
        let mut items = Vec::new();
        for one in self.caps.iter().filter(|one| one.cap.enterprise.is_none()) {
            let name = one.cap.name.get(self.lang);
            let comma = self.pick(", ", "，");
            let level: String = self.level(one).0.into_iter().map(|words| format!("{comma}{words}")).collect();
            let shown = |value: &Fraction| value.shown(one.metric.digits).unwrap_or_default();
            let unit = one.metric.unit.get(self.lang);
            let text = match (&one.used, &one.allowed, &one.cap.limit) {
                (Ok(used), Ok(allowed), Limit::Amount(_)) => {
                    let (used, allowed) = (shown(&used.actual), shown(allowed));
                    match self.lang {
                        Lang::En => format!("{name}: {used} of {allowed} {unit} allowed so far{level}"),
                        Lang::Zh => {
                            format!("{name}：已用 {used} {unit}，进度目标 {allowed} {unit}{level}")
                        }
                    }
                }
                (Ok(used), Ok(target), Limit::Decline(_)) => {
                    let two = |value: &Fraction| value.shown(2).unwrap_or_default();
                    let zero = Fraction::zero();
                    let decline = used.decline.clone().unwrap_or_else(Fraction::zero);
                    let (rose, target) = (decline < zero, two(target));
                    let size = two(&if rose { zero.minus(&decline) } else { decline });
                    match (self.lang, rose) {
                        (Lang::En, false) => {
                            format!("{name}: decline so far {size} % at constant factors, target {target} %{level}")
                        }
                        (Lang::En, true) => {
                            format!(
                                "{name}: rise so far {size} % at constant factors, target a decline of {target} %{level}"
                            )
                        }
                        (Lang::Zh, false) => format!("{name}：按不变因子已降 {size} %，目标降幅 {target} %{level}"),
                        (Lang::Zh, true) => format!("{name}：按不变因子上升 {size} %，目标降幅 {target} %{level}"),
                    }
                }
                (Err(missing), ..) | (_, Err(missing), _) => {
                    format!("{name}{}{}", self.colon(), missing.text(self.park).get(self.lang))
                }
            };
            items.push(vec![Inline::Text(text)]);
        }
        if items.is_empty() { Vec::new() } else { vec![Block::List(false, items)] }
    }
}
