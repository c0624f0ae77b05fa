//! One park under several standards: a column for each.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::grid::{Grid, Look};
use super::lines::{Line, Section, lines};
use super::reconciliation::reconciliation_text;
use super::summary::{DECIMALS, axis_name, marks, notice_line};
use crate::factors::{Library, Standard};
use crate::inventory::{Axis, Comparison, Inventory, View, pivot};
use crate::park::Park;
use crate::quantity::{Grams, Period};
use crate::source::{Lang, Problem};

/// Stands where a standard has no such figure.
const NONE: &str = "–";

/// The comparison as a table: totals, categories, headings, memo lines, energy; or, with axes, a pivot. Then the notices.
pub fn comparison(
    compared: &Comparison<'_>,
    park: &Park,
    library: &Library,
    axes: &[Axis],
    lang: Lang,
    look: Look,
) -> String {
    let Some((_, first)) = compared.columns.first() else {
        return left_out(compared, lang, look);
    };
    let mut text = header(park, first.period, first.view, compared, lang, look);
    let grid = if axes.is_empty() { figures(compared, lang) } else { pivots(compared, park, library, axes, lang) };
    text.push_str(&grid.text(look));
    let rounding = lang.pick(
        "Figures are rounded one by one from the ledger (half to even): a sum may differ in its last digit.",
        "各数分别由台账修约（四舍六入五成双），合计末位可能有差。",
    );
    let _ = writeln!(text, "{rounding}\n");
    // The reports stand under the standards of their enterprises: they are the same beside every column.
    text.push_str(&reconciliation_text(first, park, lang, look));
    text.push_str(&left_out(compared, lang, look));
    text.push_str(&notices(compared, lang, look));
    text
}

fn header(park: &Park, period: Period, view: View, compared: &Comparison<'_>, lang: Lang, look: Look) -> String {
    let view = super::summary::view_name(view, lang);
    let mut text = format!("{}  {period}  {view}\n", park.name.get(lang));
    for (standard, inventory) in &compared.columns {
        let method = standard.method.as_ref().map_or(String::new(), |method| format!(", {}", method.get(lang)));
        let gases: Vec<&str> = standard.gases.iter().map(|gas| gas.id()).collect();
        let gases = if gases.is_empty() { "CO2".to_string() } else { gases.join(", ") };
        let _ = writeln!(text, "{} ({}{method}; {gases})", inventory.standard, standard.document);
    }
    let complete = compared.columns.iter().all(|(_, inventory)| inventory.complete);
    text.push_str(&marks(park.illustrative, complete, lang, look));
    text.push('\n');
    text
}

/// The headings of the columns: the id of the standard, its method under it.
fn names(compared: &Comparison<'_>, lang: Lang) -> Vec<String> {
    let name = |standard: &Standard| match &standard.method {
        Some(method) => format!("{}\n{}", standard.id, method.get(lang)),
        None => standard.id.clone(),
    };
    compared.columns.iter().map(|(standard, _)| name(standard)).collect()
}

fn figures(compared: &Comparison<'_>, lang: Lang) -> Grid {
    let columns: Vec<Vec<Line>> = compared.columns.iter().map(|(standard, i)| lines(i, standard)).collect();
    let mut grid = Grid::new([String::new()].into_iter().chain(names(compared, lang))).numeric(1..=columns.len());
    let complete = compared.columns.iter().map(|(_, inventory)| match inventory.complete {
        true => lang.pick("yes", "是").to_string(),
        false => lang.pick("INCOMPLETE", "不完整").to_string(),
    });
    grid.row([lang.pick("complete", "清单完整").to_string()].into_iter().chain(complete));
    for section in Section::ALL {
        // In the order of the first column that has the line.
        let mut rows: Vec<&Line> = Vec::new();
        for line in columns.iter().flatten().filter(|line| line.section == section) {
            if rows.iter().all(|known| known.id != line.id) {
                rows.push(line);
            }
        }
        let find = |column: &'_ [Line], id: &str| {
            column.iter().find(|line| line.section == section && line.id == id).map(|line| cell(line, lang))
        };
        let rows: Vec<Vec<String>> = rows
            .into_iter()
            .filter_map(|row| {
                let cells: Vec<Option<String>> = columns.iter().map(|c| find(c, &row.id).flatten()).collect();
                let label = format!("  {}", row.name.get(lang));
                let shown = cells.iter().map(|cell| cell.clone().unwrap_or_else(|| NONE.to_string()));
                cells.iter().any(Option::is_some).then(|| [label].into_iter().chain(shown).collect())
            })
            .collect();
        if !rows.is_empty() {
            let blank = std::iter::repeat_n(String::new(), columns.len());
            grid.row([section.name().get(lang).to_string()].into_iter().chain(blank));
            rows.into_iter().for_each(|row| grid.row(row));
        }
    }
    grid
}

