//! Charts of every kind with as many parts and periods as a test asks for. All figures are made up.

use parkcarbon::output::chart::*;
use parkcarbon::source::Lang;

/// How large a sample is.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub parts: usize,
    pub periods: usize,
}

/// The sizes that every kind is drawn in.
pub const SIZES: [Size; 6] = [
    Size { parts: 1, periods: 4 },
    Size { parts: 5, periods: 4 },
    Size { parts: 15, periods: 40 },
    Size { parts: 60, periods: 4 },
    Size { parts: 60, periods: 40 },
    Size { parts: 5, periods: 1 },
];

/// A stream of figures from 0 to 1, always the same.
struct Figures(u64);

impl Figures {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f64 / (1u64 << 24) as f64
    }
}

pub fn names(count: usize, lang: Lang) -> Vec<String> {
    let zh = [
        "左云热电有限公司",
        "山西晋北新能源与低碳循环经济产业示范园区综合能源服务有限责任公司第二热电分公司",
        "大同煤化工",
        "云冈活性炭厂",
        "山西晋北新能源与低碳循环经济产业示范园区综合能源服务有限责任公司第三热电分公司",
        "恒升陶瓷",
        "长青水泥粉磨站",
    ];
    let en = [
        "Zuoyun Heat and Power",
        "Jinbei New Energy and Low-Carbon Circular Economy Demonstration Park Services Company, Plant No. 2",
        "Datong Coal Chemicals",
        "Yungang Activated Carbon",
        "Jinbei New Energy and Low-Carbon Circular Economy Demonstration Park Services Company, Plant No. 3",
        "Hengsheng Ceramics",
        "Changqing Cement Grinding",
    ];
    (0..count)
        .map(|at| match (at / 7, lang) {
            (0, Lang::Zh) => zh[at].into(),
            (0, Lang::En) => en[at].into(),
            (round, Lang::Zh) => format!("{}（{round}号厂）", zh[at % 7]),
            (round, Lang::En) => format!("{} ({round})", en[at % 7]),
        })
        .collect()
}

pub fn quarters(count: usize) -> Vec<String> {
    (0..count).map(|at| format!("{}Q{}", 2014 + at / 4, at % 4 + 1)).collect()
}

/// Parts of very different size; the last is negative, and the third period is missing where there are as many.
pub fn series(size: Size, lang: Lang) -> Vec<Series> {
    let mut figures = Figures(7);
    let mut series: Vec<Series> = names(size.parts, lang)
        .into_iter()
        .enumerate()
        .map(|(at, name)| {
            let base = 180_000.0 / (at + 1) as f64;
            let mut value = |period| (period != 2).then(|| base * (0.7 + 0.6 * figures.next()));
            Series { name, values: (0..size.periods).map(&mut value).collect() }
        })
        .collect();
    if size.parts > 3 {
        for value in series[3].values.iter_mut().flatten() {
            *value = -*value * 0.6;
        }
    }
    series
}

fn heading(title: &str, lang: Lang) -> Heading {
    Heading {
        title: title.into(),
        subtitle: lang.pick("Zuoyun industrial park, quarterly", "左云工业园区，按季度").into(),
        note: String::new(),
        lists: Vec::new(),
        source: lang
            .pick(
                "GB/T 32150-2015, view park (energy crossing the fence and processes inside), location-based. Illustrative data, not of a real park.",
                "依据 GB/T 32150-2015，口径：园区（含过程排放，扣除内部转供），区域电网平均因子。示例数据，非真实园区。",
            )
            .into(),
    }
}

fn emissions(lang: Lang) -> Measure {
    Measure::amount(lang.pick("Emissions", "排放量"), "tCO₂e")
}

fn total_of(series: &[Series], period: usize) -> Option<f64> {
    series.iter().map(|series| series.values[period].map(f64::abs)).sum()
}

pub fn stacked(size: Size, lang: Lang) -> Chart {
    let figure = Stacked {
        periods: quarters(size.periods),
        measure: emissions(lang),
        series: series(size, lang),
        not_accounted: Vec::new(),
    };
    let title = lang.pick("Emissions by enterprise", "各企业排放量");
    Chart { heading: heading(title, lang), figure: Figure::Stacked(figure) }
}

