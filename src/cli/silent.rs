//! Who in the park states nothing for a part of a period.

use crate::park::{EnterpriseId, Park};
use crate::quantity::Period;
use crate::source::{Code, Problem, Text};

/// The notice that names them; none if everybody speaks.
pub fn silent(park: &Park, ids: &[EnterpriseId], span: Period) -> Option<Problem> {
    let ids: Vec<&str> = ids.iter().map(|id| park.enterprise(*id).id.as_str()).collect();
    let text = Text::new(
        format!("no data for a part of {span}: {}", ids.join(", ")),
        format!("{span} 内部分期间没有数据：{}", ids.join("、")),
    );
    (!ids.is_empty()).then(|| Problem::new(Code::NoData, text))
}
