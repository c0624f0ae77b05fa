//! The register of problem codes. A code is never reused for another meaning.

/// How much a problem weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The input is wrong; nothing is computed.
    Error,
    /// The input may be wrong or the result incomplete; the result stands and says so.
    Warning,
    /// A choice or circumstance that a reader of the result must know.
    Notice,
}

use Severity::{Error, Notice, Warning};

/// What is known about a code.
#[derive(Debug)]
pub struct CodeInfo {
    /// The code itself.
    pub code: Code,
    /// The printed identifier, such as `PK0101`.
    pub id: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// English title.
    pub en: &'static str,
    /// Chinese title.
    pub zh: &'static str,
    /// What it means and what to do, for `docs/errors.md`.
    pub explanation: &'static str,
}

macro_rules! codes {
    ($($name:ident $id:literal $severity:ident $en:literal $zh:literal $explanation:literal;)*) => {
        /// The kinds of problems.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = concat!("`", $id, "`: ", $en, ".")] $name,)*
        }

        /// Every code, in the order of its identifier.
        pub const CODES: &[CodeInfo] = &[
            $(CodeInfo {
                code: Code::$name,
                id: $id,
                severity: $severity,
                en: $en,
                zh: $zh,
                explanation: $explanation,
            },)*
        ];
    };
}

