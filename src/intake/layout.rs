//! The layout of a sheet: which row holds the headings, and what each column is.

use super::file::Cell;
use super::headings::{Meaning, amount_of, folded, meaning, name_and_unit};
use super::mapping::Mapping;
use super::when::{When, when};
use crate::factors::Library;
use crate::quantity::{Unit, parse_decimal};

/// Headings stand within so many rows.
pub(super) const HEADING_ROWS: usize = 40;

/// One column.
#[derive(Debug, Clone)]
pub(super) struct ColumnOf {
    /// What its cells are.
    pub meaning: Meaning,
    /// The period of its figures, if the heading names one.
    pub when: Option<When>,
    /// The carrier of its figures, if the heading names one.
    pub carrier: Option<String>,
    /// The unit in the heading.
    pub unit: Option<String>,
    /// True if the heading says that its figures run from January.
    pub cumulative: bool,
}

/// The columns of a sheet.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout {
    /// Columns by position; none for those that nobody knows.
    pub columns: Vec<Option<ColumnOf>>,
    /// The first row below the headings, as a position in the rows that were looked at.
    pub data_from: usize,
    /// Headings that nobody knows, with row and column.
    pub unknown: Vec<(usize, usize, String)>,
    score: usize,
}

/// Finds the layout of a sheet in its first rows.
pub(super) struct LayoutFinder<'a> {
    pub library: &'a Library,
    pub mapping: Option<&'a Mapping>,
    /// The year of headings such as 一季度.
    pub year: Option<i32>,
}

