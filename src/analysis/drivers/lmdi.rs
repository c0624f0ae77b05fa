//! The logarithmic mean Divisia index, additive form I (LMDI-I; Ang 2005), with the analytical limits at zero (Ang and Liu
//! 2007). Logarithms need real numbers: doubles stand here, and leave as whole grams that sum to the exact change.

use crate::quantity::Grams;

/// What each factor of a product adds to its change, in the unit of the product: `L(V1, V0) · ln(x1 / x0)` with
/// `L(a, b) = (a − b) / (ln a − ln b)`. One factor that goes from or to zero takes the whole change. `None` where the limit
/// is not unique (several factors from or to zero), or a factor changes its sign or leaves the range of doubles.
pub(super) fn effects(before: &[f64], now: &[f64]) -> Option<Vec<f64>> {
    let (start, end): (f64, f64) = (before.iter().product(), now.iter().product());
    let pairs = || before.iter().zip(now);
    if start == 0.0 && end == 0.0 {
        return Some(vec![0.0; before.len()]);
    }
    if start == 0.0 || end == 0.0 {
        let moved = |(a, b): (&f64, &f64)| (*a == 0.0) != (*b == 0.0);
        if pairs().filter(|pair| moved(*pair)).count() != 1 {
            return None;
        }
        return Some(pairs().map(|pair| if moved(pair) { end - start } else { 0.0 }).collect());
    }
    if pairs().any(|(a, b)| a * b <= 0.0) {
        return None;
    }
    let mean = if start == end { start } else { (end - start) / growth(start, end) };
    let effects: Vec<f64> = pairs().map(|(a, b)| mean * growth(*a, *b)).collect();
    effects.iter().all(|effect| effect.is_finite()).then_some(effects)
}

/// `ln(b / a)` of two numbers of one sign; exact also where they are nearly equal.
fn growth(a: f64, b: f64) -> f64 {
    ((b - a) / a).ln_1p()
}

/// Effects in grams as whole grams that sum to the change: each is rounded down, and what is left goes to the largest
/// remainders, of equal ones to the first. Where doubles run out of digits (beyond 2^53 g) more may be left than there are
/// effects; all take the same then.
pub(super) fn whole_grams(effects: &[f64], change: Grams) -> Vec<Grams> {
    let mut parts: Vec<i128> = effects.iter().map(|effect| effect.floor() as i128).collect();
    let left = change.get() - parts.iter().sum::<i128>();
    let count = parts.len().max(1) as i128;
    parts.iter_mut().for_each(|part| *part += left.div_euclid(count));
    let mut largest: Vec<usize> = (0..parts.len()).collect();
    largest.sort_by(|a, b| effects[*b].rem_euclid(1.0).total_cmp(&effects[*a].rem_euclid(1.0)));
    for at in largest.into_iter().take(left.rem_euclid(count) as usize) {
        parts[at] += 1;
    }
    parts.into_iter().map(Grams::new).collect()
}

#[cfg(test)]
mod tests {
    use super::{effects, whole_grams};
    use crate::quantity::Grams;
    use proptest::prelude::*;

    fn near(found: Option<Vec<f64>>, wanted: &[f64]) {
        let found = found.expect("effects");
        assert_eq!(found.len(), wanted.len());
        for (found, wanted) in found.iter().zip(wanted) {
            assert!((found - wanted).abs() < 5e-4, "{found} is not {wanted}");
        }
    }

    /// Two sectors, energy = activity · share · intensity, in the form of Ang 2005.
    #[test]
    fn the_form_of_ang_2005() {
        // Sector 1: 50 · 0.2 · 3.0 = 30 -> 80 · 0.5 · 2.0 = 80. L = 50 / ln(80/30) = 50 / 0.980829 = 50.9773;
        // ln(80/50) = 0.470004, ln(0.5/0.2) = 0.916291, ln(2/3) = −0.405465, each times 50.9773.
        near(effects(&[50.0, 0.2, 3.0], &[80.0, 0.5, 2.0]), &[23.9595, 46.7100, -20.6695]);
        // Sector 2: 50 · 0.8 · 0.5 = 20 -> 80 · 0.5 · 0.4 = 16. L = −4 / ln(16/20) = 4 / 0.223144 = 17.9257;
        // ln(80/50) = 0.470004, ln(0.5/0.8) = −0.470004, ln(0.4/0.5) = −0.223144, each times 17.9257.
        near(effects(&[50.0, 0.8, 0.5], &[80.0, 0.5, 0.4]), &[8.4251, -8.4251, -4.0]);
        // Together 32.3846 + 38.2849 − 24.6695 = 46 = 96 − 50: no residual.
    }

