//! A fraction made ready to multiply many integers, each product rounded once, half to even.

use std::cmp::Ordering;

use num_bigint::BigInt;

use super::exact::{Exact, Fraction};

/// Bits of the number that stands for the fraction in the fast case.
const BITS: u64 = 63;

/// A fraction that is not negative, ready to multiply integers.
///
/// An integer of at most 63 bits is multiplied by the first 63 bits of the fraction. What those leave out is less than the
/// integer itself in the last place of the product: unless the product lies so near the middle between two whole numbers, it is
/// rounded rightly. Otherwise the fraction itself is multiplied.
#[derive(Debug, Clone)]
pub struct Multiplier {
    fraction: Fraction,
    /// The first bits of the fraction, and by how many places they are shifted; none where that is too many or too few.
    leading: Option<(u64, u32)>,
    /// Nothing is left out.
    whole: bool,
    /// The fraction is one.
    one: bool,
}

impl Multiplier {
    /// Makes a fraction ready; none of a negative one or one without a value.
    pub fn new(fraction: &Fraction) -> Option<Self> {
        let scale = fraction.numerator.scale().max(fraction.denominator.scale());
        let (mut top, mut bottom) = (fraction.numerator.integer(scale), fraction.denominator.integer(scale));
        if bottom < BigInt::ZERO {
            (top, bottom) = (-top, -bottom);
        }
        if bottom == BigInt::ZERO || top < BigInt::ZERO {
            return None;
        }
        let one = top == bottom;
        let mut made = Self { fraction: fraction.clone(), leading: None, whole: false, one };
        if top == BigInt::ZERO {
            return Some(Self { leading: Some((0, 1)), whole: true, ..made });
        }
        // The quotient of two numbers has as many bits as their difference, or one more.
        let shift = i64::try_from(BITS + bottom.bits()).ok()? - i64::try_from(top.bits()).ok()?;
        let shifted = |shift: i64| match shift {
            0.. => (&top << shift as u64, bottom.clone()),
            _ => (top.clone(), &bottom << shift.unsigned_abs()),
        };
        for shift in [shift, shift - 1] {
            let (top, bottom) = shifted(shift);
            let quotient: BigInt = &top / &bottom;
            if quotient.bits() == BITS {
                let leading = u64::try_from(&quotient).ok().zip(u32::try_from(shift).ok());
                made.leading = leading.filter(|(_, shift)| (1..=126).contains(shift));
                made.whole = quotient * bottom == top;
                break;
            }
        }
        Some(made)
    }

    /// True if it leaves every integer as it is.
    pub fn is_one(&self) -> bool {
        self.one
    }

    /// The fraction.
    pub fn fraction(&self) -> &Fraction {
        &self.fraction
    }

    /// The product, rounded half to even; none beyond 128 bits.
    #[inline]
    pub fn times(&self, value: i128) -> Option<i128> {
        match (self.leading, u64::try_from(value.unsigned_abs())) {
            (Some((leading, shift)), Ok(size)) if size >> BITS == 0 => {
                let product = u128::from(size) * u128::from(leading);
                let rest = product & ((1 << shift) - 1);
                let (half, error) = (1_u128 << (shift - 1), if self.whole { 0 } else { u128::from(size) });
                let below = product >> shift;
                let rounded = if rest + error < half {
                    below
                } else if rest > half && rest + error <= half << 1 {
                    below + 1
                } else {
                    return self.in_full(value);
                };
                let rounded = rounded as i128;
                Some(if value < 0 { -rounded } else { rounded })
            }
            _ => self.in_full(value),
        }
    }

    #[cold]
    fn in_full(&self, value: i128) -> Option<i128> {
        self.fraction.clone().times(&Exact::from_parts(value, 0)).rounded(0)
    }
}

impl PartialEq for Multiplier {
    fn eq(&self, other: &Self) -> bool {
        self.fraction.cmp(&other.fraction) == Ordering::Equal
    }
}

#[cfg(test)]
mod tests {
    use super::Multiplier;
    use crate::quantity::{Exact, Fraction};
    use proptest::prelude::*;

    fn of(top: i64, bottom: i64, scale: u32) -> Fraction {
        Fraction::new(Exact::from(top).shifted_right(scale)).over(&Exact::from(bottom))
    }

    #[test]
    fn ties_go_to_the_even_neighbour() {
        let half = Multiplier::new(&of(1, 2, 0)).expect("a multiplier");
        assert_eq!([1, 2, 3, 5, -1, -3].map(|value| half.times(value)), [0, 1, 2, 2, 0, -2].map(Some));
        // 15 × 0.7 = 10.5 and 25 × 0.7 = 17.5: seven tenths have no end in bits.
        let tenths = Multiplier::new(&of(7, 1, 1)).expect("a multiplier");
        assert_eq!([15, 25, -25].map(|value| tenths.times(value)), [10, 18, -18].map(Some));
        assert!(Multiplier::new(&of(3, 3, 0)).expect("a multiplier").is_one());
        assert!(Multiplier::new(&of(-1, 3, 0)).is_none() && Multiplier::new(&of(1, 0, 0)).is_none());
        assert_eq!(Multiplier::new(&of(0, 3, 0)).expect("a multiplier").times(i128::MAX), Some(0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn it_rounds_as_the_fraction_does(
            top in 0i64..i64::MAX, bottom in 1i64..i64::MAX, scale in 0u32..30, small in any::<i32>(), large in any::<i64>(), power in 0u32..20,
        ) {
            for fraction in [of(top, bottom, scale), of(top % 1000, bottom % 1000 + 1, scale % 4), of(top, 1, scale)] {
                let multiplier = Multiplier::new(&fraction).expect("a multiplier");
                for value in [i128::from(small), i128::from(large), i128::from(small) * 10i128.pow(power)] {
                    let exact = fraction.clone().times(&Exact::from_parts(value, 0)).rounded(0);
                    prop_assert_eq!(multiplier.times(value), exact, "{} {:?}", value, fraction);
                }
            }
        }
    }
}
