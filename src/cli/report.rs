//! `report`: what an office sends up.

use std::path::Path;

use super::fonts;
use super::outcome::Outcome;
use super::report_args::{ReportArgs, ReportKind};
use super::session::{Session, eprint_text, print_text, report as print_problems, write};
use crate::analysis::{Measures, restated, standings};
use crate::factors::Standard;
use crate::intake::sense::{missing_within, sense_within};
use crate::inventory::{View, account};
use crate::output::chart::Fonts;
use crate::output::chart_data::Kind;
use crate::output::report::{
    Applied, BLOCKS, LedgerOf, Material, Report, TABLES, Template, WORDS, docx, html, markdown, shipped, workbook,
};
use crate::quantity::Period;
use crate::source::{Code, Lang, Problem, Problems, Text};

pub fn run(args: &ReportArgs, lang: Lang) -> Outcome {
    match made(args, lang) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

fn made(args: &ReportArgs, lang: Lang) -> Result<Outcome, Outcome> {
    if args.fields {
        return Ok(print_text(&fields(lang), lang));
    }
    let mut session = Session::open(&args.park, args.allow_recalled, lang)?;
    if args.mask {
        session.park = session.park.masked();
    }
    let frameworks = frameworks(&session, args, lang)?;
    let (name, text) = match shipped(args.report.id(), frameworks.first().map(String::as_str), lang) {
        Some(found) => found,
        None => {
            let kind = args.report.id();
            let text = Text::new(
                format!("there is no template of `{kind}`: name one with --template"),
                format!("没有 `{kind}` 的内置模板：请用 --template 指定"),
            );
            return Err(session.fail_with(Problem::new(Code::TemplateUnfit, text), lang));
        }
    };
    if let Some(path) = &args.write_template {
        return Ok(deliver(&session, text.as_bytes(), path, args.no_clobber, lang));
    }
    let Some(output) = args.output.as_deref() else { return Err(Outcome::Usage) };
    let format = Format::of(output, lang)?;
    let mut problems = Problems::default();
    let file = match &args.template {
        Some(path) => session.files.read(path, &mut problems),
        None => Some(session.files.add(name, text)),
    };
    let template = file.map(|file| Template::read(&session.files, file, &mut problems));
    let Some(template) = template else { return Err(session.fail(&problems, lang)) };
    let fonts = fonts::find(&session, args.font.as_deref(), lang)?;
    let written = Written::of(&session, args, &frameworks, lang)?;
    let for_workbook = matches!(format, Format::Xlsx);
    let report = written.fill(&session, (&template, problems), &frameworks, (&fonts, for_workbook), lang)?;
    let (park, library) = (&session.park, &session.library);
    let name = written.span.to_string();
    let ledger = LedgerOf { inventory: &written.inventory, park, library, name: &name };
    format.write(&session, (&report, &[ledger]), &fonts, (output, args.no_clobber), lang)
}

/// The frameworks of a report: those asked for, else those that the park applies under, else that of zero-carbon parks for
/// an application.
fn frameworks(session: &Session, args: &ReportArgs, lang: Lang) -> Result<Vec<String>, Outcome> {
    let (park, library) = (&session.park, &session.library);
    let mut problems = Problems::default();
    for id in args.frameworks.iter().filter(|id| *id != "all") {
        if let Err(problem) = library.framework(id) {
            problems.add(*problem);
        }
    }
    if !problems.is_empty() {
        return Err(session.fail(&problems, lang));
    }
    if args.frameworks.iter().any(|id| id == "all") {
        return Ok(library.frameworks.iter().map(|framework| framework.id.clone()).collect());
    }
    if !args.frameworks.is_empty() {
        return Ok(args.frameworks.clone());
    }
    let applied: Vec<String> = park.applications.iter().map(|application| application.framework.clone()).collect();
    if applied.is_empty() && args.report == ReportKind::Application {
        return Ok(vec!["cn-zero-carbon-park-2025".to_string()]);
    }
    Ok(applied)
}

/// What is accounted for a report.
struct Written {
    standard: String,
    period: Period,
    span: Period,
    inventory: crate::inventory::Inventory,
}

impl Written {
    fn of(session: &Session, args: &ReportArgs, frameworks: &[String], lang: Lang) -> Result<Self, Outcome> {
        let (park, library) = (&session.park, &session.library);
        let period = match args.report {
            ReportKind::Application => session.period(args.reported.as_deref(), lang)?,
            _ => session.until(args.reported.as_deref(), lang)?,
        };
        let span = if period.first_year() == period.last_year() { period.year_to_date() } else { period };
        let of_framework = frameworks.first().and_then(|id| library.framework(id).ok()?.standard.clone());
        let standard = match (&args.report_standard, args.report) {
            (Some(asked), _) => asked.clone(),
            (None, ReportKind::Application) => of_framework.unwrap_or_else(|| park.accounting.standard.clone()),
            (None, ReportKind::Inventory) => "iso-14064-1-2018".to_string(),
            (None, _) => park.accounting.standard.clone(),
        };
        let edition: &Standard = library.standard(&standard, span).map_err(|problem| {
            let hint = Text::new("a report has one edition: --standard ID", "一份报告只用一个版本：--standard 标识");
            let two = problem.code == Code::TwoEditions;
            session.fail_with(if two { problem.hint(hint) } else { *problem }, lang)
        })?;
        let mut problems = Problems::default();
        let Some(mut inventory) = account(park, library, edition, span, View::Park, &mut problems) else {
            return Err(session.fail(&problems, lang));
        };
        inventory.notices.extend(restated(park, library, Some(span)));
        Ok(Self { standard, period, span, inventory })
    }

    /// Fills a template; what was wrong with it when it was read is told together with what is wrong with its fields.
    fn fill(
        &self,
        session: &Session,
        (template, mut problems): (&Template, Problems),
        frameworks: &[String],
        (fonts, for_workbook): (&Fonts, bool),
        lang: Lang,
    ) -> Result<Report, Outcome> {
        let (park, library) = (&session.park, &session.library);
        let fail = |problem: Box<Problem>| session.fail_with(*problem, lang);
        let measures = Measures::gather(park, library, Some(&self.standard), View::Park).map_err(fail)?;
        let constant = measures.at_later_factors(self.span.years_later(-1), 12);
        let caps = standings(park, library, self.period).map_err(fail)?;
        let mut findings = Problems::default();
        sense_within(park, library, Some(self.span), &mut findings);
        let findings: Vec<Problem> = findings.into_iter().collect();
        let mut before = Problems::default();
        missing_within(park, library, self.span.years_later(-1), &mut before);
        let before: Vec<Problem> = before.into_iter().collect();
        let applied: Vec<Applied<'_>> = frameworks
            .iter()
            .filter_map(|id| library.framework(id).ok())
            .map(|framework| Applied {
                framework,
                measures: Measures::gather(park, library, framework.standard.as_deref(), View::Park),
            })
            .collect();
        let material = Material {
            park,
            library,
            files: &session.files,
            lang,
            period: self.period,
            span: self.span,
            measures: &measures,
            constant: &constant,
            inventory: &self.inventory,
            caps: &caps,
            findings: &findings,
            findings_before: &before,
            frameworks: &applied,
            template_digest: template.digest(),
            for_workbook,
            fonts,
        };
        let mut report = template.fill(&material, lang, &mut problems);
        if problems.has_errors() {
            return Err(session.fail(&problems, lang));
        }
        print_problems(&problems, &session.files, lang);
        report.subtitle = format!("{}  {}", park.name.get(lang), self.period);
        report.marks = material.marks();
        if report.title.is_empty() {
            report.title = park.name.get(lang).to_string();
        }
        report.settle();
        Ok(report)
    }
}

/// What a report is written as.
#[derive(Clone, Copy)]
pub(super) enum Format {
    Html,
    Xlsx,
    Docx,
    Markdown,
}

impl Format {
    /// Writes a report, with the ledgers behind it into a workbook.
    pub fn write(
        self,
        session: &Session,
        (report, ledgers): (&Report, &[LedgerOf<'_>]),
        fonts: &Fonts,
        (output, no_clobber): (&Path, bool),
        lang: Lang,
    ) -> Result<Outcome, Outcome> {
        let outcome = match self {
            Self::Html => deliver(session, html(report).as_bytes(), output, no_clobber, lang),
            Self::Markdown => write_markdown(session, report, output, no_clobber, lang),
            Self::Docx => {
                let bytes = docx(report, fonts)
                    .map_err(|error| session.fail_with(Problem::new(Code::FontUnusable, error.text), lang))?;
                deliver(session, &bytes, output, no_clobber, lang)
            }
            Self::Xlsx => match workbook(report, ledgers) {
                Ok(bytes) => deliver(session, &bytes, output, no_clobber, lang),
                Err(error) => {
                    eprint_text(&format!("{error}\n"));
                    Outcome::InputErrors
                }
            },
        };
        if outcome == Outcome::Done {
            fonts::say_language(fonts, lang);
        }
        Ok(outcome)
    }

    /// The format of a file by its ending.
    pub fn of(path: &Path, lang: Lang) -> Result<Self, Outcome> {
        let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
        match ending.as_deref() {
            Some("html" | "htm") => Ok(Self::Html),
            Some("xlsx") => Ok(Self::Xlsx),
            Some("docx") => Ok(Self::Docx),
            Some("md") => Ok(Self::Markdown),
            _ => {
                let shown = path.display();
                eprint_text(&match lang {
                    Lang::En => format!("{shown}: the name of a report ends in .html, .xlsx, .docx or .md\n"),
                    Lang::Zh => format!("{shown}：报告文件名以 .html、.xlsx、.docx 或 .md 结尾\n"),
                });
                Err(Outcome::Usage)
            }
        }
    }
}

/// Markdown with its pictures in a folder beside it.
fn write_markdown(session: &Session, report: &Report, output: &Path, no_clobber: bool, lang: Lang) -> Outcome {
    let stem = output.file_stem().map_or_else(|| "report".to_string(), |stem| stem.to_string_lossy().into_owned());
    let folder = format!("{stem}.figures");
    let beside = output.with_file_name(&folder);
    if no_clobber && beside.exists() {
        return left_alone(&beside, lang);
    }
    let outcome = deliver(session, markdown(report, &folder).as_bytes(), output, no_clobber, lang);
    if outcome != Outcome::Done || report.figures().next().is_none() {
        return outcome;
    }
    if let Err(error) = std::fs::create_dir_all(&beside) {
        eprint_text(&format!("{}: {error}\n", beside.display()));
        return Outcome::InputErrors;
    }
    let mut last = Outcome::Done;
    for figure in report.figures() {
        let path = beside.join(format!("{}.svg", figure.id));
        last = write(figure.drawing.svg.as_bytes(), Some(&path), |path| session.files.contains(path), lang);
        if last != Outcome::Done {
            break;
        }
    }
    last
}

fn deliver(session: &Session, bytes: &[u8], path: &Path, no_clobber: bool, lang: Lang) -> Outcome {
    if no_clobber && path.exists() {
        return left_alone(path, lang);
    }
    session.deliver(bytes, Some(path), lang)
}

fn left_alone(path: &Path, lang: Lang) -> Outcome {
    let shown = path.display();
    let text = Text::new(format!("{shown} exists and is left as it is"), format!("{shown} 已存在，未作改动"));
    eprint_text(&format!("{}\n", text.get(lang)));
    Outcome::InputErrors
}

/// The fields of templates.
fn fields(lang: Lang) -> String {
    let mut text = String::new();
    let mut list = |head: &str, word: &str, all: &[(&str, &str, &str)]| {
        text.push_str(&format!("{head}\n"));
        for (name, en, zh) in all {
            let field = format!("{{{{ {} }}}}", format!("{word} {name}").trim());
            text.push_str(&format!("  {field:<44} {}\n", lang.pick(en, zh)));
        }
    };
    list(lang.pick("inside a line", "行内字段"), "", &WORDS);
    list(lang.pick("tables, by themselves", "表（独占一段）"), "table", &TABLES);
    let charts: Vec<(&str, &str, &str)> =
        Kind::ALL.iter().map(|(name, _)| (*name, "docs/charts.md", "docs/charts.md")).collect();
    list(lang.pick("charts, by themselves", "图（独占一段）"), "chart", &charts);
    list(lang.pick("others, by themselves", "其他（独占一段）"), "", &BLOCKS);
    text
}
