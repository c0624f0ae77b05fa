//! What a quantity is used for, and where it comes from or goes to.

use crate::source::Text;

macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident $id:literal $en:literal $zh:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// Every value with its identifier.
            pub const ALL: &'static [(&'static str, Self)] = &[$(($id, Self::$variant),)*];

            /// The identifier used in files and JSON.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// The name in both languages.
            pub fn name(self) -> Text {
                match self { $(Self::$variant => Text::new($en, $zh),)* }
            }
        }
    };
}

vocabulary! {
    /// What a quantity is used for (用途).
    Use {
        /// Burned for its heat.
        Fuel "fuel" "fuel" "燃料";
        /// Burned by ships and aircraft on international voyages; counted like fuel, and shown once more by itself.
        Bunker "bunker" "international bunker" "国际航空航海";
        /// Put into a conversion: coking, gas making, refining, activation.
        ConversionInput "conversion_input" "conversion input" "加工转换投入";
        /// Made by a conversion.
        ConversionOutput "conversion_output" "conversion output" "加工转换产出";
        /// Used as raw material or reductant.
        Feedstock "feedstock" "feedstock" "原料";
        /// Energy recovered from the enterprise's own process.
        Recovered "recovered" "recovered" "回收利用";
        /// Electricity, heat, water consumed, or handed on.
        Consumption "consumption" "consumption" "消费";
        /// A material or product whose process releases gas.
        Process "process" "process" "工业过程";
        /// Bought or made, and handed on without being used.
        Resold "resold" "resold" "转售";
        /// Lost between the meters of the two sides of a transfer.
        Loss "loss" "loss" "损耗";
        /// Waste water leaving the enterprise.
        Discharge "discharge" "discharge" "排放";
        /// Waste or waste water treated: what its treatment releases.
        Treatment "treatment" "treatment" "处理";
        /// A gas released: leaked, vented or not recovered.
        Release "release" "release" "逸出";
    }
}

vocabulary! {
    /// Where a quantity comes from, or goes to (来源或去向).
    Supply {
        /// The public grid.
        Grid "grid" "grid" "电网";
        /// Non-fossil power by a direct line.
        DirectGreen "direct_green" "direct green power" "绿电直供";
        /// Non-fossil power bought in the green-power market.
        TradedGreen "traded_green" "traded green power" "绿电交易";
        /// Grid power covered by green certificates.
        Certificate "certificate" "green certificates" "绿证";
        /// Any other supplier outside the park.
        OtherSupplier "other_supplier" "other supplier" "其他外购";
        /// Own renewable generation: all of it; what is sold on is listed as sold.
        SelfRenewable "self_renewable" "own renewable" "自发可再生";
        /// Own power or heat from fuel that is itself accounted.
        SelfFossil "self_fossil" "own fossil" "自发化石";
        /// Own power or heat from non-fossil energy that is itself listed (biomass as fuel, green power in a boiler): all of it; what is
        /// sold on is listed as sold.
        SelfNonFossil "self_non_fossil" "own, from listed non-fossil energy" "自产非化石（来源已列）";
        /// Heat made from fossil fuel, bought outside.
        Fossil "fossil" "fossil heat" "化石热力";
        /// Heat not made from fossil fuel, bought outside.
        NonFossil "non_fossil" "non-fossil heat" "非化石热力";
        /// Bought from another enterprise of the park.
        Park "park" "from the park" "园区内购入";
        /// Non-fossil power or heat bought from another enterprise of the park.
        ParkGreen "park_green" "non-fossil from the park" "园区内购入非化石";
        /// Sold outside the park.
        SoldOutside "sold_outside" "sold outside" "外供";
        /// Non-fossil power or heat sold outside the park.
        SoldOutsideGreen "sold_outside_green" "non-fossil sold outside" "外供非化石";
        /// Sold to another enterprise of the park.
        SoldPark "sold_park" "sold in the park" "园区内售出";
        /// Non-fossil power or heat sold to another enterprise of the park.
        SoldParkGreen "sold_park_green" "non-fossil sold in the park" "园区内售出非化石";
    }
}

impl Use {
    /// True if a quantity with this use may be a sale: it is handed on as it is, or is what a seller would have burned.
    pub fn can_be_sold(self) -> bool {
        matches!(self, Self::Fuel | Self::Resold | Self::Consumption | Self::Discharge | Self::Loss)
    }

    /// True for what comes in: to be used, or to be sold on.
    pub fn takes_in(self) -> bool {
        let carried =
            [Self::Fuel, Self::Bunker, Self::ConversionInput, Self::Feedstock, Self::Consumption, Self::Resold];
        carried.contains(&self)
    }

    /// True if the quantity leaves the enterprise's books: it lowers its energy consumption.
    pub fn is_output(self) -> bool {
        matches!(self, Self::ConversionOutput | Self::Recovered)
    }
}

impl Supply {
    /// True for sales: the quantity is deducted.
    pub fn is_sale(self) -> bool {
        matches!(self, Self::SoldOutside | Self::SoldOutsideGreen) || self.is_sold_inside()
    }

    /// True for what is sold to another enterprise of the park.
    pub fn is_sold_inside(self) -> bool {
        matches!(self, Self::SoldPark | Self::SoldParkGreen)
    }

    /// True for what is bought from another enterprise of the park.
    pub fn is_bought_inside(self) -> bool {
        matches!(self, Self::Park | Self::ParkGreen)
    }

    /// The side of the buyer for that of the seller; others stay.
    pub fn seen_by_buyer(self) -> Self {
        match self {
            Self::SoldPark => Self::Park,
            Self::SoldParkGreen => Self::ParkGreen,
            other => other,
        }
    }

    /// The side of the seller for that of the buyer; others stay.
    pub fn seen_by_seller(self) -> Self {
        match self {
            Self::Park => Self::SoldPark,
            Self::ParkGreen => Self::SoldParkGreen,
            other => other,
        }
    }

    /// True for power that is non-fossil by its certificates; power that is traded brings its own.
    pub fn is_certified(self) -> bool {
        matches!(self, Self::Certificate | Self::TradedGreen)
    }

    /// True for what an enterprise makes itself.
    pub fn is_own(self) -> bool {
        matches!(self, Self::SelfRenewable | Self::SelfFossil | Self::SelfNonFossil)
    }

    /// True if both sides are enterprises of the park.
    pub fn is_internal(self) -> bool {
        self.is_bought_inside() || self.is_sold_inside()
    }

    /// True for electricity and heat that are not made from fossil fuel.
    pub fn is_non_fossil(self) -> bool {
        matches!(
            self,
            Self::DirectGreen
                | Self::TradedGreen
                | Self::Certificate
                | Self::SelfRenewable
                | Self::SelfNonFossil
                | Self::NonFossil
                | Self::ParkGreen
                | Self::SoldOutsideGreen
                | Self::SoldParkGreen
        )
    }
}
