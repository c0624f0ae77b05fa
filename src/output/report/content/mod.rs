//! What fills the fields of a template.

mod caps;
mod charts;
mod drivers;
mod energy;
mod enterprises;
mod entries;
mod grades;
mod headline;
mod indicators;
mod marks;
mod material;
mod method;
mod pollutants;
mod revisions;
mod structure;
mod uncertainty;
mod words;

use super::document::{Block, Inline, Table};
use super::template::{Content, Field};
use crate::factors::Library;
use crate::output::chart_data::Kind;
use crate::source::{Code, Problem, Text, nearest};

pub use material::{Applied, Material};

/// Fields that stand inside a line, with what they say.
pub const WORDS: [(&str, &str, &str); 12] = [
    ("park", "name of the park", "园区名称"),
    ("period", "the period asked for", "报告期"),
    ("cumulative", "from January to its end", "自 1 月累计"),
    ("before", "the same period a year before", "上年同期"),
    ("of_it", "the period by itself, where it is a part of that", "其中：当期（仅当期与累计不同时）"),
    ("year", "the year", "年份"),
    ("next_year", "the year after", "下一年"),
    ("standard", "standards with documents", "核算标准及文件"),
    ("view", "the view", "视角"),
    ("enterprises", "number of enterprises in the park", "在园企业数"),
    (
        "metric ID [single|before]",
        "value of a metric from January on, of the period, of the year before",
        "指标数值：累计、当期、上年同期",
    ),
    ("growth ID [single]", "its growth against the year before, in words", "同比变化（文字）"),
];

/// Tables.
pub const TABLES: [(&str, &str, &str); 27] = [
    ("headline", "main figures against the year before", "主要指标"),
    ("caps", "caps, progress and level", "控制目标进度"),
    ("forecast", "forecasts and margins", "全期预测"),
    ("movements", "budgets and movements", "指标台账"),
    ("structure", "emissions by category", "按类别"),
    ("carriers", "emissions by carrier", "按品种"),
    ("gases", "emissions by gas", "按气体"),
    ("fence", "enterprises, elimination, park", "企业合计与园区合计"),
    ("headings", "under the headings of the standard", "按标准分类"),
    ("enterprise-categories", "enterprises by category", "企业分类别"),
    ("energy", "energy of the period", "能源消费"),
    ("years", "main figures of three years", "近三年主要指标"),
    ("carriers-of-years", "carriers of three years by source and use", "近三年分品种能源"),
    ("enterprises", "enterprises by size", "企业排名"),
    ("grades", "grades, caps and data of enterprises", "企业碳效等级、目标与数据质量"),
    ("missing", "returns that are missing", "未报与漏报"),
    ("transfers", "supplies inside the park", "内部转供"),
    ("lots", "green power and certificates", "绿电批次"),
    ("drivers", "what moved the emissions", "驱动因素"),
    ("factors", "factors and documents", "因子与出处"),
    ("tiers", "tiers of activity data", "数据等级"),
    ("uncertainty", "uncertainty by carrier", "分品种不确定性"),
    ("ranges", "ranges behind it", "采用的不确定性范围"),
    ("revisions", "closed periods and their figures now", "已关账期间的变动"),
    ("pollutants", "air pollutants", "大气污染物"),
    ("evidence", "index of evidence", "证明材料索引"),
    ("provenance", "digests of the inputs", "输入文件摘要"),
];

/// Other fields that stand by themselves.
pub const BLOCKS: [(&str, &str, &str); 8] = [
    ("caps", "the caps in a sentence each", "各控制目标一句话"),
    ("indicators", "indicator tables of the frameworks", "指标体系表"),
    ("method", "standards and choices", "核算方法"),
    ("scope", "changes of the set of enterprises", "统计范围变化"),
    ("uncertainty", "uncertainty of the total in a sentence", "总量不确定性（一句话）"),
    ("notices", "warnings and notices", "警告与说明"),
    ("entries", "all entries, by enterprise", "全部分录"),
    ("blank 提示", "room to write", "待填写"),
];

impl Content for Material<'_> {
    fn words(&self, field: &Field) -> Result<Vec<Inline>, Box<Problem>> {
        self.words_of(&field.word, &field.argument).ok_or_else(|| match field.word.as_str() {
            "table" | "chart" | "caps" | "indicators" | "method" | "scope" | "uncertainty" | "notices" | "entries" => {
                alone(field)
            }
            _ => unknown(field, self.library),
        })
    }

    fn blocks(&self, field: &Field) -> Result<Option<Vec<Block>>, Box<Problem>> {
        let found = match (field.word.as_str(), field.argument.as_str()) {
            ("table", "drivers") => Some(self.drivers()),
            ("table", name) => self.table(name).map(shown),
            ("chart", name) => self.chart(name),
            ("caps", "") => Some(self.cap_sentences()),
            ("indicators", "") => Some(self.indicators()),
            ("method", "") => Some(self.method()),
            ("scope", "") => Some(self.scope()),
            ("uncertainty", "") => Some(self.uncertainty_sentence()),
            ("notices", "") => Some(self.notices()),
            ("entries", "") => Some(self.entries()),
            _ => return Ok(None),
        };
        found.map(Some).ok_or_else(|| unknown(field, self.library))
    }
}

