//! Arithmetic on exact fractions: sums, quotients, order, the square root; and how one is written.

use std::cmp::Ordering;

use num_bigint::BigInt;

use super::exact::{Exact, Fraction};

impl Fraction {
    /// Nothing.
    pub fn zero() -> Self {
        Self::new(Exact::ZERO)
    }

    /// The sum.
    pub fn plus(&self, other: &Self) -> Self {
        if self.denominator == other.denominator {
            return Self { numerator: self.numerator.plus(&other.numerator), denominator: self.denominator.clone() };
        }
        let (a, b) = self.across(other);
        Self { numerator: a.plus(&b), denominator: self.denominator.times(&other.denominator) }
    }

    /// The difference.
    pub fn minus(&self, other: &Self) -> Self {
        self.plus(&other.clone().times(&Exact::from(-1)))
    }

    /// The product of two fractions.
    pub fn multiplied(&self, other: &Self) -> Self {
        Self {
            numerator: self.numerator.times(&other.numerator),
            denominator: self.denominator.times(&other.denominator),
        }
    }

    /// The quotient; none for a divisor of zero.
    pub fn ratio(&self, divisor: &Self) -> Option<Self> {
        (divisor.sign() != Ordering::Equal).then(|| self.clone().divided_by(divisor))
    }

    /// How it compares with zero.
    pub fn sign(&self) -> Ordering {
        let top = self.numerator.cmp(&Exact::ZERO);
        if self.denominator < Exact::ZERO { top.reverse() } else { top }
    }

    /// The root of a degree from one up, to so many decimals, cut off; none of what is not above zero, or too large.
    pub fn root(&self, degree: u32, places: u32) -> Option<Self> {
        if degree == 1 {
            return Some(self.clone());
        }
        let scale = self.numerator.scale().max(self.denominator.scale());
        let (top, bottom) = (self.numerator.integer(scale), self.denominator.integer(scale));
        if self.sign() != Ordering::Greater {
            return None;
        }
        let scaled: BigInt = top * BigInt::from(10).pow(degree * places) / bottom;
        let root = i64::try_from(scaled.nth_root(degree)).ok()?;
        Some(Self::new(Exact::from(root).shifted_right(places)))
    }

    /// The square root rounded to so many decimals, half to even, as an integer of that place; none of a negative number.
    pub fn root_rounded(&self, places: u32) -> Option<i128> {
        let scale = self.numerator.scale().max(self.denominator.scale());
        let mut top = self.numerator.integer(scale);
        let mut bottom = self.denominator.integer(scale);
        if bottom < BigInt::ZERO {
            (top, bottom) = (-top, -bottom);
        }
        if top < BigInt::ZERO || bottom == BigInt::ZERO {
            return None;
        }
        let wanted: BigInt = top * BigInt::from(10).pow(2 * places);
        let floor: BigInt = (&wanted / &bottom).sqrt();
        // Above or below the middle between two neighbours: 4 × wanted against (2 × floor + 1)^2 × bottom.
        let middle: BigInt = BigInt::from(2) * &floor + 1;
        let wanted: BigInt = wanted * 4;
        let square: BigInt = &middle * &middle * bottom;
        let root = match wanted.cmp(&square) {
            Ordering::Less => floor,
            Ordering::Equal if &floor % BigInt::from(2) == BigInt::ZERO => floor,
            _ => floor + 1,
        };
        i128::try_from(root).ok()
    }

    /// The value rounded half to even to so many decimals, all of them written, thousands apart: for reading.
    pub fn shown(&self, places: u32) -> Option<String> {
        self.rounded(places).map(|number| grouped(number, places))
    }

    /// The value rounded half to even to at most so many decimals, without trailing zeros: for programs.
    pub fn plain(&self, places: u32) -> Option<String> {
        let number = self.rounded(places)?;
        Some(Exact::from_parts(number, places).to_string())
    }

    /// The value with so many decimals, rounded away from zero: so much is enough. With `beyond` more than the value itself.
    pub fn enough(&self, places: u32, beyond: bool) -> Option<Self> {
        let step = |number: i128| Self::new(Exact::from_parts(number, places));
        let nearest = self.rounded(places)?;
        let (found, away) = (step(nearest), if self.sign() == Ordering::Less { -1 } else { 1 });
        let short = if away < 0 { found > *self } else { found < *self };
        Some(if short || (beyond && found == *self) { step(nearest + away) } else { found })
    }

    /// The value in full, if it has no more than so many decimals.
    pub fn decimal(&self, places: u32) -> Option<String> {
        let value = Exact::from_parts(self.rounded(places)?, places);
        (Self::new(value.clone()) == *self).then(|| value.to_string())
    }

