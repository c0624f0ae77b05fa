//! The tables of an admission: verdict, project, years, caps and limits, intensities.

use super::page::AdmissionPage;
use crate::analysis::{Missing, Weight};
use crate::factors::Category;
use crate::output::report::{Cell, Column, Row, Table};
use crate::quantity::{Dimension, Exact, Fraction, Grams, Unit};
use crate::source::{Lang, Text};

/// Decimals of tonnes.
const DECIMALS: u32 = 2;

/// Stands where there is no figure.
pub(super) const NONE: &str = "–";

pub(super) fn tonnes(grams: Grams) -> Cell {
    Cell::number(grams.display(DECIMALS), grams.to_string())
}

pub(super) fn value(value: &Fraction, digits: u32) -> Cell {
    match (value.shown(digits), value.plain(12)) {
        (Some(shown), Some(plain)) => Cell::number(shown, plain),
        _ => Cell::words(NONE),
    }
}

pub(super) fn row(cells: Vec<Cell>) -> Row {
    Row { cells, ..Row::default() }
}

pub(super) fn total(cells: Vec<Cell>) -> Row {
    Row { cells, total: true, ..Row::default() }
}

impl AdmissionPage<'_> {
    pub(super) fn table(&self, id: &str, caption: (&str, &str), columns: Vec<Column>, rows: Vec<Row>) -> Table {
        let caption = self.lang.pick(caption.0, caption.1).to_string();
        Table { id: id.to_string(), caption, columns, rows, note: None }
    }

    pub(super) fn words(&self, text: &Text) -> Cell {
        Cell::words(text.get(self.lang))
    }

    /// What is missing, in the place of a figure.
    fn missing(&self, missing: &Missing) -> Cell {
        self.words(&missing.text(self.case.park))
    }

    pub(super) fn known(&self, known: &Result<Fraction, Missing>, digits: u32) -> Cell {
        match known {
            Ok(known) => value(known, digits),
            Err(missing) => self.missing(missing),
        }
    }

    /// The verdict with its conditions.
    pub(super) fn verdict(&self) -> Table {
        let judgement = &self.admission.judgement;
        let decision = self.words(&judgement.decision.name()).alarming(!judgement.conditions.is_empty());
        let empty = || Cell::words("");
        let mut rows =
            vec![total(vec![Cell::words(self.pick("verdict", "结论")), decision, empty(), empty(), empty()])];
        for condition in &judgement.conditions {
            let weight = match condition.weight {
                Weight::Refuses => self.pick("stands against it", "不符合项"),
                Weight::Open => self.pick("to be met", "待落实"),
            };
            let short = condition.short.as_ref();
            rows.push(row(vec![
                Cell::words(weight),
                self.words(&condition.text),
                short.map_or_else(empty, |short| value(&short.amount, short.metric.digits)),
                short.map_or_else(empty, |short| self.words(&short.metric.unit)),
                short.and_then(|short| short.year).map_or_else(empty, |year| Cell::words(year.to_string())),
            ]));
        }
        let columns = vec![
            Column::words(self.pick("result", "判定")),
            Column::words(self.pick("what", "内容")),
            Column::numbers(self.pick("short by", "差额")),
            Column::words(self.pick("unit", "单位")),
            Column::words(self.pick("year", "年份")),
        ];
        self.table("verdict", ("Verdict and conditions", "结论与条件"), columns, rows)
    }

    /// What the project is.
    pub(super) fn project(&self) -> Table {
        let (case, proposal) = (self.case, self.case.proposal);
        let project = &proposal.project;
        let mut rows = Vec::new();
        let mut line = |name: &str, value: String| rows.push(row(vec![Cell::words(name), Cell::words(value)]));
        line(self.pick("name", "名称"), format!("{} ({})", project.name.get(self.lang), project.id));
        let unstated = || self.pick("not stated", "未给出").to_string();
        line(self.pick("sector (GB/T 4754)", "行业代码（GB/T 4754）"), project.sector.clone().unwrap_or_else(unstated));
        line(self.pick("first year", "投产年份"), proposal.first_year.to_string());
        line(self.pick("full load", "满负荷年份"), proposal.full_load.to_string());
        if let Some(investment) = &proposal.investment {
            let amount = Fraction::new(investment.clone()).over(&Exact::from(10_000));
            let shown = amount.shown(DECIMALS).unwrap_or_default();
            line(self.pick("investment", "投资"), format!("{shown} {}", self.pick("10^4 CNY", "万元")));
        }
        let class = match proposal.two_high {
            true => self.pick("high consumption and emissions (two-high)", "高耗能高排放（两高）"),
            false => self.pick("not stated as two-high", "未注明为“两高”"),
        };
        line(self.pick("class", "类别"), class.to_string());
        line(self.pick("park without it", "不含项目的园区"), case.without.name.get(self.lang).to_string());
        line(self.pick("standard", "核算标准"), self.admission.with.standard.clone());
        if let Some(note) = &proposal.note {
            line(self.pick("remark", "备注"), note.get(self.lang).to_string());
        }
        let columns = vec![Column::words(self.pick("item", "项目")), Column::words(self.pick("stated", "内容"))];
        self.table("project", ("Project", "项目概况"), columns, rows)
    }

    /// Emissions by category, and energy, by year.
    pub(super) fn years(&self) -> Table {
        let years = &self.admission.years;
        let mut categories: Vec<Category> = years.iter().flat_map(|year| year.categories.keys().copied()).collect();
        categories.sort_unstable();
        categories.dedup();
        let mut columns = vec![Column::words(self.pick("year", "年份")), Column::numbers("t CO2e")];
        columns.extend(categories.iter().map(|category| Column::numbers(category.name().get(self.lang))));
        columns.extend([
            Column::numbers(self.pick("tce, calorific", "tce（当量值）")),
            Column::numbers(self.pick("tce, equivalent", "tce（等价值）")),
            Column::numbers(self.pick("coal t", "煤炭 t")),
        ]);
        let full = self.case.proposal.full_load;
        let rows = years.iter().map(|year| {
            let mark = if year.year == full { self.pick(" full load", "（满负荷）") } else { "" };
            let mut cells = vec![Cell::words(format!("{}{mark}", year.year)), tonnes(year.emissions)];
            cells.extend(categories.iter().map(|of| tonnes(year.categories.get(of).copied().unwrap_or_default())));
            cells.push(tonnes(year.calorific));
            cells.push(year.equivalent_generation.map_or_else(|| Cell::words(NONE), tonnes));
            cells.push(self.known(&year.coal, 1));
            row(cells)
        });
        let rows = rows.collect();
        self.table(
            "years",
            ("The park with the project less the park without it", "含项目园区与不含项目园区之差"),
            columns,
            rows,
        )
    }

    /// What is left of the caps.
    pub(super) fn rooms(&self) -> Table {
        let mut rows = Vec::new();
        for room in &self.admission.rooms {
            let digits = room.digits();
            let unit = match room.is_decline() {
                true => self.pick("% decline", "% 降幅").to_string(),
                false => room.metric.unit.get(self.lang).to_string(),
            };
            let left = |known: &Result<Fraction, Missing>| match known {
                Ok(known) => {
                    let left = room.left(known);
                    value(&left, digits).alarming(left < Fraction::zero())
                }
                Err(_) => Cell::words(NONE),
            };
            rows.push(row(vec![
                Cell::words(match self.lang {
                    Lang::En => format!("{} ({unit})", room.cap.name.en),
                    Lang::Zh => format!("{}（{unit}）", room.cap.name.zh),
                }),
                Cell::words(room.cap.period.to_string()),
                value(&room.limit, digits),
                self.known(&room.without, digits),
                left(&room.without),
                self.known(&room.with, digits),
                left(&room.with),
            ]));
        }
        let columns = vec![
            Column::words(self.pick("cap", "控制目标")),
            Column::words(self.pick("period", "期间")),
            Column::numbers(self.pick("allowed", "可用")),
            Column::numbers(self.pick("without it", "不含项目")),
            Column::numbers(self.pick("left", "余量")),
            Column::numbers(self.pick("with it", "含项目")),
            Column::numbers(self.pick("left with it", "含项目余量")),
        ];
        let mut table = self.table("rooms", ("Caps of the park", "园区控制目标"), columns, rows);
        let held = self.admission.rooms.iter().filter_map(|room| {
            let amount = room.set_aside.as_ref()?.shown(room.metric.digits)?;
            let (name, unit) = (room.cap.name.get(self.lang), room.metric.unit.get(self.lang));
            Some(match self.lang {
                Lang::En => format!("{name}: {amount} {unit} are set aside for new projects and not counted as free"),
                Lang::Zh => format!("{name}：另有 {amount} {unit} 已分配给新项目，未计为可用"),
            })
        });
        let held: Vec<String> = held.collect();
        table.note = match (table.rows.is_empty(), held.is_empty()) {
            (true, _) => Some(
                self.pick("The park file states no cap for today or later.", "园区文件没有现行或今后的控制目标。")
                    .to_string(),
            ),
            (false, false) => Some(held.join(self.pick("; ", "；"))),
            _ => None,
        };
        table
    }

    /// The limits of the scenario by year.
    pub(super) fn limits(&self) -> Table {
        let limited = self.admission.limits.iter().any(|year| year.limit.is_some());
        let rows = self.admission.limits.iter().map(|year| {
            let left = |total: Grams| match year.limit {
                Some(limit) => tonnes(limit - total).alarming(total > limit),
                None => Cell::words(NONE),
            };
            let mut cells = vec![Cell::words(year.year.to_string()), tonnes(year.without), tonnes(year.with)];
            if limited {
                cells.push(year.limit.map_or_else(|| Cell::words(NONE), tonnes));
                cells.extend([left(year.without), left(year.with)]);
            }
            row(cells)
        });
        let rows = rows.collect();
        let mut columns = vec![
            Column::words(self.pick("year", "年份")),
            Column::numbers(self.pick("park without it, t", "不含项目 t")),
            Column::numbers(self.pick("park with it, t", "含项目 t")),
        ];
        if limited {
            columns.extend([
                Column::numbers(self.pick("limit", "控制目标")),
                Column::numbers(self.pick("left without it", "不含项目余量")),
                Column::numbers(self.pick("left with it", "含项目余量")),
            ]);
        }
        self.table("limits", ("Emissions of the park to the horizon", "逐年碳排放"), columns, rows)
    }

    /// Intensities beside those of the park and of the sector.
    pub(super) fn intensities(&self) -> Table {
        let all = &self.admission.intensities;
        let rows = all.iter().map(|one| {
            let digits = one.metric.digits;
            let none = || Cell::words(NONE);
            row(vec![
                self.words(&one.metric.name),
                self.words(&one.metric.unit),
                self.known(&one.project, digits),
                self.known(&one.park, digits),
                one.sector.as_ref().map_or_else(none, |sector| self.known(sector, digits)),
            ])
        });
        let rows = rows.collect();
        let today = self.case.today;
        let sector = match all.first().and_then(|one| Some((one.prefix.as_ref()?, one.peers))) {
            Some((prefix, 1)) => {
                format!("{} {prefix}{}", self.pick("sector", "行业"), self.pick(" (1 enterprise)", "（1 家）"))
            }
            Some((prefix, peers)) => match self.lang {
                Lang::En => format!("sector {prefix} ({peers} enterprises)"),
                Lang::Zh => format!("行业 {prefix}（{peers} 家）"),
            },
            None => self.pick("sector", "行业").to_string(),
        };
        let columns = vec![
            Column::words(self.pick("metric", "指标")),
            Column::words(self.pick("unit", "单位")),
            Column::numbers(self.pick("project at full load", "项目（满负荷）")),
            Column::numbers(format!("{} {today}", self.pick("park", "园区"))),
            Column::numbers(sector),
        ];
        let mut table = self.table("intensities", ("Intensities", "强度"), columns, rows);
        let peers = match (all.first().map_or(0, |one| one.peers), &self.case.proposal.project.sector) {
            (0, Some(_)) => self.pick(" No enterprise of the project's sector is in the park.", "园区无同行业企业。"),
            (0, None) => self.pick(" The project states no sector.", "项目未给出行业。"),
            _ => "",
        };
        table.note = Some(match self.lang {
            Lang::En => format!("All with the factors of {today}; value added at current prices.{peers}"),
            Lang::Zh => format!("均采用 {today} 年因子；增加值为现价。{peers}"),
        });
        table
    }

    /// Emissions per product.
    pub(super) fn products(&self) -> Table {
        let rows = self.admission.products.iter().map(|one| {
            let emissions = one.emissions.as_ref().map_or_else(|| Cell::words(NONE), |per| value(per, 4));
            let unit = |unit: &Unit| match (unit.dimension(), unit.to_string().strip_suffix('1')) {
                (Dimension::Count, Some(multiple)) => format!("{multiple}{}", self.pick("pieces", "件")),
                _ => unit.to_string(),
            };
            row(vec![
                self.words(&one.name),
                value(&one.quantity, 1),
                Cell::words(unit(&one.unit)),
                emissions,
                Cell::words(format!("tCO2e/{}", unit(&one.unit))),
            ])
        });
        let rows = rows.collect();
        let columns = vec![
            Column::words(self.pick("product", "产品")),
            Column::numbers(self.pick("a year", "年产量")),
            Column::words(self.pick("unit", "单位")),
            Column::numbers(self.pick("emissions per product", "单位产品碳排放")),
            Column::words(self.pick("unit", "单位")),
        ];
        let mut table = self.table("products", ("Emissions per product", "单位产品碳排放"), columns, rows);
        table.note = Some(match (table.rows.len(), self.lang) {
            (0, Lang::En) => "Emissions per product: the project states no product ([economy.product.…]).".to_string(),
            (0, Lang::Zh) => "单位产品碳排放：项目未给出产品（[economy.product.…]）。".to_string(),
            (_, Lang::En) => "All emissions of the project over each product by itself.".to_string(),
            (_, Lang::Zh) => "项目全部排放分别除以各产品产量。".to_string(),
        });
        table
    }
}
