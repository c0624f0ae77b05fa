//! What is known of a register beside its states.

use super::register::NoUse;
use crate::quantity::Decimal;

/// An exact decimal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scaled {
    /// Its digits as an integer.
    pub digits: i128,
    /// How many of them are decimal places.
    pub scale: u32,
}

/// A register whose place another took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replaced {
    /// When, in microseconds of local time since 1970-01-01.
    pub at: i64,
    /// What the old one showed at the end.
    pub last: Scaled,
    /// What the new one showed at the beginning.
    pub first: Scaled,
}

/// What is known of a register beside its states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterRules {
    /// Where it starts again from zero: one more than the highest state.
    pub rolls_over_at: Option<Scaled>,
    /// How much a unit of the register is: the ratio of its transformers.
    pub multiplier: Scaled,
    /// The registers that were replaced, by instant.
    pub replaced: Vec<Replaced>,
}

impl Default for RegisterRules {
    fn default() -> Self {
        Self { rolls_over_at: None, multiplier: Scaled { digits: 1, scale: 0 }, replaced: Vec::new() }
    }
}

impl From<Decimal> for Scaled {
    fn from(number: Decimal) -> Self {
        Self { digits: number.mantissa(), scale: number.scale() }
    }
}

impl Scaled {
    /// True if it is less than another; neither is negative.
    pub(super) fn is_below(self, other: Self) -> bool {
        let scale = self.scale.max(other.scale);
        match (self.at(scale), other.at(scale)) {
            (Ok(own), Ok(other)) => own < other,
            // Only the one with fewer decimal places can overflow, and then it is the greater one.
            (own, _) => own.is_ok(),
        }
    }

    /// The digits with more decimal places; an error if they overflow 128 bits.
    pub(super) fn at(self, scale: u32) -> Result<i128, NoUse> {
        let factor = 10i128.checked_pow(scale - self.scale).ok_or(NoUse::TooLarge)?;
        self.digits.checked_mul(factor).ok_or(NoUse::TooLarge)
    }
}
