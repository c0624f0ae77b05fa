//! Analysis: what inventories and returns say together.

mod abatement;
mod admission;
mod assess;
mod cap;
mod drivers;
mod metric;
mod pollutants;
mod portfolio;
mod restatement;
mod scenario;
mod status;
mod trend;
mod uncertainty;

pub use abatement::{Abatement, Aim, Candidate, Payback, Rung, Selection, abatement};
pub use admission::{
    Admission, Case, Condition, Decision, Intensity, Judgement, LimitYear, LotUse, PerProduct, ProjectYear,
    Replacement, Review, ReviewRow, Room, Short, Terms, Weight, admission,
};
pub use assess::{
    Assessed, Assessment, Choices, Closing, GroupVerdict, Origin, Outcome, Score, Stated, Value, Valued, Verdict,
    assess, assessment_inputs, assessment_notices, set_in_vain,
};
pub use cap::{Budget, CapStanding, CapStep, Forecast, ForecastMethod, Judged, Used, standings};
pub use drivers::{Alone, Driver, Drivers, Prices, Step, ValueAdded, drivers};
pub use metric::{Amount, CarrierBalance, Growth, Known, Measures, Missing};
pub use pollutants::{Pollutants, Release, Releases, pollutants};
pub use portfolio::{ParkFigures, ranked, sum_of_parks, unclaimed};
pub use restatement::{Now, Restated, Restatement, closed_figures, restated, restatements};
pub use scenario::{
    AtValue, Attribution, Lever, Outlook, SweepError, Swept, SweptYear, VariantFigures, Wedge, YearCosts, YearFigures,
    attribution, levers, outlook, sweep, wedges,
};
pub use status::{Standing, Status, partly_reported, status};
pub use trend::{
    Basis, Contribution, Contributions, Leaving, Row, Run, SameScope, TrendAxis, TwoYear, contributions, rows,
    same_scope, spans,
};
pub use uncertainty::{
    Drawn, Draws, ErrorModel, Share, Source, Spread, Trend, Uncertainty, draw, uncertainty, uncertainty_of,
};
