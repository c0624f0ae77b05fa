//! The unit of account.

use std::fmt;
use std::iter::Sum;
use std::ops::{AddAssign, Neg, Sub};

/// A mass in whole grams, that is in 10^-6 t: the unit of account for emissions, and for coal equivalent (gce).
///
/// Sums are exact. They stay inside 128 bits for any inventory of entries that themselves were accepted
/// (each below [`Grams::LIMIT`]), up to a thousand million entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Grams(i128);

impl Grams {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The largest magnitude of one entry, in grams: 10^29.
    pub const LIMIT: i128 = 10i128.pow(29);

    /// From whole grams.
    pub const fn new(grams: i128) -> Self {
        Self(grams)
    }

    /// Whole grams.
    pub const fn get(self) -> i128 {
        self.0
    }

    /// Tonnes rounded half to even to so many decimals (0 to 6), with thousands separators, for reading.
    pub fn display(self, decimals: u32) -> String {
        let unit = 10i128.pow(6 - decimals.min(6));
        let quotient = self.0.div_euclid(unit);
        let twice = self.0.rem_euclid(unit) * 2;
        let up = twice > unit || (twice == unit && quotient % 2 != 0);
        let rounded = quotient + i128::from(up);
        let digits = format!("{:0width$}", rounded.unsigned_abs(), width = decimals as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - decimals as usize);
        let mut out = String::new();
        if rounded < 0 {
            out.push('-');
        }
        for (position, digit) in whole.chars().enumerate() {
            if position > 0 && (whole.len() - position) % 3 == 0 {
                out.push(',');
            }
            out.push(digit);
        }
        if decimals > 0 {
            out.push('.');
            out.push_str(fraction);
        }
        out
    }
}

impl fmt::Display for Grams {
    /// Tonnes with all six decimals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:06}", size / 1_000_000, size % 1_000_000)
    }
}

impl AddAssign for Grams {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Grams {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Grams {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Grams {
    fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
        Self(items.map(|item| item.0).sum())
    }
}

impl serde::Serialize for Grams {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Grams;

    #[test]
    fn prints_tonnes() {
        assert_eq!(Grams::new(12_345_678_901).to_string(), "12345.678901");
        assert_eq!(Grams::new(-1).to_string(), "-0.000001");
        assert_eq!(Grams::new(1_234_567_500_000).display(0), "1,234,568");
        assert_eq!(Grams::new(2_500_000).display(0), "2");
        assert_eq!(Grams::new(-1_005_000).display(2), "-1.00");
        assert_eq!(Grams::new(999_999_999).display(2), "1,000.00");
    }
}
