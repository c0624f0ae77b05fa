//! The state of a mass of steam or hot water.

use crate::factors::{ByMass, Carrier, pressure, temperature};
use crate::quantity::{Decimal, Dimension, Unit};
use crate::source::{Code, Literal, Place, Problem, Problems, Table, Text};
use crate::steam::{ATMOSPHERE, State, Unphysical};

/// Reads `state = { pressure = …, gauge = …, temperature = …, saturated = … }` of a quantity of a carrier in a unit.
///
/// # Errors
/// Reports a state that does not belong here (`PK0521`), what is missing (`PK0302`) and states that do not exist
/// (`PK0522` to `PK0524`).
pub(super) fn read(table: &Table<'_>, carrier: &Carrier, unit: &Unit, problems: &mut Problems) -> Option<State> {
    let Some(by_mass) = carrier.by_mass.filter(|_| unit.dimension() == Dimension::Mass) else {
        problems.add(not_needed(carrier, unit).at(table.place()));
        return None;
    };
    let heat = table.optional_str("temperature", problems);
    if by_mass == ByMass::HotWater {
        let heat = heat.or_else(|| table.required_str("temperature", problems));
        table.finish(problems);
        let literal = heat?;
        let read = State::water(temperature(&literal, problems)?);
        return physical(read, &literal.place, problems);
    }
    let force = table.optional_str("pressure", problems);
    let unread = |key, literal: &Option<Literal<'_>>| literal.is_none() && table.get(key).is_some();
    let wrong_type = unread("temperature", &heat) || unread("pressure", &force);
    let gauge_stated = table.get("gauge").is_some();
    let gauge = table.flag("gauge", problems);
    let saturated = table.flag("saturated", problems);
    table.finish(problems);
    if wrong_type || gauge_stated && gauge.is_none() {
        return None;
    }
    let heat_place = heat.as_ref().map(|literal| literal.place.clone());
    let heat = match &heat {
        None => None,
        Some(literal) => Some(temperature(literal, problems)?),
    };
    let force_place = force.as_ref().map(|literal| literal.place.clone());
    let read = match (force, heat) {
        (Some(literal), heat) => {
            let pressure = absolute(&literal, gauge, problems)?;
            match heat {
                Some(heat) => State::steam(pressure, heat, saturated == Some(true)),
                None if saturated == Some(false) => return missing("temperature", &table.place(), problems),
                None => State::saturated_at_pressure(pressure),
            }
        }
        (None, _) if gauge.is_some() => return missing("pressure", &table.place(), problems),
        (None, None) => return missing("pressure", &table.place(), problems),
        (None, Some(heat)) if saturated == Some(true) => State::saturated_at_temperature(heat),
        (None, Some(heat)) if by_mass == ByMass::Either && saturated.is_none() => State::water(heat),
        (None, Some(_)) => {
            problems.add(
                Problem::new(
                    Code::MissingKey,
                    Text::new("`pressure` is missing here", "此处缺少 `pressure`"),
                )
                .at(table.place())
                .hint(Text::new(
                    "the heat of steam follows from its pressure and temperature; of saturated steam the temperature alone \
                     will do: saturated = true",
                    "蒸汽的焓值由压力和温度确定；饱和蒸汽可只写温度，并写 saturated = true",
                )),
            );
            return None;
        }
    };
    let place = match read {
        Err(Unphysical::Pressure) => force_place,
        Err(Unphysical::Temperature) => heat_place,
        _ => None,
    };
    physical(read, &place.unwrap_or_else(|| table.place()), problems)
}

const STEAM: &str = "state = { pressure = \"1.0 MPa\", gauge = true, temperature = \"250 C\" }";
const WATER: &str = "state = { temperature = \"95 C\" }";

/// How a state is written.
pub(super) fn written() -> Text {
    Text::new(format!("steam: {STEAM}; hot water: {WATER}"), format!("蒸汽：{STEAM}；热水：{WATER}"))
}

/// The problem of a mass of heat that has no state (`PK0520`).
pub(super) fn without_state(carrier: &Carrier, by_mass: ByMass) -> Problem {
    let water = by_mass == ByMass::HotWater;
    let example = if water { WATER } else { STEAM };
    let needed = match water {
        true => Text::new("its temperature", "温度"),
        false => Text::new("its pressure and temperature", "压力和温度"),
    };
    Problem::new(
        Code::MassWithoutState,
        Text::new(
            format!("a mass of {} is heat only with {}", carrier.name.en, needed.en),
            format!("按质量填报的{}须给出{}才能折算热量", carrier.name.zh, needed.zh),
        ),
    )
    .hint(Text::new(
        format!("give the quantity in GJ, or in a park file {example}"),
        format!("请按 GJ 填报，或在园区文件中写 {example}"),
    ))
}

fn not_needed(carrier: &Carrier, unit: &Unit) -> Problem {
    let (text, hint) = match carrier.by_mass {
        None => (
            Text::new(
                format!("{} has no state: only steam, hot water and heat have one", carrier.name.en),
                format!("{}没有状态参数：仅蒸汽、热水、热力需要", carrier.name.zh),
            ),
            Text::new("take `state` away", "请删去 `state`"),
        ),
        Some(_) => (
            Text::new(
                format!("a quantity in {unit} needs no state: only a mass does"),
                format!("以 {unit} 计的数量不需要状态参数：仅按质量填报时需要"),
            ),
            Text::new("take `state` away; or is the quantity in tonnes?", "请删去 `state`；或者数量的单位是吨？"),
        ),
    };
    Problem::new(Code::StateNotNeeded, text).hint(hint)
}

