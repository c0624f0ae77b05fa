//! Limits beside what is measured: one stepped line for each, told apart by dashes, named beside the plot or in the key.

use super::canvas::Canvas;
use super::page::{Mark, SMALL, Tag};
use super::plot::Plot;
use super::scale::Scale;
use super::{Series, at};

/// Lines that lie in one another's time, by their dashes in px; the first is drawn through.
const DASHES: [&str; 4] = ["", "9 4", "2 3", "12 3 2 3"];

/// The limits of a chart, each with its dashes.
pub(super) struct Steps<'c> {
    limits: &'c [Series],
    dashes: Vec<&'static str>,
    /// How many periods the chart has.
    periods: usize,
}

impl<'c> Steps<'c> {
    /// Limits that follow each other share their dashes: the cap of one year and that of the next are one line to the eye.
    pub fn new(limits: &'c [Series], periods: usize) -> Self {
        let mut tracks: Vec<Vec<usize>> = Vec::new();
        let mut dashes = Vec::new();
        for limit in limits {
            let own: Vec<usize> = (0..periods).filter(|period| at(limit, *period).is_some()).collect();
            let free = tracks.iter().position(|track| !track.iter().any(|period| own.contains(period)));
            let track = free.unwrap_or(tracks.len());
            if free.is_none() {
                tracks.push(Vec::new());
            }
            tracks[track].extend(own);
            dashes.push(DASHES[track % DASHES.len()]);
        }
        Self { limits, dashes, periods }
    }

    fn mark(&self, canvas: &Canvas<'_>, index: usize) -> Mark {
        Mark::Dashed(canvas.theme.ink(), self.dashes[index])
    }

    /// True for a limit that still holds where the chart ends: it is named there.
    fn reaches_the_end(&self, limit: &Series) -> bool {
        self.limits.len() == 1 || self.periods.checked_sub(1).is_some_and(|last| at(limit, last).is_some())
    }

    /// Names beside the plot of those that hold where the chart ends.
    pub fn tags(&self, canvas: &mut Canvas<'_>, scale: &Scale) -> Vec<Tag> {
        let mut tags = Vec::new();
        for (index, limit) in self.limits.iter().enumerate().filter(|(_, limit)| self.reaches_the_end(limit)) {
            let Some(last) = (0..self.periods).rev().find_map(|period| at(limit, period)) else { continue };
            let mut lines = canvas.wrapped(&limit.name, SMALL, 140.0, 3);
            lines.push(scale.label(last));
            tags.push(Tag { at: last, mark: self.mark(canvas, index), lines, series: limit.name.clone() });
        }
        tags
    }

    /// Entries of the key for the others.
    pub fn key(&self, canvas: &Canvas<'_>) -> Vec<(Mark, String)> {
        let shown = |limit: &Series| (0..self.periods).any(|period| at(limit, period).is_some());
        let others = self.limits.iter().enumerate();
        let others = others.filter(|(_, limit)| shown(limit) && !self.reaches_the_end(limit));
        others.map(|(index, limit)| (self.mark(canvas, index), limit.name.clone())).collect()
    }

    /// Draws the lines; a period without a limit is a gap.
    pub fn draw(&self, canvas: &mut Canvas<'_>, plot: &Plot) {
        let (ink, ground) = (canvas.theme.ink(), canvas.theme.ground());
        for (limit, dashes) in self.limits.iter().zip(&self.dashes) {
            canvas.open("limit", &limit.name);
            let mut run: Vec<(f64, f64)> = Vec::new();
            for period in 0..=self.periods {
                match at(limit, period) {
                    Some(value) => run.extend([(period as f64, value), (period as f64 + 1.0, value)]),
                    None if !run.is_empty() => {
                        // A rim of the ground's colour keeps the line visible over bars.
                        plot.line(canvas, &run, ground, 4.0);
                        canvas.attribute("class", "steps");
                        if !dashes.is_empty() {
                            canvas.attribute("stroke-dasharray", dashes);
                        }
                        plot.line(canvas, &run, ink, 2.0);
                        run.clear();
                    }
                    None => {}
                }
            }
            canvas.close();
        }
    }
}
