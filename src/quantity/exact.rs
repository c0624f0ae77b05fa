//! Exact decimals of any size, and fractions of them that are rounded once.

use std::cmp::Ordering;
use std::fmt;

use num_bigint::BigInt;
use rust_decimal::Decimal;

use super::grams::Grams;

/// An exact decimal: an integer divided by a power of ten.
///
/// Sums and products are exact; 128 bits are used while they suffice, a big integer beyond.
#[derive(Debug, Clone)]
pub struct Exact {
    mantissa: Mantissa,
    scale: u32,
}

#[derive(Debug, Clone)]
enum Mantissa {
    Small(i128),
    /// Behind a pointer, because few need it and every entry holds a number.
    Big(Box<BigInt>),
}

impl Mantissa {
    fn big(&self) -> BigInt {
        match self {
            Self::Small(small) => BigInt::from(*small),
            Self::Big(big) => (**big).clone(),
        }
    }

    fn is_zero(&self) -> bool {
        match self {
            Self::Small(small) => *small == 0,
            Self::Big(big) => **big == BigInt::ZERO,
        }
    }

    fn times(&self, other: &Self) -> Self {
        if let (Self::Small(a), Self::Small(b)) = (self, other)
            && let Some(product) = a.checked_mul(*b)
        {
            return Self::Small(product);
        }
        Self::Big(Box::new(self.big() * other.big()))
    }

    fn plus(&self, other: &Self) -> Self {
        if let (Self::Small(a), Self::Small(b)) = (self, other)
            && let Some(sum) = a.checked_add(*b)
        {
            return Self::Small(sum);
        }
        Self::Big(Box::new(self.big() + other.big()))
    }

    fn power_of_ten(exponent: u32) -> Self {
        match 10i128.checked_pow(exponent) {
            Some(power) => Self::Small(power),
            None => Self::Big(Box::new(BigInt::from(10).pow(exponent))),
        }
    }
}

impl Exact {
    /// Zero.
    pub const ZERO: Self = Self { mantissa: Mantissa::Small(0), scale: 0 };

    /// One.
    pub const ONE: Self = Self { mantissa: Mantissa::Small(1), scale: 0 };

    /// An integer divided by a power of ten.
    pub fn from_parts(mantissa: i128, scale: u32) -> Self {
        Self { mantissa: Mantissa::Small(mantissa), scale }
    }

    /// The sum.
    pub fn plus(&self, other: &Self) -> Self {
        let scale = self.scale.max(other.scale);
        Self { mantissa: self.at_scale(scale).plus(&other.at_scale(scale)), scale }
    }

    /// The difference.
    pub fn minus(&self, other: &Self) -> Self {
        self.plus(&other.times(&Self::from(-1)))
    }

    /// The distance from zero.
    pub fn abs(&self) -> Self {
        if *self < Self::ZERO { Self::ZERO.minus(self) } else { self.clone() }
    }

    /// The product.
    pub fn times(&self, other: &Self) -> Self {
        Self { mantissa: self.mantissa.times(&other.mantissa), scale: self.scale + other.scale }
    }

    /// The quotient by a power of ten, which is exact.
    pub fn shifted_right(&self, places: u32) -> Self {
        Self { mantissa: self.mantissa.clone(), scale: self.scale + places }
    }

    /// The product with a power of ten.
    fn shifted_left_by(&self, places: u32) -> Self {
        if places <= self.scale {
            return Self { mantissa: self.mantissa.clone(), scale: self.scale - places };
        }
        Self { mantissa: self.mantissa.times(&Mantissa::power_of_ten(places - self.scale)), scale: 0 }
    }

    /// The same number without trailing zeros after the point; whole numbers keep theirs as far as 128 bits hold them.
    fn normal(&self) -> Self {
        let Mantissa::Small(mut mantissa) = self.mantissa else {
            return self.clone();
        };
        let mut scale = self.scale;
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Self { mantissa: Mantissa::Small(mantissa), scale }
    }

    /// The number as a decimal; none if it has more digits than one holds (28).
    pub fn to_decimal(&self) -> Option<Decimal> {
        let normal = self.normal();
        match normal.mantissa {
            Mantissa::Small(mantissa) if mantissa.unsigned_abs() < 10u128.pow(28) => {
                Decimal::try_from_i128_with_scale(mantissa, normal.scale).ok()
            }
            Mantissa::Small(_) => None,
            Mantissa::Big(_) => super::parse_decimal(&self.to_string()).ok(),
        }
    }

    /// True for zero.
    pub fn is_zero(&self) -> bool {
        self.mantissa.is_zero()
    }

    /// True for an integer.
    pub fn is_whole(&self) -> bool {
        self.integer(self.scale) % BigInt::from(10).pow(self.scale) == BigInt::ZERO
    }

