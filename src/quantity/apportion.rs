//! Apportionment: a whole split by weights, to the gram and without a rest.

use super::exact::Exact;
use super::grams::Grams;

/// Splits a mass by weights: each part is its share cut to whole grams, and the grams left over go to the largest remainders,
/// of equal ones to the first. The parts sum to the whole.
///
/// `None` if a weight is negative or all of them are zero.
pub fn apportion(whole: Grams, weights: &[Exact]) -> Option<Vec<Grams>> {
    let scale = weights.iter().map(Exact::scale).max()?;
    let weights: Vec<_> = weights.iter().map(|weight| weight.integer(scale)).collect();
    let zero = num_bigint::BigInt::ZERO;
    let sum: num_bigint::BigInt = weights.iter().sum();
    if sum == zero || weights.iter().any(|weight| *weight < zero) {
        return None;
    }
    let size = num_bigint::BigInt::from(whole.get().unsigned_abs());
    let products: Vec<_> = weights.iter().map(|weight| &size * weight).collect();
    let mut parts: Vec<i128> =
        products.iter().map(|product| i128::try_from(product / &sum).ok()).collect::<Option<_>>()?;
    let given: i128 = parts.iter().sum();
    let mut largest: Vec<usize> = (0..parts.len()).collect();
    largest.sort_by_key(|at| std::cmp::Reverse(&products[*at] % &sum));
    let left = usize::try_from(whole.get().abs() - given).ok()?;
    for at in largest.into_iter().take(left) {
        parts[at] += 1;
    }
    let sign = if whole < Grams::ZERO { -1 } else { 1 };
    Some(parts.into_iter().map(|part| Grams::new(sign * part)).collect())
}

#[cfg(test)]
mod tests {
    use super::{Exact, Grams, apportion};
    use proptest::prelude::*;

    fn split(whole: i128, weights: &[i64]) -> Option<Vec<i128>> {
        let weights: Vec<Exact> = weights.iter().map(|weight| Exact::from(*weight)).collect();
        Some(apportion(Grams::new(whole), &weights)?.into_iter().map(Grams::get).collect())
    }

    #[test]
    fn grams_left_over_go_to_the_largest_remainders() {
        // 100 by 1:1:1 is 33 each and one gram, to the first of equals; 10 by 1:2:4 is 1 3/7, 2 6/7, 5 5/7.
        assert_eq!(split(100, &[1, 1, 1]), Some(vec![34, 33, 33]));
        assert_eq!(split(10, &[1, 2, 4]), Some(vec![1, 3, 6]));
        assert_eq!(split(-10, &[1, 2, 4]), Some(vec![-1, -3, -6]));
        assert_eq!(split(7, &[0, 5]), Some(vec![0, 7]));
        assert_eq!(split(7, &[0, 0]), None);
        assert_eq!(split(7, &[2, -1]), None);
        assert_eq!(split(7, &[]), None);
    }

    proptest! {
        #[test]
        fn parts_sum_to_the_whole(whole in -1_000_000_000_000_i128..1_000_000_000_000, weights in prop::collection::vec(0_i64..1_000_000, 1..20)) {
            if let Some(parts) = split(whole, &weights) {
                prop_assert_eq!(parts.iter().sum::<i128>(), whole);
                // No part is a gram or more off its share.
                let sum: i128 = weights.iter().map(|w| i128::from(*w)).sum();
                for (part, weight) in parts.iter().zip(&weights) {
                    prop_assert!((part * sum - whole * i128::from(*weight)).abs() < sum);
                }
            }
        }
    }
}