pub fn total(size: Size, lang: Lang) -> Chart {
    let parts = series(size, lang);
    let coming = 2;
    let count = size.periods + coming;
    let measured = |period: usize| (period < size.periods).then(|| total_of(&parts, period)).flatten();
    let mean = known_mean(&(0..size.periods).map(measured).collect::<Vec<_>>());
    let expected = |share: f64| (0..count).map(|period| (period >= size.periods).then_some(mean * share)).collect();
    let levels = [Level::Good, Level::Watch, Level::Warn, Level::Breach];
    let figure = Total {
        periods: quarters(count),
        measure: emissions(lang),
        values: (0..count).map(measured).collect(),
        levels: (0..count).map(|period| measured(period).map(|_| levels[period % 4])).collect(),
        level_names: levels
            .into_iter()
            .zip(match lang {
                Lang::Zh => ["正常", "关注", "预警", "超限"],
                Lang::En => ["within plan", "watch", "warning", "over the cap"],
            })
            .map(|(level, name)| (level, name.to_string()))
            .collect(),
        not_accounted: Vec::new(),
        partial: Vec::new(),
        levels_of: String::new(),
        caps: vec![Series {
            name: lang.pick("cap, split by quarter", "季度分解上限").into(),
            values: (0..count).map(|period| Some(mean * (1.1 - 0.05 * (period / 4) as f64 / 4.0))).collect(),
        }],
        forecast: Some(Forecast {
            name: lang.pick("forecast (run rate, ±8.1 %)", "预测（均速外推，±8.1%）").into(),
            low: expected(0.92),
            mid: expected(1.0),
            high: expected(1.081),
        }),
    };
    let title = lang.pick("Total emissions and cap", "排放总量与上限");
    Chart { heading: heading(title, lang), figure: Figure::Total(figure) }
}

fn known_mean(values: &[Option<f64>]) -> f64 {
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    known.iter().sum::<f64>() / known.len() as f64
}

pub fn intensity(size: Size, lang: Lang) -> Chart {
    let mut figures = Figures(3);
    let values = (0..size.periods)
        .map(|period| (period != 2).then(|| 2.9 - 0.03 * period as f64 + 0.25 * figures.next()))
        .collect();
    let target = (0..size.periods).map(|period| Some(2.8 - 0.12 * (period / 4) as f64)).collect();
    let figure = Intensity {
        periods: quarters(size.periods),
        measure: Measure::ratio(
            lang.pick("Emissions per value added", "单位增加值碳排放"),
            lang.pick("t/10⁴ CNY", "吨/万元"),
        ),
        series: vec![Series { name: lang.pick("actual", "实际").into(), values }],
        targets: vec![Series { name: lang.pick("target of the year", "年度目标").into(), values: target }],
        not_accounted: Vec::new(),
    };
    let title = lang.pick("Carbon intensity against the target", "碳排放强度与目标");
    Chart { heading: heading(title, lang), figure: Figure::Intensity(figure) }
}

pub fn progress(size: Size, lang: Lang) -> Chart {
    let count = if size.periods == 4 { 4 } else { 12 };
    let periods =
        (1..=count).map(|at| if count == 4 { format!("2024Q{at}") } else { format!("2024-{at:02}") }).collect();
    let parts = series(Size { periods: count, ..size }, lang);
    let month = total_of(&parts, 0).expect("a total");
    let actual = (1..=count).map(|at| (at <= count * 3 / 4 && at != 2).then_some(month * at as f64 * 1.03)).collect();
    let cap = (1..=count).map(|at| Some(month * at as f64)).collect();
    let figure = Progress {
        periods,
        measure: emissions(lang),
        actual: Series {
            name: lang.pick("actual, share of the cap", "累计实际（占上限）").into(), values: actual
        },
        before: None,
        caps: vec![Series { name: lang.pick("cap, cumulative", "累计上限").into(), values: cap }],
        without_data: Vec::new(),
        not_accounted: Vec::new(),
    };
    let title = lang.pick("Progress within 2024", "2024 年累计进度");
    Chart { heading: heading(title, lang), figure: Figure::Progress(figure) }
}

