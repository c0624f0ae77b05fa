//! A report as an office would send it up, with names that nobody would give to an enterprise. All figures are made up.

use parkcarbon::output::chart::{
    Chart, Figure as Picture, Fonts, Heading, Measure, Rank, Ranking, Series, Stacked, Theme,
};
use parkcarbon::output::report::{Block, Cell, Column, Figure, Inline, Report, Row, Table};
use parkcarbon::source::Lang;

/// Names that are commands to somebody.
pub fn hostile() -> Vec<String> {
    vec![
        "<script>window.broken = 1</script>".into(),
        "\"><img src=x onerror=\"window.broken = 1\">".into(),
        "甲&乙 &lt;有限&gt; 'O''Brien'".into(),
        "# 标题 [a](javascript:b) *c* _d_ `e` | f ~g~ $h$".into(),
        "W".repeat(200),
        "长".repeat(200),
        "1. http://example.com www.example.com </style></title></svg>-->".into(),
        "two\nlines\tand a tab".into(),
    ]
}

/// Rows of the long table besides its totals.
pub const ROWS: usize = 200;

/// Tonnes of a row in thousandths, some below zero, all different.
fn thousandths(at: usize) -> i64 {
    let at = at as i64;
    (at * 7_919_993) % 1_234_567_891 - 90_000_000
}

fn plain(thousandths: i64) -> String {
    let sign = if thousandths < 0 { "-" } else { "" };
    format!("{sign}{}.{:03}", thousandths.abs() / 1000, thousandths.abs() % 1000)
}

/// As the engine shows it: grouped, rounded to whole tonnes.
pub fn grouped(thousandths: i64) -> String {
    let digits = ((thousandths.abs() + 500) / 1000).to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if thousandths < 0 { format!("-{text}") } else { text }
}

fn tonnes(thousandths: i64) -> Cell {
    Cell::number(grouped(thousandths), plain(thousandths))
}

/// The totals of the tables, as shown.
pub fn totals() -> Vec<String> {
    vec![grouped((0..ROWS).map(thousandths).sum()), grouped(987_654_321_000), grouped(-12_345_678), grouped(44_556_677)]
}

fn text(words: &str) -> Vec<Inline> {
    vec![Inline::Text(words.into())]
}

fn row(cells: Vec<Cell>) -> Row {
    Row { cells, ..Row::default() }
}

fn total(cells: Vec<Cell>) -> Row {
    Row { cells, total: true, anchor: None }
}

fn enterprises(lang: Lang) -> Table {
    let long = "山西晋北新能源与低碳循环经济产业示范园区综合能源服务有限责任公司第二热电分公司";
    let mut rows: Vec<Row> = (0..ROWS)
        .map(|at| {
            let name = match at {
                1 => long.to_string(),
                at if at >= 3 && at - 3 < hostile().len() => hostile()[at - 3].clone(),
                at => format!("{}{}", lang.pick("Enterprise ", "示范企业第"), at + 1),
            };
            let sector = lang.pick("Heat and power", "热力生产和供应业");
            Row {
                cells: vec![
                    Cell::number((at + 1).to_string(), (at + 1).to_string()),
                    Cell::words(name),
                    Cell::words(sector),
                    tonnes(thousandths(at)).linked("formula-1").alarming(at == 2),
                    if at == 7 {
                        Cell::words("—")
                    } else {
                        Cell::number(format!("{}.{}%", at % 90, at % 10), format!("{}.{}", at % 90, at % 10))
                    },
                ],
                total: false,
                anchor: Some(format!("row-{at}")),
            }
        })
        .collect();
    rows.push(total(vec![
        Cell::default(),
        Cell::words(lang.pick("Total", "合计")),
        Cell::default(),
        tonnes((0..ROWS).map(thousandths).sum()),
        Cell::number("100.0%", "100.0"),
    ]));
    Table {
        id: "enterprises".into(),
        caption: lang.pick("Emissions by enterprise, 2024", "2024 年各企业温室气体排放量").into(),
        columns: vec![
            Column::numbers(lang.pick("No.", "序号")),
            Column::words(lang.pick("Enterprise", "企业名称")),
            Column::words(lang.pick("Sector", "行业")),
            Column::numbers(lang.pick("Emissions (tCO₂e)", "排放量（tCO₂e）")),
            Column::numbers(lang.pick("Share", "占比")),
        ],
        rows,
        note: Some(lang.pick("Illustrative data.", "示例数据，非真实园区；负值为向园区外转供热力的扣减。").into()),
    }
}