    /// Numerator and denominator as integers without a common divisor.
    pub fn lowest_terms(&self) -> (BigInt, BigInt) {
        let scale = self.numerator.scale().max(self.denominator.scale());
        let (mut top, mut bottom) = (self.numerator.integer(scale), self.denominator.integer(scale));
        if bottom < BigInt::ZERO {
            (top, bottom) = (-top, -bottom);
        }
        let (mut divisor, mut rest) = (bottom.clone(), top.clone());
        while rest != BigInt::ZERO {
            (divisor, rest) = (rest.clone(), divisor % rest);
        }
        if divisor < BigInt::ZERO {
            divisor = -divisor;
        }
        if divisor == BigInt::ZERO { (top, bottom) } else { (top / &divisor, bottom / &divisor) }
    }

    fn across(&self, other: &Self) -> (Exact, Exact) {
        (self.numerator.times(&other.denominator), other.numerator.times(&self.denominator))
    }
}

impl From<Exact> for Fraction {
    fn from(value: Exact) -> Self {
        Self::new(value)
    }
}

impl PartialEq for Fraction {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Fraction {}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        self.minus(other).sign()
    }
}

/// An integer of some decimal place with its point, thousands apart.
pub fn grouped(number: i128, places: u32) -> String {
    let places = places as usize;
    let digits = format!("{:0width$}", number.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let mut out = String::new();
    if number < 0 {
        out.push('-');
    }
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if places > 0 {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::Fraction;
    use crate::quantity::Exact;
    use proptest::prelude::*;

    fn of(top: i64, bottom: i64) -> Fraction {
        Fraction::new(Exact::from(top)).over(&Exact::from(bottom))
    }

    #[test]
    fn sums_order_and_text() {
        // 1/3 + 1/6 = 1/2; 1/2 - 2/3 = -1/6
        assert_eq!(of(1, 3).plus(&of(1, 6)), of(1, 2));
        assert_eq!(of(1, 2).minus(&of(2, 3)), of(1, -6));
        assert_eq!(of(1, -6).sign(), Ordering::Less);
        assert!(of(1, 3) < of(1, 2) && of(-1, 2) < of(1, -3));
        assert_eq!(of(1, 3).ratio(&Fraction::zero()), None);
        // 12345678 / 4 = 3086419.5
        assert_eq!(of(12_345_678, 4).shown(2).as_deref(), Some("3,086,419.50"));
        assert_eq!(of(12_345_678, 4).plain(6).as_deref(), Some("3086419.5"));
        assert_eq!(of(-1, 3).plain(4).as_deref(), Some("-0.3333"));
    }

    #[test]
    fn in_full_or_in_lowest_terms() {
        assert_eq!(of(1, 1000).decimal(12).as_deref(), Some("0.001"));
        assert_eq!(of(1, 3).decimal(12), None);
        let terms = |f: Fraction| {
            let (top, bottom) = f.lowest_terms();
            format!("{top}/{bottom}")
        };
        assert_eq!(terms(of(44, 12)), "11/3");
        assert_eq!(terms(of(6, -9)), "-2/3");
        assert_eq!(terms(of(0, 7)), "0/1");
        // 0.041868 / 3 = 41868 / 3000000
        let kilocalories = Fraction::new(Exact::from(41_868).shifted_right(6)).over(&Exact::from(3));
        assert_eq!(terms(kilocalories), "3489/250000");
    }

    #[test]
    fn roots() {
        // sqrt(1.44) = 1.2, sqrt(2) = 1.41421356…, sqrt(2.25) = 1.5 is a tie at no decimals and goes to 2.
        assert_eq!(of(144, 100).root_rounded(3), Some(1200));
        assert_eq!(of(2, 1).root_rounded(8), Some(141_421_356));
        assert_eq!(of(225, 100).root_rounded(0), Some(2));
        assert_eq!(of(625, 100).root_rounded(0), Some(2));
        assert_eq!(of(-1, 1).root_rounded(2), None);
    }

    proptest! {
        #[test]
        fn what_is_added_can_be_taken_off(a in -999i64..999, b in 1i64..99, c in -999i64..999, d in 1i64..99) {
            let (x, y) = (of(a, b), of(c, d));
            prop_assert_eq!(x.plus(&y).minus(&y), x);
        }

        #[test]
        fn a_root_is_nearest(n in 0i64..1_000_000, d in 1i64..999) {
            // |root - rounded| <= 1/2 of the place: (2r - 1)^2 d <= 4 n 10^6 <= (2r + 1)^2 d
            let root = of(n, d).root_rounded(3).expect("a root");
            let (four, d) = (4 * i128::from(n) * 1_000_000, i128::from(d));
            prop_assert!(root == 0 || (2 * root - 1) * (2 * root - 1) * d <= four);
            prop_assert!(four <= (2 * root + 1) * (2 * root + 1) * d);
        }
    }
}
