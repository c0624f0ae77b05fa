//! Uncertainty by propagation of errors (IPCC 2006, volume 1, chapter 3, equations 3.1 and 3.2); arithmetic shown.

use parkcarbon::analysis::{Draws, ErrorModel, Spread, Uncertainty, draw, uncertainty_of};
use parkcarbon::factors::Library;
use parkcarbon::inventory::{Inventory, View, account};
use parkcarbon::park::read_park;
use parkcarbon::source::{Files, Problems};

/// Two enterprises that buy power at 0.8325 kg/kWh: 1000 MWh are 832.5 t, 2000 MWh are 1665 t.
const TWO: &str = "[[enterprise]]\nid = \"a\"\nname = \"A\"\n\
    [[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2023Q1 = 400, 2023Q2 = 600 }\n\
    [[enterprise]]\nid = \"b\"\nname = \"B\"\n\
    [[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2023Q1 = 2000 }\ntier = 1\n";

fn range(of: &str, half_width: &str, more: &str) -> String {
    format!("[[uncertainty]]\nof = [\"{of}\"]\nhalf_width = \"{half_width} %\"\n{more}\n")
}

/// Both approaches for 2023, against 2022 if there are data, of a park.
fn both(standard: &str, accounting: &str, rest: &str, draws: usize) -> (Spread, Option<(f64, f64)>, Draws) {
    let text = format!(
        "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"{standard}\"\n{accounting}\n{rest}"
    );
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let library = Library::load(&[], &mut files, &mut problems);
    let file = files.add("park.toml", text);
    let park = read_park(&mut files, file, &library, &mut problems).expect("a park");
    let of = |year: &str| {
        let year = year.parse().expect("a period");
        let standard = library.standard(standard, year).expect("a standard");
        account(&park, &library, standard, year, View::Park, &mut Problems::default())
    };
    let (now, then) = (of("2023").expect("an inventory"), of("2022"));
    let inventories: Vec<&Inventory> = std::iter::once(&now).chain(&then).collect();
    assert!(!problems.has_errors(), "{:?}", problems.sorted());
    let model = ErrorModel::of(&park, &library, &inventories);
    let Uncertainty { total, trend, .. } = uncertainty_of(&model);
    (total, trend.map(|trend| (trend.percent, trend.half_width)), draw(&model, draws, 7))
}

fn spread(standard: &str, accounting: &str, rest: &str) -> Spread {
    both(standard, accounting, rest, 2).0
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-6, "{found} instead of {expected}");
}

#[test]
fn meters_err_apart_and_a_shared_factor_errs_together() {
    let ranges = range("activity", "2", "") + &range("emission_factor", "10", "carriers = [\"electricity\"]");
    let found = spread("cn-zero-carbon-park-2025", "", &(TWO.to_string() + &ranges));
    assert_eq!(found.sum.to_string(), "2497.500000");
    // Two meters: sqrt((2 % × 832.5)² + (2 % × 1665)²); the quarters of one meter together, not by their squares.
    near(found.activity_t, (16.65_f64 * 16.65 + 33.3 * 33.3).sqrt());
    // One factor: 10 % × (832.5 + 1665), not sqrt(83.25² + 166.5²).
    near(found.factors_t, 249.75);
    near(found.both_t(), (16.65_f64 * 16.65 + 33.3 * 33.3 + 249.75 * 249.75).sqrt());
    near(found.percent(found.factors_t).expect("a share"), 10.0);
}

#[test]
fn the_first_range_that_fits_holds() {
    let ranges = range("activity", "0.5", "tier = 1")
        + &range("activity", "1", "enterprises = [\"b\"]")
        + &range("activity", "3", "kinds = [\"electricity\"]");
    let found = spread("cn-zero-carbon-park-2025", "", &(TWO.to_string() + &ranges));
    // a: 3 % × 832.5 = 24.975; b: 0.5 % × 1665 = 8.325.
    near(found.activity_t, (24.975_f64 * 24.975 + 8.325 * 8.325).sqrt());
    // The factor is published without a range: nothing is made of it, and the result says so.
    near(found.factors_t, 0.0);
    near(found.factors_unknown_t / found.size_t, 1.0);
}

#[test]
fn a_sale_inside_cancels_its_purchase() {
    // a buys 1000 MWh and passes 400 on to b: the park's error is that of the meter at its fence, 2 % × 832.5.
    let park = "[[enterprise]]\nid = \"a\"\nname = \"A\"\n\
        [[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2023 = 1000 }\n\
        [[enterprise]]\nid = \"b\"\nname = \"B\"\n\
        [[transfer]]\nfrom = \"a\"\nto = \"b\"\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2023 = 400 }\n";
    let found = spread("cn-zero-carbon-park-2025", "", &(park.to_string() + &range("activity", "2", "")));
    near(found.activity_t, 16.65);
}

