//! One measure by itself.

use super::per_tonne;
use super::trial::Trials;
use crate::analysis::scenario::share;
use crate::park::{Cost, Measure, MoneyTerms, annuity};
use crate::quantity::{Decimal, Fraction, Grams, Money};
use crate::source::Problem;

/// The highest internal rate of return that is told, in hundredths of a percent.
const HIGHEST: i64 = 100_000;

/// A measure against the scenario without any measure, as far as it is done in the year.
#[derive(Debug, Clone)]
pub struct Candidate<'a> {
    /// Its position among the measures of the scenario.
    pub at: usize,
    /// The measure.
    pub measure: &'a Measure,
    /// How much less is emitted, t CO2e; below zero where more is.
    pub abated: Grams,
    /// What is invested by the year.
    pub invested: Money,
    /// The annuity of that.
    pub capital: Money,
    /// Operation beside energy.
    pub operating: Money,
    /// What energy costs more; below zero where it is saved.
    pub energy: Money,
    /// CNY for a tonne; none where nothing is abated.
    pub per_tonne: Option<Fraction>,
    /// What it costs over its life, discounted to its beginning, at the figures of the year.
    pub net_present_cost: Money,
    /// When, and how well, it pays for itself.
    pub payback: Payback,
    /// Annuity and operation, CNY a year, not rounded.
    pub(super) own_yearly: Fraction,
}

/// When a measure pays for itself, without a price of carbon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payback {
    /// There is nothing to pay back.
    NothingInvested,
    /// It saves nothing beyond its operation.
    Never,
    /// After so many years, with the internal rate of return in percent; none where that is beyond all bounds.
    After(Fraction, Option<Decimal>),
}

impl Candidate<'_> {
    /// What it costs a year: annuity, operation, energy.
    pub fn yearly(&self) -> Money {
        [self.capital, self.operating, self.energy].into_iter().sum()
    }
}

impl<'a> Candidate<'a> {
    pub(super) fn of(
        trials: &mut Trials<'a>,
        terms: &MoneyTerms,
        (at, cost): (usize, &'a Cost),
    ) -> Result<Self, Vec<Problem>> {
        let (without, with) = (trials.of(&[])?, trials.of(&[at])?);
        let measure = &trials.scenario.measures[at];
        let done = share(measure.done(trials.year));
        let worth = annuity(terms.discount, cost.life);
        let invested = Fraction::from(cost.investment).multiplied(&done);
        let operating = Fraction::from(cost.operating).multiplied(&done);
        let energy = with.energy.minus(&without.energy);
        let capital = invested.clone().divided_by(&worth);
        let running = operating.plus(&energy);
        let abated = without.total - with.total;
        let round = |amount: &Fraction| Money::of(amount).ok_or_else(|| vec![trials.too_much_money()]);
        Ok(Self {
            at,
            measure,
            abated,
            invested: round(&invested)?,
            capital: round(&capital)?,
            operating: round(&operating)?,
            energy: round(&energy)?,
            per_tonne: per_tonne(&capital.plus(&running), abated),
            net_present_cost: round(&invested.plus(&running.multiplied(&worth)))?,
            payback: payback(&invested, &running, cost.life),
            own_yearly: capital.plus(&operating),
        })
    }
}

/// Simple payback, and the rate at which the savings of a life are worth the investment, rounded to 0.01 %.
fn payback(invested: &Fraction, running: &Fraction, life: i32) -> Payback {
    if *invested <= Fraction::zero() {
        return Payback::NothingInvested;
    }
    let saved = Fraction::zero().minus(running);
    let Some(years) = invested.ratio(&saved).filter(|_| saved > Fraction::zero()) else { return Payback::Never };
    // Half hundredths, so that the last step rounds.
    let pays = |halves: i64| annuity(Decimal::new(halves * 5, 3), life).multiplied(&saved) >= *invested;
    let (mut low, mut high) = (-2 * 9_999, 2 * HIGHEST);
    if !pays(low) || pays(high) {
        return Payback::After(years, None);
    }
    while high - low > 1 {
        let middle = (low + high).div_euclid(2);
        if pays(middle) { low = middle } else { high = middle }
    }
    Payback::After(years, Some(Decimal::new((low + 1).div_euclid(2), 2)))
}

#[cfg(test)]
mod tests {
    use super::{Payback, payback};
    use crate::quantity::{Decimal, Exact, Fraction};

    fn of(invested: i64, saved: i64, life: i32) -> Payback {
        payback(&Fraction::new(Exact::from(invested)), &Fraction::new(Exact::from(-saved)), life)
    }

    #[test]
    fn the_rate_of_return_makes_savings_worth_the_investment() {
        let after = |years: i64, rate: &str| {
            Payback::After(Fraction::new(Exact::from(years)), Some(rate.parse::<Decimal>().expect("a decimal")))
        };
        // 110 after one year for 100: 10 %. 10 a year for ten years return 100: 0 %.
        assert_eq!(
            of(100, 110, 1),
            Payback::After(Fraction::new(Exact::from(100)).over(&Exact::from(110)), Some(10.into()))
        );
        assert_eq!(of(100, 10, 10), after(10, "0"));
        // 60 v + 60 v² = 105: v = (√8 − 1) / 2 = 0.914214, 1/v − 1 = 9.384 %.
        assert_eq!(of(105, 60, 2).rate().as_deref(), Some("9.38"));
        // Half of it comes back: below zero, 50 = 100/2 after one year.
        assert_eq!(of(100, 50, 1), after(2, "-50"));
        assert_eq!(of(100, -5, 10), Payback::Never);
        assert_eq!(of(0, 5, 10), Payback::NothingInvested);
    }

    impl Payback {
        fn rate(&self) -> Option<String> {
            match self {
                Self::After(_, Some(rate)) => Some(rate.to_string()),
                _ => None,
            }
        }
    }
}