impl LayoutFinder<'_> {
    /// The best layout of these rows (numbered as in the sheet), if any row can be one of headings.
    pub fn find(&self, rows: &[(usize, Vec<Cell>)]) -> Option<Layout> {
        let asked = self.mapping.and_then(|m| m.header_row);
        let mut best: Option<Layout> = None;
        for (position, (number, cells)) in rows.iter().enumerate() {
            if asked.is_some_and(|row| row != number + 1) || has_numbers(cells) {
                continue;
            }
            let one = self.columns(*number, cells, None, position + 1);
            let below = rows.get(position + 1).filter(|(_, cells)| !has_numbers(cells));
            let two = below.map(|(_, below)| self.columns(*number, cells, Some(below), position + 2));
            for layout in std::iter::once(one).chain(two) {
                let rank = |layout: &Layout| (layout.score, std::cmp::Reverse(layout.unknown.len()));
                if self.serves(&layout) && best.as_ref().is_none_or(|known| rank(&layout) > rank(known)) {
                    best = Some(layout);
                }
            }
        }
        best
    }

    /// True if a layout says what is measured, and has a column of figures.
    fn serves(&self, layout: &Layout) -> bool {
        let has = |wanted: Meaning| layout.columns.iter().flatten().any(|column| column.meaning == wanted);
        let constant = |wanted: Meaning| self.mapping.is_some_and(|m| m.constant(wanted).is_some());
        let carrier = has(Meaning::Carrier)
            || has(Meaning::Certificate)
            || constant(Meaning::Carrier)
            || layout.columns.iter().flatten().any(|column| column.carrier.is_some());
        let amount = layout.columns.iter().flatten().any(|column| column.meaning.is_amount());
        carrier && amount && layout.score >= 2
    }

    fn columns(&self, row: usize, top: &[Cell], below: Option<&Vec<Cell>>, data_from: usize) -> Layout {
        let mut layout = Layout { data_from, ..Layout::default() };
        let width = top.len().max(below.map_or(0, Vec::len));
        let names_carrier =
            |cells: &[Cell]| cells.iter().any(|cell| self.meaning(&cell.text()) == Some(Meaning::Carrier));
        let by_carrier = names_carrier(top)
            || below.is_some_and(|cells| names_carrier(cells))
            || self.mapping.is_some_and(|m| m.constant(Meaning::Carrier).is_some());
        for position in 0..width {
            let upper = top.get(position).map(Cell::text).unwrap_or_default();
            let lower = below.and_then(|cells| cells.get(position)).map(Cell::text).unwrap_or_default();
            let column = self.combined(&upper, &lower, by_carrier);
            let text = if lower.trim().is_empty() { upper } else { lower };
            match &column {
                Some(column) => layout.score += usize::from(column.meaning != Meaning::Ignored),
                None if !text.trim().is_empty() => layout.unknown.push((row, position, text.trim().to_string())),
                None => {}
            }
            layout.columns.push(column);
        }
        // Two rows of headings must earn the second one.
        if below.is_some() && layout.score > 0 {
            layout.score -= usize::from(layout.unknown.len() > width / 2);
        }
        layout
    }

    fn meaning(&self, text: &str) -> Option<Meaning> {
        self.mapping.and_then(|m| m.column(text)).or_else(|| meaning(text))
    }

    /// A column by one or two headings, the second below the first.
    fn combined(&self, upper: &str, lower: &str, by_carrier: bool) -> Option<ColumnOf> {
        let column = self.combination(upper, lower, by_carrier)?;
        let cumulative = [upper, lower].into_iter().any(runs_from_january);
        Some(ColumnOf { cumulative, ..column })
    }

    fn combination(&self, upper: &str, lower: &str, by_carrier: bool) -> Option<ColumnOf> {
        if lower.trim().is_empty() || folded(upper) == folded(lower) {
            return self.single(upper, by_carrier);
        }
        if upper.trim().is_empty() {
            return self.single(lower, by_carrier);
        }
        if let Some(column) = self.single(&format!("{upper}{lower}"), by_carrier) {
            return Some(column);
        }
        let below = self.single(lower, by_carrier);
        // Below 上年同期, 计划 and the like stands what is not of this period, or not what happened.
        if let Some(group) = self.single(upper, by_carrier).filter(|group| group.meaning == Meaning::Ignored) {
            return Some(group);
        }
        match (when(upper, self.year), below) {
            (Some(when), Some(column)) if column.meaning.is_amount() => Some(ColumnOf { when: Some(when), ..column }),
            (_, Some(column)) => Some(column),
            (_, None) => {
                let upper = self.single(upper, by_carrier)?;
                // A group of unknown parts: only its first column would be the whole, and nobody can tell.
                (!upper.meaning.is_amount()).then_some(upper)
            }
        }
    }

    fn single(&self, text: &str, by_carrier: bool) -> Option<ColumnOf> {
        if text.trim().is_empty() {
            return None;
        }
        let (name, bracket) = name_and_unit(text);
        let unit = bracket.clone().filter(|inner| Unit::parse(inner).is_some() || inner.contains('/') || inner == "%");
        let amount = |when, carrier| ColumnOf {
            meaning: Meaning::Quantity,
            when,
            carrier,
            unit: unit.clone(),
            cumulative: false,
        };
        if let Some(found) = self.mapping.and_then(|m| m.column(text)) {
            return Some(ColumnOf { meaning: found, when: None, carrier: None, unit, cumulative: false });
        }
        if !by_carrier && let Some(carrier) = amount_of(text) {
            return Some(amount(None, Some(carrier.to_string())));
        }
        if let Some(found) = meaning(text) {
            return Some(ColumnOf { meaning: found, when: None, carrier: None, unit, cumulative: false });
        }
        if let Some(found) = when(text, self.year).or_else(|| when(&name, self.year)) {
            return Some(amount(Some(found), None));
        }
        if by_carrier {
            return None;
        }
        // `电力（光伏自发）` says more than a carrier and a unit: it is not taken for the carrier alone.
        if bracket.is_some() && unit.is_none() {
            return None;
        }
        let mapped = self.mapping.and_then(|m| m.carrier(&name));
        let carrier = mapped
            .map(str::to_string)
            .or_else(|| self.library.catalogue.find(&name).map(|id| self.library.catalogue.get(id).id.clone()))?;
        Some(amount(None, Some(carrier)))
    }
}

/// True for headings such as 消费量（1-本月） and 数量（累计）.
fn runs_from_january(heading: &str) -> bool {
    let plain = folded(heading);
    ["累计", "1-本月", "1-本季", "自年初", "年初至", "cumulative", "ytd"].iter().any(|mark| plain.contains(mark))
}

/// True if a row holds a figure: it is no row of headings.
fn has_numbers(cells: &[Cell]) -> bool {
    cells.iter().any(|cell| match cell {
        // Dates are not: a spreadsheet program makes one of the heading 2024年1月.
        Cell::Number(_) | Cell::NoValue => true,
        // A bare year heads a column often enough.
        Cell::Text(text) => parse_decimal(text.trim()).is_ok() && when(text, None).is_none(),
        _ => false,
    })
}
