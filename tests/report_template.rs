//! Templates: what they may hold becomes a report word by word, and all else is an error at its place.

use parkcarbon::output::report::{Block, Content, Field, Inline, Report, Template};
use parkcarbon::source::{Code, Files, Lang, Problem, Problems, Text};
use proptest::prelude::*;

/// Says of every field what it is; `here` leads somewhere, `none` is no field, `alone` is a block.
struct Echo;

impl Content for Echo {
    fn words(&self, field: &Field) -> Result<Vec<Inline>, Box<Problem>> {
        let said = format!("<{} {}>", field.word, field.argument);
        match field.word.as_str() {
            "none" => Err(Box::new(Problem::new(Code::TemplateUnfit, Text::new("none", "无")))),
            "here" => Ok(vec![Inline::Link(said, "there".to_string())]),
            _ => Ok(vec![Inline::Text(said)]),
        }
    }

    fn blocks(&self, field: &Field) -> Result<Option<Vec<Block>>, Box<Problem>> {
        Ok((field.word == "alone").then(|| vec![Block::Paragraph(vec![Inline::Text("block".to_string())])]))
    }
}

/// The report of a template, and the lines and columns of what is wrong with it.
fn filled(text: &str) -> (Report, Vec<(usize, usize)>) {
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let file = files.add("t.md", text);
    let report = Template::read(&files, file, &mut problems).fill(&Echo, Lang::Zh, &mut problems);
    let place = |problem: &&Problem| {
        let start = problem.place.as_ref().expect("a place").span().start;
        let before = &text[..start];
        let line = before.rsplit('\n').next().expect("a line");
        (before.matches('\n').count() + 1, line.chars().count() + 1)
    };
    let places = problems.sorted().iter().map(place).collect();
    (report, places)
}

fn text(text: &str) -> Inline {
    Inline::Text(text.to_string())
}

fn strong(text: &str) -> Inline {
    Inline::Strong(text.to_string())
}