#[test]
fn recalled_ranges_need_leave() {
    let coal = "[[enterprise]]\nid = \"a\"\nname = \"A\"\n\
        [[enterprise.activity]]\ncarrier = \"anthracite\"\nunit = \"t\"\nquantity = { 2023 = 1000 }\n";
    let found = spread("gb-t-32150-2015", "", coal);
    let sum: f64 = found.sum.to_string().parse().expect("a number");
    // The one range that was seen: 5 % of burned fuels (IPCC 2006, volume 2, chapter 1, 1.5.2).
    near(found.activity_t, 0.05 * sum);
    near(found.factors_t, 0.0);
    // With leave: calorific value 20.6 %, carbon per heat 3.8 %; none is known of the oxidation factor.
    let found = spread("gb-t-32150-2015", "allow_recalled = true", coal);
    near(found.factors_t, sum * (0.206_f64 * 0.206 + 0.038 * 0.038).sqrt());
    near(found.factors_unknown_t, sum);
}

/// Two approaches, one truth: of linear sums of normal errors the drawn percentiles are those of propagation. With 400,000
/// trials a percentile of a normal distribution has a standard error of sqrt(0.025 × 0.975 ÷ 400,000) ÷ 0.0584 = 0.0042
/// deviations; five of them are 0.021 deviations, 1.1 % of the half width.
#[test]
fn both_approaches_agree_where_errors_are_normal_and_linear() {
    let ranges = range("activity", "2", "") + &range("emission_factor", "10", "carriers = [\"electricity\"]");
    let (total, _, drawn) = both("cn-zero-carbon-park-2025", "", &(TWO.to_string() + &ranges), 400_000);
    let half_width = total.both_t();
    for (found, expected) in [(drawn.level.high, 2497.5 + half_width), (drawn.level.low, 2497.5 - half_width)] {
        assert!((found - expected).abs() < 0.011 * half_width + 0.1, "{found} instead of {expected}");
    }
    assert!((drawn.level.mean - 2497.5).abs() < 5.0 * half_width / 1.96 / 400_000_f64.sqrt());
}

/// A year later the same factor holds for twice as much: its error cancels, what is left is that of the two readings.
/// now ÷ then = 2, each read to 2 %: 2 × sqrt(2² + 2²) = 5.6569 points.
#[test]
fn a_shared_factor_cancels_in_the_trend() {
    let park = "[[enterprise]]\nid = \"a\"\nname = \"A\"\n\
        [[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2022 = 1000, 2023 = 2000 }\n";
    let ranges = range("activity", "2", "") + &range("emission_factor", "50", "");
    let (total, trend, drawn) = both("cn-zero-carbon-park-2025", "", &(park.to_string() + &ranges), 100_000);
    let (percent, half_width) = trend.expect("a trend");
    near(percent, 100.0);
    near(half_width, 2.0 * 8.0_f64.sqrt());
    near(total.factors_t, 0.5 * 1665.0);
    let drawn = drawn.trend.expect("a drawn trend");
    assert!((drawn.high - drawn.low - 2.0 * half_width).abs() < 0.02 * half_width, "{drawn:?}");
}

#[test]
fn one_seed_gives_one_result_whatever_the_threads() {
    let park = TWO.to_string() + &range("activity", "2", "") + &range("emission_factor", "10", "");
    let of = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| both("cn-zero-carbon-park-2025", "", &park, 10_001).2)
    };
    let (one, four) = (of(1), of(4));
    assert_eq!(one.level, four.level);
}

/// 95 % of what is drawn lie where the range says, whatever the distribution: one error of 10 %.
#[test]
fn a_range_holds_under_every_distribution() {
    let park = "[[enterprise]]\nid = \"a\"\nname = \"A\"\n\
        [[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2023 = 1000 }\n";
    for law in ["normal", "lognormal", "uniform", "triangular"] {
        let ranges = range("activity", "10", &format!("distribution = \"{law}\""));
        let (_, _, drawn) = both("cn-zero-carbon-park-2025", "", &(park.to_string() + &ranges), 200_000);
        // 832.5 t and 10 %: 915.75 t above.
        assert!((drawn.level.high - 915.75).abs() < 1.0, "{law}: {drawn:?}");
        assert!((drawn.level.mean - 832.5).abs() < 0.5, "{law}: {drawn:?}");
    }
}
