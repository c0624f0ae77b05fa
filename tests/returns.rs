//! Returns: what is sent is what is accounted. Whole paths through the program, on files in a folder of their own.

#[path = "support/fill.rs"]
mod fill;
#[path = "support/office.rs"]
mod office;
mod support;

use std::fmt::Write as _;

use fill::{Answers, Asked, fill};
use office::{Office, csv_rows};
use parkcarbon::factors::Library;
use parkcarbon::intake::{Intake, Wishes, merge, write_form};
use parkcarbon::inventory::{View, account};
use parkcarbon::output::inventory_json;
use parkcarbon::park::read_park_file;
use parkcarbon::source::{Files, Lang, Problems};
use proptest::prelude::*;
use proptest::sample::subsequence;

const HEAD: &str = r#"
[park]
id = "p"
name = { zh = "示范园", en = "Test Park" }
region = "CN-SX"

[accounting]
standard = "gb-t-32150"
gas_volume_basis = "0C"

[[enterprise]]
id = "dairy"
name = { zh = "示例乳品厂", en = "Example Dairy" }

[[enterprise]]
id = "works"
name = { zh = "示例机械厂", en = "Example Works" }
"#;

#[test]
fn a_form_that_is_filled_accounts_as_the_same_data_in_toml() {
    let history = r#"
[[enterprise.activity]]
carrier = "electricity"
supply = "grid"
unit = "万kWh"
quantity = { 2022Q1 = 100, 2022Q4 = 120 }

[[enterprise.activity]]
carrier = "bituminous_coal"
unit = "t"
quantity = { 2022Q1 = 900, 2022Q4 = 1000 }
measured = { 2022Q1 = { ncv = "22 GJ/t", basis = "ar" } }

[[transfer]]
from = "works"
to = "dairy"
carrier = "heat"
unit = "GJ"
quantity = { 2022Q1 = 400 }
"#;
    let office = Office::new(&format!("{HEAD}{history}"));
    let (text, done) = office.run("form . --period 2023Q1 -o out");
    assert!(done, "{text}");
    let answer = |of_works: bool, asked: &Asked<'_>| -> Answers {
        match (asked.get("品种"), asked.get("单位")) {
            ("electricity", _) if asked.sheet.starts_with("核对数") && of_works => {
                vec![("本期总量", "118.64".into())]
            }
            _ if asked.sheet.starts_with("核对数") => vec![],
            ("electricity", "10^4 kWh") => vec![("本期数量", "118.64".into())],
            ("bituminous coal", "t") => vec![("本期数量", "1,012.5 吨".into()), ("低位发热量", "22.35".into())],
            ("heat", "GJ") => vec![("本期数量", "436.25".into())],
            _ => vec![],
        }
    };
    for name in ["works-2023Q1.xlsx", "dairy-2023Q1.xlsx"] {
        let form = std::fs::read(office.path("out").join(name)).expect("a form");
        office.put(name, fill(&form, &|asked| answer(name.starts_with("works"), asked)));
    }
    office.import("works-2023Q1.xlsx dairy-2023Q1.xlsx");
    let in_toml = history
        .replace("2022Q4 = 120 }", "2022Q4 = 120, 2023Q1 = 118.64 }")
        .replace("2022Q4 = 1000 }", "2022Q4 = 1000, 2023Q1 = 1012.5 }")
        .replace(
            "{ ncv = \"22 GJ/t\", basis = \"ar\" } }",
            "{ ncv = \"22 GJ/t\" }, 2023Q1 = { ncv = \"22.35 GJ/t\" } }",
        )
        .replace("2022Q1 = 400 }", "2022Q1 = 400, 2023Q1 = 436.25 }");
    let typed = Office::new(&format!("{HEAD}{in_toml}"));
    for period in ["2023Q1", "2022Q1"] {
        assert_eq!(office.entries(period), typed.entries(period), "{period}");
    }
    // Nothing is one-sided, nothing is out of line.
    let (text, done) = office.run("check . --period 2023Q1");
    assert!(done && text.contains("0 error(s), 0 warning(s)"), "{text}");
}

#[test]
fn importing_twice_changes_nothing_and_a_corrected_return_replaces_what_it_said() {
    let office = Office::new(HEAD);
    office.put(
        "q1.csv",
        "企业,期间,品种,单位,数量\n示例乳品厂,2023年一季度,电力,万kWh,100\n示例乳品厂,2023年一季度,柴油,t,5\n",
    );
    office.import("q1.csv");
    let first = std::fs::read(office.path("activity/2023.csv")).expect("a table");
    assert!(office.import("q1.csv").contains("imported before, nothing changed"));
    assert_eq!(std::fs::read(office.path("activity/2023.csv")).expect("a table"), first);
    // The same file name with another quarter adds to it: the first quarter stays.
    office.put("q1.csv", "企业,期间,品种,单位,数量\n示例乳品厂,2023年二季度,电力,万kWh,90\n");
    office.import("q1.csv");
    // Corrected: the power is another, the diesel is gone, petrol is new.
    office.put(
        "q1.csv",
        "企业,期间,品种,单位,数量\n示例乳品厂,2023年一季度,电力,万kWh,101\n示例乳品厂,2023年一季度,汽油,t,3\n",
    );
    let text = office.import("q1.csv");
    assert!(text.contains("new 1, changed 1, gone 1"), "{text}");
    assert!(text.contains("100 10^4 kWh  101 10^4 kWh"), "{text}");
    assert_eq!(
        office.rows("activity/2023.csv"),
        [
            "dairy 2023Q1 quantity electricity consumption 101 10^4 kWh",
            "dairy 2023Q1 quantity gasoline fuel 3 t",
            "dairy 2023Q2 quantity electricity consumption 90 10^4 kWh",
        ]
    );
    // All three editions are kept, and each row names its own.
    assert_eq!(std::fs::read_dir(office.path("returns")).expect("a folder").count(), 3);
    let (findings, done) = office.run("check .");
    assert!(done && !findings.contains("PK0916"), "{findings}");
    // A kept return that is changed or lost is told.
    for entry in std::fs::read_dir(office.path("returns")).expect("a folder").flatten() {
        std::fs::write(entry.path(), "changed").expect("a file");
    }
    assert!(office.run("check .").0.contains("is not the file that was imported"));
}

