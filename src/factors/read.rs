//! Readers for the values that occur in factor, standard and park files. Each reports what is wrong at its place.

use std::num::NonZeroU8;

use crate::quantity::{Decimal, Dimension, NumberError, Rate, RateError, Unit, parse_decimal, unit_table};
use crate::source::{Code, Literal, Problem, Problems, Text, nearest};

/// A decimal number.
///
/// # Errors
/// Reports `PK0201` or `PK0202`.
pub fn decimal(literal: &Literal<'_>, problems: &mut Problems) -> Option<Decimal> {
    match parse_decimal(literal.text.trim()) {
        Ok(value) => Some(value),
        Err(error) => {
            problems.add(number_problem(literal.text, error).at(literal.place.clone()));
            None
        }
    }
}

fn number_problem(text: &str, error: NumberError) -> Problem {
    match error {
        NumberError::NotADecimal => Problem::new(
            Code::NotADecimal,
            Text::new(format!("`{text}` is not a finite decimal number"), format!("`{text}` 不是有限的十进制数")),
        )
        .hint(Text::new(
            "write digits and at most one point: 12400, 11850.5, 12_400, 1.2e3",
            "请写数字，最多一个小数点：12400、11850.5、12_400、1.2e3",
        )),
        NumberError::TooManyDigits => Problem::new(
            Code::TooManyDigits,
            Text::new(
                format!("`{text}` has more digits than fit (28 digits, 28 decimals)"),
                format!("`{text}` 位数超出范围（最多 28 位有效数字、28 位小数）"),
            ),
        )
        .hint(Text::new(
            "parkcarbon does not round what it reads: write the number with fewer digits",
            "程序读入时不做修约，请自行减少位数",
        )),
    }
}

/// A unit.
///
/// # Errors
/// Reports `PK0203` with the nearest spelling.
pub fn unit(literal: &Literal<'_>, problems: &mut Problems) -> Option<Unit> {
    let unit = Unit::parse(literal.text);
    if unit.is_none() {
        problems.add(unknown_unit(literal.text).at(literal.place.clone()));
    }
    unit
}

fn unknown_unit(text: &str) -> Problem {
    let spellings: Vec<&str> = unit_table().into_iter().flat_map(|(_, spellings)| spellings).collect();
    let problem = Problem::new(
        Code::UnknownUnit,
        Text::new(format!("`{text}` is not a known unit"), format!("未知单位 `{text}`")),
    );
    if text.eq_ignore_ascii_case("mt") {
        return problem.hint(Text::new("write t for tonnes, Mt for millions of tonnes", "吨写作 t，百万吨写作 Mt"));
    }
    match nearest(text, spellings) {
        Some(near) => problem.suggest(Some(near)),
        None => problem.hint(Text::new(
            "units are t, kg, m3, Nm3, kWh, MWh, GJ, MJ, tce, CNY and their multiples (万, 10^4, 亿)",
            "可用单位：t、kg、m3、Nm3、kWh、MWh、GJ、MJ、tce、元，及其倍数（万、10^4、亿）",
        )),
    }
}

/// A rate whose numerator has the given dimension.
///
/// # Errors
/// Reports `PK0208`, `PK0201`, `PK0202`, `PK0203`, `PK0204` or `PK0206`.
pub fn rate(literal: &Literal<'_>, numerator: Dimension, problems: &mut Problems) -> Option<Rate> {
    let problem = match Rate::parse(literal.text) {
        Ok(rate) if rate.numerator() != numerator => {
            let (wanted, found) = (numerator.name(), rate.numerator().name());
            Problem::new(
                Code::WrongDimension,
                Text::new(
                    format!("`{}` measures {}, not {}", rate.unit(), found.en, wanted.en),
                    format!("`{}` 的量纲是{}，此处应为{}", rate.unit(), found.zh, wanted.zh),
                ),
            )
        }
        Ok(rate) if rate.value().is_sign_negative() && !rate.value().is_zero() => {
            Problem::new(Code::NegativeQuantity, Text::new("a factor is not negative", "因子不能为负"))
        }
        Ok(rate) => return Some(rate),
        Err(RateError::Shape) => Problem::new(
            Code::NotARate,
            Text::new(
                format!("`{}` is not a number with a unit over a unit", literal.text),
                format!("`{}` 不是“数值 单位/单位”的形式", literal.text),
            ),
        )
        .hint(Text::new(
            "write for example \"22.35 GJ/t\" or \"0.6634 kgCO2/kWh\"",
            "例如 \"22.35 GJ/t\" 或 \"0.6634 kgCO2/kWh\"",
        )),
        Err(RateError::Number(error)) => number_problem(literal.text, error),
        Err(RateError::Unit(unit)) => unknown_unit(&unit),
    };
    problems.add(problem.at(literal.place.clone()));
    None
}

