//! What moves emissions, by name.

use crate::factors::Category;
use crate::park::{EnterpriseId, Park};
use crate::source::Text;

/// Why an enterprise, or the whole, is not decomposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alone {
    /// Its value added is not more than zero in a period.
    ValueAdded,
    /// Its energy, net of sales and output, is not more than zero in a period.
    Energy,
}

/// What moves emissions. In the order of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Driver {
    /// Value added as a whole (规模).
    Scale,
    /// The shares of the enterprises in it (结构).
    Structure,
    /// Energy per value added (强度).
    Intensity,
    /// Energy, where no value added is known: scale, structure and intensity together.
    Energy,
    /// The shares of the carriers in the energy (能源结构).
    Mix,
    /// Emissions per energy at the same factor table: measured values, balances (因子：实际变化).
    Factor,
    /// Emissions per energy, real change and change of factor table together: where the earlier period cannot be accounted
    /// with the factors of the later one.
    FactorAndTable,
    /// Emissions that have no energy, by category.
    NoEnergy(Category),
    /// Emissions or energy that change their sign, or appear with several factors at once, by category.
    NotUnique(Category),
    /// Enterprises without data in the earlier period.
    Entered,
    /// Enterprises without data in the later period.
    Left,
    /// An enterprise by itself.
    Enterprise(EnterpriseId, Alone),
    /// All together, undecomposed.
    Whole(Alone),
    /// The same earlier activity at the factors and the edition of the later period (因子表变化).
    FactorTable,
}

impl Driver {
    /// The identifier used in JSON and CSV.
    pub fn id(self) -> &'static str {
        match self {
            Self::Scale => "scale",
            Self::Structure => "structure",
            Self::Intensity => "intensity",
            Self::Energy => "energy",
            Self::Mix => "mix",
            Self::Factor => "factor",
            Self::FactorAndTable => "factor_and_table",
            Self::NoEnergy(_) => "no_energy",
            Self::NotUnique(_) => "not_unique",
            Self::Entered => "entered",
            Self::Left => "left",
            Self::Enterprise(..) => "enterprise",
            Self::Whole(_) => "whole",
            Self::FactorTable => "factor_table",
        }
    }

    /// False for a line that is not decomposed.
    pub fn is_effect(self) -> bool {
        use Driver::{Entered, Enterprise, Left, NoEnergy, NotUnique, Whole};
        !matches!(self, NoEnergy(_) | NotUnique(_) | Entered | Left | Enterprise(..) | Whole(_))
    }

    /// The category, where the line is one's.
    pub fn category(self) -> Option<Category> {
        match self {
            Self::NoEnergy(category) | Self::NotUnique(category) => Some(category),
            _ => None,
        }
    }

    /// The enterprise, where the line is one's.
    pub fn enterprise(self) -> Option<EnterpriseId> {
        match self {
            Self::Enterprise(id, _) => Some(id),
            _ => None,
        }
    }

    /// The name in both languages.
    pub fn name(self, park: &Park) -> Text {
        let (en, zh) = match self {
            Self::Scale => ("scale: value added", "规模：增加值"),
            Self::Structure => ("structure: shares of enterprises", "结构：企业占比"),
            Self::Intensity => ("intensity: energy per value added", "强度：单位增加值能耗"),
            Self::Energy => ("energy used", "能源消费量"),
            Self::Mix => ("mix of energy", "能源结构"),
            Self::Factor => ("factor: real change", "因子：实际变化"),
            Self::FactorAndTable => ("factor: real change and table together", "因子：实际与因子表变化合计"),
            Self::FactorTable => ("factor: change of factor table", "因子：因子表变化"),
            Self::Entered => ("new enterprises, not decomposed", "新增企业（不分解）"),
            Self::Left => ("enterprises gone, not decomposed", "退出企业（不分解）"),
            Self::NoEnergy(category) => {
                let name = category.name();
                return Text::new(format!("{}, no energy", name.en), format!("{}（无能源，不分解）", name.zh));
            }
            Self::NotUnique(category) => {
                let name = category.name();
                return Text::new(
                    format!("{}, sign changes or limit not unique", name.en),
                    format!("{}（变号或极限不唯一，不分解）", name.zh),
                );
            }
            Self::Enterprise(id, why) => {
                let (name, why) = (&park.enterprise(id).name, why.name());
                return Text::new(format!("{}, {}", name.en, why.en), format!("{}（{}，不分解）", name.zh, why.zh));
            }
            Self::Whole(why) => {
                let why = why.name();
                return Text::new(format!("not decomposed: {}", why.en), format!("不分解：{}", why.zh));
            }
        };
        Text::new(en, zh)
    }
}

impl Alone {
    fn name(self) -> Text {
        let (en, zh) = match self {
            Self::ValueAdded => ("value added not more than zero", "增加值不大于零"),
            Self::Energy => ("net energy not more than zero", "净能耗不大于零"),
        };
        Text::new(en, zh)
    }
}