#[test]
fn one_bad_file_does_not_hold_up_the_others_and_nothing_half_is_kept() {
    let office = Office::new(HEAD);
    office.put("good.csv", "企业,期间,品种,单位,数量\ndairy,2023Q1,电力,kWh,100\n");
    office.put(
        "bad.csv",
        "企业,期间,品种,单位,数量\nworks,2023Q1,电力,kWh,50\nworks,2023Q1,电里,kWh,1\nwork,2023Q5,电力,t,x\n",
    );
    let text = office.refused("good.csv bad.csv");
    for wanted in [
        "error[PK0401]: `电里` is not a known carrier\n --> bad.csv C3",
        "error[PK0402]: `work` is not an enterprise of the park\n --> bad.csv A4",
        "error[PK0205]: `2023Q5` is not a period\n --> bad.csv B4",
        "1 of 2 file(s) not imported",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    assert_eq!(office.rows("activity/2023.csv"), ["dairy 2023Q1 quantity electricity consumption 100 kWh"]);
    assert_eq!(std::fs::read_dir(office.path("returns")).expect("a folder").count(), 1);
}

#[test]
fn a_dry_run_writes_nothing() {
    let office = Office::new(HEAD);
    office.put("good.csv", "企业,期间,品种,单位,数量\ndairy,2023Q1,电力,kWh,100\n");
    let text = office.import("good.csv --dry-run");
    assert!(text.contains("new 1") && text.contains("Nothing was written"), "{text}");
    assert!(!office.path("activity").exists() && !office.path("returns").exists());
    assert_eq!(std::fs::read_to_string(office.path("park.toml")).expect("the park"), HEAD);
}

#[test]
fn another_return_for_the_same_figure_is_a_question() {
    let office = Office::new(HEAD);
    office.put("a.csv", "企业,期间,品种,单位,数量\ndairy,2023Q1,电力,kWh,100\n");
    office.put("b.csv", "企业,期间,品种,单位,数量\ndairy,2023Q1,电力,kWh,110\ndairy,2023Q1,柴油,t,1\n");
    office.import("a.csv");
    let text = office.refused("b.csv");
    assert!(text.contains("electricity of Example Dairy for 2023Q1 was given already by a.csv"), "{text}");
    assert_eq!(office.rows("activity/2023.csv").len(), 1);
    let text = office.import("b.csv --replace");
    assert!(text.contains("100 kWh  110 kWh"), "{text}");
    assert_eq!(
        office.rows("activity/2023.csv"),
        ["dairy 2023Q1 quantity diesel fuel 1 t", "dairy 2023Q1 quantity electricity consumption 110 kWh"]
    );
}

#[test]
fn cumulative_figures_post_what_is_new() {
    let office = Office::new(HEAD);
    // 300 − 100 = 200 in the second quarter, 650 − 300 = 350 in the third.
    office.put("q1.csv", "企业,期间,品种,单位,本年累计\ndairy,2023年1-3月,电力,MWh,100\n");
    office.put("q2.csv", "企业,期间,品种,单位,本年累计\ndairy,2023年1-6月,电力,MWh,300\n");
    office.put("q3.csv", "企业,期间,品种,单位,本年累计\ndairy,2023年1-9月,电力,万kWh,65\n");
    office.import("q1.csv q2.csv q3.csv");
    let quantity = |period: &str| -> String {
        let json: serde_json::Value =
            serde_json::from_str(&office.run(&format!("account . --period {period} --format json")).0).expect("JSON");
        format!(
            "{} {}",
            json["entries"][0]["quantity"].as_str().expect("text"),
            json["entries"][0]["unit"].as_str().expect("text")
        )
    };
    assert_eq!([quantity("2023Q1"), quantity("2023Q2"), quantity("2023Q3")], ["100 MWh", "200 MWh", "350 MWh"]);
    // The first quarter was 90: the second is then 300 − 90 = 210, without its return being sent again.
    office.put("q1.csv", "企业,期间,品种,单位,本年累计\ndairy,2023年1-3月,电力,MWh,90\n");
    office.import("q1.csv");
    assert_eq!([quantity("2023Q1"), quantity("2023Q2"), quantity("2023Q3")], ["90 MWh", "210 MWh", "350 MWh"]);
    // 600 after nine months is less than 650: an error, unless it is labelled as a correction.
    office.put("q4.csv", "企业,期间,品种,单位,本年累计,备注\ndairy,2023年,电力,MWh,600,\n");
    assert!(office.refused("q4.csv").contains("2023Q4 would be -50000 kWh"));
    office.put("q4.csv", "企业,期间,品种,单位,本年累计,备注\ndairy,2023年,电力,MWh,600,更正前三季度\n");
    office.import("q4.csv");
    assert_eq!(quantity("2023Q4"), "-50 MWh");
}

#[test]
fn statistics_forms_become_what_is_burned_converted_and_used_as_raw_material() {
    let office = Office::new(HEAD);
    // 205-1: consumed 5000, of which raw material 300; 205-2: put into conversion 1200, of which 200 for power.
    // Coking and the like: 1200 − 200 = 1000. Burned: 5000 − 300 − 1000 = 3700.
    let form = "能源购进、消费与库存,,,,,,,\n单位详细名称：示例机械厂,,2023年1-3月,,,,,\n能源名称,计量单位,代码,年初库存量,购进量,,消费量,,期末库存量\n,,,,实物量,金额,合计,#用于原材料,\n甲,乙,丙,1,2,3,4,5,6\n烟煤,吨,03,100,5200,12,5000,300,300\n电力,万千瓦时,40,,80,5,80,,\n";
    office.put("205-1.csv", form);
    office.import("205-1.csv");
    assert_eq!(
        office.rows("activity/2023.csv"),
        [
            "works 2023Q1 closing_stock bituminous_coal  300 t",
            "works 2023Q1 cumulative bituminous_coal feedstock 300 t",
            "works 2023Q1 cumulative bituminous_coal fuel 4700 t",
            "works 2023Q1 cumulative electricity consumption 80 10^4 kWh",
            "works 2023Q1 opening_stock bituminous_coal  100 t",
            "works 2023Q1 purchased bituminous_coal  5200 t",
            "works 2023Q1 purchased electricity  80 10^4 kWh",
        ]
    );
    let both = "单位详细名称：示例机械厂,2023年1-3月,,,,,,\n能源名称,计量单位,消费量合计,用于原材料,加工转换投入合计,火力发电,能源加工转换产出,回收利用\n烟煤,吨,5000,300,1200,200,,\n焦炭,吨,,,,,750,\n";
    office.put("205-1.csv", both);
    office.import("205-1.csv");
    assert_eq!(
        office.rows("activity/2023.csv"),
        [
            "works 2023Q1 cumulative bituminous_coal conversion_input 1000 t",
            "works 2023Q1 cumulative bituminous_coal feedstock 300 t",
            "works 2023Q1 cumulative bituminous_coal fuel 3700 t",
            "works 2023Q1 cumulative coke conversion_output 750 t",
        ]
    );
    office.put("205-1.csv", both.replace("5000,300,1200,200", "1100,300,1200,200"));
    // 1100 − 300 − 1000 = −200.
    assert!(office.refused("205-1.csv").contains("exceed its consumption (1100) by 200 吨"));
}

#[test]
fn tables_are_read_however_they_are_laid_out_and_saved() {
    let wanted = [
        "dairy 2023Q1 quantity electricity consumption 1200.5 10^4 kWh",
        "dairy 2023Q2 quantity electricity consumption 980 10^4 kWh",
    ];
    let long = "企业,期间,品种,单位,数量\n示例乳品厂,2023年1季度,电力,万千瓦时,\"1,200.5\"\n示例乳品厂,2023年2季度,电力,万千瓦时,９８０\n";
    let by_period = "企业名称;能源名称;计量单位;2023年1季度;2023年2季度\n示例乳品厂;电力;万千瓦时;1200.5;980\n";
    let by_carrier = "单位名称\t季度\t电力（万千瓦时）\t天然气（万立方米）\nExample Dairy\t2023Q1\t1200.5\t—\nExample Dairy\t2023年二季度\t980\t\n";
    let with_title =
        "示例乳品厂2023年能源消费表,,,\n品种,单位,一季度,二季度\n电力,万度,1200.5,980 万度\n合计,,1200.5,980\n";
    let gbk = encoding_rs::GBK.encode(long).0.into_owned();
    let utf16: Vec<u8> = format!("\u{feff}{by_carrier}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = format!("\u{feff}{long}").into_bytes();
    for (name, content) in [
        ("long.csv", long.as_bytes().to_vec()),
        ("gbk.csv", gbk),
        ("marked.csv", marked),
        ("by-period.csv", by_period.as_bytes().to_vec()),
        ("by-carrier.txt", by_carrier.as_bytes().to_vec()),
        ("utf16.txt", utf16),
        ("title.csv", with_title.as_bytes().to_vec()),
    ] {
        let office = Office::new(HEAD);
        office.put(name, content);
        office.import(name);
        assert_eq!(office.rows("activity/2023.csv"), wanted, "{name}");
    }
}

/// What a table of one's own gives, or the text of its refusal.
fn outcome(name: &str, content: &str) -> Result<Vec<String>, String> {
    let office = Office::new(HEAD);
    office.put(name, content);
    let (text, done) = office.run(&format!("import . {name}"));
    if done { Ok(office.rows("activity/2024.csv")) } else { Err(text) }
}

#[test]
fn nothing_is_dropped_or_given_another_meaning_in_silence() {
    // Consumption beside other columns is plain activity data, and keeps them.
    let rows = outcome(
        "a.csv",
        "企业,期间,能源名称,单位,消费量,来源,批次\ndairy,2024Q1,电力,万kWh,100,电网,\ndairy,2024Q1,电力,万kWh,20,外供,\nworks,2024Q1,烟煤,t,100,,A\nworks,2024Q1,烟煤,t,50,,B\n",
    );
    assert_eq!(rows.expect("rows").len(), 4);
    // The number of an invoice is no certificate.
    let rows = outcome("a.csv", "企业,期间,能源名称,单位,数量,凭证编号\ndairy,2024Q1,烟煤,t,100,FP0013\n");
    assert_eq!(rows, Ok(vec!["dairy 2024Q1 quantity bituminous_coal fuel 100 t".into()]));
    // Headings that run from January, by month: 220 − 100 in February.
    let rows = outcome(
        "a.csv",
        "企业,月份,能源名称,单位,数量（累计）\ndairy,2024年1月,烟煤,t,100\ndairy,2024年2月,烟煤,t,220\n",
    );
    let wanted = [
        "dairy 2024-01 cumulative bituminous_coal fuel 100 t",
        "dairy 2024-01..02 cumulative bituminous_coal fuel 220 t",
    ];
    assert_eq!(rows.expect("rows"), wanted);
    let rows = outcome(
        "a.csv",
        "单位详细名称：示例乳品厂,,2024年6月,,,\n能源名称,计量单位,年初库存量,购进量（1-本月）,消费量（1-本月）,期末库存量\n烟煤,吨,100,600,650,50\n",
    );
    assert!(rows.expect("rows").contains(&"dairy 2024H1 cumulative bituminous_coal fuel 650 t".to_string()));
    // Last year's column is not this year's.
    let rows = outcome(
        "a.csv",
        "示例乳品厂2024年1季度,,,,,\n能源名称,单位,上年同期,上年同期,本年,本年\n,,数量,金额,数量,金额\n烟煤,t,900,1,100,1\n",
    );
    assert_eq!(rows, Ok(vec!["dairy 2024Q1 quantity bituminous_coal fuel 100 t".into()]));
    // Items by name; an unknown one is an error.
    let rows = outcome(
        "a.csv",
        "企业,期间,数据项,能源名称,单位,数量\ndairy,2024H1,累计,烟煤,t,290\ndairy,2024H1,correction,柴油,t,-7\n",
    );
    let wanted = ["dairy 2024H1 correction diesel fuel -7 t", "dairy 2024H1 cumulative bituminous_coal fuel 290 t"];
    assert_eq!(rows.expect("rows"), wanted);
    assert!(
        outcome("a.csv", "企业,期间,数据项,能源名称,单位,数量\ndairy,2024H1,计划数,烟煤,t,290\n")
            .is_err_and(|text| text.contains("PK0304"))
    );
    // 10^4: the heading and the column of units disagree.
    assert!(
        outcome("a.csv", "企业,期间,能源名称,单位,电量(kWh)\ndairy,2024Q1,电力,万kWh,1186400\n")
            .is_err_and(|text| text.contains("the heading says kWh"))
    );
    // A date of filling in is no period; a quarter is narrower than the year of the title.
    let rows = outcome(
        "示例乳品厂2024Q1能源.csv",
        "填报单位：示例乳品厂,,填报日期：2024年4月15日\n能源名称,单位,数量\n烟煤,t,1\n",
    );
    assert_eq!(rows, Ok(vec!["dairy 2024Q1 quantity bituminous_coal fuel 1 t".into()]));
    let rows =
        outcome("a.csv", "2024年能源消费统计表,,\n填报单位：示例乳品厂,,报告期：1-3月\n能源名称,单位,数量\n烟煤,t,1\n");
    assert_eq!(rows, Ok(vec!["dairy 2024Q1 quantity bituminous_coal fuel 1 t".into()]));
    // The title and the name of the file must not disagree; a remark names no year.
    let text = outcome("示例乳品厂2024Q1.csv", "填报单位：示例机械厂,,\n能源名称,单位,数量\n烟煤,t,1\n")
        .expect_err("a refusal");
    assert!(text.contains("the title names `works`"), "{text}");
    let rows = outcome("a.csv", "示例乳品厂2024年能源,,,\n品种,单位,一季度,备注\n电力,万kWh,5,较2022年下降\n");
    assert_eq!(rows, Ok(vec!["dairy 2024Q1 quantity electricity consumption 5 10^4 kWh".into()]));
    // A blank cell in a column of enterprises is nobody's.
    assert!(
        outcome("示例机械厂汇总.csv", "企业,期间,品种,单位,数量\n示例乳品厂,2024Q1,电力,kWh,5\n,2024Q1,柴油,t,6\n")
            .is_err_and(|text| text.contains("`enterprise` is missing"))
    );
    // Power with a source in brackets is not plain power.
    let rows = outcome("a.csv", "企业,期间,单位,电力（光伏自发）,天然气(万m3)\ndairy,2024Q1,万m3,5,1\n");
    assert_eq!(rows, Ok(vec!["dairy 2024Q1 quantity natural_gas fuel 1 10^4 m3".into()]));
    // Totals and the names below a table.
    let rows = outcome(
        "a.csv",
        "企业,月份,品种,单位,数量\ndairy,2024-01,电力,kWh,5\n合计：,,,kWh,5\n,合计,,kWh,5\n填表人：张三,,,审核人：李四,填表日期：2024年4月\n",
    );
    assert_eq!(rows, Ok(vec!["dairy 2024-01 quantity electricity consumption 5 kWh".into()]));
}

#[test]
fn a_correction_counts_in_later_cumulative_figures() {
    let office = Office::new(HEAD);
    office.put("c1.csv", "企业,期间,品种,单位,数量,备注\ndairy,2024Q1,烟煤,t,100,\n");
    office.put("c2.csv", "企业,期间,品种,单位,数量,备注\ndairy,2024Q1,烟煤,t,-10,更正\n");
    office.put("c3.csv", "企业,期间,品种,单位,累计,备注\ndairy,2024H1,烟煤,t,290,\n");
    office.import("c1.csv c2.csv c3.csv");
    // 100 − 10 = 90 in the first quarter, 290 − 90 = 200 in the second.
    let (text, _) = office.run("explain . --period 2024Q2 --carrier 烟煤");
    assert!(text.contains("quantity 200 t"), "{text}");
}

#[test]
fn a_seller_who_speaks_for_a_part_of_the_buyers_period_is_told() {
    let office = Office::new(HEAD);
    office.put("a.csv", "企业,期间,品种,单位,数量,对方企业,方向\nworks,2024-01,热力,GJ,10,dairy,售出\n");
    office.put("b.csv", "企业,期间,品种,单位,数量,对方企业,方向\ndairy,2024Q1,热力,GJ,30,works,购入\n");
    office.import("a.csv");
    let text = office.refused("b.csv");
    assert!(text.contains("the buyer states 2024Q1, the seller only a part of it"), "{text}");
}

#[test]
fn an_edition_that_is_silent_about_someone_says_so() {
    let office = Office::new(HEAD);
    office.put("all.csv", "企业,期间,品种,单位,数量\nworks,2024Q1,烟煤,t,1\ndairy,2024Q1,烟煤,t,2\n");
    office.import("all.csv");
    office.put("all.csv", "企业,期间,品种,单位,数量\nworks,2024Q1,烟煤,t,3\n");
    let text = office.import("all.csv");
    assert!(text.contains("spoke of Example Dairy for 2024Q1, this one does not"), "{text}");
    assert_eq!(office.rows("activity/2024.csv").len(), 2);
}

#[test]
fn parquet_is_read() {
    use polars::prelude::*;
    let mut frame = df!(
        "enterprise" => ["dairy", "works"],
        "period" => ["2023Q1", "2023Q1"],
        "carrier" => ["electricity", "diesel"],
        "unit" => ["MWh", "t"],
        "quantity" => [0.1, 12.5],
    )
    .expect("a frame");
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame).expect("Parquet");
    let office = Office::new(HEAD);
    office.put("lake.parquet", bytes);
    office.import("lake.parquet");
    assert_eq!(
        office.rows("activity/2023.csv"),
        ["dairy 2023Q1 quantity electricity consumption 0.1 MWh", "works 2023Q1 quantity diesel fuel 12.5 t"]
    );
}

#[test]
fn parquet_dates_and_small_integers_are_read() {
    use polars::prelude::*;
    let days = Series::new("period".into(), [19_358_i32, 19_389]).cast(&DataType::Date).expect("dates");
    let small = Series::new("quantity".into(), [7_i8, 9]).cast(&DataType::Int8).expect("bytes");
    let mut frame = df!("enterprise" => ["dairy", "dairy"], "carrier" => ["diesel", "diesel"], "unit" => ["t", "t"])
        .expect("a frame");
    frame.with_column(days.into()).expect("a column");
    frame.with_column(small.into()).expect("a column");
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame).expect("Parquet");
    let office = Office::new(HEAD);
    office.put("meters.parquet", bytes);
    office.import("meters.parquet");
    // Days since 1970-01-01: 53 years with 13 leap days are 19358, and January has 31.
    assert_eq!(
        office.rows("activity/2023.csv"),
        ["dairy 2023-01 quantity diesel fuel 7 t", "dairy 2023-02 quantity diesel fuel 9 t"]
    );
}

