//! One figure of a row as a record: what its row, its heading and its sheet say of it, as the columns of a table.

use super::file::Cell;
use super::headings::{Meaning, meaning};
use super::layout::ColumnOf;
use super::names::{direction, supply_id, use_id};
use super::number::{Written, written};
use super::rows::SheetRows;
use super::statistics::Figure;
use super::when::{When, serial_date, when, year_in};
use crate::park::{Column, Item};
use crate::quantity::{Decimal, Dimension, Period, Unit, parse_decimal};
use crate::source::{Code, Literal, Problem, Sheet, Text};

/// A value of a row on its way into a record.
pub(super) struct Value {
    column: Column,
    text: String,
    at: usize,
}

impl SheetRows<'_, '_> {
    /// The carrier of a sheet that names none by row: that of the mapping, or electricity for certificates.
    pub(super) fn sheet_carrier(&self, described: &dyn Fn(Meaning) -> Option<(String, usize)>) -> Option<String> {
        let mapped = self.mapping.and_then(|m| m.constant(Meaning::Carrier)).map(str::to_string);
        mapped.or_else(|| described(Meaning::Certificate).map(|_| "electricity".to_string()))
    }

    /// What all figures of a row share; none if the row cannot be used, which is then reported.
    pub(super) fn shared(
        &mut self,
        described: &dyn Fn(Meaning) -> Option<(String, usize)>,
        row: usize,
    ) -> Option<Shared> {
        let mapping = self.mapping;
        let constant = |wanted: Meaning| mapping.and_then(|m| m.constant(wanted)).map(|text| (text.to_string(), 0));
        let mut values = Vec::new();
        let mut sound = true;
        let enterprise = described(Meaning::Enterprise).or_else(|| constant(Meaning::Enterprise));
        match enterprise {
            Some((name, at)) => match self.enterprise(&name, row, at) {
                Some(id) => values.push(Value { column: Column::Enterprise, text: id, at }),
                None => sound = false,
            },
            // A blank cell in a column of enterprises is nobody's: it is reported as missing.
            None if self.has_column(Meaning::Enterprise) => {}
            None => {
                if let Some(id) = &self.context.enterprise {
                    values.push(Value { column: Column::Enterprise, text: id.clone(), at: 0 });
                }
            }
        }
        let year_cell = described(Meaning::Year);
        let year = match &year_cell {
            None => self.context.year,
            Some((text, at)) => {
                let found = year_in(text);
                if found.is_none() {
                    self.problems.add(not_a_period(text).at(Sheet::place(self.file, row, *at)));
                    sound = false;
                }
                found
            }
        };
        let stated = described(Meaning::Period).or_else(|| constant(Meaning::Period));
        let when = match stated {
            None if self.has_column(Meaning::Period) => None,
            None => year_cell.and_then(|(text, _)| when(&text, None)).or(self.context.when),
            Some((text, at)) => {
                let found = when(&text, year).or_else(|| serial_date(&text));
                if found.is_none() {
                    let place = Sheet::place(self.file, row, at);
                    self.problems.add(not_a_period(&text).at(place));
                    sound = false;
                }
                found
            }
        };
        if let Some((text, at)) = described(Meaning::Counterparty) {
            match self.enterprise(&text, row, at) {
                Some(id) => values.push(Value { column: Column::Counterparty, text: id, at }),
                None => sound = false,
            }
        }
        if let Some((text, at)) = described(Meaning::Direction) {
            match direction(&text) {
                Some(side) => values.push(Value { column: Column::Supply, text: side.to_string(), at }),
                None => {
                    let literal = Literal { text: &text, place: Sheet::place(self.file, row, at) };
                    literal.unknown_choice(&["购入", "售出", "bought", "sold"], self.problems);
                    sound = false;
                }
            }
        } else if let Some((text, at)) = described(Meaning::Supply).or_else(|| constant(Meaning::Supply)) {
            let text = supply_id(&text).map_or(text, str::to_string);
            values.push(Value { column: Column::Supply, text, at });
        }
        if let Some((text, at)) = described(Meaning::Use).or_else(|| constant(Meaning::Use)) {
            let text = use_id(&text).map_or(text, str::to_string);
            values.push(Value { column: Column::Use, text, at });
        }
        for (meaning, column) in
            [(Meaning::Lot, Column::Lot), (Meaning::Certificate, Column::Lot), (Meaning::Evidence, Column::Evidence)]
        {
            if let Some((text, at)) = described(meaning).or_else(|| constant(meaning)) {
                values.push(Value { column, text, at });
            }
        }
        if let Some((text, at)) = described(Meaning::Tier) {
            // Drop-down lists may say `1 计量`.
            let digit = text.split_whitespace().next().unwrap_or_default().to_string();
            values.push(Value { column: Column::Tier, text: digit, at });
        }
        values.push(Value { column: Column::Return, text: self.context.return_id.clone(), at: 0 });
        sound.then(|| Shared {
            when,
            item: described(Meaning::Item),
            carrier: described(Meaning::Carrier),
            unit: described(Meaning::Unit).or_else(|| constant(Meaning::Unit)),
            measured: Vec::new(),
            certificate: described(Meaning::Certificate).is_some(),
            values,
        })
    }

