//! A park whose enterprises have no names, for publication.

use super::{Closed, Park};
use crate::source::Text;

impl Park {
    /// The same park with numbers in the place of the names and ids of its enterprises, and without what could give them
    /// away: evidence, names of tables and of their own caps.
    pub fn masked(&self) -> Self {
        let mut park = self.clone();
        let width = park.enterprises.len().to_string().len().max(2);
        park.by_id.clear();
        for (at, enterprise) in park.enterprises.iter_mut().enumerate() {
            let number = format!("{:0width$}", at + 1);
            let id = super::EnterpriseId::at(at);
            enterprise.id = format!("e{number}");
            enterprise.name = Text::new(format!("Enterprise {number}"), format!("企业 {number}"));
            for declared in enterprise.declared.values_mut() {
                (declared.source, declared.evidence) = (None, None);
            }
            park.by_id.insert(enterprise.id.clone(), id);
        }
        for declared in park.declared.values_mut() {
            declared.source = declared.source.take().map(|_| "***".to_string());
            declared.evidence = None;
        }
        for cap in &mut park.caps {
            cap.source = None;
            cap.movements.iter_mut().for_each(|movement| movement.evidence = None);
        }
        for activity in &mut park.activities {
            // That there is evidence decides what counts as zero; what it says may name somebody.
            activity.evidence = activity.evidence.take().map(|_| "***".into());
        }
        park.reductions.clear();
        for (at, (name, _)) in park.tables.iter_mut().enumerate() {
            *name = format!("table-{}", at + 1);
        }
        for (at, cap) in park.caps.iter_mut().enumerate().filter(|(_, cap)| cap.enterprise.is_some()) {
            cap.id = format!("cap-{}", at + 1);
            cap.name = Text::new(format!("cap {}", at + 1), format!("目标 {}", at + 1));
            cap.source = None;
        }
        for application in &mut park.applications {
            application.not_applicable.values_mut().for_each(|reason| *reason = "***".to_string());
        }
        for range in &mut park.uncertainty {
            let numbered = |id: &String| Some(park.enterprises[self.find_enterprise(id)?.position()].id.clone());
            range.enterprises = range.enterprises.iter().filter_map(numbered).collect();
            range.document = Text::new("***", "***");
        }
        for closing in &mut park.closings {
            closing.because = closing.because.take().map(|_| "***".to_string());
            let old = std::mem::take(&mut closing.enterprises).into_iter().enumerate();
            let masked = old.map(|(at, (whose, figure))| match whose {
                Closed::Former(_) => (Closed::Former(format!("former-{}", at + 1)), figure),
                known => (known, figure),
            });
            closing.enterprises = masked.collect();
            let inputs = std::mem::take(&mut closing.inputs).into_iter();
            let masked = inputs.map(|(name, digest)| match name.strip_prefix("park/") {
                Some(table) => {
                    let at = self.tables.iter().position(|(known, _)| known == table);
                    (at.map_or("park/former table".to_string(), |at| format!("park/table-{}", at + 1)), digest)
                }
                None => (name, digest),
            });
            closing.inputs = masked.collect();
        }
        for (at, lot) in park.green_lots.iter_mut().enumerate() {
            lot.id = format!("lot-{}", at + 1);
            lot.certificates = None;
        }
        park
    }
}
