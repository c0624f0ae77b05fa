//! The limits of the checks of returns: `[checks]` of `factors/checks.toml` and of the layers over it.

use super::read::decimal;
use crate::quantity::{Decimal, Exact};
use crate::source::{Code, Literal, Problem, Problems, Table, Text};

/// Limits of the checks of returns. `docs/checks.md` and `factors/checks.toml` say what each means.
#[derive(Debug, Clone, Default)]
pub struct Checks {
    /// Earlier periods that a comparison with history needs.
    pub min_history: usize,
    /// Within this factor of the same period of an earlier year a quantity is in line.
    pub seasonal_factor: Limit,
    /// Median absolute deviations that a quantity may lie from the median.
    pub mad_multiple: Limit,
    /// The least median absolute deviation, as a share of the median.
    pub mad_floor: Limit,
    /// Powers of ten that are slips of unit or point.
    pub slip_powers: Vec<u32>,
    /// A ratio is near a power of ten within this factor.
    pub slip_slack: Limit,
    /// With fewer other periods only the larger powers are slips.
    pub slip_history: usize,
    /// The first power that is a slip where there is little history.
    pub slip_first_power: u32,
    /// A cumulative figure exceeds the usual one by more than this factor.
    pub cumulative_factor: Limit,
    /// What a cumulative figure adds is the usual figure within this share.
    pub cumulative_tolerance: Limit,
    /// Stated total against the sum of the parts.
    pub total_tolerance: Limit,
    /// The two sides of a transfer.
    pub transfer_tolerance: Limit,
    /// Share of what was sent that may be lost between the two meters of a transfer.
    pub loss_tolerance: Limit,
    /// Megawatt hours by which a claim may exceed its certificates, less than that.
    pub certificate_shortfall_mwh: Limit,
    /// Months after that of generation in which a green certificate may be used.
    pub certificate_valid_months: usize,
    /// Stock balance.
    pub stock_tolerance: Limit,
    /// A supplier's total for the park.
    pub control_tolerance: Limit,
    /// Water discharged above the water taken.
    pub water_tolerance: Limit,
}

/// A limit, exactly as written.
#[derive(Debug, Clone)]
pub struct Limit(Exact);

impl Default for Limit {
    fn default() -> Self {
        Self(Exact::ZERO)
    }
}

impl Limit {
    /// The number.
    pub fn get(&self) -> &Exact {
        &self.0
    }

    /// True if two quantities that are not negative lie within this factor of each other.
    pub fn near(&self, a: &Exact, b: &Exact) -> bool {
        *a <= b.times(&self.0) && *b <= a.times(&self.0)
    }

    /// True if two quantities differ by no more than this share of a third.
    pub fn within(&self, a: &Exact, b: &Exact, of: &Exact) -> bool {
        a.minus(b).abs() <= of.times(&self.0)
    }
}

/// What values a key may have.
#[derive(Debug, Clone, Copy)]
enum Range {
    /// A factor: one or more.
    Factor,
    /// A share or amount: zero or more.
    Share,
    /// A whole number from 1 to 18.
    Whole,
    /// Whole months, at most ten years.
    Months,
}

impl Range {
    fn name(self) -> Text {
        match self {
            Self::Factor => Text::new("a number of 1 or more", "不小于 1 的数"),
            Self::Share => Text::new("a number of 0 or more", "不小于 0 的数"),
            Self::Whole => Text::new("a whole number from 1 to 18", "1 至 18 的整数"),
            Self::Months => Text::new("a whole number of months from 1 to 120", "1 至 120 个整月"),
        }
    }

    fn holds(self, value: Decimal) -> bool {
        match self {
            Self::Factor => value >= Decimal::ONE,
            Self::Share => value >= Decimal::ZERO,
            Self::Whole => value.fract().is_zero() && (Decimal::ONE..=Decimal::from(18)).contains(&value),
            Self::Months => value.fract().is_zero() && (Decimal::ONE..=Decimal::from(120)).contains(&value),
        }
    }
}

