//! Records: rows of activity tables. A row says one quantity; what kind of quantity its `item` tells.

use std::collections::HashMap;
use std::num::NonZeroU8;

use super::activity::{check_dimension, empty, fitting, is_negative, negative, sales_and_outputs, sold_while_used};
use super::enterprise::{EnterpriseId, period, unknown_enterprise};
use super::measured::{Literals, Measured};
use super::origin::Origin;
use super::transfer::uses_of_sides;
use crate::factors::{CarrierId, Library, Supply, Use, choice, decimal, tier, unit};
use crate::quantity::{Decimal, Period, Unit};
use crate::source::{Code, Literal, Place, Problem, Problems, SharedText, Text};

/// What the quantity of a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// Activity data of the period.
    Quantity,
    /// Activity data from January to the end of the period; the part that is new is posted.
    Cumulative,
    /// The same where it may have fallen, because earlier figures were too high.
    CumulativeCorrected,
    /// A correction of activity data, which may be negative.
    Correction,
    /// The total of a carrier as the return itself states it; it is compared, not posted.
    Total,
    /// Stock at the beginning of the period.
    OpeningStock,
    /// Purchases in the period.
    Purchased,
    /// Stock at the end of the period.
    ClosingStock,
    /// A green certificate; its number stands in `lot`.
    Certificate,
    /// The supplier's figure for the whole park.
    Control,
}

impl Item {
    /// Every item with its identifier.
    pub const ALL: [(&'static str, Self); 10] = [
        ("quantity", Self::Quantity),
        ("cumulative", Self::Cumulative),
        ("cumulative_corrected", Self::CumulativeCorrected),
        ("correction", Self::Correction),
        ("total", Self::Total),
        ("opening_stock", Self::OpeningStock),
        ("purchased", Self::Purchased),
        ("closing_stock", Self::ClosingStock),
        ("certificate", Self::Certificate),
        ("control", Self::Control),
    ];

    /// The identifier used in tables.
    pub fn id(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// True if it becomes activity data; the others are only compared.
    pub fn is_activity(self) -> bool {
        matches!(self, Self::Quantity | Self::Cumulative | Self::CumulativeCorrected | Self::Correction)
    }
}

macro_rules! columns {
    ($($name:ident $id:literal;)*) => {
        /// The columns of an activity table, in their order.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "the identifier is the meaning")]
        pub enum Column { $($name,)* }

        impl Column {
            /// Every column with its identifier.
            pub const ALL: &'static [(&'static str, Self)] = &[$(($id, Self::$name),)*];
        }
    };
}

columns! {
    Enterprise "enterprise";
    Period "period";
    Item "item";
    Carrier "carrier";
    Use "use";
    Supply "supply";
    Counterparty "counterparty";
    Lot "lot";
    Quantity "quantity";
    Unit "unit";
    Ncv "ncv";
    Carbon "carbon";
    Oxidation "oxidation";
    Co2 "co2";
    Tier "tier";
    Evidence "evidence";
    Return "return";
    Origin "origin";
}

