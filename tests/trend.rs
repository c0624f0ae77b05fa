//! Trends: growth, averages, the same scope, and contributions that sum to the growth exactly. Arithmetic shown.

use parkcarbon::analysis::{Basis, Contributions, Measures, Row, Run, TrendAxis, contributions, rows};
use parkcarbon::factors::Library;
use parkcarbon::inventory::View;
use parkcarbon::park::{Park, Whose, read_park};
use parkcarbon::quantity::{Exact, Fraction, Period};
use parkcarbon::source::{Files, Problems};
use proptest::prelude::*;

const HEAD: &str = "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"gb-t-32150\"\n";

thread_local! {
    static LIBRARY: Library = Library::load(&[], &mut Files::default(), &mut Problems::default());
}

fn park(library: &Library, text: &str) -> Park {
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let file = files.add("park.toml", format!("{HEAD}{text}"));
    let park = read_park(&mut files, file, library, &mut problems).expect("a park");
    assert!(!problems.has_errors());
    park
}

/// Heat bought outside: 0.11 t CO2 per GJ.
fn heat(id: &str, quantity: &str, more: &str) -> String {
    format!(
        "[[enterprise]]\nid = \"{id}\"\nname = \"{id}\"\n{more}\n[[enterprise.activity]]\ncarrier = \"heat\"\nsupply = \"fossil\"\nunit = \"GJ\"\nquantity = {{ {quantity} }}\n"
    )
}

fn period(text: &str) -> Period {
    text.parse().expect("a period")
}

fn of_rows<T>(text: &str, span: &str, look: impl Fn(&[Row]) -> T) -> T {
    LIBRARY.with(|library| {
        let park = park(library, text);
        let measures = Measures::gather(&park, library, None, View::Park).expect("accounted");
        let metric = library.metric("emissions").expect("a metric");
        let constant = measures.at_later_factors(period(span).years_later(-1), 12);
        look(&rows(&measures, &constant, metric, &Whose::Park, period(span)))
    })
}

fn of_parts(text: &str, span: &str, axis: TrendAxis) -> Contributions {
    LIBRARY.with(|library| {
        let park = park(library, text);
        let measures = Measures::gather(&park, library, None, View::Park).expect("accounted");
        let constant = measures.at_later_factors(period(span).years_later(-1), 12);
        let metric = library.metric("emissions").expect("a metric");
        contributions(&measures, &constant, metric, axis, period(span)).expect("known")
    })
}

fn percent(row: &Row) -> String {
    let growth = row.year_on_year.as_ref().expect("growth");
    growth.percent().plain(6).expect("a number")
}

#[test]
fn single_and_cumulative_periods_and_their_growth() {
    let text = heat("a", "2021Q1 = 1000, 2021Q2 = 1000, 2022Q1 = 1200, 2022Q2 = 800, 2023Q1 = 1500, 2023Q2 = 900", "");
    of_rows(&text, "2023Q2", |rows| {
        let all: Vec<_> = rows.iter().map(|row| (row.span.to_string(), row.run, percent(row))).collect();
        // 1500/1200, 900/800; from January on 1500/1200 and 2400/2000.
        assert_eq!(
            all,
            [
                ("2023Q1".to_string(), Run::Single, "25".to_string()),
                ("2023Q2".to_string(), Run::Single, "12.5".to_string()),
                ("2023Q1".to_string(), Run::Cumulative, "25".to_string()),
                ("2023H1".to_string(), Run::Cumulative, "20".to_string()),
            ]
        );
        // 900/1500 = 0.6 against the quarter before.
        let before = rows[1].on_period_before.as_ref().expect("single").as_ref().expect("known");
        assert_eq!(before.percent().plain(6).as_deref(), Some("-40"));
        // 1.2 × 1.25 = 1.5, its root 1.224744871…; 2400/2000 × 2000/2000 = 1.2, root 1.095445115…
        assert_eq!(rows[0].two_year.as_ref().expect("known").percent(4), Some(224_745));
        assert_eq!(rows[3].two_year.as_ref().expect("known").percent(4), Some(95_445));
    });
}