    fn enterprise(&mut self, name: &str, row: usize, at: usize) -> Option<String> {
        let found = self.mapping.and_then(|m| m.enterprise(name)).or_else(|| self.names.find(name));
        if found.is_none() {
            let literal = Literal { text: name, place: Sheet::place(self.file, row, at) };
            self.names.unknown(&literal, self.problems);
        }
        found.map(str::to_string)
    }

    /// One figure of a row.
    #[expect(clippy::too_many_arguments, reason = "a figure, its row, its column, its cell")]
    pub(super) fn amount(
        &mut self,
        values: &mut Vec<Value>,
        shared: &Shared,
        column: &ColumnOf,
        (row, at): (usize, usize),
        cell: &Cell,
        sheet_carrier: &Option<String>,
        corrects: bool,
    ) {
        let place = Sheet::place(self.file, row, at);
        let carrier = column.carrier.clone().map(|text| (text, at)).or_else(|| shared.carrier.clone());
        let carrier = carrier.or_else(|| sheet_carrier.clone().map(|text| (text, at)));
        if let Some((text, at)) = &carrier {
            let mapped = self.mapping.and_then(|m| m.carrier(text));
            values.push(Value { column: Column::Carrier, text: mapped.unwrap_or(text).to_string(), at: *at });
        }
        let found = match cell {
            Cell::Number(number) => Written { number: number.clone(), unit: None },
            other => written(&other.text()),
        };
        let (number, own_unit) = match parse_decimal(&found.number) {
            Ok(_) => (found.number, found.unit),
            Err(_) => (cell.text(), None),
        };
        let heading_unit = column.unit.clone().map(|text| (text, at));
        if let (Some((stated, _)), Some((heading, _))) = (&shared.unit, &heading_unit)
            && differ(stated, heading)
        {
            let text = Text::new(
                format!("the heading says {heading}, the column of units says {stated}"),
                format!("表头写的是“{heading}”，单位列写的是“{stated}”"),
            );
            self.problems.add(Problem::new(Code::UnknownUnit, text).at(place));
            return;
        }
        let unit = match (own_unit, shared.unit.clone().or(heading_unit)) {
            (Some(own), Some((other, _))) if differ(&own, &other) => {
                let text = Text::new(
                    format!("the cell says {own}, its column says {other}"),
                    format!("单元格写的是“{own}”，单位列写的是“{other}”"),
                );
                self.problems.add(Problem::new(Code::UnknownUnit, text).at(place));
                return;
            }
            (Some(own), _) => Some((own, at)),
            (None, other) => other,
        };
        if let Some((text, at)) = &unit {
            values.push(Value { column: Column::Unit, text: text.clone(), at: *at });
        }
        let stated = match &shared.item {
            None => None,
            Some((text, item_at)) => match item_of(text) {
                Some(item) => Some(item),
                None => {
                    let literal = Literal { text, place: Sheet::place(self.file, row, *item_at) };
                    let ids: Vec<&str> = Item::ALL.iter().map(|(id, _)| *id).collect();
                    literal.unknown_choice(&ids, self.problems);
                    return;
                }
            },
        };
        let when = column.when.or(shared.when);
        let stock = matches!(column.meaning, Meaning::OpeningStock | Meaning::ClosingStock | Meaning::Purchased);
        let runs = self.context.cumulative
            || self.mapping.is_some_and(|m| m.cumulative)
            || when.is_some_and(|w| w.cumulative)
            || column.cumulative
            || column.meaning == Meaning::Cumulative
            || matches!(stated, Some(Item::Cumulative | Item::CumulativeCorrected));
        if let Some(when) = when {
            // 2024年6月 of a figure that runs from January is January to June; stocks beside it are of that time too.
            let from_january = runs || stock && self.sheet_runs();
            let period = if from_january { year_to_date(when.period) } else { when.period };
            values.push(Value { column: Column::Period, text: period.to_string(), at });
        }
        if let Some(figure) = self.statistics_figure(values, column.meaning, &number, runs, row, at) {
            self.statistics.add(figure);
            return;
        }
        let item = match (stated, column.meaning) {
            _ if shared.certificate => Item::Certificate,
            (Some(item), _) if !matches!(item, Item::Quantity | Item::Cumulative) => item,
            (_, Meaning::OpeningStock) => Item::OpeningStock,
            (_, Meaning::Purchased) => Item::Purchased,
            (_, Meaning::ClosingStock) => Item::ClosingStock,
            (_, Meaning::Total) => Item::Total,
            _ if runs && corrects => Item::CumulativeCorrected,
            _ if runs => Item::Cumulative,
            _ if corrects && number.starts_with('-') => Item::Correction,
            _ => Item::Quantity,
        };
        // Stocks and totals are of the carrier as a whole.
        let activity = item.is_activity();
        if activity {
            self.measured(values, shared, &carrier);
        }
        values.push(Value { column: Column::Item, text: item.id().to_string(), at });
        values.push(Value { column: Column::Quantity, text: number, at });
        let origin = format!("{}{}", self.context.origin, Sheet::address(row, at));
        values.push(Value { column: Column::Origin, text: origin, at });
        let file = self.file;
        let kept = |column: Column| activity || !matches!(column, Column::Use | Column::Supply | Column::Counterparty);
        let get = |column: Column| {
            let value = values.iter().rev().find(|value| value.column == column && kept(column))?;
            let text = value.text.trim();
            (!text.is_empty()).then(|| Literal { text, place: Sheet::place(file, row, value.at) })
        };
        let record = self.reader.read(&get, &|_| place.clone(), self.problems);
        self.records.extend(record);
    }

