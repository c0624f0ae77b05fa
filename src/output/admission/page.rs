//! The page of an admission: verdict first, then everything that it rests on.

use crate::analysis::{Admission, Case};
use crate::factors::Status;
use crate::output::chart::{Fonts, Theme};
use crate::output::report::{Block, Figure, Inline, Report, Table};
use crate::output::scenario_chart::paths_chart;
use crate::source::{Files, Lang, Severity, Text};

/// What the page is written from.
#[derive(Debug, Clone, Copy)]
pub struct AdmissionPage<'a> {
    /// The question.
    pub case: &'a Case<'a>,
    /// The answer.
    pub admission: &'a Admission<'a>,
    /// The files that were read, for digests.
    pub files: &'a Files,
    /// The language of the words.
    pub lang: Lang,
}

impl<'a> AdmissionPage<'a> {
    /// The page, with a chart of the paths.
    pub fn report(&self, fonts: &Fonts) -> Report {
        let mut report = self.document();
        let position =
            report.blocks.iter().position(|block| matches!(block, Block::Table(table) if table.id == "limits"));
        let at = position.map_or(report.blocks.len(), |at| at + 1);
        report.blocks.insert(at, self.figure(fonts));
        report.blocks.extend(self.method());
        report.settle();
        report
    }

    /// The same without figures and method, for a terminal.
    pub fn document(&self) -> Report {
        let (park, project) = (self.case.park, &self.case.proposal.project);
        let name = project.name.get(self.lang);
        let mut blocks = Vec::new();
        self.chapter(&mut blocks, "Verdict", "结论", vec![self.verdict()]);
        self.chapter(&mut blocks, "Project", "项目", vec![self.project()]);
        self.chapter(&mut blocks, "Emissions and energy of the project", "项目碳排放与能耗", vec![self.years()]);
        self.chapter(&mut blocks, "What is left of caps and limits", "控制目标余量", vec![self.rooms(), self.limits()]);
        if let Some(remedy) = &self.admission.remedy {
            self.chapter(&mut blocks, "What would make room", "腾出余量的措施", vec![self.remedy(remedy)]);
        }
        self.chapter(&mut blocks, "Intensity", "强度比较", vec![self.intensities(), self.products()]);
        self.chapter(&mut blocks, "Replacement", "减量替代", vec![self.replacement(), self.lots()]);
        self.chapter(&mut blocks, "Energy review", "节能审查", vec![self.review()]);
        let lang = self.lang;
        Report {
            lang,
            title: match lang {
                Lang::En => format!("Admission of a project: {name}"),
                Lang::Zh => format!("项目准入审查：{name}"),
            },
            subtitle: match lang {
                Lang::En => format!("{}; data up to {}", park.name.en, self.case.today),
                Lang::Zh => format!("{}；数据截至 {} 年", park.name.zh, self.case.today),
            },
            marks: self.marks(),
            blocks,
        }
    }

