//! The grid of a sweep: all combinations of the values of its parameters, the last parameter fastest.

use crate::park::Scenario;

/// The grid of some of the parameters; the others keep their first value.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    /// The parameters by their place in the scenario, each with how many values it takes.
    axes: Vec<(usize, usize)>,
    /// How many parameters the scenario has.
    parameters: usize,
}

impl Grid {
    /// The grid of all parameters.
    pub fn all(scenario: &Scenario) -> Self {
        Self::of(scenario, |_| true)
    }

    /// The grid of the parameters that are wanted.
    pub fn of(scenario: &Scenario, wanted: impl Fn(usize) -> bool) -> Self {
        let sizes = scenario.sweep.iter().map(|one| one.numbers.len()).enumerate();
        Self { axes: sizes.filter(|(at, _)| wanted(*at)).collect(), parameters: scenario.sweep.len() }
    }

    /// How many combinations there are.
    pub fn len(&self) -> usize {
        self.axes.iter().map(|(_, size)| size).product()
    }

    /// The value that each parameter of the scenario takes in a combination, by its place in the list.
    pub fn choice(&self, at: usize) -> Vec<usize> {
        let mut choice = vec![0; self.parameters];
        self.choose(at, &mut choice);
        choice
    }

    /// Sets the parameters of the grid to those of a combination, and leaves the others.
    pub fn choose(&self, at: usize, choice: &mut [usize]) {
        let mut rest = at;
        for (parameter, size) in self.axes.iter().rev() {
            choice[*parameter] = rest % size;
            rest /= size;
        }
    }

    /// The combination of a choice.
    pub fn position(&self, choice: &[usize]) -> usize {
        self.axes.iter().fold(0, |at, (parameter, size)| at * size + choice[*parameter])
    }

    /// Combinations of first and last values: all of them, or so many, evenly spread.
    pub fn corners(&self, most: u32) -> Vec<usize> {
        let bits = self.axes.iter().filter(|(_, size)| *size > 1).count().min(63) as u32;
        let last = (1_u64 << bits) - 1;
        let corners: Vec<u64> = match last < u64::from(most) {
            true => (0..=last).collect(),
            false => (0..u128::from(most)).map(|at| (u128::from(last) * at / u128::from(most - 1)) as u64).collect(),
        };
        let mut choice = vec![0; self.parameters];
        let mut found = Vec::new();
        for corner in corners {
            let mut bit = 0;
            for (parameter, size) in self.axes.iter().rev() {
                choice[*parameter] = if corner >> bit & 1 == 1 { size - 1 } else { 0 };
                bit += u32::from(*size > 1);
            }
            found.push(self.position(&choice));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::Grid;

    #[test]
    fn the_last_parameter_is_fastest() {
        let grid = Grid { axes: vec![(0, 2), (1, 1), (2, 3)], parameters: 3 };
        let all: Vec<Vec<usize>> = (0..grid.len()).map(|at| grid.choice(at)).collect();
        assert_eq!(all, [[0, 0, 0], [0, 0, 1], [0, 0, 2], [1, 0, 0], [1, 0, 1], [1, 0, 2]]);
        assert!((0..grid.len()).all(|at| grid.position(&all[at]) == at));
        assert_eq!(grid.corners(16), [0, 2, 3, 5]);
        let wide = Grid { axes: (0..6).map(|at| (at, 2)).collect(), parameters: 6 };
        let corners = wide.corners(16);
        assert_eq!((corners.len(), corners[0], corners[15]), (16, 0, 63));
    }
}