fn cell(line: &Line, lang: Lang) -> Option<String> {
    let number = line.value.map(|value| value.display(DECIMALS));
    match (number, &line.note) {
        (Some(number), Some(note)) if line.section == Section::Energy => Some(format!("{number} {}", note.get(lang))),
        (Some(number), _) => Some(number),
        (None, note) => note.as_ref().map(|note| note.get(lang).to_string()),
    }
}

/// The pivots of all columns, with a row for every key that one of them has.
fn pivots(compared: &Comparison<'_>, park: &Park, library: &Library, axes: &[Axis], lang: Lang) -> Grid {
    let headings = axes.iter().map(|axis| axis.name().get(lang).to_string());
    let count = compared.columns.len();
    let mut grid = Grid::new(headings.chain(names(compared, lang))).numeric(axes.len()..axes.len() + count);
    // Keys in the order in which they first come; sums by column.
    let mut order: Vec<Vec<String>> = Vec::new();
    let mut sums: BTreeMap<(Vec<String>, usize), Grams> = BTreeMap::new();
    for (column, (_, inventory)) in compared.columns.iter().enumerate() {
        for (keys, sum) in pivot(inventory, park, library, axes) {
            if (0..column).all(|earlier| !sums.contains_key(&(keys.clone(), earlier))) {
                order.push(keys.clone());
            }
            sums.insert((keys, column), sum);
        }
    }
    for keys in order {
        let cells = (0..count).map(|column| {
            sums.get(&(keys.clone(), column)).map_or_else(|| NONE.to_string(), |sum| sum.display(DECIMALS))
        });
        let cells: Vec<String> = cells.collect();
        let names = keys.into_iter().zip(axes).map(|(key, axis)| axis_name(*axis, key, park, library, lang));
        grid.row(names.chain(cells));
    }
    let total = [lang.pick("park total", "园区合计").to_string()];
    let blank = std::iter::repeat_n(String::new(), axes.len() - 1);
    let parks = compared.columns.iter().map(|(_, inventory)| inventory.totals.park.display(DECIMALS));
    grid.row(total.into_iter().chain(blank).chain(parks));
    grid
}

fn left_out(compared: &Comparison<'_>, lang: Lang, look: Look) -> String {
    let mut text = String::new();
    for (id, problems) in &compared.left_out {
        let first = problems.first().map_or(String::new(), |p| format!("{} {}", p.code.id(), p.text.get(lang)));
        let more = match problems.len() {
            0 | 1 => String::new(),
            count => match lang {
                Lang::En => format!(" (and {} more)", count - 1),
                Lang::Zh => format!("（另有 {} 处）", count - 1),
            },
        };
        let label = lang.pick("left out", "未列入");
        let colon = lang.pick(": ", "：");
        let _ = writeln!(text, "{}", look.warning(&format!("{label}{colon}{id}  {first}{more}")));
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// Notices: those that every standard gives once, then those of each.
fn notices(compared: &Comparison<'_>, lang: Lang, look: Look) -> String {
    let has = |inventory: &Inventory, notice: &Problem| {
        inventory.notices.iter().any(|known| known.code == notice.code && known.text == notice.text)
    };
    let everywhere = |notice: &Problem| compared.columns.iter().all(|(_, inventory)| has(inventory, notice));
    let mut text = String::new();
    if let Some((_, first)) = compared.columns.first() {
        let common: Vec<&Problem> = first.notices.iter().filter(|notice| everywhere(notice)).collect();
        group(&mut text, lang.pick("under every standard", "各标准共有"), &common, lang, look);
    }
    for (standard, inventory) in &compared.columns {
        let own: Vec<&Problem> = inventory.notices.iter().filter(|notice| !everywhere(notice)).collect();
        group(&mut text, &standard.id, &own, lang, look);
    }
    text
}

fn group(text: &mut String, title: &str, notices: &[&Problem], lang: Lang, look: Look) {
    if notices.is_empty() {
        return;
    }
    let _ = writeln!(text, "{title}{}", lang.pick(":", "："));
    for notice in notices {
        let _ = writeln!(text, "{}", notice_line(notice, lang, look));
    }
}
