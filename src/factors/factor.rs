//! Factor sets: the rows of one table of one document, kept faithful to it.

use std::collections::HashMap;

use super::carrier::{CarrierId, Catalogue};
use super::gwp::Gas;
use super::read::{choice, decimal, rate};
use super::region::{Regions, optional_date};
use super::status::Status;
use crate::quantity::{Decimal, Dimension, Rate, Species};
use crate::source::{Code, Literal, Place, Problem, Problems, Table, Text};

/// A coal equivalent: one coefficient, or the range that the document prints.
#[derive(Debug, Clone)]
pub enum CoalEquivalent {
    /// One coefficient, such as `0.7143 kgce/kg`.
    Single(Rate),
    /// Lowest and highest, where the value depends on the quality of the fuel.
    Range(Rate, Rate),
}

/// One row of a factor set.
#[derive(Debug, Clone)]
pub struct Factor {
    /// `set/carrier[/region][/year]`.
    pub id: String,
    /// The carrier.
    pub carrier: CarrierId,
    /// Region code, where the table is regional.
    pub region: Option<String>,
    /// Year of the underlying data, where the table is yearly.
    pub year: Option<i32>,
    /// Net calorific value, energy per unit (GJ/t, GJ/10^4 Nm3).
    pub ncv: Option<Rate>,
    /// Carbon content per energy (tC/GJ) or per unit (tC/t).
    pub carbon: Option<Rate>,
    /// Biogenic carbon beside the fossil one (tC/t), of mixed waste.
    pub biogenic_carbon: Option<Rate>,
    /// Oxidation factor, a fraction.
    pub oxidation: Option<Decimal>,
    /// Share of the carbonate in the material to which `co2` applies, a fraction.
    pub purity: Option<Decimal>,
    /// Direct CO2 factor (tCO2/GJ, kgCO2/kWh, tCO2/t).
    pub co2: Option<Rate>,
    /// CO2 of the carbon contained, for carbon balances (tCO2/t); a product factor is another thing.
    pub contained_co2: Option<Rate>,
    /// Factor published only as CO2 equivalent.
    pub co2e: Option<Rate>,
    /// Methane (kgCH4/TJ, kgCH4/t).
    pub ch4: Option<Rate>,
    /// Nitrous oxide (kgN2O/TJ, kgN2O/t), or its nitrogen (kgN2O-N/t).
    pub n2o: Option<Rate>,
    /// Fluorinated gases (kg/t).
    pub fluorinated: Vec<(Gas, Rate)>,
    /// Coal equivalent.
    pub coal_equivalent: Option<CoalEquivalent>,
    /// Density (kg/m3).
    pub density: Option<Rate>,
    /// How sure the number is.
    pub status: Status,
    /// Date of publication, where known.
    pub published: Option<String>,
    /// The document of the row, where it is not that of the set.
    pub document: Option<String>,
    /// A remark on the number.
    pub note: Option<String>,
    /// Where the row stands in its file.
    pub place: Place,
}

impl Factor {
    /// The direct factor for a gas.
    pub fn of_gas(&self, gas: &Gas) -> Option<&Rate> {
        match gas {
            Gas::CO2 => self.co2.as_ref(),
            Gas::CO2e => self.co2e.as_ref(),
            Gas::CH4 => self.ch4.as_ref(),
            Gas::N2O => self.n2o.as_ref(),
            Gas::Fluorinated(_) => self.fluorinated.iter().find(|(own, _)| own == gas).map(|(_, rate)| rate),
        }
    }
}

/// The rows of one published table.
#[derive(Debug, Clone)]
pub struct FactorSet {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Document number and table.
    pub document: String,
    /// What it holds: fuel, grid, heat, water, process, product, waste, own, coal_equivalent or density.
    pub kind: String,
    /// How sure the set is as a whole.
    pub note: Option<Text>,
    /// Energy of a tonne of standard coal, in sets of coal equivalents (29.307 GJ/tce).
    pub standard_coal: Option<Rate>,
    /// Rows in the order of the file.
    pub factors: Vec<Factor>,
    /// SHA-256 of the file, in hexadecimal.
    pub digest: String,
    by_carrier: HashMap<CarrierId, Vec<usize>>,
}

impl FactorSet {
    /// The rows of a carrier.
    pub fn of(&self, carrier: CarrierId) -> impl Iterator<Item = &Factor> {
        self.by_carrier.get(&carrier).into_iter().flatten().map(|&row| &self.factors[row])
    }

