//! Series: the quantities of one activity over periods of one length.

use std::collections::BTreeMap;

use super::context::{Context, Figure};
use crate::factors::{CarrierId, Supply, Use};
use crate::park::EnterpriseId;
use crate::quantity::{Dimension, Exact, Period};

/// What makes amounts comparable: the same activity, measured alike, over equally many months.
type Key = (EnterpriseId, CarrierId, Use, Supply, Option<EnterpriseId>, Dimension, i32);

/// What an activity had in a period; several lots of a carrier are one quantity.
pub(super) struct Point<'a> {
    pub period: Period,
    /// In base units.
    pub value: Exact,
    /// The amount that stands last in the files.
    pub last: &'a Figure<'a>,
}

/// Points in the order of their periods.
pub(super) struct Series<'a> {
    pub points: Vec<Point<'a>>,
}

/// The series of a park, in a fixed order; transfers only as their writer states them.
pub(super) fn all<'a>(context: &'a Context<'a>) -> Vec<Series<'a>> {
    let mut by_key: BTreeMap<Key, BTreeMap<Period, Point<'a>>> = BTreeMap::new();
    for figure in context.figures.iter().filter(|figure| figure.own) {
        let (activity, period) = (figure.activity, figure.amount.period);
        let key = (
            activity.enterprise,
            activity.carrier,
            activity.use_,
            activity.supply,
            activity.counterparty,
            figure.dimension,
            period.months(),
        );
        let points = by_key.entry(key).or_default();
        let point = points.entry(period).or_insert(Point { period, value: Exact::ZERO, last: figure });
        point.value = point.value.plus(&figure.value);
        point.last = figure;
    }
    by_key.into_values().map(|points| Series { points: points.into_values().collect() }).collect()
}

impl Series<'_> {
    /// The points of the same months in other years: the nearest earlier year first, later years after all earlier ones.
    pub fn same_season(&self, of: usize) -> Vec<usize> {
        let period = self.points[of].period;
        let same = |other: &usize| {
            let found = self.points[*other].period;
            found != period && found.years_later(period.first_year() - found.first_year()) == period
        };
        (0..of).rev().chain(of + 1..self.points.len()).filter(same).collect()
    }
}
