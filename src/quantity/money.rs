//! The unit of account for money.

use std::fmt;
use std::iter::Sum;
use std::ops::{AddAssign, Sub};

use super::exact::{Exact, Fraction};

/// An amount of money in whole 0.01 CNY; sums are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(i128);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The largest magnitude, in 0.01 CNY: 10^29.
    const LIMIT: i128 = 10i128.pow(29);

    /// An amount in CNY, rounded once to 0.01, half to even; none if it is too large to account.
    pub fn of(cny: &Fraction) -> Option<Self> {
        cny.rounded(2).filter(|cents| cents.abs() <= Self::LIMIT).map(Self)
    }

    /// 10^4 CNY (万元) rounded half to even to two decimals, thousands apart, for reading.
    pub fn display(self) -> String {
        Fraction::new(Exact::from_parts(self.0, 6)).shown(2).unwrap_or_default()
    }
}

impl From<Money> for Fraction {
    /// CNY.
    fn from(money: Money) -> Self {
        Self::new(Exact::from_parts(money.0, 2))
    }
}

impl fmt::Display for Money {
    /// CNY with both decimals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", size / 100, size % 100)
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
        Self(items.map(|item| item.0).sum())
    }
}

impl serde::Serialize for Money {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Money;
    use crate::quantity::{Exact, Fraction};

    #[test]
    fn prints_yuan_and_ten_thousands_of_them() {
        // 12345678.905 is a tie and goes to the even 12345678.90.
        let money = Money::of(&Fraction::new(Exact::from_parts(12_345_678_905, 3))).expect("small enough");
        assert_eq!((money.to_string().as_str(), money.display().as_str()), ("12345678.90", "1,234.57"));
        let debt = Money::ZERO - Money::of(&Fraction::new(Exact::from_parts(5, 2))).expect("small enough");
        assert_eq!((debt.to_string().as_str(), debt.display().as_str()), ("-0.05", "0.00"));
    }
}
