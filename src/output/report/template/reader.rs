//! Reads the Markdown of a template. What no report can show is an error: no word of a template is lost in silence.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::{Field, Part, Piece};
use crate::source::{Code, FileId, Place, Problem, Problems, Text};

/// The pieces of a template.
pub(super) fn read(text: &str, file: FileId, problems: &mut Problems) -> Vec<Part> {
    let fields = fields(text);
    let covered = covered(text, &fields);
    let parser = Parser::new_ext(&covered, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES).into_offset_iter();
    let mut reader = Reader {
        text,
        file,
        fields,
        problems,
        parts: Vec::new(),
        line: Vec::new(),
        rows: Vec::new(),
        items: None,
        strong: 0,
        skipped: 0,
        cell_end: 0,
    };
    for (_, definition) in parser.reference_definitions().iter() {
        reader.unfit(Text::new("links", "链接"), definition.span.clone());
    }
    for (event, range) in parser {
        reader.event(event, range);
    }
    reader.parts
}

/// Where fields stand: braces that close in their line.
fn fields(text: &str) -> Vec<Range<usize>> {
    let mut fields = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find("{{").map(|open| at + open) {
        let line = text[open..].find('\n').map_or(text.len(), |end| open + end);
        at = match text[open..line].find("}}") {
            Some(close) => {
                let close = open + close;
                // Of braces that open twice the first do not close.
                let open = text[open..close].rfind("{{").map_or(open, |last| open + last);
                fields.push(open..close + 2);
                close + 2
            }
            None => line,
        };
    }
    fields
}

/// The text with a word as long in the place of each field: strong marks hold beside words and not beside braces, and what a field
/// says is no Markdown.
fn covered(text: &str, fields: &[Range<usize>]) -> String {
    let mut covered = String::with_capacity(text.len());
    let mut at = 0;
    for field in fields {
        covered.push_str(&text[at..field.start]);
        covered.extend(std::iter::repeat_n('x', field.len()));
        at = field.end;
    }
    covered + &text[at..]
}