    /// A figure of a statistics form, which is understood together with the others of its carrier.
    fn statistics_figure(
        &mut self,
        values: &[Value],
        meaning: Meaning,
        number: &str,
        runs: bool,
        row: usize,
        at: usize,
    ) -> Option<Figure> {
        let of_line = matches!(
            meaning,
            Meaning::Consumed
                | Meaning::Feedstock
                | Meaning::ConversionInput
                | Meaning::ConversionPower
                | Meaning::ConversionHeat
                | Meaning::ConversionOutput
                | Meaning::Recovered
                | Meaning::Purchased
        );
        if !of_line || !self.statistics.is_form(self.file) {
            return None;
        }
        let text = |column: Column| values.iter().rev().find(|v| v.column == column).map(|v| v.text.clone());
        let value: Decimal = parse_decimal(number).ok()?;
        Some(Figure {
            enterprise: text(Column::Enterprise).unwrap_or_default(),
            period: text(Column::Period).unwrap_or_default(),
            carrier: text(Column::Carrier).unwrap_or_default(),
            unit: text(Column::Unit).unwrap_or_default(),
            // These forms run from January (rulings: what a park really collects).
            cumulative: runs || self.is_year_to_date(&text(Column::Period).unwrap_or_default()),
            meaning,
            value,
            place: Sheet::place(self.file, row, at),
            cell: format!("{}{}", self.context.origin, Sheet::address(row, at)),
            return_id: self.context.return_id.clone(),
        })
    }

    fn is_year_to_date(&self, period: &str) -> bool {
        period.parse::<Period>().is_ok_and(Period::is_year_to_date)
    }