/// An absolute pressure, MPa.
fn absolute(literal: &Literal<'_>, gauge: Option<bool>, problems: &mut Problems) -> Option<Decimal> {
    let stated = pressure(literal, problems);
    let Some(gauge) = gauge else {
        problems.add(
            Problem::new(
                Code::MissingKey,
                Text::new(
                    "`gauge` is missing here: is the pressure above that of the air, or absolute?",
                    "此处缺少 `gauge`：压力是表压还是绝对压力？",
                ),
            )
            .at(literal.place.clone())
            .hint(Text::new(
                "gauge = true as a pressure gauge shows it, gauge = false for absolute",
                "压力表读数（表压）写 gauge = true，绝对压力写 gauge = false",
            )),
        );
        return None;
    };
    let absolute = if gauge { stated? + ATMOSPHERE } else { stated? };
    if absolute <= Decimal::ZERO {
        problems.add(below_vacuum(literal, gauge));
        return None;
    }
    Some(absolute)
}

fn below_vacuum(literal: &Literal<'_>, gauge: bool) -> Problem {
    let number = literal.text;
    let (text, hint) = match gauge {
        true => (
            Text::new(
                format!("no gauge shows {number}: a vacuum is {ATMOSPHERE} MPa below the air"),
                format!("压力表不会显示 {number}：真空比大气压低 {ATMOSPHERE} MPa"),
            ),
            Text::new(
                "steam in pipes is above the air: pressure = \"1.0 MPa\", gauge = true",
                "管网蒸汽的表压为正，例如 pressure = \"1.0 MPa\", gauge = true",
            ),
        ),
        false => (
            Text::new(
                format!("an absolute pressure is more than zero, not {number}"),
                format!("绝对压力应大于零，而不是 {number}"),
            ),
            Text::new(
                "write pressure = \"1.1 MPa\", gauge = false; below the pressure of the air only a gauge shows less than zero: gauge = true",
                "写作 pressure = \"1.1 MPa\", gauge = false；只有表压（gauge = true）在低于大气压时为负",
            ),
        ),
    };
    Problem::new(Code::OutsideSteamTable, text).at(literal.place.clone()).hint(hint)
}

fn missing(key: &str, place: &Place, problems: &mut Problems) -> Option<State> {
    let text = Text::new(format!("`{key}` is missing here"), format!("此处缺少 `{key}`"));
    problems.add(Problem::new(Code::MissingKey, text).at(place.clone()));
    None
}

/// Reports a state that does not exist.
fn physical(read: Result<State, Unphysical>, place: &Place, problems: &mut Problems) -> Option<State> {
    let (code, text, hint) = match read {
        Ok(state) => return Some(state),
        Err(Unphysical::AboveCritical) => (
            Code::NoSaturation,
            Text::new(
                "above the critical point (22.064 MPa absolute, 373.946 °C) there is neither water nor saturated steam",
                "超过临界点（绝对压力 22.064 MPa、373.946 °C）不存在水和饱和蒸汽",
            ),
            Text::new(
                "superheated steam needs pressure and temperature; a misplaced decimal point or kPa for MPa?",
                "过热蒸汽须写压力和温度；是否小数点错位，或误将 kPa 写作 MPa？",
            ),
        ),
        Err(Unphysical::OtherSaturation { pressure, saturation }) => (
            Code::NoSaturation,
            Text::new(
                format!(
                    "steam of {pressure} MPa absolute is saturated at {saturation} °C, not at the stated temperature"
                ),
                format!("绝对压力 {pressure} MPa 的饱和温度是 {saturation} °C，与所写温度不符"),
            ),
            Text::new(
                "give the pressure alone for saturated steam, or take saturated = true away; is the pressure gauge or absolute?",
                "饱和蒸汽只写压力即可；过热蒸汽请删去 saturated = true；压力是表压还是绝对压力？",
            ),
        ),
        Err(Unphysical::Pressure | Unphysical::Temperature) => (
            Code::OutsideSteamTable,
            Text::new(
                "outside IAPWS-IF97: 0.000612 to 100 MPa absolute, 0 to 800 °C",
                "超出 IAPWS-IF97 的范围：绝对压力 0.000612 至 100 MPa，0 至 800 °C",
            ),
            Text::new("a misplaced decimal point or a wrong unit?", "是否小数点错位或单位有误？"),
        ),
        Err(Unphysical::Water { pressure, steam_from }) => (
            Code::WaterNotSteam,
            Text::new(
                format!("water, not steam: at {pressure} MPa absolute steam begins at {steam_from} °C"),
                format!("此状态是水而不是蒸汽：绝对压力 {pressure} MPa 时 {steam_from} °C 以上才是蒸汽"),
            ),
            Text::new(
                "a gauge pressure stated as absolute, or the other way round? Hot water is a carrier of its own: hot_water",
                "是否混淆了表压与绝对压力？热水另有品种 hot_water",
            ),
        ),
    };
    problems.add(Problem::new(code, text).at(place.clone()).hint(hint));
    None
}
