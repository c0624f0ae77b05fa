//! A made-up report with everything that a report can hold, and names that no park would give.

use parkcarbon::output::chart::{Chart, Figure as Drawn, Fonts, Heading, Measure, Series, Stacked, Theme};
use parkcarbon::output::report::{Block, Cell, Column, Figure, Inline, Report, Row, Table};
use parkcarbon::source::Lang;

/// Names that break careless writers.
pub fn hostile() -> Vec<String> {
    vec![
        "<script>alert(1)</script>".into(),
        "=cmd|' /C calc'!A0".into(),
        "A & B \"双引号\" '单引号' ]]> <!-- -->".into(),
        "控制\u{0}\u{7}\u{1b}\u{b}\u{fffe}\u{ffff}字符".into(),
        "x".repeat(200),
        "{body} {{title}} %s \\ \u{1f3ed}".into(),
        "山西晋北新能源与低碳循环经济产业示范园区综合能源服务有限责任公司第二热电分公司（2025年增容改造）".into(),
    ]
}

/// What is left of a text once XML has had its say.
pub fn legal(text: &str) -> String {
    let kept = |glyph: &char| *glyph >= ' ' && !matches!(glyph, '\u{fffe}' | '\u{ffff}');
    text.chars().filter(kept).collect()
}

fn text(words: impl Into<String>) -> Inline {
    Inline::Text(words.into())
}

fn heading(level: u8, words: impl Into<String>) -> Block {
    Block::Heading(level, vec![text(words)])
}

/// A number of thousandths, grouped for readers and plain for machines.
fn number(thousandths: i64) -> Cell {
    let (whole, part) = (thousandths / 1000, thousandths % 1000);
    let mut digits = whole.to_string();
    let mut at = digits.len();
    while at > 3 {
        at -= 3;
        digits.insert(at, ',');
    }
    Cell::number(format!("{digits}.{part:03}"), format!("{whole}.{part:03}"))
}

/// Sixty enterprises with their total.
pub fn enterprises(lang: Lang) -> Table {
    let mut names = hostile();
    while names.len() < 60 {
        let at = names.len();
        names.push(match (lang, at % 3) {
            (Lang::Zh, 0) => format!("左云工业园区第{at}热电联产综合能源服务有限责任公司"),
            (Lang::Zh, _) => format!("恒升陶瓷{at}厂"),
            (Lang::En, 0) => format!("Zuoyun Combined Heat and Power Services Company No. {at}"),
            (Lang::En, _) => format!("Hengsheng Ceramics {at}"),
        });
    }
    let figures = |at: i64| [123_456_789 / (at + 1), 98_765_432 / (at + 2), 4_321 * at];
    let mut sums = [0; 4];
    let mut rows = Vec::new();
    for (at, name) in names.into_iter().enumerate() {
        let [direct, power, process] = figures(at as i64);
        let values = [direct, power, process, direct + power + process];
        sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
        let mut cells = vec![Cell::words((at + 1).to_string()), Cell::words(name).linked("wide")];
        cells.extend(values.map(number));
        cells[4].alarm = at == 3;
        let target = ["wide", "nowhere"][at % 2];
        cells[5] = cells[5].clone().linked(target);
        rows.push(Row { cells, total: false, anchor: Some(format!("enterprise-{at}")) });
    }
    let mut cells = vec![Cell::default(), Cell::words(lang.pick("Total", "合计"))];
    cells.extend(sums.map(number));
    rows.push(Row { cells, total: true, anchor: Some("total".into()) });
    let heads = match lang {
        Lang::Zh => ["燃料燃烧", "外购电力", "生产过程", "合计"],
        Lang::En => ["Fuel", "Power", "Processes", "Total"],
    };
    let mut columns = vec![Column::words(lang.pick("No.", "序号")), Column::words(lang.pick("Enterprise", "企业"))];
    columns.extend(heads.map(|head| Column::numbers(format!("{head} (tCO₂)"))));
    let note = lang.pick("Figures are made up.", "示例数据，非真实园区。电力按“全国平均因子”计算。");
    Table {
        id: "by-enterprise".into(),
        caption: lang.pick("Emissions by enterprise", "各企业二氧化碳排放量").into(),
        columns,
        rows,
        note: Some(note.into()),
    }
}

/// Ten columns.
fn wide(lang: Lang) -> Table {
    let words = |at: usize| lang.pick(["Coal", "Gas", "Power", "Heat"][at], ["原煤", "天然气", "电力", "热力"][at]);
    let mut columns = vec![Column::words(lang.pick("Energy", "能源品种"))];
    columns.extend((2017..2026).map(|year| match lang {
        Lang::Zh => Column::numbers(format!("{year}年（吨标准煤）")),
        Lang::En => Column::numbers(format!("{year} (tce)")),
    }));
    let mut sums = [0; 9];
    let mut rows: Vec<Row> = (0..4)
        .map(|at| {
            let mut cells = vec![Cell::words(words(at)).linked("total")];
            cells.extend((0..9).map(|year| {
                let value = (at as i64 + 1) * 987_654_321 + year * 1_234_567;
                sums[year as usize] += value;
                number(value)
            }));
            Row { cells, total: false, anchor: None }
        })
        .collect();
    let mut cells = vec![Cell::words(lang.pick("Total", "合计"))];
    cells.extend(sums.map(number));
    rows.push(Row { cells, total: true, anchor: None });
    let caption = lang.pick("Energy by year", "历年综合能源消费量").into();
    Table { id: "wide".into(), caption, columns, rows, note: None }
}

