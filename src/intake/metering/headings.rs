//! Which columns a file has, from its headings: those that are known, and everything that is wrong with them at once.

use super::Broken;
use super::column::Column;
use crate::source::nearest;

/// What is wrong with the columns of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misfit {
    /// These are missing; the headings of the file are those.
    Missing(Vec<Column>, Vec<String>),
    /// Two headings mean the same column.
    Twice(Column, [String; 2]),
    /// A column has another type, which is named as the format names it.
    Type(Column, String),
}

/// The columns that are known, each with its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headings {
    /// Column by place in the file, in the order of the places.
    pub columns: Vec<(Column, usize)>,
    /// Headings that are no column, with the one that they may mean.
    pub near: Vec<(String, Column)>,
}

impl Headings {
    /// Reads headings. A column that need not be there and is `untyped`, because nothing stands in any row, is as if it were not
    /// there. `other_type` gives the name of the type of a column that cannot have it.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn read(
        headings: Vec<String>,
        untyped: impl Fn(usize) -> bool,
        other_type: impl Fn(Column, usize) -> Option<String>,
    ) -> Result<Self, Broken> {
        let mut columns: Vec<(Column, usize)> = Vec::new();
        let mut misfits = Vec::new();
        for (at, heading) in headings.iter().enumerate() {
            let Some(column) = Column::named(heading) else { continue };
            if !column.is_required() && untyped(at) {
                continue;
            }
            match columns.iter().find(|(known, _)| *known == column) {
                Some((_, first)) => misfits.push(Misfit::Twice(column, [headings[*first].clone(), heading.clone()])),
                None => {
                    misfits.extend(other_type(column, at).map(|found| Misfit::Type(column, found)));
                    columns.push((column, at));
                }
            }
        }
        let has = |wanted: Column| columns.iter().any(|(column, _)| *column == wanted);
        let (missing, absent): (Vec<Column>, Vec<Column>) = Column::ALL
            .iter()
            .map(|(column, _)| *column)
            .filter(|column| !has(*column))
            .partition(|column| column.is_required());
        if !missing.is_empty() {
            misfits.push(Misfit::Missing(missing, headings));
            return Err(Broken::Columns(misfits));
        }
        if !misfits.is_empty() {
            return Err(Broken::Columns(misfits));
        }
        let unknown = headings.into_iter().filter(|heading| Column::named(heading).is_none());
        let near = unknown.filter_map(|heading| {
            let column = absent.iter().find(|column| is_near(&heading, **column))?;
            Some((heading, *column))
        });
        Ok(Self { near: near.collect(), columns })
    }
}

/// True if a heading may mean a column that the file does not have: it is one letter off, or says more than the name.
fn is_near(heading: &str, column: Column) -> bool {
    let names = Column::ALL[column as usize].1;
    let words = || heading.split(|letter: char| !letter.is_alphanumeric());
    let says = |name: &&str| match name.is_ascii() {
        true => words().any(|word| word.eq_ignore_ascii_case(name)),
        false => heading.contains(*name),
    };
    names.iter().any(says) || nearest(heading, names.iter().copied()).is_some()
}

#[cfg(test)]
mod tests {
    use super::{Column, Headings, Misfit};
    use crate::intake::metering::Broken;

    fn read(line: &str) -> Result<Headings, Vec<Misfit>> {
        let headings = line.split(',').map(ToString::to_string).collect();
        let no_time = |column, at| (column == Column::Timestamp && at == 0).then(|| "Boolean".to_string());
        Headings::read(headings, |_| false, no_time).map_err(|broken| match broken {
            Broken::Columns(misfits) => misfits,
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let misfits = read("timestamp,quantity,电量,carrier").unwrap_err();
        let headings = ["timestamp", "quantity", "电量", "carrier"].map(String::from);
        assert_eq!(
            misfits,
            [
                Misfit::Type(Column::Timestamp, "Boolean".into()),
                Misfit::Twice(Column::Quantity, ["quantity".into(), "电量".into()]),
                Misfit::Missing(vec![Column::Enterprise, Column::Unit], headings.to_vec()),
            ]
        );
    }

    #[test]
    fn headings_near_to_a_column_that_is_not_there_are_told() {
        let near = |more: &str| {
            let found = read(&format!("enterprise,carrier,unit,timestamp,quantity,{more}")).unwrap();
            found.near.into_iter().map(|(heading, column)| format!("{heading} {}", column.id())).collect::<Vec<_>>()
        };
        assert_eq!(near("readings"), ["readings reading"]);
        assert_eq!(near("meters,表计编号"), ["meters meter", "表计编号 meter"]);
        assert_eq!(near("meter_id,Supply type"), ["meter_id meter", "Supply type supply"]);
        // What is meant is there already, or nothing of the kind is meant.
        assert_eq!(near("meter,表计编号"), [""; 0]);
        assert_eq!(near("remark,temperature,operator,备注"), [""; 0]);
    }
}
