//! A fraction made ready to multiply many integers, each product rounded once, half to even.

use num_bigint::BigInt;

use super::exact::{Exact, Fraction};

/// Bits of the number that stands for the fraction in the fast case.
const BITS: u32 = 63;

/// Estimates of a product are whole numbers of this binary place.
const PLACE: u32 = 20;

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

    /// The product of an integer of at most 63 bits, rounded half to even; none of a longer one, beyond 63 bits, or below zero.
    #[inline]
    pub fn times(&self, value: u64) -> Option<u64> {
        if value >> BITS != 0 {
            return None;
        }
        let Some((leading, shift)) = self.leading else { return self.in_full(value) };
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

/// So many rounded estimates, each of 44 bits at most, are a sum of 64 bits.
pub const MOST_SUMMED: usize = 1 << PLACE;

/// Two fractions and a weight as one factor, to estimate what an integer comes to after both of them.
///
/// The integer is multiplied by the first fraction and rounded, then by the weight and the second fraction. The estimate leaves
/// out the rounding between, which moves the product by no more than half of what one comes to. Where the estimate lies farther
/// than that from the middle between two whole numbers, it rounds to the same whole number as the product does.
#[derive(Debug, Clone, Copy)]
pub struct Joined {
    factor: u64,
    error: u64,
}

impl Joined {
    /// Joins fractions for integers that are held with so many bits to the left.
    ///
    /// None where there is no estimate: a product may be too large, or one comes to so much that the rounding between decides.
    ///
    /// Fractions are cut to 63 bits and their product to no fewer, each by less than 2^-62 of it: that is less than 8 of a
    /// factor below 2^63, and with its own end less than 9. An integer of 64 bits makes less than 9 in the last place of the
    /// estimate of that, whose own end is less than one.
    pub fn of(first: &Multiplier, weight: u64, second: &Multiplier, held: u32) -> Option<Self> {
        const CUT: u64 = 10;
        let ((a, shift_of_a), (b, shift_of_b)) = (first.leading?, second.leading?);
        let product = ((u128::from(a) * u128::from(b)) >> 62) * u128::from(weight);
        let places = i64::from(62 + 64 + PLACE) - i64::from(shift_of_a + shift_of_b + held);
        let far = u32::try_from(places.unsigned_abs()).ok()?;
        let factor = match places {
            ..0 => product.checked_shr(far).unwrap_or(0),
            _ if product == 0 => 0,
            _ if far < product.leading_zeros() => product << far,
            _ => return None,
        };
        // Half of what one comes to, rounded up.
        let half = ((u128::from(b) + 1) * u128::from(weight)) >> shift_of_b.checked_sub(PLACE - 1)?;
        Some(Self { factor: u64::try_from(factor).ok()?, error: u64::try_from(half).ok()?.checked_add(1 + CUT)? })
    }

    /// How far a sum of estimates is from that of products at most; none where that says nothing, or the sum may not fit.
    pub fn error(all: &[Self]) -> Option<u64> {
        let factor = all.iter().try_fold(0_u64, |sum, one| sum.checked_add(one.factor))?;
        let error = all.iter().try_fold(0_u64, |sum, one| sum.checked_add(one.error))?;
        (factor >> BITS == 0 && error < 1 << (PLACE - 1)).then_some(error)
    }

    /// What an integer comes to, about: no more than that without the rounding between.
    #[inline]
    pub fn estimate(self, held: u64) -> u64 {
        ((u128::from(held) * u128::from(self.factor)) >> 64) as u64
    }
}

/// Rounds estimates that are so far from the truth at most, and sums those that are no doubt rounded as the truth is. The places
/// of the others are listed. Of at most [`MOST_SUMMED`] estimates: in a loop so short, a sum of 128 bits takes as long again.
///
/// Not inlined: amid the code of a caller its numbers do not stay in registers.
#[inline(never)]
pub fn sum_rounded(estimates: impl Iterator<Item = u64>, error: u64, doubtful: &mut Vec<usize>) -> u64 {
    // With a half and the error added, the truth is above the estimate less twice the error, and not above the estimate: if no
    // whole number is between, that below both is what the truth rounds to, and there is no tie.
    let added = (1 << (PLACE - 1)) + error;
    let mut sum = 0;
    for (at, estimate) in estimates.enumerate() {
        let above = estimate + added;
        if above & ((1 << PLACE) - 1) < 2 * error {
            doubtful.push(at);
        } else {
            sum += above >> PLACE;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::{Joined, Multiplier, sum_rounded};
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
        assert_eq!(Multiplier::new(&of(0, 3, 0)).times(u64::MAX >> 1), Some(0));
        // What does not fit is marked by the longest number: a small part of it fits, and is nothing.
        assert_eq!(Multiplier::new(&of(1, 4, 0)).times(u64::MAX), None);
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
                    let exact = exact.filter(|_| value >> 63 == 0);
                    let fits = exact.and_then(|exact| u64::try_from(exact).ok()).filter(|exact| exact >> 63 == 0);
                    prop_assert_eq!(multiplier.times(value), fits, "{} {:?}", value, fraction);
                }
            }
        }

        #[test]
        fn what_is_not_doubtful_rounds_as_the_fractions_do(
            top in 0i64..i64::MAX, bottom in 1i64..i64::MAX, (place, per) in (0u32..22, 0i64..10_000_000), scale in 0u32..16,
            weight in prop_oneof![Just(1u64), 1u64..2000], values in proptest::collection::vec(any::<u64>(), 40), bits in 8u32..64,
        ) {
            let then = of(per, 3, scale);
            for first in [of(top, bottom, place), of(top % 1000, bottom % 1000 + 1, place % 4), of(top % 1000, 1000, 0), of(1, 2, 0)] {
                let (one, two) = (Multiplier::new(&first), Multiplier::new(&then));
                // Small ones are met by ties, and by estimates that err on the wrong side of one.
                let values: Vec<u64> = values.iter().map(|value| value >> (64 - bits)).collect();
                let held = values.iter().max().map_or(63, |most| most.leading_zeros());
                let Some(joined) = Joined::of(&one, weight, &two, held) else { continue };
                let Some(error) = Joined::error(&[joined]) else { continue };
                for value in values {
                    let mut doubtful = Vec::new();
                    let found = sum_rounded(std::iter::once(joined.estimate(value << held)), error, &mut doubtful);
                    let between = first.clone().times(&Exact::from_parts(value.into(), 0)).rounded(0).expect("fits");
                    let product = then.clone().times(&Exact::from_parts(between, 0)).times(&Exact::from_parts(weight.into(), 0));
                    let exact = product.rounded(0).expect("fits");
                    prop_assert!(doubtful == [0] || exact == found as i128, "{} {:?} {:?} {} {}", value, first, then, exact, found);
                }
            }
        }
    }
}