    #[test]
    fn the_limits_at_zero() {
        // V0 = 0 and V1 = 0: all effects 0.
        near(effects(&[5.0, 0.0, 2.0], &[6.0, 0.0, 3.0]), &[0.0, 0.0, 0.0]);
        // One factor appears: it takes V1 = 6 · 0.5 · 3 = 9.
        near(effects(&[5.0, 0.0, 2.0], &[6.0, 0.5, 3.0]), &[0.0, 9.0, 0.0]);
        // One disappears: −V0 = −(5 · 0.5 · 2) = −5.
        near(effects(&[5.0, 0.5, 2.0], &[6.0, 0.0, 3.0]), &[0.0, -5.0, 0.0]);
        // Several at once, or a sign that changes: no limit, no logarithm.
        assert_eq!(effects(&[5.0, 0.0, 0.0], &[6.0, 0.5, 3.0]), None);
        assert_eq!(effects(&[5.0, -0.5, 2.0], &[6.0, 0.5, 3.0]), None);
        // L(a, a) = a: 4 · 2 -> 8 · 1 is 8 · ln 2 and 8 · ln(1/2).
        near(effects(&[4.0, 2.0], &[8.0, 1.0]), &[5.5452, -5.5452]);
        // An export, negative in both: the mirror image of the same import.
        near(effects(&[50.0, -0.2, 3.0], &[80.0, -0.5, 2.0]), &[-23.9595, -46.7100, 20.6695]);
    }

    /// The three links of four years and the limits at zero as published with LMDIR 0.1 (M. Heun, CRAN), which follows Ang,
    /// Zhang and Choi 1998 (Energy 23, 489–495, table 2) and Wood and Lenzen 2006: data and effects of its tests.
    #[test]
    fn a_published_decomposition() {
        let years = [
            [[1.0, 10.0, 2.0], [4.0, 5.0, 3.0]],
            [[4.0, 5.0, 3.0], [5.0, 6.0, 4.0]],
            [[8.0, 2.0, 4.0], [5.0, 7.0, 5.0]],
            [[10.0, 1.0, 5.0], [6.0, 8.0, 6.0]],
        ];
        let published = [
            [[50.474_380_29, -25.237_190_14, 14.762_809_86], [19.315_685_69, 15.782_064_35, 24.902_249_96]],
            [[42.960_214_67, -56.790_314_73, 17.830_100_06], [0.0, 22.471_288_16, 32.528_711_84]],
            [[12.654_981_5, -39.309_962_99, 12.654_981_5], [41.355_660_84, 30.288_678_32, 41.355_660_84]],
        ];
        for (pair, wanted) in years.windows(2).zip(published) {
            for sector in 0..2 {
                near(effects(&pair[0][sector], &pair[1][sector]), &wanted[sector]);
            }
        }
        near(effects(&[0.0, 10.0, 2.0], &[4.0, 5.0, 3.0]), &[60.0, 0.0, 0.0]);
        near(effects(&[4.0, 5.0, 3.0], &[5.0, 6.0, 0.0]), &[0.0, 0.0, -60.0]);
    }

    #[test]
    fn grams_that_are_left_go_to_the_largest_remainders() {
        let whole = |effects: &[f64], change| {
            let parts = whole_grams(effects, Grams::new(change));
            parts.into_iter().map(Grams::get).collect::<Vec<_>>()
        };
        // 1 + 2 − 4 = −1; one gram left, to .7.
        assert_eq!(whole(&[1.7, 2.6, -3.7], 0), [2, 2, -4]);
        assert_eq!(whole(&[1.5, 1.5], 3), [2, 1]);
        assert_eq!(whole(&[0.0, 0.0, 0.0], 7), [3, 2, 2]);
    }

    proptest! {
        #[test]
        fn effects_sum_to_the_change(pairs in prop::collection::vec((1e-3_f64..1e6, 1e-3_f64..1e6), 1..6)) {
            let (before, now): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
            let change = now.iter().product::<f64>() - before.iter().product::<f64>();
            let size = now.iter().product::<f64>() + before.iter().product::<f64>();
            let sum: f64 = effects(&before, &now).expect("effects").iter().sum();
            prop_assert!((sum - change).abs() <= 1e-9 * size);
        }

        #[test]
        fn whole_grams_sum_exactly(effects in prop::collection::vec(-1e18_f64..1e18, 1..9), change in -(10i128.pow(20))..10i128.pow(20)) {
            let parts = whole_grams(&effects, Grams::new(change));
            prop_assert_eq!(parts.into_iter().sum::<Grams>(), Grams::new(change));
        }
    }
}