    /// Puts a CO2 factor in the place of the row of a region and year, or beside those of other years; the rest of the row is
    /// that of the latest year before.
    pub(super) fn put_co2(
        &mut self,
        id: String,
        carrier: CarrierId,
        (region, year): (Option<&str>, i32),
        rate: &Rate,
        document: &str,
    ) {
        let alike = self.of(carrier).filter(|row| row.region.as_deref() == region && row.co2.is_some());
        let Some(like) = alike.filter(|row| row.year.is_none_or(|of| of <= year)).max_by_key(|row| row.year).cloned()
        else {
            return;
        };
        let row = Factor {
            id,
            year: like.year.map(|_| year),
            co2: Some(rate.clone()),
            status: Status::Computed,
            published: None,
            document: Some(document.to_string()),
            note: None,
            ..like
        };
        let known = self.by_carrier.get(&carrier).into_iter().flatten().copied();
        let same = known.into_iter().find(|at| {
            let other = &self.factors[*at];
            other.region == row.region && other.year == row.year && other.co2.is_some()
        });
        match same {
            Some(at) => self.factors[at] = row,
            None => {
                self.by_carrier.entry(carrier).or_default().push(self.factors.len());
                self.factors.push(row);
            }
        }
    }

    /// The document of a row.
    pub fn document_of<'a>(&'a self, factor: &'a Factor) -> &'a str {
        factor.document.as_deref().unwrap_or(&self.document)
    }

    pub(super) fn read(
        head: SetHead<'_>,
        digest: String,
        file: &Table<'_>,
        catalogue: &Catalogue,
        regions: &Regions,
        problems: &mut Problems,
    ) -> Self {
        let mut set = Self {
            id: head.id.text.to_string(),
            name: head.name,
            document: head.document,
            kind: head.kind,
            note: head.note,
            standard_coal: head.standard_coal,
            factors: Vec::new(),
            digest,
            by_carrier: HashMap::new(),
        };
        for row in file.tables("factor", problems) {
            let factor = set.read_row(&row, catalogue, regions, problems);
            row.finish(problems);
            let Some(mut factor) = factor else { continue };
            // A row without a date of its own was published with its set.
            factor.published = factor.published.or_else(|| head.published.clone());
            if let Some(first) = set.of(factor.carrier).find(|known| known.id == factor.id) {
                problems.add(
                    Problem::new(
                        Code::DuplicateFactor,
                        Text::new(
                            format!("`{}` is given twice in this set", factor.id),
                            format!("本因子集中 `{}` 出现两次", factor.id),
                        ),
                    )
                    .at(factor.place.clone())
                    .related(first.place.clone(), Text::new("first given here", "首次出现于此")),
                );
                continue;
            }
            set.by_carrier.entry(factor.carrier).or_default().push(set.factors.len());
            set.factors.push(factor);
        }
        set
    }

    fn read_row(
        &self,
        row: &Table<'_>,
        catalogue: &Catalogue,
        regions: &Regions,
        problems: &mut Problems,
    ) -> Option<Factor> {
        let carrier_name = row.required_str("carrier", problems);
        let region = row.optional_str("region", problems);
        let year = row.get("year").and_then(|v| v.number(problems));
        let ncv = optional_rate(row, "ncv", Dimension::Energy, &[None], problems);
        let carbon = optional_rate(row, "carbon", Dimension::Mass, &[Some(Species::C)], problems);
        let biogenic_carbon = optional_rate(row, "biogenic_carbon", Dimension::Mass, &[Some(Species::C)], problems);
        let oxidation = row.get("oxidation").and_then(|v| v.number(problems));
        let purity = row.get("purity").and_then(|v| v.number(problems));
        let co2 = optional_rate(row, "co2", Dimension::Mass, &[Some(Species::CO2)], problems);
        let contained_co2 = optional_rate(row, "contained_co2", Dimension::Mass, &[Some(Species::CO2)], problems);
        let co2e = optional_rate(row, "co2e", Dimension::Mass, &[Some(Species::CO2e)], problems);
        let ch4 = optional_rate(row, "ch4", Dimension::Mass, &[Some(Species::CH4)], problems);
        let n2o = optional_rate(row, "n2o", Dimension::Mass, &[Some(Species::N2O), Some(Species::N2ON)], problems);
        let fluorinated = read_fluorinated(row, problems);
        let density = optional_rate(row, "density", Dimension::Mass, &[None], problems);
        let coal_equivalent = read_coal_equivalent(row, problems);
        let status = row.required_str("status", problems);
        let published = optional_date(row, "published", problems);
        let document = row.optional_str("document", problems);
        let note = row.optional_str("note", problems);

        let oxidation = oxidation.and_then(|literal| decimal(&literal, problems));
        let purity = purity.and_then(|literal| decimal(&literal, problems));
        let year = year.and_then(|literal| parse_year(&literal, problems));
        let region = region.and_then(|literal| regions.lookup(&literal, problems)).map(|r| r.code.clone());
        let carrier = catalogue.lookup(&carrier_name?, problems)?;
        let mut id = format!("{}/{}", self.id, catalogue.get(carrier).id);
        for part in region.iter().cloned().chain(year.map(|y| y.to_string())) {
            id.push('/');
            id.push_str(&part);
        }
        Some(Factor {
            id,
            carrier,
            region,
            year,
            ncv,
            carbon,
            biogenic_carbon,
            oxidation,
            purity,
            co2,
            contained_co2,
            co2e,
            ch4,
            n2o,
            fluorinated,
            coal_equivalent,
            density,
            status: choice(&status?, &Status::IN_FILES, problems)?,
            published,
            document: document.map(|l| l.text.to_string()),
            note: note.map(|l| l.text.to_string()),
            place: row.place(),
        })
    }
}