    /// How many decimals it is held with.
    pub(super) fn scale(&self) -> u32 {
        self.scale
    }

    /// The number times a power of ten that is not below its own scale, as an integer.
    pub(super) fn integer(&self, scale: u32) -> BigInt {
        self.at_scale(scale).big()
    }

    fn at_scale(&self, scale: u32) -> Mantissa {
        if scale == self.scale {
            return self.mantissa.clone();
        }
        self.mantissa.times(&Mantissa::power_of_ten(scale - self.scale))
    }
}

impl From<Decimal> for Exact {
    fn from(value: Decimal) -> Self {
        Self { mantissa: Mantissa::Small(value.mantissa()), scale: value.scale() }
    }
}

impl From<Grams> for Exact {
    /// Tonnes.
    fn from(grams: Grams) -> Self {
        Self { mantissa: Mantissa::Small(grams.get()), scale: 6 }
    }
}

impl From<i64> for Exact {
    fn from(value: i64) -> Self {
        Self { mantissa: Mantissa::Small(value.into()), scale: 0 }
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        let scale = self.scale.max(other.scale);
        self.at_scale(scale).big() == other.at_scale(scale).big()
    }
}

impl Eq for Exact {}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        match (self.at_scale(scale), other.at_scale(scale)) {
            (Mantissa::Small(a), Mantissa::Small(b)) => a.cmp(&b),
            (a, b) => a.big().cmp(&b.big()),
        }
    }
}

impl fmt::Display for Exact {
    /// The shortest plain notation: no exponent, no trailing zeros.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.mantissa.big().to_string();
        let (sign, digits) = match digits.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", digits.as_str()),
        };
        let scale = self.scale as usize;
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = padded.split_at(padded.len() - scale);
        let fraction = fraction.trim_end_matches('0');
        if fraction.is_empty() { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{fraction}") }
    }
}

/// An exact fraction of two decimals: what is computed before the one rounding.
#[derive(Debug, Clone)]
pub struct Fraction {
    pub(super) numerator: Exact,
    pub(super) denominator: Exact,
}

impl Fraction {
    /// A decimal as a fraction.
    pub fn new(value: Exact) -> Self {
        Self { numerator: value, denominator: Exact::ONE }
    }

    /// Multiplies by a decimal.
    pub fn times(mut self, factor: &Exact) -> Self {
        self.numerator = self.numerator.times(factor);
        self
    }

    /// Divides by a decimal that is not zero.
    pub fn over(mut self, divisor: &Exact) -> Self {
        self.denominator = self.denominator.times(divisor);
        self
    }

    /// Divides by a fraction that is not zero.
    pub fn divided_by(mut self, other: &Self) -> Self {
        self.numerator = self.numerator.times(&other.denominator);
        self.denominator = self.denominator.times(&other.numerator);
        self
    }

    /// The factor that this fraction stands for, to be printed after a product: nothing for one, ` × 0.001`, or
    /// ` × 41868 ÷ 3` where it is no decimal.
    pub fn factor_text(&self) -> String {
        let top = self.numerator.normal();
        let bottom = self.denominator.normal();
        if top == bottom {
            return String::new();
        }
        // 1/10^n is a decimal: the denominator's only digit is a one.
        match &bottom.mantissa {
            Mantissa::Small(1) => format!(" × {}", top.shifted_left_by(bottom.scale)),
            _ => format!(" × {top} ÷ {bottom}"),
        }
    }

    /// The value rounded to so many decimals, half to even (GB/T 8170), as an integer of that place.
    ///
    /// `None` if it exceeds 128 bits or the denominator is zero.
    pub fn rounded(&self, places: u32) -> Option<i128> {
        if self.denominator.is_zero() {
            return None;
        }
        // numerator / 10^ns ÷ (denominator / 10^ds) × 10^places
        let up = self.denominator.scale + places;
        let down = self.numerator.scale;
        let (top, bottom) = if up >= down {
            let top = self.numerator.mantissa.times(&Mantissa::power_of_ten(up - down));
            (top, self.denominator.mantissa.clone())
        } else {
            let bottom = self.denominator.mantissa.times(&Mantissa::power_of_ten(down - up));
            (self.numerator.mantissa.clone(), bottom)
        };
        match (&top, &bottom) {
            (Mantissa::Small(top), Mantissa::Small(bottom)) => {
                divide_small(*top, *bottom).or_else(|| divide_big(&BigInt::from(*top), &BigInt::from(*bottom)))
            }
            _ => divide_big(&top.big(), &bottom.big()),
        }
    }

