//! Of whom, and of what, a change speaks.

use crate::factors::{CarrierId, Library, Supply, Use};
use crate::park::Park;
use crate::source::{Code, Problem, Problems, Table, Text};

use super::choices;

/// Enterprises by id or sector, carriers, uses and supplies; what is empty leaves the choice open.
#[derive(Debug, Clone, Default)]
pub struct Whom {
    /// Ids of enterprises, newcomers among them.
    pub enterprises: Vec<String>,
    /// Classes of GB/T 4754, by how they begin.
    pub sectors: Vec<String>,
    /// Carriers.
    pub carriers: Vec<CarrierId>,
    /// Uses.
    pub uses: Vec<Use>,
    /// Supplies, as the buyer has them.
    pub supplies: Vec<Supply>,
}

impl Whom {
    /// Reads the keys `enterprises`, `sectors`, `carriers`, `uses`, `supplies` of a change.
    ///
    /// # Errors
    /// Reports unknown names, and a sector that no enterprise has (`PK1502`).
    pub(super) fn read(
        table: &Table<'_>,
        park: &Park,
        newcomers: &[(String, Option<String>)],
        library: &Library,
        problems: &mut Problems,
    ) -> Self {
        let ids: Vec<&str> = park
            .enterprises
            .iter()
            .map(|one| &one.id)
            .chain(newcomers.iter().map(|(id, _)| id))
            .map(String::as_str)
            .collect();
        let mut whom = Self::default();
        for literal in table.strings("enterprises", problems) {
            if ids.contains(&literal.text) {
                whom.enterprises.push(literal.text.to_string());
            } else {
                let near = problems.nearest(literal.text, ids.iter().copied());
                problems.add(super::super::unknown_enterprise(&literal).suggest(near));
            }
        }
        for literal in table.strings("sectors", problems) {
            let has = |sector: &Option<String>| sector.as_ref().is_some_and(|own| own.starts_with(literal.text));
            let known =
                park.enterprises.iter().map(|one| &one.sector).chain(newcomers.iter().map(|(_, sector)| sector));
            if !known.into_iter().any(has) {
                let text = Text::new(
                    format!("no enterprise of the park is of the sector `{}`", literal.text),
                    format!("园区没有行业代码为 `{}` 的企业", literal.text),
                );
                problems.add(Problem::new(Code::ScenarioUnfit, text).at(literal.place.clone()));
            }
            whom.sectors.push(literal.text.to_string());
        }
        for literal in table.strings("carriers", problems) {
            whom.carriers.extend(library.catalogue.lookup(&literal, problems));
        }
        whom.uses = choices(table, "uses", Use::ALL, problems);
        whom.supplies = choices(table, "supplies", Supply::ALL, problems);
        whom
    }

    /// True if it names neither enterprises nor sectors: all are meant who are in the park, and no newcomer.
    pub fn is_anybody(&self) -> bool {
        self.enterprises.is_empty() && self.sectors.is_empty()
    }

    /// True if a quantity of an enterprise is meant.
    pub fn means(&self, enterprise: (&str, Option<&str>), carrier: CarrierId, use_: Use, supply: Supply) -> bool {
        let (id, sector) = enterprise;
        let anybody = self.is_anybody();
        let named = self.enterprises.iter().any(|own| own == id)
            || sector.is_some_and(|sector| self.sectors.iter().any(|own| sector.starts_with(own.as_str())));
        (anybody || named)
            && (self.carriers.is_empty() || self.carriers.contains(&carrier))
            && (self.uses.is_empty() || self.uses.contains(&use_))
            && (self.supplies.is_empty() || self.supplies.contains(&supply))
    }
}