#[test]
fn months_in_headings_that_became_dates_are_read() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (column, text) in (0..).zip(["企业", "品种", "单位"]) {
        page.write_string(0, column, text).expect("a cell");
    }
    let shown = Format::new().set_num_format("mmm-yy");
    for (column, month) in [(3, 1), (4, 2)] {
        let date = ExcelDateTime::from_ymd(2024, month, 1).expect("a date");
        page.write_datetime_with_format(0, column, &date, &shown).expect("a cell");
        page.write_number(1, column, f64::from(month)).expect("a cell");
    }
    for (column, text) in (0..).zip(["dairy", "柴油", "t"]) {
        page.write_string(1, column, text).expect("a cell");
    }
    let office = Office::new(HEAD);
    office.put("months.xlsx", book.save_to_buffer().expect("a workbook"));
    office.import("months.xlsx");
    assert_eq!(
        office.rows("activity/2024.csv"),
        ["dairy 2024-01 quantity diesel fuel 1 t", "dairy 2024-02 quantity diesel fuel 2 t"]
    );
}

#[test]
fn a_mapping_says_what_other_peoples_files_mean() {
    let office = Office::new(HEAD);
    std::fs::create_dir(office.path("mappings")).expect("a folder");
    office.put("mappings/grid.toml", "files = [\"供电*.csv\"]\nheader_row = 2\n[columns]\n\"抄见\" = \"quantity\"\n\"客户\" = \"enterprise\"\n\"月\" = \"period\"\n[constants]\ncarrier = \"electricity\"\nsupply = \"grid\"\nunit = \"kWh\"\n[enterprises]\n\"乳业有限公司\" = \"dairy\"\n");
    office.put(
        "供电公司2023.csv",
        "清单,,,\n客户,月,抄见,线路\n乳业有限公司,2023-01,1000,甲\n乳业有限公司,2023-02,2000,乙\n",
    );
    let text = office.import("供电公司2023.csv");
    assert!(text.contains("the column `线路` is not read"), "{text}");
    assert_eq!(
        office.rows("activity/2023.csv"),
        [
            "dairy 2023-01 quantity electricity consumption 1000 kWh",
            "dairy 2023-02 quantity electricity consumption 2000 kWh"
        ]
    );
    office.put("mappings/grid.toml", "files = [\"供电*.csv\"]\n[columns]\n\"抄见\" = \"quantty\"\n[enterprises]\n\"x\" = \"diary\"\n[carriers]\n\"y\" = \"electrcity\"\n");
    let text = office.refused("供电公司2023.csv");
    for wanted in ["did you mean `quantity`?", "did you mean `dairy`?", "did you mean `electricity`?"] {
        assert!(text.contains(wanted), "{text}");
    }
}

