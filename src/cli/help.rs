//! The help in Chinese: the English texts stand in `args`.

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, Command};

use crate::source::Lang;

const ABOUT: &[(&str, &str)] = &[
    ("parkcarbon", "产业园区碳账本：任何人都能复算"),
    ("new", "生成一个带注释、可直接运行的园区"),
    ("check", "一次列出园区文件的全部问题及位置"),
    ("import", "将企业报表（.xlsx、.xls、.ods、.csv、.parquet）导入园区数据表"),
    ("trend", "按季度和累计查看指标、同比、环比与贡献"),
    ("caps", "查看控制目标：用量、进度、预警级别、预测；突破时退出码为 2"),
    ("metrics", "列出某期间的全部指标或所缺数据"),
    ("assess", "按已公布的评价指标体系评估园区：达标、未达标、缺数据、不适用、无档次，及补齐差距所需"),
    ("report", "编写报告（HTML、Excel、Word、Markdown）：通报、申报书、清单报告、规划环评碳篇章"),
    ("chart", "绘制图表（SVG 或 PNG）：排放、总量、强度、进度、同比、能流、排名、热力图"),
    ("scenario", "按情景逐年推演园区：总量、余量、峰值年与各驱动项的影响"),
    ("abate", "按单位减排成本排列情景中的措施，并按目标或预算选择组合；目标无法达到时退出码为 2"),
    ("sweep", "参数扫描：核算情景各参数取值的全部组合；没有方案不超过控制目标时退出码为 2"),
    ("admit", "项目准入审查：控制目标余量、替代批次、强度比较、节能审查；有条件或不符合时退出码为 2"),
    ("rollup", "将任意规模的计量读数（Parquet、CSV、Arrow IPC）按核算期精确汇总成 account 可读的数据表"),
    ("uncertainty", "评估排放量及其变化的不确定性，并指出应优先提高准确度的数据"),
    ("lots", "查看绿电批次的使用与余额"),
    ("pollutants", "与 CO2 并列查看大气污染物、许可量与协同减排"),
    ("status", "查看某期间哪些企业已报、未报及排放覆盖率"),
    ("close", "关账：固定某期间的数据；不指定期间时列出已关账期间与现在的差异"),
    ("account", "核算园区（或多个园区的文件夹）某一期间，可并列多个核算标准"),
    ("explain", "逐步列出结果的算式与出处"),
    ("form", "为企业生成 Excel 填报表"),
    ("factors", "查看内置的因子、品种、标准和单位"),
    ("list", "列出因子集，或品种、标准、单位"),
    ("show", "显示因子集或品种的各行，或标准的规则"),
    ("help", "显示帮助"),
];