codes! {
    // 01: files
    FileUnreadable "PK0101" Error "file cannot be read" "无法读取文件"
        "The path does not exist, is a folder, or may not be read.";
    FileTooLarge "PK0102" Error "file too large" "文件过大"
        "A park or factor file is text that people read; more than 64 MiB is refused before it is read.";
    FileNotUtf8 "PK0103" Error "file is not UTF-8" "文件不是 UTF-8"
        "Park and factor files are UTF-8 text, with or without byte-order mark.";
    FileEmpty "PK0104" Error "file is empty" "文件为空"
        "There is nothing to account. `parkcarbon new DIR` writes a park to start from.";
    NoParkFile "PK0105" Error "no park file in the folder" "文件夹中没有园区文件"
        "A park is a folder with a `park.toml`, or a single `.toml` file.";
    TomlSyntax "PK0106" Error "TOML syntax" "TOML 语法"
        "The text is not valid TOML. Bare keys are letters, digits, `_` and `-`: quote keys such as \"2023Q1..Q3\" or those in Chinese.";
    // 02: numbers, units, periods
    NotADecimal "PK0201" Error "not a decimal number" "不是十进制数"
        "Quantities and factors are finite decimals: digits, at most one point, an optional exponent. See docs/decimals.md.";
    TooManyDigits "PK0202" Error "more digits than fit" "位数超出范围"
        "At most 28 significant digits and 28 decimals; parkcarbon does not round what it reads.";
    UnknownUnit "PK0203" Error "unknown unit" "未知单位"
        "The unit is not in the table of units (`parkcarbon factors list --units` shows them).";
    WrongDimension "PK0204" Error "unit of the wrong dimension" "单位量纲不符"
        "The unit measures something else than the carrier, or the factor, is measured in.";
    NotAPeriod "PK0205" Error "not a period" "不是有效期间"
        "Periods are 2023, 2023H1, 2023Q1, 2023-03, or a range such as \"2023Q1..Q3\".";
    NegativeQuantity "PK0206" Error "negative quantity" "数量为负"
        "A quantity is zero or more. Sales and outputs have their own supply and use, not a minus sign.";
    EmptyQuantity "PK0207" Error "quantity without a value" "数量为空"
        "Missing is never zero: leave the period out, or give the number.";
    NotARate "PK0208" Error "not a rate" "不是有效的比值"
        "A factor is a number and a unit with a slash, such as \"22.35 GJ/t\".";
    // 03: keys and choices
    UnknownKey "PK0301" Error "unknown key" "未知键"
        "The key is not part of the file format; nothing is silently ignored.";
    MissingKey "PK0302" Error "missing key" "缺少必填键"
        "The key is required here.";
    WrongType "PK0303" Error "value of the wrong type" "值的类型不符"
        "For example a table where a number is expected.";
    UnknownChoice "PK0304" Error "not one of the choices" "不在可选值之内"
        "The value must be one of a documented list.";
    DuplicateId "PK0305" Error "identifier used twice" "标识重复"
        "Identifiers of enterprises, carriers, sets and standards are unique.";
    // 04: names
    UnknownCarrier "PK0401" Error "unknown carrier" "未知品种"
        "The carrier is in no catalogue (`parkcarbon factors list --carriers`). Chinese names and aliases are accepted.";
    UnknownEnterprise "PK0402" Error "unknown enterprise" "未知企业"
        "No enterprise of the park has this id.";
    UnknownStandard "PK0403" Error "unknown standard" "未知核算标准"
        "No standard file has this id (`parkcarbon factors list --standards`).";
    UnknownRegion "PK0404" Error "unknown region" "未知地区"
        "Regions are ISO 3166-2 codes such as CN-SX.";
    UnknownSet "PK0405" Error "unknown factor set" "未知因子集"
        "A standard names a factor set that is in no factor folder.";
    NotForCarrier "PK0406" Error "use or supply does not fit the carrier" "用途或来源与品种不符"
        "Each kind of carrier has its list of uses and supplies, in factors/carriers.toml.";
    // 05: the park
    DuplicateActivity "PK0501" Error "activity given twice" "活动数据重复"
        "The same enterprise, carrier, use, supply and lot has two quantities for one period.";
    OverlappingPeriods "PK0502" Error "overlapping periods" "期间重叠"
        "One activity has a quantity for a period and for another that contains or crosses it: it would count twice.";
    OutsideRegister "PK0503" Error "quantity outside the enterprise's time in the park" "数量不在企业入园期间内"
        "The period lies, wholly or partly, before the enterprise joined or after it left.";
    MeasuredWithoutQuantity "PK0504" Error "measured value without a quantity" "实测值没有对应的数量"
        "A measured value belongs to a period that has a quantity.";
    MeasuredBasis "PK0505" Error "measured value on another basis than the quantity" "实测值基准与数量不一致"
        "Quantities are as received; convert a value on another basis to as received (ar) first.";
    SelfTransfer "PK0506" Error "transfer to oneself" "自身转移"
        "A transfer goes from one enterprise of the park to another.";
    Implausible "PK0507" Error "value outside its physical range" "数值超出物理范围"
        "The value lies outside the bounds of factors/bounds.toml: a misplaced point or a wrong unit is likely.";
    DuplicateFactor "PK0508" Error "factor given twice" "因子重复"
        "A set has two rows for the same carrier, region and year.";
    RegisterOrder "PK0509" Error "enterprise left before it joined" "退出早于入园"
        "The register dates are in the wrong order.";
    PassedOnTooMuch "PK0513" Error "more passed on than received" "转供量大于收到量"
        "An enterprise that hands on power or heat as it bought it (method = \"pass_through\") sells more than it received.";
    CircularAllocation "PK0514" Error "energy passed on in a circle" "转供形成循环"
        "Enterprises with method = \"pass_through\" sell to each other: what each one carries would depend on itself.";
    LotOverspent "PK0515" Error "more of a green lot claimed than it holds" "绿电批次超额使用"
        "A lot of green power is spent once: the sum of what activities claim of it, in all periods, exceeds it.";
    LotUnfit "PK0516" Error "green lot that does not fit" "绿电批次不符"
        "The lot is another enterprise's, of another kind, or of another time (certificates are used within two years), or is no whole number of MWh.";
    NonFossilOversold "PK0517" Error "more non-fossil energy sold than there is" "售出的非化石能源多于所有"
        "What is sold as non-fossil power or heat counts zero at the buyer, so the seller must have at least as much of it: generated, from a direct line, by trade or certificate, or bought as non-fossil inside the park.";
    SoldAsOrdinary "PK0518" Error "non-fossil energy sold as ordinary" "非化石能源按普通能源售出"
        "Power and heat that count zero at their owner, and are sold as ordinary, would be deducted at a factor that was never counted. They are sold as non-fossil.";
    FuelPassedOn "PK0519" Error "fuel passed on and burned" "燃料既计燃烧又转售"
        "An enterprise uses a fuel or product that it bought in the park and sells it as well, more than it made or bought to sell on: it would be counted at every hop. What is passed on has use = resold.";
    MassWithoutState "PK0520" Error "mass of heat without a state" "热力按质量填报而没有状态参数"
        "Tonnes of steam or hot water become heat through their enthalpy: give `state`, with pressure (gauge or absolute) and temperature, or the quantity in GJ.";
    StateNotNeeded "PK0521" Error "state of something that is not a mass of heat" "状态参数用于非热力质量"
        "Only steam, hot water and heat have a state, and only where their quantity is a mass; nothing is silently ignored.";
    NoSaturation "PK0522" Error "saturation that does not exist" "饱和状态不存在"
        "Water and steam are saturated up to the critical point, 22.064 MPa and 373.946 °C; and at one pressure at one temperature only.";
    OutsideSteamTable "PK0523" Error "state outside the table of enthalpies" "状态超出焓值表范围"
        "The pressure or temperature lies outside the table of the standard, or outside IAPWS-IF97: 0.000612 to 100 MPa absolute, 0 to 800 °C. Nothing is extrapolated.";
    WaterNotSteam "PK0524" Error "water at the stated condition, not steam" "该状态下是水而不是蒸汽"
        "The temperature lies below that of saturation at the pressure. Was a gauge pressure stated as absolute, or is it hot water?";
    // 06: accounting
    NoFactor "PK0601" Error "no factor" "缺少排放因子"
        "The factor sets of the standard have no usable factor for this carrier, region and period.";
    NoRule "PK0602" Error "the standard has no rule for this" "标准未作规定"
        "No rule of the standard covers this kind of carrier with this use and supply.";
    EvidenceMissing "PK0603" Error "zero factor without evidence" "零因子缺少证据"
        "Non-fossil power counts as zero only with evidence: contract and settlement, certificate numbers, or meter records.";
    TwoEditions "PK0604" Error "the period lies in two editions of the standard" "期间跨越标准的两个版本"
        "Name the edition, or account the parts of the period by themselves.";
    NoEdition "PK0605" Error "no edition of the standard was in force" "该期间没有现行版本"
        "The standard came into force later, or names no edition for this period.";
    NothingInPeriod "PK0606" Error "nothing in the period" "该期间没有数据"
        "No activity lies in the period. The message lists the periods that have data.";
    PeriodTooFine "PK0607" Error "period finer than the accounting period" "期间细于核算期"
        "The park accounts by quarter (or month); finer data are summed into that period first.";
    AssertionFailed "PK0608" Error "assertion failed" "断言不成立"
        "A figure of `[[assert]]` differs from the computed one.";
    TooLarge "PK0609" Error "figure too large" "数值过大"
        "An entry exceeds 10^23 tonnes.";
    CountedTwice "PK0610" Error "carbon counted twice" "碳重复计入"
        "A product stands under its factor and under a carbon balance, or its reductant or feedstock is put into a balance that has no output while the product's factor counts it already.";
    // 07: what limits a result
    Incomplete "PK0701" Warning "inventory incomplete" "清单不完整"
        "An activity has emissions that no rule or factor counts. The total stands without them and is marked incomplete.";
    CoarserPeriod "PK0702" Warning "data of a coarser period" "数据期间较粗"
        "The quantity covers more than one accounting period and appears in none of them, only in the longer period.";
    LeftOut "PK0703" Warning "data left out of the period" "期间内未计入的数据"
        "A quantity crosses the edge of the requested period and is not part of the result.";
    NotCounted "PK0704" Warning "emission not counted" "排放未计入"
        "The standard covers this source, but the park file holds no data from which it could be computed.";
    NoData "PK0705" Warning "enterprises without data" "企业没有数据"
        "Enterprises that were in the park in the period have no quantity in it. Missing is not zero: the total stands without them.";
    EnergyIncomplete "PK0706" Warning "energy incomplete" "能耗不完整"
        "A carrier has neither a coefficient of coal equivalent nor a calorific value. The energy figures stand without it.";
    NegativeBalance "PK0707" Warning "negative carbon balance" "碳平衡为负"
        "The outputs of a conversion hold more carbon than its inputs: an input or a measured value is missing.";
    ReductantBurned "PK0708" Warning "reductant listed as fuel" "还原剂或原料列为燃料"
        "The factor of a product counts the carbon of its reductant or raw material. None is listed as feedstock, while such a carrier is burned: it may be counted twice.";
    NoHeatRatio "PK0709" Warning "no heat ratio for the period" "本期缺供热比"
        "A plant with method = \"heat_ratio\" states none for this period: in the responsibility view what it sells keeps the default factor.";
    MonthsMissing "PK0710" Warning "months without data" "有月份没有数据"
        "The period has months of which no enterprise gives anything: the total is of the other months only.";
    RawMaterialBeside "PK0711" Warning "raw material listed beside its product" "原料与其产品同时列出"
        "The factor of a product such as clinker, lime or glass holds the carbon of the carbonates that it is made of. Carbonates of the same enterprise and period are counted once more, unless they go elsewhere.";
    MoreOutThanIn "PK0712" Warning "more energy handed on than came in" "售出能源多于所有"
        "An enterprise sells or makes more energy than it bought, burned or generated: its energy consumption of the period is negative. A quantity is wrong, or the source of the energy is not listed.";
    CarbonDiffers "PK0713" Warning "carbon of a material differs" "同一物料的含碳量不一致"
        "The output of a conversion is handed on with another measured carbon than it was made with: carbon appears or disappears between the two lines.";
    GasUnaccounted "PK0714" Warning "gas made and neither used nor sold" "产出气体既未使用也未售出"
        "The carbon of a gas that a conversion makes is deducted from its input. What is neither burned, flared (list it as burned), used nor sold is counted nowhere.";
    ResoldKept "PK0715" Warning "bought to sell on and not sold" "购入待转售而未售出"
        "A fuel or product with use = resold is burned by nobody until it is sold. What is neither sold nor put into stock was used, and belongs under its use.";
    // 08: notices
    Illustrative "PK0801" Notice "illustrative data" "示例数据"
        "The park file says that its quantities are illustrative.";
    EditionChosen "PK0802" Notice "edition of the standard" "所用标准版本"
        "An id without a year was resolved to the edition in force in the period.";
    FallbackYear "PK0803" Notice "last published factor used" "采用最近一次公布的因子"
        "No factor was published for the year of the data; the last one before it is used.";
    OtherSet "PK0804" Notice "factor or parameter from another set" "因子或参数取自其他因子集"
        "The first set of the standard has no value; the next one named by the standard is used.";
    GasVolumeBasis "PK0805" Notice "gas volume basis not stated" "未声明气体体积基准"
        "Plain cubic metres of gas are read at 0 °C; at 20 °C they hold 6.8 % less.";
    CoalEquivalentFromNcv "PK0806" Notice "coal equivalent from the calorific value" "折标系数由热值计算"
        "The table gives a range or no coefficient; net calorific value divided by 29.307 GJ/tce is used.";
    FactorStatus "PK0807" Notice "factor not seen in an official copy" "因子未见正式文本"
        "The factor is inferred, computed or recalled: check it against its document before you publish.";
    StandardOption "PK0808" Notice "choice made by the standard file" "标准文件中的选择"
        "The document leaves this open, or the method is annual and a shorter result only indicative.";
    DensityUsed "PK0809" Notice "volume converted by density" "按密度换算"
        "A volume was turned into mass with a published density.";
    Replaced "PK0810" Notice "shipped data replaced" "内置数据被替换"
        "A file of a factor folder replaces a shipped file of the same id.";
    FactorsAsOf "PK0811" Notice "factors as of a date" "因子截止日期"
        "Rows published after the date that the park file states are not used. Rows and sets without a date of publication are.";
    MeasuredUnused "PK0812" Notice "measured value not used" "实测值未采用"
        "The formula that the standard prescribes has no place for the value, such as an oxidation factor beside a published CO2 factor.";
    EnthalpyUsed "PK0820" Notice "mass converted by enthalpy" "按焓值折算"
        "A mass of steam or hot water was turned into heat. The table of enthalpies and the reference enthalpy are those of the standard.";
    BoughtBesideMade "PK0821" Notice "plant that also takes in what it sells" "电厂另有购入并售出"
        "The shares of a plant's power and heat hold its direct emissions. What it buys of the same form beside them, and may resell, is in no share.";
    // 09: tables and returns
    NotAWorkbook "PK0901" Error "not a workbook" "不是工作簿"
        "The file is empty, truncated or of another kind than its name says. Returns are .xlsx, .xls, .ods, .csv or .parquet.";
    RowLength "PK0902" Error "row of another length" "行的列数不符"
        "A row of a table has more or fewer fields than its first line, or a quote is not closed.";
    CumulativeFell "PK0903" Error "cumulative figure fell" "累计数下降"
        "A figure from January on is lower than the sum of the figures before it. A correction is labelled as one: 更正 in the remarks, or the item `cumulative_corrected`.";
    CumulativeContradicts "PK0904" Error "cumulative figure contradicts the parts" "累计数与各期数据矛盾"
        "A figure from January on stands beside figures of its parts that do not add up to it, or that leave gaps in between.";
    WorkbookProtected "PK0905" Error "workbook with a password" "工作簿设有密码"
        "The file is encrypted. Remove the password in the spreadsheet program and save it again.";
    ExpandsTooFar "PK0906" Error "file expands too far" "文件解压后过大"
        "A compressed file of a workbook, or its declared size, is out of proportion; it is not read.";
    NoHeadings "PK0907" Error "no headings found" "未找到表头"
        "No row of the sheet names the columns that are needed. A mapping file says what the columns of other people's files are.";
    FormulaWithoutValue "PK0908" Error "formula without a value" "公式没有计算结果"
        "A cell holds a formula whose result was not saved. Open the file in a spreadsheet program, let it calculate, and save it.";
    CellError "PK0909" Error "cell with an error value" "单元格为错误值"
        "A cell shows #REF!, #DIV/0! or another error.";
    CellKind "PK0910" Error "cell of the wrong kind" "单元格类型不符"
        "A date, or true/false, stands where a number or name is expected.";
    ForeignForm "PK0911" Error "form of another park" "不是本园区的表"
        "The form was written for another park, an enterprise that is not in this one, or by another version of the program.";
    TwoReturns "PK0912" Error "two returns for the same" "同一期间有两份报表"
        "Two different files speak for the same enterprise, period and carrier. Import the one that counts, or with --replace.";
    UnknownFileKind "PK0913" Error "file of an unknown kind" "不支持的文件类型"
        "Returns are .xlsx, .xls, .ods, .csv, .txt or .parquet.";
    NotAFolderPark "PK0914" Error "park without a folder" "园区不是文件夹"
        "Returns are kept beside the park file: the park must be a folder with a park.toml.";
    TableNotNamed "PK0915" Error "table not named by the park file" "园区文件未引用该数据表"
        "Imported rows go to a table that `[activity] files` of the park file does not name, or to one with columns that an import does not write: those of meter readings, or of several parks.";
    ReturnChanged "PK0916" Warning "kept return missing or changed" "留存的报表缺失或被改动"
        "A row names a file under returns/ that is gone or no longer has the digest it had when it was imported.";
    NotRead "PK0917" Notice "part of a return not read" "报表中未读取的部分"
        "A column, row or sheet of a return is none that the program knows; nothing in it was imported.";
    NoFigures "PK0918" Error "return without figures" "报表没有数据"
        "The headings are there, but no figure below them. A zero says that there was none; an empty cell says nothing.";
    // 10: sense of returns
    MissingPeriod "PK1001" Warning "missing period" "缺少期间"
        "An enterprise that reported before has no data in a later accounting period for which the park has data. Missing is never zero.";
    CarrierGone "PK1002" Warning "carrier no longer reported" "品种不再填报"
        "The enterprise reported the carrier in the period before, or in the same season of last year, and reports other data now, but not this.";
    OutOfLine "PK1003" Warning "quantity out of line with its history" "数量偏离历史水平"
        "The quantity is far from the same period of earlier years and from the median of all earlier periods. See docs/checks.md.";
    UnitSlip "PK1004" Warning "unit or decimal point slipped" "单位或小数点疑有误"
        "The quantity is about a power of ten times what the same activity had in other periods: kWh entered as 万kWh is the usual case.";
    CumulativeAsPeriod "PK1005" Warning "cumulative figure given as a period's" "累计数疑填作当期数"
        "The figure looks like the sum since January, not like that of its period. A cumulative figure has the item `cumulative`.";
    TotalDiffers "PK1006" Warning "parts do not add up to the stated total" "分项之和与合计不符"
        "The total that the return states differs from what its quantities by use and supply add up to.";
    SidesDiffer "PK1007" Warning "two sides of a transfer differ" "转移双方数据不一致"
        "Seller and buyer state different quantities, or one of them, who has sent a return, states none. The seller's meter decides meanwhile.";
    CertificateTwice "PK1008" Warning "green certificate claimed twice" "绿证重复使用"
        "The number of a certificate stands in two claims: of two enterprises, of two periods, or twice in one.";
    CertificatesShort "PK1009" Warning "certificates do not cover the claim" "绿证不足以覆盖申报电量"
        "The certificates that an enterprise lists hold less than the power it claims as covered by certificates or traded as green.";
    StockBalance "PK1010" Warning "stock balance does not close" "库存平衡不成立"
        "Opening stock, purchases and output, less consumption, do not leave the closing stock; or a closing stock is not the next opening stock.";
    ControlDiffers "PK1011" Warning "returns differ from the supplier's total" "填报合计与供应方总量不符"
        "What the grid, gas or heat company delivered to the park differs from the sum of what its enterprises took from outside.";
    DischargeAboveIntake "PK1012" Warning "more water discharged than taken" "排水量大于取水量"
        "An enterprise discharges more waste water than the water it took and the waste water it received.";
    NoActivity "PK1013" Warning "enterprise without any data" "企业没有任何数据"
        "The enterprise is in the register of the park and has no quantity in any period.";
    MeasuredGone "PK1014" Warning "measured values not given any more" "不再提供实测值"
        "A quantity had measured values before and has none now. A default takes their place, which changes the emission without any change of the fuel.";
    PermitExceeded "PK1015" Warning "more released than the permit allows" "超过排污许可量"
        "What an enterprise reports of a pollutant inside the period of its permit exceeds what the permit allows.";
    LotNotNamed "PK1016" Warning "green power without a lot" "绿电未写明批次"
        "The park states lots of green power, and this certificate-backed or traded power names none of them: whether it is spent twice cannot be told.";
    // 11: economy, metrics, periods
    ComparableWithoutLink "PK1101" Error "comparable prices without a link year" "可比价缺少衔接年"
        "Two series at the prices of different base years turn into one by the ratio of a whole year that both have. Without it they cannot be compared.";
    PricesTwice "PK1102" Error "comparable prices stated in two ways" "可比价有多种给法"
        "Money becomes comparable by real growth, by a deflator or by a series of its own: by one of them. And the growth of a whole lies between the growths of its parts.";
    UnknownMetric "PK1103" Error "unknown metric" "未知指标"
        "No metric has this id (`parkcarbon metrics PARK` lists them). A metric is a [[metric]] of a factor folder: docs/metrics.md.";
    EconomyDiffers "PK1104" Warning "park figure differs from the sum of its enterprises" "园区数与企业合计不符"
        "The park states an economic figure, all its enterprises state theirs, and the sum is another one. The park's own figure is used.";
    MetricMissing "PK1105" Warning "metric without a value" "指标缺值"
        "Something that the metric is made of is missing; the message names it. Nothing else is affected: missing is never zero.";
    ScopeChanged "PK1106" Notice "set of enterprises changed" "统计口径变化"
        "The enterprises of the period are not those of the year before. The change is shown as reported, and of the enterprises that both have (同口径).";
    GrowthOnly "PK1107" Notice "change from growth rates" "按增速计算的变化"
        "The denominator is known for these periods by growth rates only, not by money at comparable prices: the change of the ratio is (1 + growth of the numerator) ÷ (1 + growth of the denominator) − 1.";
    SummedEconomy "PK1108" Notice "economic figure is a sum of enterprises" "经济数据为企业合计"
        "The park states no such series of its own, and all its enterprises do.";
    WarningLevels "PK1110" Error "levels of a warning scheme do not join" "预警级别不衔接"
        "The levels of an early-warning scheme overlap or leave values out. Each begins where the one before ends.";
    CapUnfit "PK1111" Error "cap that does not fit together" "控制目标自相矛盾"
        "A split of an intensity, shares that do not sum to one or name other periods than those of the cap, seasons of several years, a decline or a saving without its base, a reserve above the limit, a movement outside the period of the cap, movements that hand out more than there is.";
    CapsContradict "PK1112" Error "two caps on one figure" "同一指标有两个目标"
        "Two caps limit the same metric of the same enterprise or park in the same period under the same standard and view: which one holds cannot be told.";
    RunRateOnly "PK1113" Notice "forecast by run rate only" "仅按进度外推"
        "Fewer than five quarters of data, no earlier year with the same period throughout, or a cap over several years: the seasons are not known, the end is the run rate of what was used so far.";
    CapBreached "PK1114" Warning "cap exceeded" "突破控制目标"
        "More is used than the whole cap allows, be it by the periods alone that are known, or the target of a closed period is missed. `caps` ends with exit code 2.";
    AllowedBeyondCap "PK1115" Warning "output allows more than the cap" "按产出分解的允许量超过控制目标"
        "Output so far times the intensity of an output-driven split is more than the cap has in all: the intensity or the cap does not fit the output.";
    PeriodsDiffer "PK1120" Error "periods that cannot be compared" "期间不可比"
        "Drivers lead from one period to another of as many months: --period 2023 --against 2022, or 2023Q2 against 2023Q1.";
    NoDrivers "PK1121" Error "no drivers: emissions of a period are missing" "缺少某期排放量，无法分解"
        "Drivers explain the change between the emissions of two periods; both must have data for all their months.";
    WithoutValueAdded "PK1122" Warning "drivers without value added" "驱动因素不含增加值"
        "Scale, structure and intensity need value added, more than zero in both periods. Without it the energy used stands for the three of them.";
    WithoutStructure "PK1123" Notice "drivers without structure" "驱动因素不含结构"
        "Structure is the shares of the enterprises in value added. It is a driver only if every enterprise with data states its value added.";
    CurrentPrices "PK1124" Warning "drivers at current prices" "驱动因素按现价"
        "No value added at comparable prices is known for both periods: prices move scale and intensity too.";
    NoConstantFactors "PK1125" Warning "no change at constant factors" "缺少不变因子的变化"
        "The earlier period cannot be accounted with the factors and the edition of the later one. A new factor table and a real change are not told apart.";
    FontUnusable "PK1130" Error "font cannot be used" "字体无法使用"
        "The file of --font does not exist, cannot be read or holds no font; or no font was found on this machine, so that no PNG can be made.";
    NothingToDraw "PK1131" Error "chart without data" "图没有数据"
        "Nothing that the chart would show has a value; the message names what is missing. With `chart PARK all` the other charts are drawn, and this is a warning (`PK1105`).";
    // 12: frameworks
    UnknownFramework "PK1201" Error "unknown framework" "未知评价指标体系"
        "No framework has this id. A framework is a TOML file with [framework] in a factor folder: docs/frameworks.md.";
    UnknownDeclared "PK1202" Error "unknown declared item" "未知申报数据项"
        "What a park may declare is a list of data (`frameworks/declared.toml`); docs/frameworks.md shows it. A new item is a [[declared]] of a factor folder.";
    FrameworkUnfit "PK1203" Error "framework that does not fit together" "指标体系定义有误"
        "An indicator without a value, a threshold without a side, a group to choose from without a number, a change over no years.";
    DeclaredUnfit "PK1204" Error "declared value that cannot be" "申报数据有误"
        "A share outside 0 to 100 %, an answer that is neither true nor false, an application that names an indicator the framework does not have.";
    DeclaredWithoutSource "PK1205" Warning "declared without a source" "申报数据未注明来源"
        "A figure of an application names where it comes from: `source`, and a file as `evidence`. It is used, and shown as without a source.";
    EvidenceNotThere "PK1206" Warning "evidence is not there" "证明材料不存在"
        "The file that a declared figure names as its evidence is not in the park's folder.";
    NoTier "PK1207" Warning "no tier fits" "无适用档次"
        "The document states thresholds for some parks only, by size, class, region or year, and this park is none of them. No threshold is guessed.";
    ToBeConfirmed "PK1208" Notice "to be confirmed against the document" "须与文件核对"
        "Thresholds or rules of the framework were not seen in a copy of the document. `--verified-only` leaves them out.";
    LegacyFramework "PK1209" Notice "framework kept for comparison" "仅供历史比较的体系"
        "A newer system has taken its place: it serves comparison with past years, not an application.";
    NoClass "PK1210" Notice "class of the park not stated" "未注明园区类别"
        "Thresholds of the framework differ by class, and the application of the park names none: it is judged as one of no class.";
    Outvoted "PK1211" Warning "declared and computed differ" "申报值与核算值不同"
        "A figure is declared that the ledger computes, and the two differ. What is computed counts.";
    MoreThanWhole "PK1212" Warning "share above 100 %" "占比超过 100 %"
        "A share of two amounts comes to more than 100 %: one of them is wrong, or past stock is in the one and not in the other.";
    SetInVain "PK1213" Notice "what is set changes nothing" "设定值未被用到"
        "No indicator of the frameworks rests on what `--set` sets.";
    // 13: reports
    TemplateUnfit "PK1301" Error "template with an error" "报告模板有误"
        "A field that nothing fills or that does not close, or what no report can show: nested lists, quotes, code, pictures, links, HTML. `parkcarbon report PARK --fields` lists the fields of a report.";
    // 14: closed periods
    Restated "PK1401" Warning "closed period is restated" "已关账期间的数据有变动"
        "The files of the park give other figures for a period than when it was closed. `parkcarbon close PARK` shows them side by side; close it anew with a reason, or put the files right.";
    ClosingUnfit "PK1402" Error "closing that does not fit together" "关账文件有误"
        "A file in the folder `closed` does not foot: it is written by `parkcarbon close` and is not changed by hand.";
    AlreadyClosed "PK1403" Error "period is closed already" "该期间已关账"
        "Its figures have changed since: `--because` says why it is closed anew. Both closings are kept.";
    // 15: scenarios
    ScenarioCircle "PK1501" Error "scenarios in a circle" "情景循环继承"
        "A file of `extends` builds, by way of others, on the file that names it.";
    ScenarioUnfit "PK1502" Error "scenario that does not fit the park" "情景与园区不符"
        "A sector that nobody has, a base year without data, a share outside 0 to 100 %, what takes the place of something in another dimension, a project with parts of years.";
    CutTooMuch "PK1503" Warning "more is cut than there is" "削减量超过现有量"
        "A measure cuts an amount that other changes have left less of: all that is left is cut, and never more.";
    PathUnused "PK1504" Warning "factor path that nothing uses" "因子路径未被用到"
        "The standard of the scenario takes another table, one fixed number, or no such factor: the path changes nothing.";
    SweepUnfit "PK1505" Error "sweep that does not fit together" "参数扫描有误"
        "A parameter of what the scenario does not have, two parameters of one thing, no values or one twice, a step that leads nowhere, a share above 100 %, a negative amount, units that differ, too many variants.";
    MoneyUndated "PK1510" Error "money without the year of its prices" "金额未注明价格年"
        "Investments, operating costs and prices are at the prices of one year, which `[money]` states together with the discount rate.";
    PriceMissing "PK1511" Notice "carriers without a price" "品种缺价格"
        "What has no `[[price]]`, or is measured in a unit that its price does not speak of (litres, where the price is for tonnes), is not in the cost of energy. Years in brackets where it is so in some years only.";
    CostMissing "PK1512" Notice "measures without a cost" "措施缺成本"
        "A measure that states no investment and no operating cost is not ranked: missing is not free.";
    TargetMissed "PK1513" Warning "target out of reach" "目标无法达到"
        "No choice among the measures with a cost was found that keeps within the target: the best is shown with what is short.";
    // 1520: admission of projects
    NotOneProject "PK1520" Error "not one project" "须恰好一个项目"
        "A project file holds exactly one [[project]], with its [[project.activity]] as in a scenario, and what only its admission needs beside it.";
    ProjectBegun "PK1521" Error "project that begins before it can be admitted" "项目投产过早"
        "A project begins after the last year with data and after the base year of the scenario that it comes into; its full-load year is one of those for which it states quantities, or a later one.";
    UnknownReplacementRule "PK1522" Error "unknown replacement rule" "未知替代规则"
        "The rule is in none of the files of rules (`factors/admission.toml` and the folders laid over it).";
    UnknownReduction "PK1523" Error "unknown lot of reductions" "未知减排批次"
        "A project names a lot that the park file does not list as [[reduction]].";
    RatioOpen "PK1524" Error "replacement ratio not chosen" "未选定替代比例"
        "The rule knows several ratios, or not the one that is asked for: the project file, the park file or `--ratio` chooses one of them.";
    ReductionOverdrawn "PK1525" Error "lot of reductions spent twice" "减排批次重复使用"
        "More is spent of a lot than it holds, or a project names it twice. A reduction counts once.";
    ReductionUnfit "PK1526" Error "lot of reductions that does not fit" "减排批次不适用"
        "A lot is spent before the reduction exists.";
    RuleOfElsewhere "PK1527" Warning "replacement rule of another region" "替代规则属于其他地区"
        "The rule is law in another region than the park's: it is applied because it was named.";
    NoLimitAhead "PK1528" Notice "no limit for years to come" "今后年份没有控制目标"
        "Neither the scenario nor a cap of the park file limits the years in which the project runs: only what is left today is compared.";
    ReductionBeyondOwner "PK1529" Warning "reduction larger than what its owner has" "减排量超过所有者现有量"
        "A reduction to come is larger than what the enterprise emitted or used in the last year with data.";

    // 16: meter data
    NotMeterData "PK1601" Error "not a file of meter data" "不是计量数据文件"
        "The file is empty, damaged or of another kind, or a column is missing or of another type. Readings are Parquet, CSV or Arrow IPC with `enterprise`, `timestamp` (or `date`), `carrier`, `unit`, `quantity`, and where they are known `park`, `use`, `supply`, `counterparty`, `meter`, `reading`.";
    ReadingUnfit "PK1602" Error "reading that cannot be taken" "无法采用的读数"
        "A quantity or time is missing or is none, or a quantity is negative. Rows of one kind are counted together and the first is shown. `--empty skip` and `--negative skip` leave such readings out and say how many; `--negative accept` takes negative ones as they are.";
    ReadingTwice "PK1603" Error "reading given twice" "读数重复"
        "A meter has two readings of one time. `--twice once` counts those that agree once; two that differ stay an error.";
    MixedUnits "PK1604" Error "one meter in two units" "同一计量表单位不一致"
        "Readings of one meter are given in several units: one of them is a mistake, or two meters share a name.";
    RegisterUnfit "PK1605" Error "register that runs backwards" "表底数倒走"
        "A cumulative register shows less than before, beyond its capacity, or two states at one time. A roll-over or a replacement is stated in a file of meters (`--meters`).";
    SumTooLarge "PK1606" Error "sum of too many digits" "合计位数超限"
        "A sum has more than 28 digits, which no quantity has: a unit or a decimal point is wrong.";
    ReadingsLeftOut "PK1607" Notice "readings left out" "部分读数未计入"
        "Readings that the command line says to leave out, and how many.";
    RegisterStraddles "PK1608" Warning "register not read at the end of a period" "期末未抄表"
        "What a register counted between two readings goes to the period of the later one. Where the earlier lies in another period, a part of it belongs there, and nobody can tell which.";
    MeterOfTwo "PK1609" Warning "one meter, two enterprises" "一表两户"
        "The same meter measures the same carrier for two enterprises of the park: one of them may be a mistake.";
    MeterUnused "PK1610" Warning "meter without readings" "计量表没有读数"
        "The file of meters names a meter, or a replacement, of which there is no reading.";
    NoReadings "PK1611" Error "no readings" "没有读数"
        "The files hold no reading, or none of the park that is accounted.";
    RegisterRolledOver "PK1612" Notice "register that started again from zero" "表底数回零"
        "A register reached its capacity, as the file of meters states it, and started again from zero: what was used is counted over that point.";
    RegisterOnce "PK1613" Warning "register with one state" "只有一个表底数"
        "What a register counted is the difference of two states. Of this one the files hold only one, so it adds nothing.";
    MixedKinds "PK1614" Error "one meter in two kinds of readings" "同一计量表读数类型不一致"
        "A meter has quantities of intervals and states of its register for the same carrier, use and supply: added together they would count twice.";
    MeterWithoutPark "PK1615" Warning "meter with and without a park" "同一计量表部分读数未注明园区"
        "Some readings of a meter name the park and others do not. They are taken as those of two meters: readings that come twice are not found, and the states of a register are not put together.";
    FileNamedTwice "PK1620" Notice "file named twice" "文件重复指定"
        "A file is named more than once on the command line: by itself and with its folder, under two spellings, or through a link. It is read once.";
    ColumnPassedOver "PK1621" Warning "column that is passed over" "未被采用的列"
        "A heading of a file of readings is none of its columns, but near to one that the file lacks (`readings` for `reading`, `表计编号` for `表计`): without it registers are taken for intervals, or readings that come twice are not found.";
    NoMeters "PK1622" Notice "readings without meters" "读数未注明计量表"
        "No reading names its meter. Readings that come twice can then not be found, and no coverage is told.";
    OtherParks "PK1623" Notice "readings of other parks" "其他园区的读数"
        "Readings, or rows of a table of `rollup`, belong to other parks than the one that is accounted, and are passed over. A park goes by its id and by its names.";
    RowsWithoutPark "PK1624" Warning "shared rows without a park" "共用表中未注明园区的行"
        "A table that lies outside the folder of the park has rows that name no park: they count in every park that reads it.";
    MeterRules "PK1625" Notice "how meter data are understood" "计量数据的处理规则"
        "The time zone, the begin of a day, the time of a reading, and what is done with odd readings, as the command line says.";
    MeterGaps "PK1626" Notice "meters with gaps" "计量表缺数"
        "Meters of intervals that lack readings in the period: nothing is filled in.";
    FilesPassedOver "PK1627" Notice "files passed over" "未读取的文件"
        "A folder of readings holds files whose endings are not those of readings. They are not read; named by themselves, or with a pattern, they are.";
}

impl Code {
    /// The register entry of this code.
    pub fn info(self) -> &'static CodeInfo {
        &CODES[self as usize]
    }

    /// The printed identifier.
    pub fn id(self) -> &'static str {
        self.info().id
    }
}

#[cfg(test)]
mod tests {
    use super::CODES;

    #[test]
    fn identifiers_are_unique_and_ordered() {
        for (position, pair) in CODES.windows(2).enumerate() {
            assert!(pair[0].id < pair[1].id, "{} before {}", pair[0].id, pair[1].id);
            assert_eq!(pair[0].code as usize, position);
        }
    }
}