#[test]
fn the_same_scope_stands_beside_what_was_reported() {
    let text = heat("a", "2022Q1 = 1000, 2023Q1 = 900", "")
        + &heat("gone", "2022Q1 = 500", "left = \"2022Q4\"")
        + &heat("new", "2023Q1 = 300", "joined = \"2023Q1\"");
    of_rows(&text, "2023Q1", |rows| {
        // 1200 / 1500 = −20 % as reported; 900 / 1000 = −10 % of the one that both years have.
        assert_eq!((rows[0].basis, percent(&rows[0]).as_str()), (Basis::AsReported, "-20"));
        assert_eq!((rows[1].basis, percent(&rows[1]).as_str()), (Basis::SameScope, "-10"));
    });
    let found = of_parts(&text, "2023Q1", TrendAxis::Enterprise);
    // 165 t before: −11 t are −6.666667 points, −55 t are −33.333333, +33 t are +20; together −20.
    let points: Vec<_> = found.parts.iter().map(|part| part.points.as_ref().and_then(|p| p.plain(6))).collect();
    let order: Vec<&str> = found.parts.iter().map(|part| part.key.as_str()).collect();
    assert_eq!(order, ["a", "new", "gone"]);
    let text = |text: &str| Some(text.to_string());
    assert_eq!(points, [text("-6.666667"), text("20"), text("-33.333333")]);
    // Of −33 t in all: a third, all of it backwards, five thirds.
    let shares: Vec<_> = found.parts.iter().map(|part| part.share.as_ref().and_then(|s| s.plain(4))).collect();
    assert_eq!(shares, [text("33.3333"), text("-100"), text("166.6667")]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn points_sum_to_the_growth_and_shares_to_the_whole(
        numbers in prop::collection::vec((1u32..100_000, 1u32..100_000), 1..6),
        sold in 0u32..1000,
    ) {
        let mut text = String::new();
        for (at, (before, now)) in numbers.iter().enumerate() {
            text += &heat(&format!("e{at}"), &format!("2022Q1 = {}.{at}, 2023Q1 = {}.{at}", before + 2000, now + 2000), "");
        }
        if numbers.len() > 1 {
            text += &format!("[[transfer]]\nfrom = \"e0\"\nto = \"e1\"\ncarrier = \"heat\"\nunit = \"GJ\"\nquantity = {{ 2022Q1 = {sold}, 2023Q1 = 7 }}\n");
        }
        for axis in [TrendAxis::Enterprise, TrendAxis::Carrier, TrendAxis::Category] {
            let found = of_parts(&text, "2023Q1", axis);
            let sum = |of: &dyn Fn(usize) -> Fraction| (0..found.parts.len()).fold(Fraction::zero(), |sum, at| sum.plus(&of(at)));
            prop_assert_eq!(sum(&|at| found.parts[at].points.clone().expect("points")), found.growth().expect("growth"));
            prop_assert_eq!(sum(&|at| found.parts[at].change()), found.now.minus(&found.before));
            // The factor of heat has no year: at constant factors nothing is another figure.
            prop_assert_eq!(found.constant_factors.as_ref(), Some(&found.before));
            prop_assert!(found.parts.iter().all(|part| part.change_at_constant_factors() == part.change()));
            if found.now != found.before {
                let whole = Fraction::new(Exact::from(100));
                prop_assert_eq!(sum(&|at| found.parts[at].share.clone().expect("a share")), whole);
            }
        }
    }
}

#[test]
fn a_new_factor_is_no_growth_at_constant_factors() {
    // Electricity of Shanxi: 0.7096 kg/kWh in 2022, 0.6634 in 2023; 1000 kWh in both years.
    let text = "[[enterprise]]\nid = \"a\"\nname = \"a\"\n[[enterprise.activity]]\ncarrier = \"electricity\"\nsupply = \"grid\"\nunit = \"kWh\"\nquantity = { 2022Q1 = 1000, 2023Q1 = 1000 }\n";
    of_rows(text, "2023Q1", |rows| {
        // 0.6634 / 0.7096 − 1 = −0.0462 / 0.7096 = −6.510710 %; and nothing.
        assert_eq!(percent(&rows[0]), "-6.51071");
        let constant = rows[0].on_constant_factors.as_ref().expect("growth");
        assert_eq!(constant.percent().plain(6).as_deref(), Some("0"));
    });
    let found = of_parts(text, "2023Q1", TrendAxis::Carrier);
    // −46.2 kg as reported, nothing at constant factors.
    let change = |value: Fraction| value.plain(6);
    assert_eq!(change(found.parts[0].change()).as_deref(), Some("-0.0462"));
    assert_eq!(change(found.parts[0].change_at_constant_factors()).as_deref(), Some("0"));
}
