//! The catalogue of carriers (品种).

use std::collections::HashMap;

use super::gwp::Gas;
use super::read::{choice, rate, unit};
use super::vocabulary::{Supply, Use};
use crate::quantity::{Dimension, Rate, Unit};
use crate::source::{Code, Literal, Problem, Problems, Table, Text};

/// Index of a carrier in the [`Catalogue`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CarrierId(u32);

impl CarrierId {
    /// The id of a place in the catalogue; it has far fewer carriers than the number holds.
    fn at(position: usize) -> Self {
        Self(u32::try_from(position).unwrap_or(u32::MAX))
    }

    /// Its place in the catalogue.
    pub fn position(self) -> usize {
        self.0 as usize
    }
}

/// How a kind enters the energy figures, where a standard counts it as energy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnergyForm {
    /// Consumed, made or recovered; what is sold on was not consumed by the seller.
    Fuel,
    /// Bought and sold: sales lower the consumption.
    Heat,
    /// As heat, and valued at equivalent generation too.
    Electricity,
}

impl EnergyForm {
    const ALL: [(&'static str, Self); 3] =
        [("fuel", Self::Fuel), ("heat", Self::Heat), ("electricity", Self::Electricity)];
}

/// What a mass of a carrier of heat is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByMass {
    /// Steam.
    Steam,
    /// Water.
    HotWater,
    /// The one or the other, as its state says.
    Either,
}

impl ByMass {
    const ALL: [(&'static str, Self); 3] =
        [("steam", Self::Steam), ("hot_water", Self::HotWater), ("either", Self::Either)];
}

/// A group of carriers that are used and supplied in the same ways.
#[derive(Debug, Clone)]
pub struct Kind {
    /// Identifier, such as `coal`.
    pub id: String,
    /// Name.
    pub name: Text,
    /// How it enters the energy figures.
    pub energy: EnergyForm,
    /// Uses a carrier of this kind may have.
    pub uses: Vec<Use>,
    /// Supplies a carrier of this kind may have.
    pub supplies: Vec<Supply>,
    /// The use if none is stated.
    pub default_use: Use,
    /// The supply if none is stated.
    pub default_supply: Supply,
}

/// What is consumed or made.
#[derive(Debug, Clone)]
pub struct Carrier {
    /// Identifier, such as `bituminous_coal`.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Identifier of its kind.
    pub kind: String,
    /// The unit in which its quantities are summed and shown: a power of ten of the base unit.
    pub unit: Unit,
    /// True if its carbon is biogenic.
    pub biogenic: bool,
    /// Mass per volume, where volumes and masses may stand for each other by convention (water).
    pub density: Option<Rate>,
    /// What a mass of it is, where a mass and its state may stand for heat.
    pub by_mass: Option<ByMass>,
    /// The carrier whose rows it takes in factor sets, if not its own (steam in GJ takes those of heat).
    pub factors_of: Option<String>,
    /// Carriers to choose from instead, if this one is too coarse to have a factor.
    pub split_into: Vec<String>,
    /// The gas that it is, if its quantity is itself an emission (SF6, refrigerants).
    pub gas: Option<Gas>,
    aliases: Vec<String>,
}

/// All carriers, found by id, name or alias.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    kinds: Vec<Kind>,
    carriers: Vec<Carrier>,
    names: HashMap<String, CarrierId>,
}

impl Catalogue {
    /// The carrier of an id made by this catalogue.
    pub fn get(&self, id: CarrierId) -> &Carrier {
        &self.carriers[id.position()]
    }

    /// The kind of a carrier.
    pub fn kind(&self, carrier: &Carrier) -> Option<&Kind> {
        self.kind_of_id(&carrier.kind)
    }

    /// The kind of an id.
    pub fn kind_of_id(&self, id: &str) -> Option<&Kind> {
        self.kinds.iter().find(|kind| kind.id == id)
    }

    /// All carriers with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (CarrierId, &Carrier)> {
        self.carriers.iter().enumerate().map(|(i, carrier)| (CarrierId::at(i), carrier))
    }

    /// The carrier whose rows a carrier takes in factor sets: mostly itself.
    pub fn factor_carrier(&self, id: CarrierId) -> CarrierId {
        let other = self.get(id).factors_of.as_deref().and_then(|name| self.find(name));
        other.unwrap_or(id)
    }

    /// The ids of all kinds.
    pub fn kind_ids(&self) -> Vec<&str> {
        self.kinds.iter().map(|kind| kind.id.as_str()).collect()
    }

    /// Finds a carrier by id, Chinese or English name, or alias; letter case does not matter.
    pub fn find(&self, name: &str) -> Option<CarrierId> {
        self.names.get(&fold(name)).copied()
    }

    /// Finds a carrier named in a file.
    ///
    /// # Errors
    /// Reports `PK0401` with the nearest name.
    pub fn lookup(&self, literal: &Literal<'_>, problems: &mut Problems) -> Option<CarrierId> {
        let found = self.find(literal.text);
        if found.is_none() {
            let names = self.carriers.iter().flat_map(|c| {
                let all = [&c.id, &c.name.zh, &c.name.en];
                all.into_iter().chain(&c.aliases).map(String::as_str)
            });
            let mut problem = Problem::new(
                Code::UnknownCarrier,
                Text::new(format!("`{}` is not a known carrier", literal.text), format!("未知品种 `{}`", literal.text)),
            )
            .at(literal.place.clone());
            problem = match problems.nearest(literal.text, names) {
                Some(near) => problem.suggest(Some(near)),
                None => problem.hint(Text::new(
                    "`parkcarbon factors list --carriers` shows all carriers with their aliases",
                    "`parkcarbon factors list --carriers` 列出全部品种及别名",
                )),
            };
            problems.add(problem);
        }
        found
    }