    pub(super) fn pick(&self, en: &'a str, zh: &'a str) -> &'a str {
        self.lang.pick(en, zh)
    }

    /// A heading with its tables; a table without rows says so in a sentence.
    fn chapter(&self, blocks: &mut Vec<Block>, en: &'a str, zh: &'a str, tables: Vec<Table>) {
        blocks.push(Block::Heading(1, vec![Inline::Text(self.pick(en, zh).to_string())]));
        for table in tables {
            match (table.rows.is_empty(), &table.note) {
                (false, _) => blocks.push(Block::Table(table)),
                (true, Some(note)) => blocks.push(Block::Paragraph(vec![Inline::Text(note.clone())])),
                (true, None) => {}
            }
        }
    }

    fn marks(&self) -> Vec<String> {
        let mut marks = Vec::new();
        if self.case.park.illustrative {
            let (en, zh) = ("ILLUSTRATIVE DATA, not the real figures of any park", "示例数据，并非任何园区的真实数据");
            marks.push(self.pick(en, zh).to_string());
        }
        if self.admission.years.iter().any(|year| !year.complete) {
            let (en, zh) =
                ("INCOMPLETE: the total leaves emissions out, see the notices", "不完整：合计未含全部排放，见说明");
            marks.push(self.pick(en, zh).to_string());
        }
        marks
    }

    fn figure(&self, fonts: &Fonts) -> Block {
        let (en, zh) = ("Emissions with and without the project", "含项目与不含项目的碳排放");
        let (without, with) = (&self.admission.without, &self.admission.with);
        // A font without Chinese draws English words.
        let drawn_in = if fonts.speaks_chinese() { self.lang } else { Lang::En };
        let chart = paths_chart(self.case.park, &[without, with], drawn_in.pick(en, zh), drawn_in);
        let title = self.pick(en, zh);
        let last = with.years.last().zip(without.years.last());
        let alternative = last.map_or_else(String::new, |(with, without)| match self.lang {
            Lang::En => format!(
                "{title}: in {} {} t with it, {} t without it",
                with.year,
                with.park.display(2),
                without.park.display(2)
            ),
            Lang::Zh => format!(
                "{title}：{} 年含项目 {} t，不含项目 {} t",
                with.year,
                with.park.display(2),
                without.park.display(2)
            ),
        });
        Block::Figure(Box::new(Figure {
            id: "paths".to_string(),
            caption: title.to_string(),
            alternative,
            drawing: chart.draw(fonts, Theme::Light, drawn_in),
        }))
    }

    /// Standard, rules with their documents, notices, digests.
    fn method(&self) -> Vec<Block> {
        let case = self.case;
        let mut items: Vec<String> = Vec::new();
        let id = &self.admission.with.standard;
        if let Some(standard) = case.library.standards.iter().find(|standard| standard.id == *id) {
            items.push(format!("{} {} ({id})", standard.name.get(self.lang), standard.document));
        }
        items.push(self.pick(
            "The project's figures are those of the park with it less those of the park without it, both accounted by the same rules.",
            "项目的数值为含项目园区与不含项目园区之差，两者按同一规则核算。",
        ).to_string());
        items.push(
            self.pick(
                "Years to come take the factor tables of their year, else the last published before it.",
                "今后年份采用当年因子表；没有的，采用此前最近公布的。",
            )
            .to_string(),
        );
        items.push(self.pick(
            "What is left of today's caps: the project at full load as if in the last year with data, with the factors of that year. A reserve and what is set aside for new projects are not counted as free.",
            "现有控制目标的余量：按项目在最后一个有数据的年份即满负荷计，采用该年因子；预留量和已分配给新项目的量不计为可用。",
        ).to_string());
        items.push(self.pick(
            "A lot makes room in a cap only if an enterprise of the park brings it, it holds after the last year with data, and the scenario does not carry it already.",
            "批次只有在属于园区企业、发生于最后一个有数据的年份之后、且情景尚未计入时，才增加控制目标余量。",
        ).to_string());
        let mut rule = |name: &Text, document: &str, status: Status, note: Option<&Text>| {
            items.push(format!("{} {document} [{}]", name.get(self.lang), status.meaning().get(self.lang)));
            items.extend(note.map(|note| note.get(self.lang).to_string()));
        };
        if let Some(terms) = &self.admission.replacement.terms {
            let of = &terms.rule;
            rule(&of.name, &of.document, of.status, of.note.as_ref());
        }
        if let Some(review) = &self.admission.review {
            let of = &review.rule;
            rule(&of.name, &of.document, of.status, of.note.as_ref());
        }
        let list =
            |items: Vec<String>| Block::List(false, items.into_iter().map(|item| vec![Inline::Text(item)]).collect());
        let head = |en: &'a str, zh: &'a str| Block::Heading(1, vec![Inline::Text(self.pick(en, zh).to_string())]);
        let mut blocks = vec![head("Method and sources", "方法与依据"), list(items)];
        let mut said: Vec<String> = Vec::new();
        for notice in &self.admission.notices {
            let sign = if notice.severity() == Severity::Warning { "! " } else { "" };
            let line = format!("{sign}{}  {}", notice.code.id(), notice.text.get(self.lang));
            if !said.contains(&line) {
                said.push(line);
            }
        }
        if !said.is_empty() {
            blocks.extend([head("Notices", "说明"), list(said)]);
        }
        let park = (self.files.get(case.park.file).name().to_string(), case.park.digest.clone());
        let rules = ("factors/admission.toml".to_string(), case.library.admission_digest.clone());
        let own = [park, case.proposal.input.clone(), rules];
        let measures = case.measures.iter().flat_map(|scenario| &scenario.inputs);
        let measures = measures.filter(|input| !case.without.inputs.contains(input));
        let inputs = own
            .iter()
            .chain(&case.without.inputs)
            .chain(measures)
            .map(|(name, digest)| format!("{name}  SHA-256 {digest}"));
        blocks.extend([head("Inputs", "输入文件"), list(inputs.collect())]);
        blocks
    }
}
