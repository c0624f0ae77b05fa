//! What does not fit together in a scenario, or does not fit the park.

use super::{FactorPath, Measure, Scenario, Whom};
use crate::factors::Library;
use crate::park::{Activity, GasVolumeBasis, Park};
use crate::quantity::{Dimension, Period};
use crate::source::{Code, Place, Problem, Problems, Text};

impl Scenario {
    /// Reports what is named twice, and a base year without data.
    pub(super) fn check(&self, park: &Park, problems: &mut Problems) {
        let projects = self.projects.iter().map(|project| (&project.id, &project.place));
        let measures = self.measures.iter().map(|measure| (&measure.id, &measure.place));
        let growths = self.growths.iter().filter_map(|growth| Some((growth.id.as_ref()?, &growth.place)));
        let mut seen: Vec<(&String, &Place)> = Vec::new();
        for (id, place) in projects.chain(measures).chain(growths) {
            if let Some((_, first)) = seen.iter().find(|(known, _)| *known == id) {
                let text = Text::new(format!("`{id}` is named twice"), format!("`{id}` 重复"));
                let problem = Problem::new(Code::DuplicateId, text).at(place.clone());
                problems.add(problem.related((*first).clone(), Text::new("first here", "首次出现于此")));
            }
            seen.push((id, place));
        }
        let early = |year: i32| year <= self.base;
        let departures = self.departures.iter().filter(|one| early(one.from)).map(|one| &one.place);
        let growths = self.growths.iter().filter(|one| early(one.to)).map(|one| &one.place);
        let first = |measure: &&Measure| measure.phase.first().is_some_and(|(from, _)| early(*from));
        let measures = self.measures.iter().filter(first).map(|one| &one.place);
        let projects = self.projects.iter().filter(|one| one.first_year().is_some_and(early)).map(|one| &one.place);
        for place in departures.chain(growths).chain(measures).chain(projects) {
            let text = Text::new(
                format!("a change comes after the base year {}", self.base),
                format!("变化须晚于基年 {}", self.base),
            );
            problems.add(Problem::new(Code::ScenarioUnfit, text).at(place.clone()));
        }
        for (at, path) in self.paths.iter().enumerate() {
            let same = |other: &&FactorPath| {
                (&other.set, other.carrier, &other.region) == (&path.set, path.carrier, &path.region)
            };
            if let Some(first) = self.paths[..at].iter().find(same) {
                let text = Text::new("this factor has a path already", "该因子已有路径");
                let problem = Problem::new(Code::DuplicateId, text).at(path.place.clone());
                problems.add(problem.related(first.place.clone(), Text::new("first here", "首次出现于此")));
            }
        }
        self.check_costs(problems);
        self.check_exclusions(problems);
        let base = Period::year(self.base);
        if !park.periods().iter().any(|period| base.contains(*period)) {
            let text = Text::new(
                format!("the park has no data for the base year {}", self.base),
                format!("园区没有基年 {} 的数据", self.base),
            );
            problems.add(Problem::new(Code::ScenarioUnfit, text).at(self.place.clone()));
        }
    }

    /// Reports money without the year of its prices (`PK1510`).
    fn check_costs(&self, problems: &mut Problems) {
        if self.money_stated {
            return;
        }
        let costs = self.measures.iter().filter(|measure| measure.cost.is_some()).map(|measure| &measure.place);
        for place in costs.chain(self.prices.iter().map(|price| &price.place)) {
            let text = Text::new("money is of the prices of a year", "金额须注明价格年");
            problems.add(Problem::new(Code::MoneyUndated, text).at(place.clone()).hint(Text::new(
                "write [money] with year = 2023 and discount = \"8 %\"",
                "请写 [money]，含 year = 2023 和 discount = \"8 %\"",
            )));
        }
    }

    /// Reports measures that exclude themselves or what is no measure.
    fn check_exclusions(&self, problems: &mut Problems) {
        for measure in &self.measures {
            for (id, place) in &measure.excludes {
                if *id != measure.id && self.measures.iter().any(|other| other.id == *id) {
                    continue;
                }
                let others = self.measures.iter().map(|other| other.id.as_str()).filter(|other| *other != measure.id);
                let near = problems.nearest(id, others);
                let text = Text::new(format!("`{id}` is no other measure"), format!("没有另一项措施 `{id}`"));
                problems.add(Problem::new(Code::ScenarioUnfit, text).at(place.clone()).suggest(near));
            }
        }
    }

    /// Reports growth and measures that mean nothing which is in the park in the base year, or comes with a project.
    pub(super) fn check_targets(&self, park: &Park, library: &Library, problems: &mut Problems) {
        let base = Period::year(self.base);
        let in_base = |line: &&Activity| line.amounts.iter().any(|amount| base.contains(amount.period));
        type Known<'a> = (bool, (&'a str, Option<&'a str>), &'a Activity);
        let there = park.activities.iter().filter(in_base).map(|line| {
            let enterprise = park.enterprise(line.enterprise);
            (false, (enterprise.id.as_str(), enterprise.sector.as_deref()), line)
        });
        let coming = self.projects.iter().flat_map(|project| {
            project.activities.iter().map(|line| (true, (project.id.as_str(), project.sector.as_deref()), line))
        });
        let lines: Vec<Known<'_>> = there.chain(coming).collect();
        let meant = |whom: &Whom, (comes, who, line): &Known<'_>| {
            !(*comes && whom.is_anybody()) && whom.means(*who, line.carrier, line.use_, line.supply)
        };
        let changes = self.growths.iter().map(|growth| (&growth.whom, &growth.place));
        for (whom, place) in changes.chain(self.measures.iter().map(|measure| (&measure.whom, &measure.place))) {
            if !lines.iter().any(|known| meant(whom, known)) {
                let text = Text::new(
                    format!("nothing that the park has in {} is meant by this", self.base),
                    format!("园区 {} 年没有符合此条的数据", self.base),
                );
                problems.add(Problem::new(Code::ScenarioUnfit, text).at(place.clone()));
            }
        }
        let counts = |measure: &&Measure| measure.counts_units() || self.sweeps_amounts(&measure.id);
        for measure in self.measures.iter().filter(counts) {
            let own = |line: &Activity| library.catalogue.get(line.carrier).unit.dimension();
            // A plain cubic metre at 0 °C is a normal one.
            let normal = park.accounting.gas_volume_basis == Some(GasVolumeBasis::Zero);
            let fits = |line: &Activity| match (own(line), line.unit.dimension()) {
                (Dimension::NormalVolume, Dimension::Volume) => normal,
                (own, found) => own == found,
            };
            let other = lines.iter().find(|known| meant(&measure.whom, known) && !fits(known.2));
            if let Some((_, _, line)) = other {
                let (wanted, found) = (own(line).name(), line.unit.dimension().name());
                let text = Text::new(
                    format!(
                        "a quantity is stated as {}, not as {}: use a share without `instead`",
                        found.en, wanted.en
                    ),
                    format!("有数据按{}而非{}填写：请用比例且不写 instead", found.zh, wanted.zh),
                );
                let problem = Problem::new(Code::ScenarioUnfit, text).at(measure.place.clone());
                problems.add(problem.related(line.place.clone(), Text::new("stated here", "数据在此")));
            }
        }
    }
}
