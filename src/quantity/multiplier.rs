//! A fraction made ready to multiply many integers, each product rounded once, half to even.

use num_bigint::BigInt;

use super::exact::{Exact, Fraction};

/// Bits of the number that stands for the fraction in the fast case.
const BITS: u32 = 63;

/// A fraction, ready to multiply integers that are not negative.
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
}

impl Multiplier {
    /// Makes a fraction ready.
    pub fn new(fraction: &Fraction) -> Self {
        let mut made = Self { fraction: fraction.clone(), leading: None, whole: false };
        let scale = fraction.numerator.scale().max(fraction.denominator.scale());
        let (mut top, mut bottom) = (fraction.numerator.integer(scale), fraction.denominator.integer(scale));
        if bottom < BigInt::ZERO {
            (top, bottom) = (-top, -bottom);
        }
        if bottom == BigInt::ZERO || top < BigInt::ZERO {
            return made;
        }
        if top == BigInt::ZERO {
            return Self { leading: Some((0, 1)), whole: true, ..made };
        }
        // The quotient of two numbers has as many bits as their difference, or one more.
        let bits = |number: &BigInt| i64::try_from(number.bits()).unwrap_or(i64::MAX);
        let first = i64::from(BITS) + bits(&bottom) - bits(&top);
        for shift in [first, first - 1] {
            // Beyond that, no 63 bits of an integer reach the point.
            let Some(shift) = u32::try_from(shift).ok().filter(|shift| (1..=126).contains(shift)) else { continue };
            let shifted: BigInt = &top << shift;
            let quotient: BigInt = &shifted / &bottom;
            if quotient.bits() == u64::from(BITS) {
                made.leading = u64::try_from(&quotient).ok().map(|leading| (leading, shift));
                made.whole = quotient * bottom == shifted;
                break;
            }
        }
        made
    }

    /// The fraction.
    pub fn fraction(&self) -> &Fraction {
        &self.fraction
    }

    /// The product, rounded half to even; none beyond 63 bits, or below zero.
    #[inline]
    pub fn times(&self, value: u64) -> Option<u64> {
        let Some((leading, shift)) = self.leading.filter(|_| value >> BITS == 0) else { return self.in_full(value) };
        let product = u128::from(value) * u128::from(leading);
        let (half, below) = (1_u128 << (shift - 1), product >> shift);
        let (rest, error) = (product & ((half << 1) - 1), if self.whole { 0 } else { u128::from(value) });
        let rounded = if rest + error < half {
            below
        } else if rest > half && rest + error <= half << 1 {
            below + 1
        } else {
            return self.in_full(value);
        };
        u64::try_from(rounded).ok().filter(|rounded| rounded >> BITS == 0)
    }

    #[cold]
    fn in_full(&self, value: u64) -> Option<u64> {
        let product = self.fraction.clone().times(&Exact::from_parts(value.into(), 0)).rounded(0)?;
        u64::try_from(product).ok().filter(|rounded| rounded >> BITS == 0)
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
        let half = Multiplier::new(&of(1, 2, 0));
        assert_eq!([0, 1, 2, 3, 5].map(|value| half.times(value)), [0, 0, 1, 2, 2].map(Some));
        // 15 × 0.7 = 10.5 and 25 × 0.7 = 17.5: seven tenths have no end in bits.
        let tenths = Multiplier::new(&of(7, 1, 1));
        assert_eq!([15, 25].map(|value| tenths.times(value)), [10, 18].map(Some));
        assert_eq!(Multiplier::new(&of(3, 3, 0)).times(123_456_789), Some(123_456_789));
        assert_eq!(Multiplier::new(&of(0, 3, 0)).times(u64::MAX), Some(0));
        assert_eq!([of(-1, 3, 0), of(1, 0, 0)].map(|fraction| Multiplier::new(&fraction).times(9)), [None, None]);
        assert_eq!(Multiplier::new(&of(2, 1, 0)).times(u64::MAX), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn it_rounds_as_the_fraction_does(
            top in 0i64..i64::MAX, bottom in 1i64..i64::MAX, scale in 0u32..30, small in any::<u32>(), large in any::<u64>(),
        ) {
            for fraction in [of(top, bottom, scale), of(top % 1000, bottom % 1000 + 1, scale % 4), of(top, 1, scale)] {
                let multiplier = Multiplier::new(&fraction);
                for value in [u64::from(small % 1000), small.into(), large >> 20, large >> 1, large] {
                    let exact = fraction.clone().times(&Exact::from_parts(value.into(), 0)).rounded(0);
                    let fits = exact.and_then(|exact| u64::try_from(exact).ok()).filter(|exact| exact >> 63 == 0);
                    prop_assert_eq!(multiplier.times(value), fits, "{} {:?}", value, fraction);
                }
            }
        }
    }
}
