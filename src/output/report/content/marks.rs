//! Lines at the head of a report that nobody must overlook.

use super::material::Material;
use crate::analysis::status;
use crate::park::Whose;
use crate::source::{Code, Problems};

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
        let named = self.partial();
        if !named.is_empty() {
            let names = named.join(self.pick(", ", "、"));
            marks.push(format!("{}{names}", self.pick("Returns missing or partial: ", "未报或部分填报的企业：")));
        }
        marks
    }

    /// The names of enterprises whose return is missing, or is not whole, somewhere in the span.
    fn partial(&self) -> Vec<&str> {
        let park = self.park;
        let standings = status(park, self.library, self.period, &mut Problems::default()).standings;
        let partly = standings.iter().filter(|one| !one.reported() || !one.missing.is_empty());
        let mut ids: Vec<&str> = partly.map(|one| park.enterprise(one.enterprise).id.as_str()).collect();
        ids.extend(self.measures.silent(self.span).into_iter().map(|id| park.enterprise(id).id.as_str()));
        let gone = [Code::MissingPeriod, Code::CarrierGone, Code::NoActivity];
        let findings = self.findings.iter().filter(|finding| gone.contains(&finding.code));
        ids.extend(findings.filter_map(|finding| finding.enterprise.as_deref()));
        let named = park.enterprises.iter().filter(|enterprise| ids.contains(&enterprise.id.as_str()));
        named.map(|enterprise| enterprise.name.get(self.lang)).collect()
    }
}
