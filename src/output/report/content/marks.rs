//! Lines at the head of a report that nobody must overlook.

use super::material::Material;
use crate::analysis::partly_reported;
use crate::park::Whose;
use crate::quantity::Period;
use crate::source::{Code, Problem};

impl Material<'_> {
    /// Illustrative data, what the total leaves out, periods and returns that are missing.
    pub fn marks(&self) -> Vec<String> {
        let mut marks = Vec::new();
        if self.park.illustrative {
            let (en, zh) = ("ILLUSTRATIVE DATA, not the real figures of any park", "示例数据，并非任何园区的真实数据");
            marks.push(self.pick(en, zh).to_string());
        }
        if !self.inventory.complete {
            let en = "INCOMPLETE: the total leaves emissions out, see the notices";
            marks.push(self.pick(en, "清单不完整：合计未含全部排放，见说明").to_string());
        }
        let metric = self.library.metric("emissions").ok();
        let missing = metric.and_then(|metric| self.measures.metric(metric, &Whose::Park, self.span).err());
        if let Some(missing) = missing {
            let why = missing.text(self.park);
            marks.push(format!("{}{}", self.pick("DATA MISSING: ", "数据不全："), why.get(self.lang)));
        }
        for (span, findings, en, zh) in [
            (self.span, self.findings, "Returns missing or partial: ", "未报或部分填报的企业："),
            (
                self.before(),
                self.findings_before,
                "Returns missing or partial in the period compared with: ",
                "对比期未报或部分填报的企业：",
            ),
        ] {
            let named = self.partial(span, findings);
            if !named.is_empty() {
                marks.push(format!("{}{}", self.pick(en, zh), named.join(self.pick(", ", "、"))));
            }
        }
        marks
    }

    /// The names of enterprises whose return is missing, or is not whole, somewhere in a span; none of a span without data.
    fn partial(&self, span: Period, findings: &[Problem]) -> Vec<&str> {
        let park = self.park;
        if !park.periods().iter().any(|period| period.overlaps(span)) {
            return Vec::new();
        }
        let mut ids = partly_reported(park, self.library, span);
        ids.extend(self.measures.silent(span));
        let gone = [Code::MissingPeriod, Code::CarrierGone, Code::NoActivity];
        let findings = findings.iter().filter(|finding| gone.contains(&finding.code));
        let about = findings.filter_map(|finding| finding.enterprise.as_deref());
        ids.extend(about.filter_map(|id| park.find_enterprise(id)));
        let named =
            park.enterprises.iter().filter(|one| park.find_enterprise(&one.id).is_some_and(|id| ids.contains(&id)));
        named.map(|enterprise| enterprise.name.get(self.lang)).collect()
    }
}