#[test]
fn certificates_of_a_return_are_the_evidence_of_its_green_power() {
    let office = Office::new(HEAD);
    office.put(
        "power.csv",
        "企业,期间,品种,来源,单位,数量\ndairy,2023Q1,电力,绿证,MWh,3\ndairy,2023Q1,电力,电网,MWh,7\n",
    );
    // Without evidence it does not count as zero; with the certificates of another file it would have none either.
    office.import("power.csv");
    let (text, done) = office.run("account . --period 2023Q1");
    assert!(!done && text.contains("PK0603"), "{text}");
    let mut book = rust_xlsxwriter::Workbook::new();
    let rows: [&[&[&str]]; 2] = [
        &[&["企业", "期间", "品种", "来源", "单位", "数量"], &["dairy", "2023Q1", "电力", "绿证", "MWh", "3"]],
        &[
            &["企业", "期间", "绿证编号", "数量", "单位"],
            &["dairy", "2023Q1", "GEC-1", "1", "MWh"],
            &["dairy", "2023Q1", "GEC-2", "2", "MWh"],
        ],
    ];
    for sheet in rows {
        let page = book.add_worksheet();
        for (row, cells) in (0..).zip(sheet) {
            for (column, text) in (0..).zip(*cells) {
                page.write_string(row, column, *text).expect("a cell");
            }
        }
    }
    office.put("power.xlsx", book.save_to_buffer().expect("a workbook"));
    office.import("power.xlsx --replace");
    let (text, done) = office.run("explain . --period 2023Q1 --carrier 电力");
    assert!(done && text.contains("绿证 / certificates GEC-1、GEC-2"), "{text}");
    assert!(!office.run("check .").0.contains("PK1009"));
}