impl Checks {
    /// Reads `[checks]` of a file, if it has one; a later file changes the keys that it names.
    ///
    /// # Errors
    /// Reports unknown keys (`PK0301`) and values that are no numbers (`PK0303`, `PK0201`) or out of range (`PK0304`).
    pub(super) fn read(&mut self, file: &Table<'_>, problems: &mut Problems) -> bool {
        let Some(table) = file.optional_table("checks", problems) else {
            return false;
        };
        for (key, range, limit) in [
            ("min_history", Range::Whole, &mut self.min_history),
            ("slip_history", Range::Whole, &mut self.slip_history),
            ("certificate_valid_months", Range::Months, &mut self.certificate_valid_months),
        ] {
            if let Some(value) = number(&table, key, range, problems).and_then(whole) {
                *limit = value as usize;
            }
        }
        if let Some(value) = number(&table, "slip_first_power", Range::Whole, problems).and_then(whole) {
            self.slip_first_power = value;
        }
        if let Some(list) = table.get("slip_powers").and_then(|value| value.array(problems)) {
            let literals: Vec<Literal<'_>> = list.iter().filter_map(|value| value.number(problems)).collect();
            let powers = literals.iter().filter_map(|literal| checked(literal, Range::Whole, problems));
            self.slip_powers = powers.filter_map(whole).collect();
        }
        for (key, range, limit) in [
            ("seasonal_factor", Range::Factor, &mut self.seasonal_factor),
            ("mad_multiple", Range::Share, &mut self.mad_multiple),
            ("mad_floor", Range::Share, &mut self.mad_floor),
            ("slip_slack", Range::Factor, &mut self.slip_slack),
            ("cumulative_factor", Range::Factor, &mut self.cumulative_factor),
            ("cumulative_tolerance", Range::Share, &mut self.cumulative_tolerance),
            ("total_tolerance", Range::Share, &mut self.total_tolerance),
            ("transfer_tolerance", Range::Share, &mut self.transfer_tolerance),
            ("loss_tolerance", Range::Share, &mut self.loss_tolerance),
            ("certificate_shortfall_mwh", Range::Share, &mut self.certificate_shortfall_mwh),
            ("stock_tolerance", Range::Share, &mut self.stock_tolerance),
            ("control_tolerance", Range::Share, &mut self.control_tolerance),
            ("water_tolerance", Range::Share, &mut self.water_tolerance),
        ] {
            if let Some(value) = number(&table, key, range, problems) {
                *limit = Limit(value.into());
            }
        }
        table.finish(problems);
        true
    }
}

fn number(table: &Table<'_>, key: &'static str, range: Range, problems: &mut Problems) -> Option<Decimal> {
    let literal = table.get(key)?.number(problems)?;
    checked(&literal, range, problems)
}

fn checked(literal: &Literal<'_>, range: Range, problems: &mut Problems) -> Option<Decimal> {
    let value = decimal(literal, problems)?;
    if range.holds(value) {
        return Some(value);
    }
    let name = range.name();
    problems.add(
        Problem::new(
            Code::UnknownChoice,
            Text::new(
                format!("`{}` is out of range: this limit is {}", literal.text, name.en),
                format!("`{}` 超出范围：此限值应为{}", literal.text, name.zh),
            ),
        )
        .at(literal.place.clone()),
    );
    None
}

fn whole(value: Decimal) -> Option<u32> {
    value.try_into().ok()
}

#[cfg(test)]
mod tests {
    use crate::factors::Library;
    use crate::source::{Files, Problems};

    /// Every limit stands in the shipped file: none is left at nothing.
    #[test]
    fn the_shipped_file_states_every_limit() {
        let library = Library::load(&[], &mut Files::default(), &mut Problems::default());
        let checks = &library.checks;
        assert!(checks.min_history > 0 && checks.slip_history > 0 && checks.slip_first_power > 0);
        assert!(!checks.slip_powers.is_empty() && checks.certificate_valid_months > 0);
        let limits = [
            &checks.seasonal_factor,
            &checks.mad_multiple,
            &checks.mad_floor,
            &checks.slip_slack,
            &checks.cumulative_factor,
            &checks.cumulative_tolerance,
            &checks.total_tolerance,
            &checks.transfer_tolerance,
            &checks.loss_tolerance,
            &checks.certificate_shortfall_mwh,
            &checks.stock_tolerance,
            &checks.control_tolerance,
            &checks.water_tolerance,
        ];
        assert!(limits.iter().all(|limit| !limit.get().is_zero()));
    }
}
