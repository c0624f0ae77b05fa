//! Why files cannot be read, in words.

use std::path::PathBuf;

use super::column::Column;
use super::headings::Misfit;
use super::paths::has_sums;
use super::{Broken, Foreign};
use crate::source::{Code, Problem, Problems, Text, nearest};

/// Reports files that cannot be read, each with everything that is wrong with it.
pub fn broken(paths: &[PathBuf], broken: &[(usize, Broken)], problems: &mut Problems) {
    for (at, why) in broken {
        let file = paths.get(*at).map(|path| path.display().to_string()).unwrap_or_default();
        let all = match why {
            Broken::Columns(misfits) => misfits.iter().map(misfit).collect(),
            why => vec![unreadable(why)],
        };
        all.into_iter().for_each(|problem| problems.add(problem.in_file(file.clone())));
    }
}

fn of(en: impl Into<String>, zh: impl Into<String>) -> Problem {
    Problem::new(Code::NotMeterData, Text::new(en, zh))
}

fn unreadable(why: &Broken) -> Problem {
    match why {
        Broken::Empty => of("the file is empty", "文件为空"),
        Broken::Foreign(kind) => {
            let problem = of("the file is neither Parquet, Arrow IPC nor CSV", "文件不是 Parquet、Arrow IPC 或 CSV");
            match foreign(*kind) {
                Some((en, zh)) => problem.hint(Text::new(en, zh)),
                None => problem,
            }
        }
        Broken::Read(error) => {
            let text = Text::new(format!("the file cannot be read: {error}"), format!("无法读取文件：{error}"));
            Problem::new(Code::FileUnreadable, text)
        }
        Broken::Damaged(why) => {
            of(format!("the file is damaged, or not whole: {why}"), format!("文件已损坏或不完整：{why}"))
                .hint(Text::new("copy it again from where it was written", "请从来源处重新复制该文件"))
        }
        Broken::NoHeadings => of("the first line of the file is empty", "文件首行为空")
            .hint(Text::new("the first line names the columns", "首行应为列名")),
        Broken::OpenQuote => of("a quote in the first line does not end there", "首行有未配对的引号")
            .hint(Text::new("the first line names the columns, each on one line", "首行应为列名，列名内不换行")),
        Broken::Unfinished => of(
            "the stream has no mark at its end: the rest of it may be cut off",
            "数据流没有结束标记：其余部分可能缺失",
        )
        .hint(Text::new(
            "copy it again, or close the writer that makes it before the file is read",
            "请重新复制；或在写入程序关闭文件之后再读取",
        )),
        Broken::Growing => {
            of("the file has delta dictionaries, which are not read", "文件含增量字典（delta dictionary），不予读取")
                .hint(Text::new(
                    "write it with one dictionary for all record batches, or as Parquet",
                    "请用统一的字典重新写出，或写为 Parquet",
                ))
        }
        Broken::Columns(_) => of("its columns are not those of readings", "列不符合要求"),
    }
}

/// What to do with a file of another kind.
fn foreign(kind: Foreign) -> Option<(&'static str, &'static str)> {
    match kind {
        Foreign::Utf16 => Some((
            "it is text in UTF-16: save it as `CSV UTF-8`",
            "该文件是 UTF-16（Unicode 文本）：请另存为“CSV UTF-8”",
        )),
        Foreign::Zip => Some((
            "it is a workbook (.xlsx) or another zip archive: save its sheet as `CSV UTF-8`, or unpack it first",
            "该文件是工作簿（.xlsx）或 zip 压缩包：请将工作表另存为“CSV UTF-8”，或先解压",
        )),
        Foreign::OldWorkbook => Some((
            "it is a workbook (.xls): save its sheet as `CSV UTF-8`",
            "该文件是工作簿（.xls）：请将工作表另存为“CSV UTF-8”",
        )),
        Foreign::Compressed => Some(("it is compressed as a whole: unpack it first", "该文件整体压缩：请先解压")),
        Foreign::Unknown => None,
    }
}

fn misfit(misfit: &Misfit) -> Problem {
    match misfit {
        Misfit::Missing(columns, headings) => missing(columns, headings),
        Misfit::Twice(column, [first, second]) => {
            let id = column.id();
            of(
                format!("two columns mean `{id}`: `{first}` and `{second}`"),
                format!("有两列都表示 `{id}`：`{first}` 和 `{second}`"),
            )
        }
        Misfit::Type(column, found) => {
            let (en, zh) = match column {
                Column::Quantity => (
                    "a decimal of at most 38 digits, an integer, a floating-point number or text",
                    "不超过 38 位的小数、整数、浮点数或文本",
                ),
                Column::Timestamp => ("a timestamp, a date or text", "时间戳、日期或文本"),
                column if column.may_be_number() => ("text or an integer", "文本或整数"),
                _ => ("text", "文本"),
            };
            let id = column.id();
            let problem = of(
                format!("the column `{id}` is of the type {found}; it must be {en}"),
                format!("列 `{id}` 的类型是 {found}，应为{zh}"),
            );
            match found.as_str() {
                "Int96" => problem.hint(Text::new(
                    "whether such a time is local or UTC the file does not say: write it as a timestamp (in Spark: spark.sql.parquet.outputTimestampType=TIMESTAMP_MICROS)",
                    "文件未说明此类时间是当地时间还是 UTC：请写为时间戳（Spark：spark.sql.parquet.outputTimestampType=TIMESTAMP_MICROS）",
                )),
                _ => problem,
            }
        }
    }
}

fn missing(columns: &[Column], headings: &[String]) -> Problem {
    let ids: Vec<String> = columns.iter().map(|column| format!("`{}`", column.id())).collect();
    let has = headings.join(", ");
    let text = match ids.as_slice() {
        [id] => format!("the column {id} is missing; the file has: {has}"),
        _ => format!("the columns {} are missing; the file has: {has}", ids.join(", ")),
    };
    let problem = of(text, format!("缺少列 {}；文件中的列：{}", ids.join("、"), headings.join("、")));
    if has_sums(columns, headings) {
        return problem.hint(Text::new(
            "this is a table of sums, as `rollup` writes them: leave it out, or name it under [activity] of a park file",
            "这是 rollup 写出的汇总表：请勿作为读数，可写入园区文件的 [activity]",
        ));
    }
    let hints = columns.iter().map(|column| {
        let (id, names) = (column.id(), Column::ALL[*column as usize].1);
        match names.iter().find_map(|name| nearest(name, headings.iter().map(String::as_str))) {
            Some(near) => {
                Text::new(format!("is it `{near}`? rename it to `{id}`"), format!("是否为 `{near}`？请改名为 `{id}`"))
            }
            None if columns.len() == 1 => {
                Text::new(format!("it may be named {}", names.join(", ")), format!("可用的列名：{}", names.join("、")))
            }
            None => Text::new(
                format!("`{id}` may be named {}", names.join(", ")),
                format!("`{id}` 可用的列名：{}", names.join("、")),
            ),
        }
    });
    let (en, zh): (Vec<String>, Vec<String>) = hints.map(|hint| (hint.en, hint.zh)).unzip();
    problem.hint(Text::new(en.join("; "), zh.join("；")))
}