#[test]
fn tables_start_no_formula_and_read_back() {
    let office = Office::new(HEAD);
    let hostile = "=cmd|' /C calc'!A0";
    let mut csv = String::from("企业,期间,品种,单位,数量,批次,凭证\n");
    for (lot, evidence) in [("=1+1", hostile), ("+1", "-2"), ("@x", "'=quoted"), ("plain", "\"a\", b")] {
        let _ = writeln!(csv, "dairy,2023Q1,柴油,t,1,{lot},\"{}\"", evidence.replace('"', "\"\""));
    }
    office.put("=start.csv", csv);
    office.import("=start.csv");
    let table = std::fs::read_to_string(office.path("activity/2023.csv")).expect("a table");
    for row in csv_rows(&table) {
        assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '@']) && !cell.starts_with("-2")), "{row:?}");
    }
    // What is read back is what was sent.
    let (json, _) = office.run("account . --period 2023Q1 --format json");
    for wanted in [hostile, "\"-2\"", "'=quoted", "\\\"a\\\", b", "\"=1+1\""] {
        assert!(json.contains(wanted), "{wanted}");
    }
    let before = table.clone();
    office.import("=start.csv");
    assert_eq!(std::fs::read_to_string(office.path("activity/2023.csv")).expect("a table"), before);
}