    /// The value in tonnes, rounded once to the gram.
    pub fn to_grams(&self) -> Option<Grams> {
        self.rounded(6).map(Grams::new)
    }
}

fn divide_small(top: i128, bottom: i128) -> Option<i128> {
    // One division of 128 bits; the remainder has the sign of the dividend.
    let quotient = top.checked_div(bottom)?;
    let twice = (top - quotient * bottom).checked_abs()?.checked_mul(2)?;
    let away = if (top < 0) == (bottom < 0) { 1 } else { -1 };
    Some(match twice.cmp(&bottom.checked_abs()?) {
        Ordering::Less => quotient,
        Ordering::Equal if quotient % 2 == 0 => quotient,
        Ordering::Equal | Ordering::Greater => quotient.checked_add(away)?,
    })
}

fn divide_big(top: &BigInt, bottom: &BigInt) -> Option<i128> {
    let zero = BigInt::ZERO;
    let (top, bottom) = if *bottom < zero { (-top, -bottom) } else { (top.clone(), bottom.clone()) };
    let mut quotient = &top / &bottom;
    let mut remainder = top - &quotient * &bottom;
    if remainder < zero {
        quotient -= 1;
        remainder += &bottom;
    }
    let twice: BigInt = remainder * 2;
    let odd = (&quotient % BigInt::from(2)) != zero;
    if twice > bottom || (twice == bottom && odd) {
        quotient += 1;
    }
    i128::try_from(quotient).ok()
}

#[cfg(test)]
mod tests {
    use super::{Exact, Fraction};
    use crate::quantity::parse_decimal;
    use num_bigint::BigInt;
    use proptest::prelude::*;

    fn exact(text: &str) -> Exact {
        parse_decimal(text).expect("a decimal").into()
    }

    #[test]
    fn half_to_even_examples_of_the_decimals_page() {
        for (value, micro) in [
            ("0.0000005", 0),
            ("0.0000015", 2),
            ("0.0000025", 2),
            ("0.00000250000000001", 3),
            ("-0.0000015", -2),
            ("-0.0000005", 0),
            ("-0.0000016", -2),
        ] {
            assert_eq!(Fraction::new(exact(value)).rounded(6), Some(micro), "{value}");
        }
        // 1 kWh and 3 kWh at 0.8325 kg/kWh: 0.0008325 t and 0.0024975 t, ties in the seventh place.
        let per_kwh = exact("0.8325");
        for (kwh, micro) in [("1", 832), ("3", 2498)] {
            let tonnes = Fraction::new(exact(kwh)).times(&per_kwh).over(&exact("1000"));
            assert_eq!(tonnes.rounded(6), Some(micro));
        }
    }

    #[test]
    fn wide_products_keep_every_digit() {
        let wide = exact("9999999999999999999999999999");
        // (10^28 - 1)^2 = 10^56 - 2·10^28 + 1
        let square = wide.times(&wide).to_string();
        assert_eq!(square, format!("{}8{}1", "9".repeat(27), "0".repeat(27)));
        let back = Fraction::new(wide.times(&wide)).over(&wide).rounded(0);
        assert_eq!(back, Some(9_999_999_999_999_999_999_999_999_999));
    }

    proptest! {
        /// Against rational arithmetic on big integers: |value - rounded| <= 1/2, and a tie is even.
        #[test]
        fn rounding_is_nearest_and_ties_are_even(n in any::<i64>(), s in 0u32..12, d in prop_oneof![-999i64..-1, 1i64..999], places in 0u32..9) {
            let rounded = Fraction::new(Exact::from(n).shifted_right(s)).over(&Exact::from(d)).rounded(places).expect("fits");
            // value = n·10^places / (d·10^s);  2·|n·10^places - rounded·d·10^s| <= |d|·10^s
            let ten = BigInt::from(10);
            let unit = BigInt::from(d) * ten.clone().pow(s);
            let error: BigInt = (BigInt::from(n) * ten.pow(places) - BigInt::from(rounded) * &unit) * 2;
            let size = BigInt::from(error.magnitude().clone());
            let bound = BigInt::from(unit.magnitude().clone());
            prop_assert!(size <= bound);
            if size == bound {
                prop_assert_eq!(rounded % 2, 0);
            }
        }

        #[test]
        fn sums_do_not_depend_on_order(mut values in proptest::collection::vec((any::<i64>(), 0u32..28), 1..20)) {
            let sum = |values: &[(i64, u32)]| values.iter().fold(Exact::ZERO, |sum, (n, s)| sum.plus(&Exact::from(*n).shifted_right(*s)));
            let forward = sum(&values);
            values.reverse();
            prop_assert_eq!(&forward, &sum(&values));
            prop_assert_eq!(forward.to_string(), sum(&values).to_string());
        }
    }
}