    /// Reads `[[kind]]` and `[[carrier]]` of a file. One whose id is known is replaced; the ids of those are given back.
    pub(super) fn read(&mut self, file: &Table<'_>, problems: &mut Problems) -> Vec<String> {
        let mut replaced = Vec::new();
        for table in file.tables("kind", problems) {
            if let Some(kind) = read_kind(&table, problems) {
                if self.kinds.iter().any(|known| known.id == kind.id) {
                    self.kinds.retain(|known| known.id != kind.id);
                    replaced.push(kind.id.clone());
                }
                self.kinds.push(kind);
            }
            table.finish(problems);
        }
        for table in file.tables("carrier", problems) {
            if let Some(carrier) = self.read_carrier(&table, problems) {
                match self.carriers.iter_mut().find(|known| known.id == carrier.id) {
                    Some(known) => {
                        replaced.push(carrier.id.clone());
                        *known = carrier;
                    }
                    None => self.carriers.push(carrier),
                }
            }
            table.finish(problems);
        }
        replaced
    }

    /// Indexes all names; called once after every layer is read.
    pub(super) fn index(&mut self) {
        self.names.clear();
        // Ids win over names, names over aliases: an alias never hides another carrier.
        for (position, carrier) in self.carriers.iter().enumerate() {
            self.names.entry(fold(&carrier.id)).or_insert(CarrierId::at(position));
        }
        for (position, carrier) in self.carriers.iter().enumerate() {
            for name in [&carrier.name.zh, &carrier.name.en] {
                self.names.entry(fold(name)).or_insert(CarrierId::at(position));
            }
        }
        for (position, carrier) in self.carriers.iter().enumerate() {
            for alias in &carrier.aliases {
                self.names.entry(fold(alias)).or_insert(CarrierId::at(position));
            }
        }
    }

    fn read_carrier(&self, table: &Table<'_>, problems: &mut Problems) -> Option<Carrier> {
        let id = table.required_str("id", problems);
        let name = table.required("name", problems).and_then(|v| v.text(problems));
        let aliases = table.strings("aliases", problems);
        let kind = table.required_str("kind", problems);
        let unit_text = table.required_str("unit", problems);
        let biogenic = table.flag("biogenic", problems).unwrap_or(false);
        let density = table.optional_str("density", problems);
        let by_mass = table.optional_str("by_mass", problems);
        let factors_of = table.optional_str("factors_of", problems);
        let split_into = table.strings("split_into", problems);
        let gas = table.optional_str("gas", problems);
        if let Some(kind) = &kind
            && !self.kinds.iter().any(|known| known.id == kind.text)
        {
            let ids: Vec<&str> = self.kinds.iter().map(|k| k.id.as_str()).collect();
            kind.unknown_choice(&ids, problems);
            return None;
        }
        let read_unit = unit_text.as_ref().and_then(|literal| unit(literal, problems))?;
        if read_unit.power_of_ten().is_none() {
            let literal = unit_text?;
            problems.add(
                Problem::new(
                    Code::WrongDimension,
                    Text::new(
                        "the unit of a carrier is a power of ten of its base unit",
                        "品种的默认单位须为基本单位的十的整数次幂倍",
                    ),
                )
                .at(literal.place),
            );
            return None;
        }
        Some(Carrier {
            id: id?.text.to_string(),
            name: name?,
            kind: kind?.text.to_string(),
            unit: read_unit,
            biogenic,
            density: density.and_then(|literal| rate(&literal, Dimension::Mass, problems)),
            by_mass: by_mass.and_then(|literal| choice(&literal, &ByMass::ALL, problems)),
            factors_of: factors_of.map(|l| l.text.to_string()),
            split_into: split_into.iter().map(|l| l.text.to_string()).collect(),
            gas: gas.map(|l| Gas::named(l.text)),
            aliases: aliases.iter().map(|l| l.text.to_string()).collect(),
        })
    }
}

impl Carrier {
    /// Other names under which it is found.
    pub fn aliases(&self) -> &[String] {
        &self.aliases
    }
}

fn read_kind(table: &Table<'_>, problems: &mut Problems) -> Option<Kind> {
    let id = table.required_str("id", problems);
    let name = table.required("name", problems).and_then(|v| v.text(problems));
    let energy = table.optional_str("energy", problems);
    let uses = table.strings("uses", problems);
    let supplies = table.strings("supplies", problems);
    let default_use = table.required_str("default_use", problems);
    let default_supply = table.required_str("default_supply", problems);
    Some(Kind {
        id: id?.text.to_string(),
        name: name?,
        energy: match energy {
            None => EnergyForm::Fuel,
            Some(literal) => choice(&literal, &EnergyForm::ALL, problems)?,
        },
        uses: uses.iter().filter_map(|l| choice(l, Use::ALL, problems)).collect(),
        supplies: supplies.iter().filter_map(|l| choice(l, Supply::ALL, problems)).collect(),
        default_use: choice(&default_use?, Use::ALL, problems)?,
        default_supply: choice(&default_supply?, Supply::ALL, problems)?,
    })
}

fn fold(name: &str) -> String {
    name.trim().to_lowercase()
}