#[test]
fn tables_that_the_park_file_does_not_name_are_not_written() {
    let office = Office::new(&format!("{HEAD}\n[activity]\nfiles = [\"own/*.csv\"]\n"));
    office.put("q1.csv", "企业,期间,品种,单位,数量\ndairy,2023Q1,电力,kWh,100\n");
    assert!(office.refused("q1.csv").contains("PK0915"));
    // A table that nobody named is not overwritten.
    let stray = Office::new(HEAD);
    std::fs::create_dir(stray.path("activity")).expect("a folder");
    let by_hand = "enterprise,period,carrier,unit,quantity\ndairy,2023Q1,diesel,t,1\n";
    stray.put("activity/2023.csv", by_hand);
    stray.put("q1.csv", "企业,期间,品种,单位,数量\ndairy,2023Q1,电力,kWh,100\n");
    assert!(stray.refused("q1.csv").contains("the park file does not name it"));
    assert_eq!(std::fs::read_to_string(stray.path("activity/2023.csv")).expect("a table"), by_hand);
    // Nor is a table of meter readings, or of several parks, whose columns an import does not write.
    let metered = Office::new(&format!("{HEAD}\n[activity]\nfiles = [\"activity/*.csv\"]\n"));
    std::fs::create_dir(metered.path("activity")).expect("a folder");
    metered.put("q1.csv", "企业,期间,品种,单位,数量\ndairy,2023Q2,电力,kWh,100\n");
    for rows in [",rows\nq,dairy,2023Q1,electricity,kWh,5,2\n", "\nq,dairy,2023Q1,electricity,kWh,5\n"] {
        let table = format!("park,enterprise,period,carrier,unit,quantity{rows}");
        metered.put("activity/2023.csv", &table);
        let said = metered.refused("q1.csv");
        assert!(said.contains("PK0915") && said.contains("activity/metered.csv"), "{said}");
        assert_eq!(std::fs::read_to_string(metered.path("activity/2023.csv")).expect("a table"), table);
    }
    // The same folder in other words is named.
    let other = Office::new(&format!("{HEAD}\n[activity]\nfiles = [\"./activity//*.csv\"]\n"));
    other.put("q1.csv", "企业,期间,品种,单位,数量\ndairy,2023Q1,电力,kWh,100\n");
    other.import("q1.csv");
    let (text, done) = other.run("account . --period 2023Q1");
    assert!(done, "{text}");
    // A table that a spreadsheet program saved: what it made of the month is told, and what stood there.
    other.put(
        "activity/2023.csv",
        "enterprise,period,carrier,unit,quantity\ndairy,Jan-23,diesel,t,1\ndairy,2023/2/1,diesel,t,1\n",
    );
    let (text, done) = other.run("check .");
    assert!(!done && text.contains("made a date of it: 2023-01?") && text.contains("2023-02?"), "{text}");
    assert!(!office.path("activity").exists() && !office.path("returns").exists());
}