const ARGUMENTS: &[(&str, &str)] = &[
    ("lang", "文字语言：zh 中文，en 英文 [默认：zh]"),
    ("park", "含 park.toml 的文件夹，或单个园区文件"),
    ("factors", "叠加在内置数据之上的因子集与标准文件夹"),
    ("dir", "要新建的文件夹"),
    ("format", "输出格式：table 表格，json；account 另有 csv、parquet"),
    ("period", "2023、2023H1、2023Q1、2023-03 或 2023Q1..Q3 [默认：最近一个有数据的年份]"),
    ("until", "报告期：2023Q2、2023H1、2023，列出当年截至该期的各期 [默认：最近一个有数据的核算期]"),
    ("closed", "要关账的期间：2023Q1、2023H1、2023；不写则列出已关账期间及其现值"),
    ("because", "重新关账的原因；原关账记录保留"),
    ("metrics", "指标，可用逗号并列（`parkcarbon metrics 园区` 列出全部）[默认：主要指标]"),
    ("frameworks", "评价指标体系，可用逗号并列，或用 all [默认：园区文件中 [[application]] 所列]"),
    ("shown_frameworks", "报告中列出的评价指标体系，可用逗号并列，或用 all [默认：园区文件中 [[application]] 所列]"),
    ("set", "假设某指标或申报数据取值：emissions_per_tce=0.2、solid_waste_use=85；可多次给出"),
    ("report", "报告种类：bulletin 季度通报，application 申报书，inventory 清单报告，eia 规划环评碳排放篇章"),
    ("report_file", "要写的文件：.html、.xlsx、.docx 或 .md"),
    ("reported", "报告期：2023Q2、2023H1、2023 等 [默认：最近一个有数据的核算期；申报书为最近一年]"),
    ("report_standard", "核算标准 [默认：申报书用指标体系的标准，清单报告用 iso-14064-1-2018，其余用园区的标准]"),
    ("template", "自定义模板，代替内置模板"),
    ("write_template", "把内置模板写入该文件供修改，不编写报告"),
    ("fields", "列出模板可用字段，不编写报告"),
    ("mask", "以编号代替企业名称，用于公开发布"),
    ("no_clobber", "文件已存在时不覆盖"),
    ("verified_only", "只按已见于文件副本的阈值判定"),
    ("drivers", "分解碳排放变化：规模、结构、强度、能源结构、因子（LMDI）"),
    ("base", "分解的基期 [默认：上年同期]"),
    (
        "kind",
        "图的种类：emissions 排放构成，total 总量，intensity 强度，progress 年内累计，year-on-year 同比，drivers 变化因素，flow 能流，ranking 企业排名，heat-map 热力图，all 全部",
    ),
    ("target", "写入的文件（.svg 或 .png）；kind 为 all 时为文件夹，没有则新建"),
    (
        "window",
        "2022..2023、2023、2023Q2 等。分期图：只给一个核算期时，从上一年 1 月起；年度图取其最后一年 [默认：最近五年；年度图为最近一年截至最后一个有数据的核算期]",
    ),
    ("metric", "指标（`parkcarbon metrics 园区` 列出全部）[默认：emissions；强度图为 emissions_per_value_added]"),
    ("axis", "排放构成按 category 类别、carrier 品种、enterprise 企业 [默认：category]；同比图用 enterprise 则按企业"),
    ("font", "字体文件 [默认：本机带中文的字体]；字体不含中文时用英文标注"),
    ("theme", "配色：light 浅色，dark 深色，print 打印"),
    ("scale", "PNG 的像素倍数：1 或 2 [默认：2]"),
    ("image", "kind 为 all 时的文件格式：svg 或 png [默认：svg]"),
    ("scenarios", "情景文件；多个则并列"),
    ("last_year", "最后一年"),
    ("by_period", "同时列出每年的各核算期"),
    ("swept", "带 [sweep] 表的情景文件"),
    ("every_year", "核算基年之后的每一年，而不只是最后一年：各年均不超过才算不超过控制目标"),
    ("sweep_file", "把每个方案写成一行（.csv 或 .parquet）"),
    ("proposal", "项目文件"),
    ("background", "项目进入的情景 [默认：园区维持最后一年状况]"),
    ("measures", "带成本的措施所在情景：从中选出为项目腾出余量的最低成本组合"),
    ("rule", "替代规则，代替项目或园区文件中的"),
    ("ratio", "替代比例，须为规则所列"),
    ("page", "写出准入审查页（.html、.docx、.xlsx 或 .md）"),
    ("chart_file", "绘制各情景路径与控制目标（.svg 或 .png）"),
    ("wedges", "绘制最后一个情景的减排楔形图：各类措施逐年减排多少（.svg 或 .png）"),
    ("scenario", "情景文件：比较其中的措施"),
    ("in_year", "比较措施的年份"),
    ("to_total", "选出使园区总量不超过此值的最低成本组合，例如 \"450000 t\" [默认：情景中该年的控制目标]"),
    ("budget", "选出投资不超过此额的最大减排组合，例如 \"5000 10^4 CNY\""),
    ("curve", "绘制减排成本曲线（.svg 或 .png）"),
    ("then", "变化的基期 [默认：上年同期（有数据时）]"),
    ("draws", "方法二的抽样次数；0 表示不抽样"),
    ("seed", "抽样种子：同一种子结果相同"),
    ("listed", "列出的贡献项数，从大到小"),
    ("against", "与此期间比较，并给出协同减排比"),
    ("within", "只列出此期间之内的问题：2023、2023H1、2023Q1、2023-03 或 2023Q1..Q3 [默认：全部]"),
    ("standard", "核算标准，代替园区文件中的"),
    ("standards", "核算标准，代替园区文件中的；用逗号并列多个，或用 all，则并排列出"),
    ("view", "企业数的口径：park 园区，net 净额，gross 总额，responsibility 责任（供方自有因子）"),
    ("by", "按 enterprise 企业、carrier 品种、period 期间、category 类别、gas 气体、sector 行业汇总（可用逗号并列）"),
    ("output", "写入文件而不是终端"),
    ("allow_recalled", "允许采用未见文本的因子，并在结果中注明"),
    ("enterprise", "仅此企业"),
    ("carrier", "仅此品种（标识、名称或别名）"),
    ("files", "填好的填报表和数据表"),
    ("of_enterprise", "文件中未写明企业时，数据所属的企业"),
    ("of_period", "期间：2023、2023H1、2023Q1、2023-03 或 2023Q1..Q3（导入时：文件中未写明期间时采用）"),
    ("letters", "将涉及各企业的问题各写一份通知，存入该文件夹"),
    ("cumulative", "数据为自 1 月起的累计数"),
    ("mapping", "映射文件：说明这些文件的列和名称"),
    ("replace", "其他报表已给出的数据以新数据为准"),
    ("dry_run", "只显示变化，不写入"),
    ("top", "最多列出的分录数，从大到小 [默认：10；指定企业或品种时为全部]"),
    ("enterprises", "仅此企业，可多次给出 [默认：该期间在园区内的全部企业]"),
    ("due", "填报期间 [默认：最后一个有数据的核算期的下一期]"),
    ("folder", "填报表写入的文件夹，没有则新建"),
    ("force", "覆盖已有的填报表"),
    ("carriers", "列出品种及别名"),
    ("standards", "列出标准"),
    ("units", "列出单位及写法"),
    ("name", "因子集、品种（标识、名称或别名）或标准"),
    ("readings", "读数文件（Parquet、CSV、Arrow IPC）、文件夹，或加引号的通配符，如 'lake/**/*.parquet'"),
    ("rolled", "写入的数据表（.parquet 或 .csv），可供 account 读取"),
    ("granularity", "核算期：month 月，quarter 季"),
    ("said_as", "结果的显示方式：table 表格，json 供程序读取"),
    ("coverage", "同时把各计量表逐期的读数与缺数写入该文件（.csv）"),
    ("meter", "园区数据表之外的计量读数：文件、文件夹或通配符，也可以是 rollup 写出的表；用逗号并列多个"),
    ("time_zone", "当地时间与 UTC 之差，用于以 UTC 或带时差给出的时间"),
    ("day_begins", "每日起点"),
    ("stamp", "区间读数的时刻是区间起点（begin）还是终点（end）：00:00 属于当日还是前一日"),
    ("reading", "既无 reading 列、计量表文件也未说明时，数量的含义：interval 区间量，register 累计表底数"),
    ("meters", "计量表文件（TOML）：表底数、回零、换表、互感器倍率"),
    ("empty", "没有数量的读数：error 报错，skip 略过并注明个数"),
    ("negative", "负数量：error 报错，skip 略过并注明个数，accept 按负数计入"),
    ("twice", "同一计量表同一时刻的重复读数：error 报错，once 数量相同的只计一次"),
    ("threads", "线程数 [默认：全部核心]"),
    ("help", "显示帮助"),
    ("version", "显示版本"),
];