/// Two groups with a total each, and a total of both.
fn groups(lang: Lang) -> Table {
    let words = |en, zh| Cell::words(lang.pick(en, zh));
    Table {
        id: "groups".into(),
        caption: lang.pick("Direct and indirect emissions", "按排放类别汇总").into(),
        columns: vec![
            Column::words(lang.pick("Category", "排放类别")),
            Column::numbers(lang.pick("2023 (tCO₂e)", "2023 年（tCO₂e）")),
            Column::numbers(lang.pick("2024 (tCO₂e)", "2024 年（tCO₂e）")),
            Column::words(lang.pick("Remark", "说明")),
        ],
        rows: vec![
            row(vec![words("Combustion", "化石燃料燃烧"), tonnes(3), tonnes(9_007_199_254_740_993), Cell::to_fill()]),
            row(vec![words("Processes", "工业生产过程"), tonnes(5_000), tonnes(9_007_199_254_740_992), words("", "")]),
            row(vec![words("Fugitive", "逸散排放"), tonnes(-4_000), tonnes(12), words("", "")]),
            total(vec![
                words("Direct", "直接排放小计"),
                tonnes(1_003),
                tonnes(987_654_321_000),
                words("in part", "部分企业未报送").alarming(true),
            ]),
            row(vec![words("Power", "净购入电力"), tonnes(1), tonnes(-12_345_678).linked("formula-1"), words("", "")]),
            row(vec![
                words("Heat", "净购入热力"),
                tonnes(2),
                tonnes(0),
                Cell { text: "核查意见".into(), ..Cell::to_fill() },
            ]),
            total(vec![words("Park total", "园区排放总量"), tonnes(1_006), tonnes(-12_345_678), words("", "")]),
        ],
        note: None,
    }
}

/// As many columns as a sheet can hold.
fn quarters(lang: Lang) -> Table {
    let mut columns = vec![Column::words(lang.pick("Carrier", "能源品种"))];
    columns.extend((0..12).map(|at| Column::numbers(format!("{}Q{}", 2022 + at / 4, at % 4 + 1))));
    let carriers = [("Raw coal", "原煤"), ("Grid power", "电网电力"), ("Natural gas", "天然气"), ("Steam", "外购蒸汽")];
    let mut rows: Vec<Row> = carriers
        .iter()
        .enumerate()
        .map(|(at, (en, zh))| {
            let mut cells = vec![Cell::words(lang.pick(en, zh))];
            cells.extend((0..12).map(|quarter| tonnes(thousandths(at * 17 + quarter * 5) / 4)));
            row(cells)
        })
        .collect();
    let mut cells = vec![Cell::words(lang.pick("Total", "合计"))];
    cells.extend((0..12).map(|_| tonnes(44_556_677)));
    rows.push(total(cells));
    let caption = lang.pick("Emissions by carrier and quarter (tCO₂e)", "按能源品种与季度的排放量（tCO₂e）");
    Table { id: "quarters".into(), caption: caption.into(), columns, rows, note: None }
}

fn formulas(lang: Lang) -> Table {
    Table {
        id: "formulas".into(),
        caption: lang.pick("How a figure is made", "计算过程").into(),
        columns: vec![Column::words(lang.pick("Entry", "条目")), Column::words(lang.pick("Formula", "计算式"))],
        rows: vec![Row {
            cells: vec![
                Cell::words(lang.pick("Raw coal", "原煤")),
                Cell::words("12,345.678 t × 26.7 GJ/t × 0.02749 tC/GJ × 94% × 44/12"),
            ],
            total: false,
            anchor: Some("formula-1".into()),
        }],
        note: None,
    }
}

fn heading(title: &str, lang: Lang) -> Heading {
    let source = lang.pick("GB/T 32150-2015. Illustrative data.", "依据 GB/T 32150-2015。示例数据，非真实园区。");
    Heading { title: title.into(), source: source.into(), ..Heading::default() }
}