#[test]
fn status_says_who_is_missing_and_what_share_is_covered() {
    // 2022Q1: dairy 1000 MWh, works 3000 MWh at one factor: a quarter and three quarters of the emissions.
    let history =
        "\n[[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2022Q1 = 3000 }\n";
    let dairy = "\n[[enterprise]]\nid = \"farm\"\nname = \"Farm\"\n[[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2022Q1 = 1000 }\n";
    let office = Office::new(&format!("{HEAD}{history}{dairy}"));
    office.put("q1.csv", "企业,期间,品种,单位,数量\nfarm,2023Q1,电力,MWh,900\n");
    office.import("q1.csv");
    let (text, done) = office.run("status . --period 2023Q1");
    assert!(done && text.contains("1 of 3 enterprises reported; they stood for 25.0 %"), "{text}");
    let (json, _) = office.run("status . --period 2023Q1 --format json");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["reported"], 1);
    assert_eq!(json["standings"][1]["enterprise"], "works");
    assert_eq!(json["standings"][1]["reported"], false);
}

#[test]
fn letters_tell_each_enterprise_its_own_findings_only() {
    let office = Office::new(HEAD);
    let mut csv = String::from("企业,期间,品种,单位,数量\n");
    for quarter in 1..=4 {
        let _ = writeln!(csv, "dairy,2022Q{quarter},电力,万kWh,100\nworks,2022Q{quarter},电力,万kWh,50");
    }
    csv += "dairy,2023Q1,电力,万kWh,1000000\nworks,2023Q1,电力,万kWh,51\n";
    office.put("all.csv", csv);
    office.import("all.csv");
    let (text, done) = office.run("check . --letters letters");
    assert!(done && text.contains("PK1004"), "{text}");
    let letters: Vec<_> = std::fs::read_dir(office.path("letters")).expect("a folder").flatten().collect();
    assert_eq!(letters.len(), 1);
    let letter = std::fs::read_to_string(office.path("letters/dairy.txt")).expect("a letter");
    assert!(
        letter.contains("Example Dairy") && letter.contains("all.csv, cell E10") && !letter.contains("Works"),
        "{letter}"
    );
}