fn paragraph(template: &str) -> Vec<Inline> {
    let (report, wrong) = filled(template);
    assert!(wrong.is_empty(), "{template}: {wrong:?}");
    match report.blocks.as_slice() {
        [Block::Paragraph(words)] => words.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn strong_marks_hold_around_fields() {
    assert_eq!(paragraph("排放 **{{ total }}**。"), [text("排放 "), strong("<total >"), text("。")]);
    // Beside Chinese characters too, where braces would undo them.
    assert_eq!(
        paragraph("排放**{{ total }}**，增**{{ a b }}**"),
        [text("排放"), strong("<total >"), text("，增"), strong("<a b>")]
    );
    assert_eq!(paragraph("**甲 {{ here }} 乙**丙"), [strong("甲 <here > 乙"), text("丙")]);
    assert_eq!(paragraph("{{ here }}"), [Inline::Link("<here >".to_string(), "there".to_string())]);
    assert_eq!(paragraph("**{{ blank 日期 }}**"), [Inline::Blank("日期".to_string())]);
}

#[test]
fn what_stands_in_a_field_is_no_markdown() {
    assert_eq!(
        paragraph("见 {{ blank a*b*c|<d> [e](f) }}"),
        [text("见 "), Inline::Blank("a*b*c|<d> [e](f)".to_string())]
    );
    let (report, wrong) = filled("| a | b |\n|---|---|\n| {{ x y|z }} | 1 |\n");
    assert!(wrong.is_empty());
    let Some(Block::Table(table)) = report.blocks.first() else { panic!("{report:?}") };
    let cells: Vec<&str> = table.rows[0].cells.iter().map(|cell| cell.text.as_str()).collect();
    assert_eq!(cells, ["<x y|z>", "1"]);
}

#[test]
fn lines_join_as_their_script_does() {
    let joined = |template: &str| -> String {
        let words = paragraph(template).into_iter().map(|word| match word {
            Inline::Text(text) | Inline::Strong(text) => text,
            other => panic!("{other:?}"),
        });
        words.collect()
    };
    assert_eq!(joined("甲\n乙"), "甲乙");
    assert_eq!(joined("one\ntwo"), "one two");
    assert_eq!(joined("**one**\ntwo"), "one two");
    assert_eq!(joined("{{ a }}\nand"), "<a > and");
    assert_eq!(joined("{{ a }}\n乙"), "<a >乙");
    assert_eq!(joined(r"1\*2 &amp; 3\_4 &lt; 5"), "1*2 & 3_4 < 5");
}

#[test]
fn what_no_report_can_show_is_an_error_at_its_place() {
    for (template, places) in [
        ("- a\n  - b\n- c\n", vec![(2, 3)]),
        ("- a\n\n  b\n", vec![(3, 3)]),
        ("- a\n\n  | b |\n  |---|\n", vec![(3, 3)]),
        ("3. a\n4. b\n\n- c\n", vec![(1, 1)]),
        ("```\na\n```\nb\n", vec![(1, 1)]),
        ("a\n\n    b\n", vec![(3, 5)]),
        ("> a\n", vec![(1, 1)]),
        ("甲 ![a](b.png)\n", vec![(1, 3)]),
        ("甲 [a](b) <http://a>\n", vec![(1, 3), (1, 10)]),
        ("*a* _b_ `c`\n", vec![(1, 1), (1, 5), (1, 9)]),
        ("a\n\n---\n", vec![(3, 1)]),
        ("a[^1]\n\n[^1]: b\n", vec![(1, 2), (3, 1)]),
        ("[备注]: 数据\n", vec![(1, 1)]),
        ("<b>a</b>\n", vec![(1, 1), (1, 5)]),
        ("<div>\na\n</div>\n", vec![(1, 1)]),
        ("<!-- a --> b\n", vec![(1, 12)]),
        ("<!-- a\n\nb\n", vec![(1, 1)]),
        ("| a |\n|---|\n| b | c |\n", vec![(3, 5)]),
        ("甲**“a”**乙\n", vec![(1, 2), (1, 7)]),
        ("a {{ b\n", vec![(1, 3)]),
        ("{{ none }} {{ none }}\n", vec![(1, 1), (1, 12)]),
        ("**{{ none }}**\n", vec![(1, 3)]),
    ] {
        assert_eq!(filled(template).1, places, "{template}");
    }
    for fine in
        ["<!-- a\n\nb -->\n\n<!-- c --> <!-- {{ d -->\n", "a <!-- b --> c\n", r"\*\*a\*\* \[b\](c)", "1~3 月、4~6 月"]
    {
        assert_eq!(filled(fine).1, [], "{fine}");
    }
}

/// All words of a report.
fn words(report: &Report) -> String {
    let line = |words: &[Inline]| -> String {
        let word = |word: &Inline| match word {
            Inline::Text(text) | Inline::Strong(text) | Inline::Link(text, _) | Inline::Blank(text) => text.clone(),
        };
        words.iter().map(word).collect()
    };
    let block = |block: &Block| match block {
        Block::Heading(_, words) | Block::Paragraph(words) => line(words),
        Block::List(_, items) => items.iter().map(|item| line(item)).collect(),
        Block::Table(table) => {
            let heads = table.columns.iter().map(|column| column.title.as_str());
            let cells = table.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.text.as_str());
            std::iter::once(table.caption.as_str()).chain(heads).chain(cells).collect()
        }
        Block::Blank(prompt) => prompt.clone(),
        Block::Figure(_) => String::new(),
    };
    std::iter::once(report.title.clone()).chain(report.blocks.iter().map(block)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_letter_is_lost_in_silence(template in "(甲|乙|[a-d ]|\n|\n\n|- |  - |    |1\\. |2\\. |# |> |\\*|\\*\\*|_|`|```|\\||\\|---\\|\n|\\[|\\]\\(|\\]: |\\)|!|<!--|-->|<b>|---|\\[\\^1\\]|\\{\\{ e \\}\\}|\\{\\{){1,14}") {
        let (report, wrong) = filled(&template);
        if wrong.is_empty() {
            // What stands in comments is for those who change the template.
            let mut rest = template.as_str();
            let mut wanted = String::new();
            while let Some((before, comment, after)) = rest.split_once("<!--").and_then(|(before, rest)| {
                let (comment, after) = rest.split_once("-->")?;
                Some((before, comment, after))
            }) {
                wanted.push_str(before);
                prop_assume!(!comment.starts_with(['>', '-']));
                rest = after;
            }
            wanted.push_str(rest);
            // The title comes first, wherever it stands.
            let letters = |text: &str| {
                let mut letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
                letters.sort_unstable();
                letters
            };
            prop_assert_eq!(letters(&words(&report)), letters(&wanted), "{:?}", template);
        }
    }
}
