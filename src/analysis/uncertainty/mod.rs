//! Uncertainty of emissions (IPCC 2006, volume 1, chapter 3): by propagation of errors (approach 1) and by drawing
//! (approach 2), of a level and of a trend, from one model of what errs together.

mod draws;
mod model;
mod propagation;

pub use draws::{Drawn, Draws, draw};
pub use model::{ErrorModel, Source};
pub use propagation::{Share, Spread, Trend, Uncertainty, uncertainty, uncertainty_of};