pub fn year_on_year(size: Size, lang: Lang) -> Chart {
    let parts = series(Size { periods: 2, ..size }, lang);
    let mut last: Vec<Option<f64>> = parts.iter().map(|series| series.values[0].map(f64::abs)).collect();
    if size.parts > 4 {
        last[4] = None;
    }
    let figure = YearOnYear {
        names: names(size.parts, lang),
        measure: emissions(lang),
        last: Series { name: "2023".into(), values: last },
        this: Series {
            name: "2024".into(),
            values: parts.iter().map(|series| series.values[1].map(f64::abs)).collect(),
        },
        not_accounted: Default::default(),
    };
    let title = lang.pick("2024 against 2023", "2024 年与 2023 年同比");
    Chart { heading: heading(title, lang), figure: Figure::YearOnYear(figure) }
}

pub fn waterfall(size: Size, lang: Lang) -> Chart {
    let mut figures = Figures(11);
    let drivers: Vec<String> = match (size.parts, lang) {
        (5, Lang::Zh) => ["经济规模", "产业结构", "能源强度", "能源品种结构", "排放因子"].map(String::from).into(),
        (5, Lang::En) => ["scale", "structure", "intensity", "fuel mix", "factors"].map(String::from).into(),
        (count, lang) => names(count, lang),
    };
    let steps: Vec<(String, f64)> = drivers
        .into_iter()
        .enumerate()
        .map(|(at, name)| (name, (figures.next() - 0.45) * if at == 0 { 220_000.0 } else { 60_000.0 }))
        .collect();
    let start = 1_234_567.0;
    let end = start + steps.iter().map(|step| step.1).sum::<f64>();
    let figure = Waterfall {
        measure: emissions(lang),
        start: (lang.pick("2022", "2022 年").into(), start),
        steps,
        end: (lang.pick("2023", "2023 年").into(), end),
    };
    let title = lang.pick("Why emissions changed", "排放变化的驱动因素");
    Chart { heading: heading(title, lang), figure: Figure::Waterfall(figure) }
}

pub fn flow(size: Size, lang: Lang) -> Chart {
    let mut figures = Figures(5);
    let sources = match lang {
        Lang::Zh => ["原煤", "电网电力", "天然气", "光伏"],
        Lang::En => ["coal", "grid power", "natural gas", "solar power"],
    };
    let node = |name: &str, column| Node { name: name.into(), column };
    let mut nodes: Vec<Node> = sources.map(|name| node(name, 0)).into();
    nodes.push(node(lang.pick("combined heat and power", "热电联产"), 1));
    nodes.push(node(lang.pick("park substation", "园区变电站"), 1));
    let mut links = vec![
        Link { from: 0, to: 4, value: 0.0 },
        Link { from: 1, to: 5, value: 0.0 },
        Link { from: 3, to: 5, value: 3000.0 },
    ];
    for name in names(size.parts, lang) {
        let to = nodes.len();
        nodes.push(node(&name, 2));
        let (heat, power, gas) = (20_000.0 * figures.next(), 15_000.0 * figures.next(), 4000.0 * figures.next());
        links[0].value += heat;
        links[1].value += power;
        links.push(Link { from: 4, to, value: heat });
        links.push(Link { from: 5, to, value: power });
        links.push(Link { from: 2, to, value: gas });
    }
    links[1].value -= 3000.0f64.min(links[1].value / 2.0);
    let figure = Flow { measure: Measure::amount(lang.pick("Energy", "能源"), "tce"), nodes, links };
    let title = lang.pick("Energy through the fence", "园区能流图");
    Chart { heading: heading(title, lang), figure: Figure::Flow(figure) }
}