/// What the office fills in.
fn form(lang: Lang) -> Table {
    let row = |name: &str| Row { cells: vec![Cell::words(name), Cell::to_fill(), Cell::to_fill()], ..Row::default() };
    Table {
        id: "people".into(),
        caption: lang.pick("Who answers for it", "填报责任人").into(),
        columns: [lang.pick("Task", "职责"), lang.pick("Name", "姓名"), lang.pick("Telephone", "联系电话")]
            .map(Column::words)
            .into(),
        rows: vec![row(lang.pick("Prepared by", "填报人")), row(lang.pick("Approved by", "负责人"))],
        note: None,
    }
}

fn figure(lang: Lang, fonts: &Fonts) -> Figure {
    let periods = (1..=4).map(|quarter| format!("2025Q{quarter}")).collect();
    let series = |name: &str, from: f64| Series {
        name: name.into(),
        values: (0..4).map(|at| Some(from + 1_000.0 * f64::from(at))).collect(),
    };
    let parts = vec![
        series(lang.pick("Zuoyun Heat and Power", "左云热电有限公司"), 52_000.0),
        series(lang.pick("Hengsheng Ceramics", "恒升陶瓷"), 18_000.0),
    ];
    let measure = Measure::amount(lang.pick("Emissions", "排放量"), "tCO₂");
    let title = lang.pick("Emissions by enterprise", "各企业排放量").to_string();
    let heading = Heading { title, ..Heading::default() };
    let chart = Chart {
        heading,
        figure: Drawn::Stacked(Stacked { periods, measure, series: parts, not_accounted: Vec::new() }),
    };
    Figure {
        id: "quarters".into(),
        caption: lang.pick("Emissions by quarter", "分季度排放量").into(),
        alternative: lang
            .pick("Emissions rise \"by\" 1,000 t < each quarter.", "排放量“逐季”增加 1,000 吨 <上升>。")
            .into(),
        drawing: chart.draw(fonts, Theme::Light, lang),
    }
}

/// The report.
pub fn report(lang: Lang, fonts: &Fonts) -> Report {
    let sentence = lang.pick(
        "The park emitted less than in the year before, because the share of power from renewable sources rose and the kilns burned gas instead of coal. ",
        "报告期内，园区坚持“源头减量、过程控制、末端治理”，可再生能源电力占比稳步提升，陶瓷窑炉由燃煤改为燃气，二氧化碳排放总量同比下降。",
    );
    let chapters = match lang {
        Lang::Zh => ["一、园区概况", "二、排放情况", "（一）分企业排放量", "1. 能源消费", "附表说明", "三、保障措施"],
        Lang::En => {
            ["1 The park", "2 Emissions", "2.1 By enterprise", "2.1.1 Energy", "About the tables", "3 Measures"]
        }
    };
    let measures = [
        lang.pick("Meters at every gate.", "健全计量体系，实现重点用能单位在线监测全覆盖。"),
        lang.pick("A plan for each enterprise.", "“一企一策”编制降碳方案。"),
    ];
    let items = || measures.iter().map(|words| vec![text(*words)]).collect::<Vec<_>>();
    let blocks = vec![
        heading(1, chapters[0]),
        Block::Paragraph(vec![text(sentence.repeat(2))]),
        Block::Paragraph(vec![
            text(lang.pick("Accounted under ", "核算依据为")),
            Inline::Strong("GB/T 32150-2025".into()),
            text(lang.pick("; see ", "，详见")),
            Inline::Link(lang.pick("emissions by enterprise", "各企业排放量").into(), "by-enterprise".into()),
            text(lang.pick(" and ", "与")),
            Inline::Link(lang.pick("a place that is not", "不存在的位置").into(), "not-there".into()),
            text(lang.pick("; approved on ", "；批准日期：")),
            Inline::Blank(lang.pick("date of approval", "批准日期").into()),
            text(lang.pick(".", "。")),
        ]),
        Block::Blank(
            lang.pick("what the park makes, in 300 words", "园区主导产业、四至范围与发展历程，300 字以内").into(),
        ),
        heading(1, chapters[1]),
        Block::Figure(Box::new(figure(lang, fonts))),
        heading(2, chapters[2]),
        Block::Paragraph(vec![text(sentence)]),
        Block::Table(enterprises(lang)),
        heading(3, chapters[3]),
        Block::Paragraph(vec![text(lang.pick("Nine years side by side.", "近九年能源消费量如下。"))]),
        Block::Table(wide(lang)),
        heading(4, chapters[4]),
        Block::Paragraph(vec![text("{body} <script> & 'x'\u{0}")]),
        heading(1, chapters[5]),
        Block::List(true, items()),
        Block::List(false, items()),
        Block::List(true, items()),
        Block::Table(form(lang)),
    ];
    Report {
        lang,
        title: lang.pick("Carbon emission report of the Zuoyun industrial park", "左云工业园区碳排放报告").into(),
        subtitle: lang.pick("2025", "2025 年度").into(),
        marks: vec![
            lang.pick("Illustrative data, not of a real park.", "示例数据，非真实园区。").into(),
            lang.pick(
                "The total is incomplete: one enterprise did not report.",
                "总量不完整：有 1 家企业未报送第四季度数据。",
            )
            .into(),
        ],
        blocks,
    }
}