/// The command with its help in a language.
pub fn localised(command: Command, lang: Lang) -> Command {
    match lang {
        Lang::En => command,
        Lang::Zh => chinese(command),
    }
}

/// In Chinese, what is wrong with a command line; the details follow in English.
pub fn fault(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::MissingRequiredArgument => "缺少必需的参数（详见下文，--help 显示用法）：",
        ErrorKind::UnknownArgument => "未知参数（详见下文，--help 显示用法）：",
        ErrorKind::InvalidSubcommand => "未知命令（详见下文，--help 显示用法）：",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "参数取值无效（可用取值见下文）：",
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "请给出命令：",
        _ => "命令行有误（详见下文）：",
    }
}

fn chinese(mut command: Command) -> Command {
    if let Some((_, about)) = ABOUT.iter().find(|(name, _)| *name == command.get_name()) {
        command = command.about(*about);
    }
    command = command.mut_args(|argument| {
        let id = argument.get_id().to_string();
        match ARGUMENTS.iter().find(|(name, _)| *name == id) {
            Some((_, help)) if argument.get_action().takes_values() => {
                let help = with_default(help, &argument);
                argument.help(help).hide_possible_values(true).hide_default_value(true)
            }
            Some((_, help)) => argument.help(*help),
            None => argument,
        }
    });
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).help("显示帮助");
    command = command.disable_help_flag(true).disable_help_subcommand(true).arg(help);
    if command.get_version().is_some() {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version).help("显示版本");
        command = command.disable_version_flag(true).arg(version);
    }
    command.mut_subcommands(chinese)
}

/// A help that says the default, in Chinese; the library says it in English.
fn with_default(help: &str, argument: &Arg) -> String {
    let values = argument.get_default_values();
    if values.is_empty() || help.contains("[默认：") {
        return help.to_string();
    }
    let values: Vec<_> = values.iter().map(|value| value.to_string_lossy()).collect();
    format!("{help} [默认：{}]", values.join("、"))
}

#[cfg(test)]
mod tests {
    use super::{ABOUT, ARGUMENTS};
    use crate::cli::args::Cli;
    use clap::{Command, CommandFactory as _};

    fn visit(command: &Command) {
        assert!(ABOUT.iter().any(|(name, _)| *name == command.get_name()), "{}", command.get_name());
        for argument in command.get_arguments() {
            let id = argument.get_id().as_str();
            assert!(ARGUMENTS.iter().any(|(name, _)| *name == id), "{id}");
        }
        command.get_subcommands().for_each(visit);
    }

    #[test]
    fn every_command_and_argument_has_chinese_help() {
        visit(&Cli::command());
    }
}