impl Column {
    /// The identifier in the first line of a table.
    pub fn id(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// One row of an activity table.
#[derive(Debug, Clone)]
pub struct Record {
    /// Whose it is; none for control totals of the park.
    pub enterprise: Option<EnterpriseId>,
    /// The period it covers; for cumulative figures from January on.
    pub period: Period,
    /// What the quantity is.
    pub item: Item,
    /// The carrier.
    pub carrier: CarrierId,
    /// What it is used for; for the seller of a transfer what the buyer does with it, if stated.
    pub use_: Option<Use>,
    /// Where it comes from or goes to.
    pub supply: Option<Supply>,
    /// The other side, for what moves inside the park.
    pub counterparty: Option<EnterpriseId>,
    /// Lot, or number of a certificate.
    pub lot: Option<SharedText>,
    /// The number as written, in `unit`.
    pub quantity: Decimal,
    /// Its unit.
    pub unit: Unit,
    /// Measured values.
    pub measured: Option<Box<Measured>>,
    /// Data tier, 1 (metered) to 5 (default).
    pub tier: Option<NonZeroU8>,
    /// Evidence.
    pub evidence: Option<SharedText>,
    /// The return that said so; none for tables written by hand.
    pub return_: Option<SharedText>,
    /// File, sheet and cell of the return.
    pub origin: Option<Origin>,
    /// Where the quantity stands.
    pub place: Place,
}

/// Reads rows: the values of the columns as literals, whatever kind of file they stand in.
pub struct RecordReader<'l> {
    library: &'l Library,
    enterprises: HashMap<String, EnterpriseId>,
    carriers: HashMap<String, CarrierId>,
    units: HashMap<String, Unit>,
    texts: HashMap<String, SharedText>,
    /// True if an enterprise that is not known is taken for a new one.
    any: bool,
}

impl<'l> RecordReader<'l> {
    /// A reader for rows of parks that are not known: every enterprise is taken as it is named.
    pub fn of_any_park(library: &'l Library) -> Self {
        Self { any: true, ..Self::new(library, HashMap::new()) }
    }

    /// A reader for a park with these enterprises.
    pub fn new(library: &'l Library, enterprises: HashMap<String, EnterpriseId>) -> Self {
        Self {
            library,
            enterprises,
            carriers: HashMap::new(),
            units: HashMap::new(),
            texts: HashMap::new(),
            any: false,
        }
    }

    /// Reads one row; `get` gives the value of a column, none if it is empty; `place` where one that is empty would stand.
    ///
    /// # Errors
    /// Reports everything that is wrong with the row, each at its place.
    pub fn read<'a>(
        &mut self,
        get: &dyn Fn(Column) -> Option<Literal<'a>>,
        place: &dyn Fn(Column) -> Place,
        problems: &mut Problems,
    ) -> Option<Record> {
        let item = match get(Column::Item) {
            None => Some(Item::Quantity),
            Some(literal) => choice(&literal, &Item::ALL, problems),
        };
        let enterprise = match (get(Column::Enterprise), item) {
            (None, Some(Item::Control)) => Some(None),
            (None, _) => missing(Column::Enterprise, place, problems).map(|()| None),
            (Some(literal), _) => self.enterprise(&literal, problems).map(Some),
        };
        let period = match get(Column::Period) {
            None => missing(Column::Period, place, problems).and(None),
            Some(literal) => {
                period(&literal, problems).filter(|period| self.fits_item(*period, item, &literal, problems))
            }
        };
        let carrier = match get(Column::Carrier) {
            None => missing(Column::Carrier, place, problems).and(None),
            Some(literal) => self.carrier(&literal, problems),
        };
        let unit_literal = get(Column::Unit);
        let unit = match &unit_literal {
            None => missing(Column::Unit, place, problems).and(None),
            Some(literal) => self.unit(literal, problems),
        };
        let counterparty =
            get(Column::Counterparty).map(|literal| (self.enterprise(&literal, problems), literal.place));
        let quantity = match get(Column::Quantity) {
            None => {
                problems.add(empty().at(place(Column::Quantity)));
                None
            }
            Some(literal) => self.quantity(&literal, item, problems).map(|value| (value, literal.place)),
        };
        let tier = get(Column::Tier).and_then(|literal| tier(&literal, problems));
        let (carrier, item) = (carrier?, item?);
        let words = self.use_and_supply(get, item, carrier, counterparty.is_some(), place, problems);
        let unit = unit?;
        check_dimension(self.library.catalogue.get(carrier), &unit, &unit_literal?.place, self.library, problems)?;
        let (use_, supply) = words?;
        let measured = self.measured(get, carrier, place, problems);
        let lot = get(Column::Lot).map(|literal| self.text(literal.text));
        if item == Item::Certificate && lot.is_none() {
            missing(Column::Lot, place, problems);
            return None;
        }
        let enterprise = enterprise?;
        let counterparty = match counterparty {
            None => None,
            Some((id, _)) if id.is_some() && id == enterprise => {
                let text = Text::new("an enterprise cannot transfer to itself", "企业不能向自身转移");
                problems.add(Problem::new(Code::SelfTransfer, text).at(get(Column::Counterparty)?.place));
                return None;
            }
            Some((id, _)) => Some(id?),
        };
        let (quantity, quantity_place) = quantity?;
        Some(Record {
            enterprise,
            period: period?,
            item,
            carrier,
            use_,
            supply,
            counterparty,
            lot,
            quantity,
            unit,
            measured,
            tier,
            evidence: get(Column::Evidence).map(|literal| self.text(literal.text)),
            return_: get(Column::Return).map(|literal| self.text(literal.text)),
            origin: get(Column::Origin).map(|literal| Origin::read(literal.text, |source| self.text(source))),
            place: quantity_place,
        })
    }