/// Lines of an enterprise: carrier, unit, keys in TOML, and how its row of the form is told from the others.
const LINES: [(&str, &str, &str, [&str; 4]); 10] = [
    ("bituminous_coal", "t", "", ["烟煤", "燃料", "其他外购", ""]),
    ("bituminous_coal", "t", "lot = \"m\"", ["烟煤", "燃料", "其他外购", "m"]),
    ("diesel", "L", "lot = \"l\"", ["柴油", "燃料", "其他外购", "l"]),
    ("coke", "t", "use = \"conversion_output\"", ["焦炭", "加工转换产出", "", ""]),
    ("washed_coal", "t", "use = \"conversion_input\"", ["洗精煤", "加工转换投入", "其他外购", ""]),
    ("natural_gas", "万m3", "", ["天然气", "燃料", "其他外购", ""]),
    ("electricity", "万kWh", "supply = \"grid\"", ["电力", "消费", "电网", ""]),
    ("electricity", "MWh", "supply = \"sold_outside\"", ["电力", "消费", "外供", ""]),
    ("heat", "GJ", "supply = \"fossil\"", ["热力", "消费", "化石热力", ""]),
    ("fresh_water", "m3", "", ["新水", "消费", "其他外购", ""]),
];

fn number() -> impl Strategy<Value = String> {
    (0u64..10_000_000_000, 0usize..9).prop_map(|(value, scale)| {
        let digits = format!("{value:0width$}", width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        if fraction.is_empty() { whole.to_string() } else { format!("{whole}.{fraction}") }
    })
}

thread_local! {
    static LIBRARY: Library = Library::load(&[], &mut Files::default(), &mut Problems::default());
}

/// The entries of a park and a period, without the lines they sum.
fn entries(park: &parkcarbon::park::Park, files: &Files, library: &Library) -> Vec<serde_json::Value> {
    let period = "2023Q1".parse().expect("a period");
    let standard = library.standard("gb-t-32150-2015", period).expect("a standard");
    let mut problems = Problems::default();
    let inventory = account(park, library, standard, period, View::Park, &mut problems).expect("an inventory");
    let json = inventory_json(&inventory, park, library, files, &[]).expect("JSON");
    let mut json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let mut entries = json["entries"].take().as_array().expect("entries").clone();
    for entry in &mut entries {
        let entry = entry.as_object_mut().expect("an entry");
        entry.remove("sources");
    }
    entries
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// A form written, filled and imported gives the entries that the same numbers in TOML give.
    #[test]
    fn form_and_toml_give_the_same_entries(
        chosen in subsequence(LINES.to_vec(), 1..LINES.len()),
        numbers in prop::collection::vec(number(), LINES.len()),
        heat in number(),
    ) {
        LIBRARY.with(|library| {
            let lines: Vec<_> = chosen.iter().zip(&numbers).collect();
            let park = |with_quarter: bool| {
                let mut text = HEAD.to_string();
                let quantity = |number: &str| if with_quarter { format!("{{ 2022Q4 = 1, 2023Q1 = {number} }}") } else { "{ 2022Q4 = 1 }".into() };
                for ((carrier, unit, keys, _), number) in &lines {
                    let _ = write!(text, "\n[[enterprise.activity]]\ncarrier = \"{carrier}\"\nunit = \"{unit}\"\n{keys}\nquantity = {}\n", quantity(number));
                }
                let _ = write!(text, "\n[[transfer]]\nfrom = \"works\"\nto = \"dairy\"\ncarrier = \"heat\"\nunit = \"GJ\"\nquantity = {}\n", quantity(&heat));
                text
            };
            let (mut files, mut problems) = (Files::default(), Problems::default());
            let typed = files.add("typed.toml", park(true));
            let typed = parkcarbon::park::read_park(&mut files, typed, library, &mut problems).expect("a park");
            let sent = files.add("sent.toml", park(false));
            let sent = read_park_file(&mut files, sent, library, &mut problems).expect("a park");
            let before = sent.park(&[], library, &mut problems);
            let works = before.find_enterprise("works").expect("the works");
            let form = write_form(&before, library, works, "2023Q1".parse().expect("a period"), Lang::Zh).expect("a form");
            let filled = fill(&form, &|asked| {
                if asked.sheet.starts_with("园区内转移") && asked.get("方向") == "售出" {
                    return vec![("本期数量", heat.clone())];
                }
                let row = ["品种", "用途", "来源或去向", "批次"].map(|heading| asked.get(heading));
                let line = lines.iter().find(|((.., told), _)| *told == row);
                line.filter(|_| asked.sheet.starts_with("能源")).map(|(_, number)| vec![("本期数量", (*number).clone())]).unwrap_or_default()
            });
            let intake = Intake::new(&sent, library, Vec::new(), Wishes::default());
            let read = intake.read("works-2023Q1.xlsx", filled, &mut files, &mut problems, &mut |_, _| {}).expect("a return");
            assert_eq!(read.records.len(), lines.len() + 1);
            let merged = merge(&sent.records, &[&read], false, sent.bare(), library, &mut problems);
            let after = sent.park(&merged.records, library, &mut problems);
            assert!(!problems.has_errors());
            assert_eq!(entries(&after, &files, library), entries(&typed, &files, library));
        });
    }
}