fn figures(lang: Lang) -> [Figure; 2] {
    let fonts = Fonts::find(None).expect("fonts");
    // Without a font for Chinese the words of the charts are in English; the page does not mind.
    let drawn = if fonts.speaks_chinese() { lang } else { Lang::En };
    let measure = || Measure::amount(drawn.pick("Emissions", "排放量"), "tCO₂e");
    let names = [
        drawn.pick("Zuoyun Heat and Power", "左云热电有限公司").to_string(),
        "<script>alert(1)</script> & \"Co\"".into(),
        drawn.pick("Hengsheng Ceramics", "恒升陶瓷").into(),
    ];
    let ranks = names.iter().zip([180_000.0, 64_000.5, -12_000.0]).map(|(name, value)| Rank {
        name: name.clone(),
        value: Some(value),
        note: String::new(),
    });
    let ranking = Ranking { measure: measure(), ranks: ranks.collect(), rest: None };
    let stacked = Stacked {
        not_accounted: Vec::new(),
        periods: ["2024Q1", "2024Q2", "2024Q3", "2024Q4"].map(String::from).into(),
        measure: measure(),
        series: names
            .iter()
            .enumerate()
            .map(|(at, name)| {
                let values = (0..4).map(|period| Some(90_000.0 / (at + 1) as f64 + 9_000.0 * period as f64)).collect();
                Series { name: name.clone(), values }
            })
            .collect(),
    };
    let draw = |id: &str, title: &str, alternative: &str, picture| Figure {
        id: id.into(),
        caption: title.into(),
        alternative: alternative.into(),
        drawing: Chart { heading: heading(title, drawn), figure: picture }.draw(&fonts, Theme::Light, drawn),
    };
    [
        draw(
            "ranking",
            lang.pick("Enterprises by emissions", "企业排放量排名"),
            lang.pick("Bars: Zuoyun is the largest <1>", "横条图：左云热电最大，180,000 tCO₂e <1>"),
            Picture::Ranking(ranking),
        ),
        draw(
            "by quarter",
            lang.pick("Emissions by quarter", "各季度排放量"),
            lang.pick("Columns: emissions grow", "柱状图：排放量逐季上升"),
            Picture::Stacked(stacked),
        ),
    ]
}

pub fn report(lang: Lang) -> Report {
    let [ranking, stacked] = figures(lang);
    let mut names: Vec<Vec<Inline>> = hostile().iter().map(|name| text(name)).collect();
    names.push(vec![Inline::Strong(hostile()[3].clone()), Inline::Link(hostile()[0].clone(), hostile()[1].clone())]);
    let mut heading_of_links = text(lang.pick("Method of ", "核算方法与"));
    heading_of_links.push(Inline::Link(lang.pick("figures", "数据来源").into(), "formula-1".into()));
    Report {
        lang,
        title: lang.pick("Greenhouse gas report of Zuoyun industrial park", "左云工业园区温室气体排放报告").into(),
        subtitle: lang.pick("2024, GB/T 32150-2015", "2024 年度 · 依据 GB/T 32150-2015").into(),
        marks: vec![
            lang.pick("Illustrative data, not of a real park", "示例数据，非真实园区").into(),
            lang.pick("Incomplete: 2 of 200 enterprises sent nothing", "不完整：200 家企业中 2 家未报送，合计偏低")
                .into(),
        ],
        blocks: vec![
            Block::Heading(1, text(lang.pick("Summary", "总体情况"))),
            Block::Paragraph(vec![
                Inline::Text(lang.pick("In 2024 the park emitted ", "2024 年，园区温室气体排放总量为").into()),
                Inline::Strong("987,654,321 tCO₂e".into()),
                Inline::Text(lang.pick(", of which ", "，其中化石燃料燃烧所占比重最大，明细见").into()),
                Inline::Link(lang.pick("Table 2", "表 2").into(), "enterprises".into()),
                Inline::Text(lang.pick(" says more. Reviewed by ", "。审核人：").into()),
                Inline::Blank(lang.pick("name", "姓名").into()),
                Inline::Text(lang.pick(" on ", "，日期：").into()),
                Inline::Blank(String::new()),
                Inline::Text(lang.pick(".", "。").into()),
            ]),
            Block::Table(groups(lang)),
            Block::Figure(Box::new(ranking)),
            Block::Heading(1, text(lang.pick("Enterprises", "企业明细"))),
            Block::Heading(2, text(&hostile()[0])),
            Block::List(false, names),
            Block::Figure(Box::new(stacked)),
            Block::Table(enterprises(lang)),
            Block::Heading(1, heading_of_links),
            Block::List(
                true,
                vec![
                    text(lang.pick("Collect the meter readings", "收集计量数据")),
                    text(lang.pick("Apply the factors", "套用排放因子")),
                ],
            ),
            Block::Table(formulas(lang)),
            Block::Table(quarters(lang)),
            Block::Heading(2, text(lang.pick("Measures", "减排措施"))),
            Block::Blank(lang.pick("measures taken in this year", "本年度采取的减排措施与成效").into()),
        ],
    }
}