    fn enterprise(&mut self, literal: &Literal<'_>, problems: &mut Problems) -> Option<EnterpriseId> {
        let found = self.enterprises.get(literal.text).copied();
        if found.is_none() && self.any {
            let new = EnterpriseId::at(self.enterprises.len());
            self.enterprises.insert(literal.text.to_string(), new);
            return Some(new);
        }
        if found.is_none() {
            let mut names: Vec<&str> = self.enterprises.keys().map(String::as_str).collect();
            names.sort_unstable();
            problems.add(unknown_enterprise(literal).suggest(problems.nearest(literal.text, names)));
        }
        found
    }

    fn carrier(&mut self, literal: &Literal<'_>, problems: &mut Problems) -> Option<CarrierId> {
        if let Some(known) = self.carriers.get(literal.text) {
            return Some(*known);
        }
        let found = self.library.catalogue.lookup(literal, problems)?;
        self.carriers.insert(literal.text.to_string(), found);
        Some(found)
    }

    fn unit(&mut self, literal: &Literal<'_>, problems: &mut Problems) -> Option<Unit> {
        if let Some(known) = self.units.get(literal.text) {
            return Some(known.clone());
        }
        let found = unit(literal, problems)?;
        self.units.insert(literal.text.to_string(), found.clone());
        Some(found)
    }

    fn text(&mut self, text: &str) -> SharedText {
        if let Some(known) = self.texts.get(text) {
            return known.clone();
        }
        let shared = SharedText::from(text);
        self.texts.insert(text.to_string(), shared.clone());
        shared
    }

    fn quantity(&self, literal: &Literal<'_>, item: Option<Item>, problems: &mut Problems) -> Option<Decimal> {
        let value = decimal(literal, problems)?;
        if is_negative(value) && item != Some(Item::Correction) {
            problems.add(negative(literal, sales_and_outputs()));
            return None;
        }
        Some(value)
    }

    /// A cumulative figure begins in January.
    fn fits_item(&self, period: Period, item: Option<Item>, literal: &Literal<'_>, problems: &mut Problems) -> bool {
        let cumulative = matches!(item, Some(Item::Cumulative | Item::CumulativeCorrected));
        let fits = !cumulative || period.is_year_to_date();
        if !fits {
            problems.add(
                Problem::new(
                    Code::NotAPeriod,
                    Text::new(
                        format!("a cumulative figure runs from January: {period} does not"),
                        format!("累计数应从 1 月起：{period} 不是"),
                    ),
                )
                .at(literal.place.clone())
                .hint(Text::new("write 2023Q1, 2023H1, 2023Q1..Q3 or 2023", "写作 2023Q1、2023H1、2023Q1..Q3 或 2023")),
            );
        }
        fits
    }

