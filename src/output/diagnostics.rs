//! Problems for people (with the source line underlined) and for programs.

use std::borrow::Cow;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;

use crate::source::{Files, Lang, Place, Problem, Severity, Sheet};

/// Source lines are cut to this many bytes around a place, so that a huge line stays readable.
const MAX_LINE_BYTES: usize = 400;

/// Sentences are cut to this many characters: they may name what stands in a huge cell.
const MAX_TEXT: usize = 500;

/// All problems as text, each with its source line; coloured with ANSI codes.
pub fn problems_text(problems: &[&Problem], files: &Files, lang: Lang) -> String {
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii);
    let mut text = String::new();
    for problem in problems {
        let mut groups = vec![main_group(problem, files, lang)];
        if let Some((place, label)) = problem.related.as_deref() {
            let level = Level::NOTE.with_name(lang.pick("note", "参见"));
            let title = level.secondary_title(label.get(lang).to_string());
            groups.push(shown(title, place, AnnotationKind::Context, files));
        }
        text.push_str(&cell_paths(&renderer.render(&groups), problem, files));
        text.push_str("\n\n");
    }
    text
}

fn main_group<'a>(problem: &'a Problem, files: &'a Files, lang: Lang) -> Group<'a> {
    let level = match problem.severity() {
        Severity::Error => Level::ERROR.with_name(lang.pick("error", "错误")),
        Severity::Warning => Level::WARNING.with_name(lang.pick("warning", "警告")),
        Severity::Notice => Level::NOTE.with_name(lang.pick("note", "说明")),
    };
    let title = level.primary_title(sentence(problem.text.get(lang))).id(problem.code.id());
    let mut group = match (&problem.place, &problem.file_name) {
        (Some(place), _) => shown(title, place, AnnotationKind::Primary, files),
        (None, Some(name)) => title.element(Origin::path(name.as_str())),
        (None, None) => Group::with_title(title),
    };
    if let Some(origin) = problem.place.as_ref().and_then(|place| files.origin(place)) {
        let from = Level::INFO.with_name(lang.pick("return", "报表"));
        group = group.element(from.message(origin.to_string()));
    }
    if let Some(hint) = &problem.hint {
        let help = Level::HELP.with_name(lang.pick("hint", "提示"));
        group = group.element(help.message(hint.get(lang)));
    }
    group
}

/// A sentence, cut where it is very long.
fn sentence(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// A title with the place: the line of a text, or the row of a sheet with its cell.
fn shown<'a>(title: annotate_snippets::Title<'a>, place: &Place, kind: AnnotationKind, files: &'a Files) -> Group<'a> {
    let file = files.get(place.file);
    let Some(sheet) = file.sheet() else {
        return title.element(snippet(&excerpt(place, files), kind));
    };
    let offset = place.start();
    let path = cell_path(place, files);
    match sheet.line(offset) {
        Some((line, span)) => {
            let (row, _) = file.line_column(offset);
            let (line, span) = around(&line, span);
            title.element(Snippet::source(line.to_string()).path(path).line_start(row).annotation(kind.span(span)))
        }
        None => title.element(Origin::path(path)),
    }
}

/// File, sheet and cell of a place in a sheet.
fn cell_path(place: &Place, files: &Files) -> String {
    let file = files.get(place.file);
    let cell = file.sheet().map(|sheet| sheet.cell(place.start())).unwrap_or_default();
    format!("{} {cell}", file.name())
}

/// Takes off the line and column that the renderer adds: a cell has its address already.
fn cell_paths(rendered: &str, problem: &Problem, files: &Files) -> String {
    let places = problem.place.iter().chain(problem.related.as_ref().map(|related| &related.0));
    let mut text = rendered.to_string();
    for path in places.filter(|place| files.get(place.file).sheet().is_some()).map(|place| cell_path(place, files)) {
        let Some(at) = text.find(&format!("{path}:")).map(|at| at + path.len()) else { continue };
        let rest = text[at..].trim_start_matches(|c: char| c == ':' || c.is_ascii_digit());
        text = format!("{}{rest}", &text[..at]);
    }
    text
}

/// The first line of a place, cut where it is very long, and the place inside it.
struct Excerpt<'a> {
    name: &'a str,
    line: usize,
    text: Cow<'a, str>,
    span: std::ops::Range<usize>,
}

fn excerpt<'a>(place: &Place, files: &'a Files) -> Excerpt<'a> {
    let file = files.get(place.file);
    let (line, _) = file.line_column(place.start());
    let (start, whole) = file.lines(line, line);
    let whole = whole.trim_end_matches(['\n', '\r']);
    let from = place.start().saturating_sub(start).min(whole.len());
    let to = place.span().end.saturating_sub(start).clamp(from, whole.len());
    let (text, span) = around(whole, from..to);
    // Tabs and control characters would shift the underline.
    let text = text.replace(|c: char| c.is_control(), " ");
    Excerpt { name: file.name(), line, span, text: Cow::Owned(text) }
}

/// A line, cut around a place where it is very long, and the place in what is left.
fn around(whole: &str, place: std::ops::Range<usize>) -> (&str, std::ops::Range<usize>) {
    let (mut low, mut high) = (0, whole.len());
    if whole.len() > MAX_LINE_BYTES {
        low = place.start.saturating_sub(MAX_LINE_BYTES / 4);
        high = whole.len().min(place.start + MAX_LINE_BYTES);
        while !whole.is_char_boundary(low) {
            low -= 1;
        }
        while !whole.is_char_boundary(high) {
            high -= 1;
        }
    }
    (&whole[low..high], place.start - low..place.end.min(high) - low)
}

fn snippet<'a>(excerpt: &Excerpt<'a>, kind: AnnotationKind) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    Snippet::source(excerpt.text.clone())
        .path(excerpt.name)
        .line_start(excerpt.line)
        .annotation(kind.span(excerpt.span.clone()))
}

/// A problem for programs.
#[derive(Debug, Serialize)]
pub struct ProblemJson<'a> {
    code: &'static str,
    severity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enterprise: Option<&'a str>,
    message: &'a crate::source::Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a crate::source::Text>,
}

/// All problems as a JSON array: `code, severity, file, line, column, message {zh, en}, hint {zh, en}`; in a workbook
/// `sheet` and `cell` too, and for a row of an activity table the `origin` that it states.
pub fn problems_json<'a>(problems: &[&'a Problem], files: &'a Files) -> Vec<ProblemJson<'a>> {
    problems
        .iter()
        .map(|problem| {
            let place = problem.place.as_ref().map(|place| {
                let file = files.get(place.file);
                (file.name(), file.line_column(place.start()))
            });
            let in_sheet = problem.place.as_ref().and_then(|place| Some((files.get(place.file).sheet()?, place)));
            ProblemJson {
                code: problem.code.id(),
                severity: match problem.severity() {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                    Severity::Notice => "notice",
                },
                file: place.map(|(name, _)| name).or(problem.file_name.as_deref()),
                sheet: in_sheet.map(|(sheet, _)| sheet.name()).filter(|name| !name.is_empty()),
                cell: in_sheet.map(|(_, place)| {
                    let (row, column) = Sheet::row_column(place.start());
                    Sheet::address(row, column)
                }),
                origin: problem.place.as_ref().and_then(|place| files.origin(place)),
                line: place.map(|(_, (line, _))| line),
                column: place.map(|(_, (_, column))| column),
                enterprise: problem.enterprise.as_deref(),
                message: &problem.text,
                hint: problem.hint.as_ref(),
            }
        })
        .collect()
}