    /// Measured values; a bare number takes the unit of its heading, or that in which the field is stated.
    fn measured(&self, values: &mut Vec<Value>, shared: &Shared, carrier: &Option<(String, usize)>) {
        let id = carrier.as_ref().and_then(|(name, _)| self.library.catalogue.find(name));
        let Some(carrier) = id.map(|id| self.library.catalogue.get(id)) else { return };
        for Measurement { meaning, text, at, unit: headed } in &shared.measured {
            let found = written(text);
            let (column, usual) = match (meaning, carrier.unit.dimension()) {
                (Meaning::Ncv, Dimension::NormalVolume) => (Column::Ncv, "GJ/10^4 Nm3"),
                (Meaning::Ncv, _) => (Column::Ncv, "GJ/t"),
                (Meaning::Carbon, _) => (Column::Carbon, "tC/GJ"),
                (Meaning::Co2, Dimension::Electricity) => (Column::Co2, "kgCO2/kWh"),
                (Meaning::Co2, _) => (Column::Co2, "tCO2/GJ"),
                _ => (Column::Oxidation, ""),
            };
            let text = if column == Column::Oxidation {
                let percent = found.unit.as_deref() == Some("%") || headed.as_deref() == Some("%");
                match (parse_decimal(&found.number), percent) {
                    (Ok(value), true) => {
                        value.checked_mul(Decimal::new(1, 2)).map_or_else(|| text.clone(), |v| v.to_string())
                    }
                    _ => text.clone(),
                }
            } else if found.unit.is_some() || parse_decimal(&found.number).is_err() {
                format!("{} {}", found.number, found.unit.unwrap_or_default())
            } else {
                format!("{} {}", found.number, headed.as_deref().unwrap_or(usual))
            };
            values.push(Value { column, text, at: *at });
        }
    }
}

/// What all figures of a row share.
pub(super) struct Shared {
    pub(super) values: Vec<Value>,
    when: Option<When>,
    item: Option<(String, usize)>,
    carrier: Option<(String, usize)>,
    unit: Option<(String, usize)>,
    pub(super) measured: Vec<Measurement>,
    certificate: bool,
}

/// A measured value as its cell and heading state it.
pub(super) struct Measurement {
    pub(super) meaning: Meaning,
    pub(super) text: String,
    pub(super) at: usize,
    pub(super) unit: Option<String>,
}

/// True if two units are not the same one in other words.
fn differ(a: &str, b: &str) -> bool {
    match (Unit::parse(a), Unit::parse(b)) {
        (Some(a), Some(b)) => a != b,
        _ => true,
    }
}

fn not_a_period(text: &str) -> Problem {
    Problem::new(Code::NotAPeriod, Text::new(format!("`{text}` is not a period"), format!("`{text}` 不是有效期间")))
        .hint(Text::new(
            "write 2023Q1, 2023年一季度, 2023-03, 2023年1-6月累计",
            "写作 2023Q1、2023年一季度、2023-03、2023年1-6月累计",
        ))
}

/// What a cell of a column of items says: an identifier, or the field's words.
fn item_of(text: &str) -> Option<Item> {
    if let Some((_, item)) = Item::ALL.iter().find(|(id, _)| *id == text.trim()) {
        return Some(*item);
    }
    let found = match meaning(text) {
        Some(Meaning::OpeningStock) => Item::OpeningStock,
        Some(Meaning::Purchased) => Item::Purchased,
        Some(Meaning::ClosingStock) => Item::ClosingStock,
        Some(Meaning::Total) => Item::Total,
        Some(Meaning::Cumulative) => Item::Cumulative,
        Some(Meaning::Quantity | Meaning::Consumed) => Item::Quantity,
        Some(Meaning::Certificate) => Item::Certificate,
        _ => match text.trim() {
            "更正" | "修正" | "冲减" => Item::Correction,
            "绿证" => Item::Certificate,
            "控制数" | "供应方总量" => Item::Control,
            _ => return None,
        },
    };
    Some(found)
}

/// January to the end of a period that ends in the same year.
fn year_to_date(period: Period) -> Period {
    let from_january = Period::from_to(Period::year(period.last_year()), period);
    from_january.filter(|whole| whole.is_year_to_date()).unwrap_or(period)
}