    fn use_and_supply<'a>(
        &self,
        get: &dyn Fn(Column) -> Option<Literal<'a>>,
        item: Item,
        carrier: CarrierId,
        inside: bool,
        place: &dyn Fn(Column) -> Place,
        problems: &mut Problems,
    ) -> Option<(Option<Use>, Option<Supply>)> {
        let (use_, supply) = (get(Column::Use), get(Column::Supply));
        let described = self.library.catalogue.get(carrier);
        let kind = self.library.catalogue.kind(described)?;
        if !item.is_activity() {
            let stated = supply.map(|literal| {
                fitting(Some(literal), Supply::ALL, &kind.supplies, kind.default_supply, described, problems)
            });
            return match stated {
                Some(None) => None,
                Some(found) => Some((None, found)),
                None => Some((None, None)),
            };
        }
        if inside {
            if matches!(item, Item::Cumulative | Item::CumulativeCorrected) {
                let text = Text::new(
                    "what moves inside the park is given per period, not cumulatively",
                    "园区内转移按期填报，不用累计数",
                );
                problems.add(Problem::new(Code::UnknownChoice, text).at(place(Column::Item)));
                return None;
            }
            let side = match &supply {
                None => {
                    problems.add(
                        Problem::new(
                            Code::MissingKey,
                            Text::new(
                                "`supply` is missing here: was it bought (`park`) or sold (`sold_park`)?",
                                "此处缺少 `supply`：是购入（`park`）还是售出（`sold_park`）？",
                            ),
                        )
                        .at(place(Column::Supply)),
                    );
                    return None;
                }
                Some(literal) => choice(literal, &SIDES, problems)?,
            };
            // The seller need not know what the buyer does; the row of the buyer, or the kind of carrier, tells.
            if !kind.supplies.contains(&side) {
                fitting(supply, Supply::ALL, &kind.supplies, kind.default_supply, described, problems)?;
            }
            if side.is_sold_inside() && use_.is_none() {
                return Some((None, Some(side)));
            }
            let [_, bought] = uses_of_sides(carrier, use_, place(Column::Use), self.library, problems)?;
            return Some((Some(bought), Some(side)));
        }
        let supply_place = supply.as_ref().map_or_else(|| place(Column::Supply), |literal| literal.place.clone());
        if let Some(literal) = supply.as_ref().filter(|literal| SIDES.iter().any(|(id, _)| *id == literal.text)) {
            problems.add(
                Problem::new(
                    Code::MissingKey,
                    Text::new(
                        "`counterparty` is missing here: with which enterprise of the park?",
                        "此处缺少 `counterparty`：园区内的对方企业是谁？",
                    ),
                )
                .at(literal.place.clone()),
            );
            return None;
        }
        let use_ = fitting(use_, Use::ALL, &kind.uses, kind.default_use, described, problems);
        let supplies: Vec<Supply> = kind.supplies.iter().copied().filter(|s| !s.is_internal()).collect();
        let supply = fitting(supply, Supply::ALL, &supplies, kind.default_supply, described, problems);
        let (use_, supply) = (use_?, supply?);
        if supply.is_sale() && !use_.can_be_sold() {
            problems.add(sold_while_used(use_, supply_place));
            return None;
        }
        Some((Some(use_), Some(supply)))
    }

    fn measured<'a>(
        &self,
        get: &dyn Fn(Column) -> Option<Literal<'a>>,
        carrier: CarrierId,
        place: &dyn Fn(Column) -> Place,
        problems: &mut Problems,
    ) -> Option<Box<Measured>> {
        let literals = Literals {
            ncv: get(Column::Ncv),
            carbon: get(Column::Carbon),
            oxidation: get(Column::Oxidation),
            co2: get(Column::Co2),
            purity: None,
            basis: None,
        };
        if literals.is_empty() {
            return None;
        }
        let carrier = self.library.catalogue.get(carrier);
        literals.read(place(Column::Quantity), carrier, &self.library.bounds, problems).map(Box::new)
    }
}

/// The two sides of what moves inside the park.
const SIDES: [(&str, Supply); 4] = [
    ("park", Supply::Park),
    ("sold_park", Supply::SoldPark),
    ("park_green", Supply::ParkGreen),
    ("sold_park_green", Supply::SoldParkGreen),
];

/// Reports a column without a value (`PK0302`).
fn missing(column: Column, place: &dyn Fn(Column) -> Place, problems: &mut Problems) -> Option<()> {
    let id = column.id();
    let text = Text::new(format!("`{id}` is missing here"), format!("此处缺少 `{id}`"));
    problems.add(Problem::new(Code::MissingKey, text).at(place(column)));
    None
}