/// Walks the events of the Markdown.
struct Reader<'t> {
    text: &'t str,
    file: FileId,
    fields: Vec<Range<usize>>,
    problems: &'t mut Problems,
    parts: Vec<Part>,
    line: Vec<Piece>,
    rows: Vec<Vec<Vec<Piece>>>,
    items: Option<(bool, Vec<Vec<Piece>>)>,
    /// How many strong marks are open.
    strong: usize,
    /// How deep it is in what was reported.
    skipped: usize,
    /// Where the last cell of a table ended.
    cell_end: usize,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.skipped > 0 {
            match event {
                Event::Start(_) => self.skipped += 1,
                Event::End(_) => self.skipped -= 1,
                _ => {}
            }
            return;
        }
        match event {
            Event::Text(text) => self.words(&text, range),
            Event::SoftBreak | Event::HardBreak => self.joined(range),
            Event::Start(tag) => self.start(&tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::InlineHtml(_) => self.html(range),
            Event::Code(_) => self.unfit(Text::new("code", "代码"), range),
            Event::Rule => self.unfit(Text::new("rules", "分隔线"), range),
            Event::FootnoteReference(_) => self.unfit(Text::new("footnotes", "脚注"), range),
            // Inside of a block that was looked at as a whole, or of an extension that is not asked for.
            Event::Html(_) | Event::InlineMath(_) | Event::DisplayMath(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        let in_item = self.items.is_some();
        let what = match tag {
            Tag::Strong => {
                self.strong += 1;
                return;
            }
            Tag::TableHead | Tag::TableRow => {
                self.rows.push(Vec::new());
                return;
            }
            Tag::List(first) if !in_item => {
                if first.is_none_or(|first| first == 1) {
                    self.items = Some((first.is_some(), Vec::new()));
                    return;
                }
                Text::new("numbered lists that begin with another number than 1", "不从 1 开始的编号列表")
            }
            Tag::Paragraph if in_item && !self.line.is_empty() => {
                Text::new("list items of several paragraphs", "含多段的列表项")
            }
            Tag::Heading { .. } | Tag::Table(_) | Tag::HtmlBlock if in_item => {
                Text::new("headings, tables or comments inside lists", "列表中的标题、表格或注释")
            }
            Tag::HtmlBlock => {
                self.html(range);
                return;
            }
            Tag::Paragraph | Tag::Heading { .. } | Tag::Table(_) | Tag::TableCell | Tag::Item => return,
            Tag::List(_) => Text::new("lists inside lists", "嵌套列表"),
            Tag::BlockQuote(_) => Text::new("block quotes", "引用块"),
            Tag::CodeBlock(_) => {
                Text::new("code blocks, nor lines that four blanks begin", "代码块（行首四个空格也是代码块）")
            }
            Tag::Emphasis => Text::new("emphasis with one mark", "斜体（单个 * 或 _）"),
            Tag::Link { .. } => Text::new("links", "链接"),
            Tag::Image { .. } => Text::new("pictures", "图片"),
            Tag::FootnoteDefinition(_) => Text::new("footnotes", "脚注"),
            _ => Text::new("this", "此写法"),
        };
        self.unfit(what, range);
        self.skipped = 1;
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Strong => self.strong -= 1,
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.line);
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
                self.cell_end = range.end;
            }
            TagEnd::TableRow => self.beyond(range),
            TagEnd::Table => {
                let caption = self.caption();
                self.parts.push(Part::Table(caption, std::mem::take(&mut self.rows)));
            }
            TagEnd::Heading(level) => {
                let level = match level {
                    HeadingLevel::H1 => 1,
                    HeadingLevel::H2 => 2,
                    HeadingLevel::H3 => 3,
                    HeadingLevel::H4 => 4,
                    _ => 5,
                };
                self.parts.push(Part::Heading(level, std::mem::take(&mut self.line)));
            }
            TagEnd::Item => {
                let item = std::mem::take(&mut self.line);
                if let Some((_, items)) = &mut self.items {
                    items.push(item);
                }
            }
            TagEnd::List(_) => {
                if let Some((ordered, items)) = self.items.take() {
                    self.parts.push(Part::List(ordered, items));
                }
            }
            TagEnd::Paragraph if self.items.is_none() => {
                self.parts.push(Part::Paragraph(std::mem::take(&mut self.line)));
            }
            _ => {}
        }
    }

    /// Cells beyond the columns of the head: Markdown drops them.
    fn beyond(&mut self, row: Range<usize>) {
        let beyond = self.cell_end.clamp(row.start, row.end)..row.end;
        if self.text[beyond.clone()].chars().any(|glyph| glyph != '|' && !glyph.is_whitespace()) {
            self.unfit(Text::new("rows with more cells than the head of their table", "单元格多于表头的行"), beyond);
        }
    }

    /// The caption of a table: a paragraph right before it that begins with `Table:` or `表：`.
    fn caption(&mut self) -> Vec<Piece> {
        let Some(Part::Paragraph(pieces)) = self.parts.last_mut() else { return Vec::new() };
        let Some(Piece::Text(text)) = pieces.first_mut() else { return Vec::new() };
        let Some(rest) = text.strip_prefix("Table:").or_else(|| text.strip_prefix("表：")) else { return Vec::new() };
        *text = rest.trim_start().to_string();
        let caption = std::mem::take(pieces);
        self.parts.pop();
        caption
    }

    /// Lines of a paragraph: those of Chinese join without a blank.
    fn joined(&mut self, range: Range<usize>) {
        let latin = |glyph: char| glyph.is_ascii_graphic();
        let apart = match self.line.last() {
            Some(Piece::Text(text) | Piece::Strong(text)) => text.ends_with(latin),
            Some(Piece::Field(_) | Piece::StrongField(_)) => self.text[range.end..].trim_start().starts_with(latin),
            None => false,
        };
        if apart {
            self.line.push(Piece::Text(" ".to_string()));
        }
    }

    /// Comments are for those who change the template; other HTML, and words in the line of a comment, would be lost.
    fn html(&mut self, range: Range<usize>) {
        let mut at = range.start;
        loop {
            at += self.text[at..range.end].len() - self.text[at..range.end].trim_start().len();
            let rest = &self.text[at..range.end];
            if rest.is_empty() {
                return;
            }
            let text = match (rest.starts_with("<!--"), rest.find("-->"), at > range.start) {
                (true, Some(end), _) => {
                    at += end + 3;
                    continue;
                }
                (true, None, _) => open_comment(),
                (false, _, true) => {
                    Text::new("words after a comment begin a line of their own", "注释之后的文字须另起一行")
                }
                (false, _, false) => {
                    Text::new("a template has no HTML, other than comments", "模板中除注释外不含 HTML")
                }
            };
            self.problems.add(Problem::new(Code::TemplateUnfit, text).at(self.first_line(at..range.end)));
            return;
        }
    }

    /// Text with its fields.
    fn words(&mut self, text: &str, range: Range<usize>) {
        // An escape or an entity has no field in it.
        if self.text[range.clone()].len() != text.len() {
            self.say(text);
            return;
        }
        let first = self.fields.partition_point(|field| field.end <= range.start);
        let mut at = range.start;
        while let Some(field) =
            self.fields.get(first..).and_then(|rest| rest.iter().find(|field| field.start >= at)).cloned()
        {
            if field.end > range.end {
                break;
            }
            self.literal(at..field.start);
            let inner = self.text[field.start + 2..field.end - 2].trim();
            let (word, argument) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
            let found = Field {
                word: word.to_string(),
                argument: argument.trim().to_string(),
                place: Place::new(self.file, field.clone()),
            };
            self.line.push(if self.strong > 0 { Piece::StrongField(found) } else { Piece::Field(found) });
            at = field.end;
        }
        self.literal(at..range.end);
    }

    /// Text as it stands in the template.
    fn literal(&mut self, range: Range<usize>) {
        let text = self.text;
        let marks = text[..range.end].ends_with("**") && !text[..range.end].ends_with("\\**");
        if marks && text[range.clone()].ends_with('*') && self.strong == 0 {
            let text = Text::new(
                "`**` pairs with no other: on its inner side stands a letter or a field, no blank or punctuation mark",
                "`**` 不成对：其内侧须紧接文字或字段，不接空格或标点",
            );
            self.report(text, range.end - 2..range.end);
        }
        if let Some(open) = text[range.clone()].find("{{") {
            let at = range.start + open;
            let text = Text::new("a field opens and does not close: {{ name }}", "字段没有结束：{{ 名称 }}");
            self.problems.add(Problem::new(Code::TemplateUnfit, text).at(Place::new(self.file, at..at + 2)));
        }
        // The parser gives the angle bracket by itself.
        if let Some(open) = text[range.clone()].find("!--").map(|open| range.start + open)
            && text[..open].ends_with('<')
            && !text[..open].ends_with(r"\<")
        {
            let place = Place::new(self.file, open - 1..open + 3);
            self.problems.add(Problem::new(Code::TemplateUnfit, open_comment()).at(place));
        }
        self.say(&text[range]);
    }

    fn say(&mut self, text: &str) {
        match (self.line.last_mut(), self.strong > 0) {
            (Some(Piece::Text(last)), false) | (Some(Piece::Strong(last)), true) => last.push_str(text),
            _ if text.is_empty() => {}
            (_, true) => self.line.push(Piece::Strong(text.to_string())),
            (_, false) => self.line.push(Piece::Text(text.to_string())),
        }
    }

    /// Reports what a template cannot have.
    fn unfit(&mut self, what: Text, range: Range<usize>) {
        self.report(Text::new(format!("a template has no {}", what.en), format!("模板不支持{}", what.zh)), range);
    }

    fn report(&mut self, text: Text, range: Range<usize>) {
        let hint = Text::new(
            r"a template may hold headings, paragraphs, lists of one level, tables, **strong words**, <!-- comments --> and fields; a backslash before a sign makes it a plain one",
            r"模板可用标题、段落、单层列表、表格、**加粗**、<!-- 注释 --> 和字段；符号前加反斜杠即为普通符号",
        );
        self.problems.add(Problem::new(Code::TemplateUnfit, text).hint(hint).at(self.first_line(range)));
    }

    /// The first line of a range, without the blanks around it.
    fn first_line(&self, range: Range<usize>) -> Place {
        let inside = &self.text[range.clone()];
        let start = range.start + inside.len() - inside.trim_start().len();
        let line = self.text[start..range.end.max(start)].lines().next().unwrap_or_default().trim_end();
        Place::new(self.file, start..start + line.len())
    }
}

fn open_comment() -> Text {
    Text::new("a comment opens and does not close: <!-- words -->", "注释没有结束：<!-- 文字 -->")
}