/// `fluorinated = { CF4 = "0.02 kg/t" }`: the mass of each gas per unit of the carrier.
fn read_fluorinated(row: &Table<'_>, problems: &mut Problems) -> Vec<(Gas, Rate)> {
    let pairs = row.optional_table("fluorinated", problems).map(|gases| gases.pairs()).unwrap_or_default();
    let read = pairs.into_iter().filter_map(|(gas, value)| {
        let literal = value.string(problems)?;
        Some((Gas::named(gas.text), rate(&literal, Dimension::Mass, problems)?))
    });
    read.collect()
}

/// The `[set]` table of a factor file.
pub(super) struct SetHead<'a> {
    pub id: Literal<'a>,
    pub name: Text,
    pub document: String,
    pub kind: String,
    pub note: Option<Text>,
    pub published: Option<String>,
    pub standard_coal: Option<Rate>,
}

impl<'a> SetHead<'a> {
    pub fn read(file: &Table<'a>, problems: &mut Problems) -> Option<Self> {
        const KINDS: [(&str, ()); 12] = [
            ("fuel", ()),
            ("grid", ()),
            ("heat", ()),
            ("water", ()),
            ("process", ()),
            ("product", ()),
            ("waste", ()),
            ("own", ()),
            ("coal_equivalent", ()),
            ("density", ()),
            ("steam", ()),
            ("gwp", ()),
        ];
        let set = file.required("set", problems)?.table(problems)?;
        let id = set.required_str("id", problems);
        let name = set.required("name", problems).and_then(|v| v.text(problems));
        let document = set.required_str("document", problems);
        let kind = set.required_str("kind", problems);
        let note = set.text("note", problems);
        let standard_coal = set.optional_str("standard_coal", problems);
        let published = optional_date(&set, "published", problems);
        set.finish(problems);
        let kind = kind?;
        choice(&kind, &KINDS, problems)?;
        Some(Self {
            id: id?,
            name: name?,
            document: document?.text.to_string(),
            kind: kind.text.to_string(),
            note,
            published,
            standard_coal: standard_coal.and_then(|l| rate(&l, Dimension::Energy, problems)),
        })
    }
}

/// Reads a rate whose numerator has a dimension and counts one of the given species.
///
/// # Errors
/// Reports the problems of [`rate`], and `PK0204` for another species.
pub(super) fn optional_rate(
    table: &Table<'_>,
    key: &'static str,
    numerator: Dimension,
    species: &[Option<Species>],
    problems: &mut Problems,
) -> Option<Rate> {
    let literal = table.optional_str(key, problems)?;
    let rate = rate(&literal, numerator, problems)?;
    if species.contains(&rate.species()) {
        return Some(rate);
    }
    let wanted = match species.first() {
        Some(Some(Species::C)) => "tC",
        Some(Some(Species::CO2)) => "tCO2",
        Some(Some(Species::CO2e)) => "tCO2e",
        Some(Some(Species::CH4)) => "kgCH4",
        Some(Some(Species::N2O)) => "kgN2O",
        _ => "t",
    };
    problems.add(
        Problem::new(
            Code::WrongDimension,
            Text::new(
                format!("`{key}` counts {wanted}; `{}` says something else", rate.unit()),
                format!("`{key}` 应以 {wanted} 计，而 `{}` 不是", rate.unit()),
            ),
        )
        .at(literal.place),
    );
    None
}

fn read_coal_equivalent(row: &Table<'_>, problems: &mut Problems) -> Option<CoalEquivalent> {
    let value = row.get("coal_equivalent")?;
    if value.is_array() {
        let ends = row.strings("coal_equivalent", problems);
        let mut rates = ends.iter().filter_map(|l| rate(l, Dimension::CoalEquivalent, problems));
        let (low, high) = (rates.next()?, rates.next()?);
        return Some(CoalEquivalent::Range(low, high));
    }
    let literal = value.string(problems)?;
    rate(&literal, Dimension::CoalEquivalent, problems).map(CoalEquivalent::Single)
}

fn parse_year(literal: &Literal<'_>, problems: &mut Problems) -> Option<i32> {
    let year = literal.text.parse().ok().filter(|year| (1900..3000).contains(year));
    if year.is_none() {
        problems.add(
            Problem::new(
                Code::NotAPeriod,
                Text::new(format!("`{}` is not a year", literal.text), format!("`{}` 不是年份", literal.text)),
            )
            .at(literal.place.clone()),
        );
    }
    year
}