impl Material<'_> {
    fn table(&self, name: &str) -> Option<Table> {
        Some(match name {
            "headline" => self.headline(),
            "caps" => self.caps_table(),
            "forecast" => self.forecast(),
            "movements" => self.movements(),
            "structure" => self.structure(),
            "carriers" => self.carriers(),
            "gases" => self.gases(),
            "fence" => self.fence(),
            "headings" => self.headings(),
            "enterprise-categories" => self.enterprise_categories(),
            "energy" => self.energy(),
            "years" => self.years(),
            "carriers-of-years" => self.carriers_of_years(),
            "enterprises" => self.enterprises(),
            "grades" => self.grades(),
            "missing" => self.missing(),
            "transfers" => self.transfers(),
            "lots" => self.lots(),
            "factors" => self.factors(),
            "tiers" => self.tiers(),
            "uncertainty" => self.uncertainty_table(),
            "ranges" => self.ranges(),
            "revisions" => self.revisions(),
            "pollutants" => self.pollutants(),
            "evidence" => self.evidence(),
            "provenance" => self.provenance(),
            _ => return None,
        })
    }
}

/// A table; one without rows says why in a sentence.
fn shown(table: Table) -> Vec<Block> {
    if !table.rows.is_empty() {
        return vec![Block::Table(table)];
    }
    let sign = if table.caption.is_ascii() { ": " } else { "：" };
    let text = [table.caption, table.note.unwrap_or_default()].join(sign);
    vec![Block::Paragraph(vec![Inline::Text(text)])]
}

/// The problem of a field that is no words.
fn alone(field: &Field) -> Box<Problem> {
    let text = Text::new(
        format!("`{{{{ {} … }}}}` stands by itself in a paragraph", field.word),
        format!("`{{{{ {} … }}}}` 须独占一段", field.word),
    );
    Box::new(Problem::new(Code::TemplateUnfit, text))
}

/// The problem of a field that nothing fills, with the nearest one that something does.
fn unknown(field: &Field, library: &Library) -> Box<Problem> {
    let written = format!("{} {}", field.word, field.argument).trim().to_string();
    let text = Text::new(
        format!("`{{{{ {written} }}}}` is no field of a report"),
        format!("`{{{{ {written} }}}}` 不是报告字段"),
    );
    let problem = Problem::new(Code::TemplateUnfit, text);
    if matches!(field.word.as_str(), "metric" | "growth") {
        return Box::new(match nearest_of_metric(field, library) {
            Some(near) => problem.suggest(Some(&near)),
            None => problem.hint(Text::new(
                format!("`{{{{ {} ID }}}}`; `parkcarbon metrics PARK` lists the metrics", field.word),
                format!("`{{{{ {} 指标 }}}}`；`parkcarbon metrics 园区` 列出全部指标", field.word),
            )),
        });
    }
    let tables = TABLES.iter().map(|(name, ..)| format!("table {name}"));
    let charts = Kind::ALL.iter().map(|(name, _)| format!("chart {name}"));
    // A word with an argument of the writer's own.
    let own = ["metric", "growth", "blank"].iter().filter(|_| !field.argument.is_empty());
    let own = own.map(|word| format!("{word} {}", field.argument));
    let others = WORDS.iter().chain(&BLOCKS).map(|(name, ..)| *name).filter(|name| !name.contains(' '));
    let all: Vec<String> = tables.chain(charts).chain(own).chain(others.map(str::to_string)).collect();
    let bare =
        all.iter().map(String::as_str).find(|name| name.split_once(' ').is_some_and(|(_, rest)| rest == written));
    let near = bare.or_else(|| nearest(&written, all.iter().map(String::as_str)));
    Box::new(match near {
        Some(near) => problem.suggest(Some(near)),
        None => problem.hint(Text::new(
            "`parkcarbon report PARK --fields` lists the fields",
            "`parkcarbon report 园区 --fields` 列出全部字段",
        )),
    })
}

/// The field of a metric that is nearest to one that is none: its metric, its span, or what is too much is put right.
fn nearest_of_metric(field: &Field, library: &Library) -> Option<String> {
    let mut arguments = field.argument.split_whitespace();
    let (id, span) = (arguments.next()?, arguments.next());
    let id = nearest(id, library.metrics.iter().map(|metric| metric.id.as_str()))?;
    let spans = if field.word == "metric" { ["single", "before"].as_slice() } else { &["single"] };
    let span = span.and_then(|span| nearest(span, spans.iter().copied()));
    Some([field.word.as_str(), id].into_iter().chain(span).collect::<Vec<_>>().join(" "))
}