/// A pressure such as `1.0 MPa`, in MPa; below zero where a gauge shows a vacuum.
///
/// # Errors
/// Reports `PK0201` to `PK0204`.
pub fn pressure(literal: &Literal<'_>, problems: &mut Problems) -> Option<Decimal> {
    let (number, unit_text) = number_and_unit(literal.text);
    let value = short_decimal(number, literal, problems)?;
    let problem = match Unit::parse(unit_text) {
        Some(unit) if unit.dimension() == Dimension::Pressure => return Some(value * unit.factor()),
        Some(unit) => {
            let found = unit.dimension().name();
            Problem::new(
                Code::WrongDimension,
                Text::new(
                    format!("`{unit}` is a unit of {}, not of pressure", found.en),
                    format!("`{unit}` 是{}单位，此处应为压力单位", found.zh),
                ),
            )
        }
        None => Problem::new(
            Code::UnknownUnit,
            Text::new(
                format!("`{}` is not a pressure with its unit", literal.text),
                format!("`{}` 不是带单位的压力", literal.text),
            ),
        ),
    };
    problems.add(problem.at(literal.place.clone()).hint(Text::new(
        "write \"1.0 MPa\", \"10 bar\" or \"500 kPa\"",
        "写作 \"1.0 MPa\"、\"10 bar\" 或 \"500 kPa\"",
    )));
    None
}

/// A temperature such as `250 C`, `250 °C` or `250 ℃`, in °C.
///
/// # Errors
/// Reports `PK0201` to `PK0203`.
pub fn temperature(literal: &Literal<'_>, problems: &mut Problems) -> Option<Decimal> {
    let (number, unit_text) = number_and_unit(literal.text);
    let value = short_decimal(number, literal, problems)?;
    if !["C", "°C", "℃", "摄氏度"].contains(&unit_text) {
        problems.add(
            Problem::new(
                Code::UnknownUnit,
                Text::new(
                    format!("`{}` is not a temperature in °C", literal.text),
                    format!("`{}` 不是以 °C 表示的温度", literal.text),
                ),
            )
            .at(literal.place.clone())
            .hint(Text::new("write \"250 C\" or \"250 ℃\"", "写作 \"250 C\" 或 \"250 ℃\"")),
        );
        return None;
    }
    Some(value)
}

/// The number at the beginning of a text, and what follows it.
fn number_and_unit(text: &str) -> (&str, &str) {
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_digit() || "+-._".contains(c))).unwrap_or(text.len());
    (text[..end].trim(), text[end..].trim())
}

/// A decimal with so few digits that the units of pressure and the enthalpy formula leave it exact.
fn short_decimal(text: &str, literal: &Literal<'_>, problems: &mut Problems) -> Option<Decimal> {
    const MOST_DIGITS: u32 = 18;
    let short = |value: &Decimal| value.scale() <= MOST_DIGITS && value.mantissa().abs() < 10i128.pow(MOST_DIGITS);
    let read = parse_decimal(text).and_then(|v| if short(&v) { Ok(v) } else { Err(NumberError::TooManyDigits) });
    match read {
        Ok(value) => Some(value),
        Err(NumberError::TooManyDigits) => {
            let text = Text::new(
                format!("`{text}` has more than {MOST_DIGITS} digits"),
                format!("`{text}` 超过 {MOST_DIGITS} 位"),
            );
            problems.add(Problem::new(Code::TooManyDigits, text).at(literal.place.clone()));
            None
        }
        Err(error) => {
            problems.add(number_problem(literal.text, error).at(literal.place.clone()));
            None
        }
    }
}

/// One of a list of choices.
///
/// # Errors
/// Reports `PK0304` with the nearest choice.
pub fn choice<T: Copy>(literal: &Literal<'_>, choices: &[(&'static str, T)], problems: &mut Problems) -> Option<T> {
    let found = choices.iter().find(|(id, _)| *id == literal.text);
    if found.is_none() {
        let ids: Vec<&str> = choices.iter().map(|(id, _)| *id).collect();
        literal.unknown_choice(&ids, problems);
    }
    found.map(|(_, value)| *value)
}

/// A data tier, 1 (metered) to 5 (default).
///
/// # Errors
/// Reports `PK0304`.
pub fn tier(literal: &Literal<'_>, problems: &mut Problems) -> Option<NonZeroU8> {
    let tier = literal.text.parse().ok().filter(|tier: &NonZeroU8| tier.get() <= 5);
    if tier.is_none() {
        literal.unknown_choice(&["1", "2", "3", "4", "5"], problems);
    }
    tier
}

/// A date, `2024-12-20`; dates compare as text.
///
/// # Errors
/// Reports `PK0205`.
pub fn date(literal: &Literal<'_>, problems: &mut Problems) -> Option<String> {
    let parts: Vec<&str> = literal.text.split('-').collect();
    let number = |index: usize, width: usize, range: std::ops::RangeInclusive<u32>| {
        parts.get(index).is_some_and(|part| part.len() == width && part.parse().is_ok_and(|n| range.contains(&n)))
    };
    if parts.len() == 3 && number(0, 4, 1900..=2999) && number(1, 2, 1..=12) && number(2, 2, 1..=31) {
        return Some(literal.text.to_string());
    }
    problems.add(
        Problem::new(
            Code::NotAPeriod,
            Text::new(format!("`{}` is not a date", literal.text), format!("`{}` 不是日期", literal.text)),
        )
        .at(literal.place.clone())
        .hint(Text::new("write dates as \"2024-12-20\"", "日期写作 \"2024-12-20\"")),
    );
    None
}