pub fn ranking(size: Size, lang: Lang) -> Chart {
    let parts = series(Size { periods: 1, ..size }, lang);
    let whole: f64 = parts.iter().filter_map(|series| series.values[0]).sum();
    let rank = |(at, series): (usize, Series)| {
        let value = series.values[0].filter(|_| at != 2);
        let note = value.map(|value| format!("{:.1}%", value / whole * 100.0)).unwrap_or_default();
        Rank { name: series.name, value, note }
    };
    let ranks = parts.into_iter().enumerate().map(rank).collect();
    let figure = Ranking { measure: emissions(lang), ranks, rest: None };
    let title = lang.pick("Enterprises by emissions", "企业排放量排名");
    Chart { heading: heading(title, lang), figure: Figure::Ranking(figure) }
}

pub fn heat_map(size: Size, lang: Lang) -> Chart {
    let mut rows = series(size, lang);
    for row in &mut rows {
        for value in row.values.iter_mut().flatten() {
            *value = value.abs();
        }
    }
    rows[0].values[size.periods - 1] = None;
    let figure = HeatMap {
        periods: quarters(size.periods),
        measure: emissions(lang),
        rows,
        rest: None,
        not_accounted: Vec::new(),
    };
    let title = lang.pick("Emissions by enterprise and quarter", "企业×季度排放量");
    Chart { heading: heading(title, lang), figure: Figure::HeatMap(figure) }
}

type Maker = fn(Size, Lang) -> Chart;

/// Every kind, by the name of its picture.
pub const KINDS: [(&str, Maker); 11] = [
    ("stacked", stacked),
    ("total", total),
    ("intensity", intensity),
    ("progress", progress),
    ("year_on_year", year_on_year),
    ("waterfall", waterfall),
    ("flow", flow),
    ("ranking", ranking),
    ("heat_map", heat_map),
    ("wedges", wedges),
    ("cost_curve", cost_curve),
];

pub fn wedges(size: Size, lang: Lang) -> Chart {
    let mut figures = Figures(17);
    let start = 1_234_567.0;
    let without: Vec<Option<f64>> = (0..size.periods).map(|at| Some(start * (1.0 + 0.01 * at as f64))).collect();
    let mut left: Vec<f64> = without.iter().flatten().copied().collect();
    let wedges = names(size.parts, lang).into_iter().enumerate().map(|(part, name)| {
        let size = if part == 0 { 9_000.0 } else { -40_000.0 * figures.next() };
        let values = (0..left.len()).map(|at| {
            let change = size * at as f64 / left.len() as f64;
            left[at] += change;
            Some(change)
        });
        Series { name, values: values.collect() }
    });
    let wedges = wedges.collect();
    let figure = Wedges {
        periods: (0..size.periods).map(|at| (2023 + at).to_string()).collect(),
        measure: emissions(lang),
        without: Series { name: lang.pick("without measures", "无措施").into(), values: without },
        wedges,
        with: Series {
            name: lang.pick("strengthened", "强化情景").into(),
            values: left.into_iter().map(Some).collect(),
        },
        limits: vec![Series {
            name: lang.pick("limit", "控制目标").into(),
            values: (0..size.periods).map(|at| (at > 0).then_some(start * 0.97)).collect(),
        }],
    };
    let title = lang.pick("What the measures take off", "措施减排楔形图");
    Chart { heading: heading(title, lang), figure: Figure::Wedges(figure) }
}

pub fn cost_curve(size: Size, lang: Lang) -> Chart {
    let mut figures = Figures(19);
    let mut blocks: Vec<Block> = names(size.parts, lang)
        .into_iter()
        .map(|name| Block { name, width: 20_000.0 * figures.next().powi(3), height: 1600.0 * figures.next() - 500.0 })
        .collect();
    blocks.sort_by(|a, b| a.height.total_cmp(&b.height));
    let figure = CostCurve {
        cost: Measure::ratio(lang.pick("Cost of a tonne", "单位减排成本"), lang.pick("CNY/t", "元/t")),
        abated: emissions(lang),
        needed: Some((lang.pick("needed", "所需减排").into(), 30_000.0)),
        price: Some((lang.pick("price of carbon", "碳价").into(), 130.0)),
        blocks,
    };
    let title = lang.pick("Abatement cost curve", "减排成本曲线");
    Chart { heading: heading(title, lang), figure: Figure::CostCurve(figure) }
}
