//! A file of meters: what is known of them beside their readings.

use std::collections::BTreeMap;
use std::path::Path;

use super::meter::{MeterRules, tables, twice};
use crate::source::{FileId, Files, Problems, Table, Text, parse_toml};

/// The meters of a file.
#[derive(Debug, Clone, Default)]
pub struct Meters {
    all: Vec<MeterRules>,
    /// Where those of an id stand among all.
    by_id: BTreeMap<String, Vec<usize>>,
}

impl Meters {
    /// Reads a file of meters.
    ///
    /// # Errors
    /// Reports a file that cannot be read, missing and unknown keys, numbers, times and intervals that are none or are not above
    /// zero, meters and replacements stated twice (`PK0305`), what only registers have (`PK0301`, `PK0302`) and states that the
    /// register cannot show (`PK0507`).
    pub fn read(path: &Path, files: &mut Files, problems: &mut Problems) -> Option<Self> {
        let file = files.read(path, problems)?;
        Self::of(files, file, problems)
    }

    fn of(files: &Files, file: FileId, problems: &mut Problems) -> Option<Self> {
        let parsed = parse_toml(files, file, problems)?;
        let root = Table::root(files, file, &parsed);
        let mut meters = Self::default();
        root.required("meter", problems);
        for table in tables(&root, "meter", "[[meter]]", problems) {
            if let Some(rules) = MeterRules::read(&table, problems) {
                meters.add(rules, problems);
            }
        }
        root.finish(problems);
        Some(meters)
    }

    fn add(&mut self, rules: MeterRules, problems: &mut Problems) {
        let same = self.by_id.entry(rules.id.clone()).or_default();
        if let Some(known) = same.iter().map(|at| &self.all[*at]).find(|known| known.park == rules.park) {
            let text =
                Text::new(format!("the meter `{}` is stated twice", rules.id), format!("计量表 `{}` 重复", rules.id));
            let hint = Text::new(
                "meters of one id in several parks are told apart by `park`",
                "不同园区的同号计量表用 park 区分",
            );
            problems.add(twice(text, rules.place, &known.place).hint(hint));
            return;
        }
        same.push(self.all.len());
        self.all.push(rules);
    }

    /// All meters, in the order of the file.
    pub fn all(&self) -> impl Iterator<Item = &MeterRules> {
        self.all.iter()
    }

    /// What is known of a meter of a park: what is stated for this park, else what is stated for every meter of the id.
    pub fn rules(&self, park: &str, meter: &str) -> Option<&MeterRules> {
        let same = self.by_id.get(meter)?;
        let of = |park: Option<&str>| same.iter().map(|at| &self.all[*at]).find(|rules| rules.park.as_deref() == park);
        of(Some(park)).or_else(|| of(None))
    }
}

#[cfg(test)]
mod tests {
    use super::super::interval::Interval;
    use super::super::rules::{RegisterRules, Replaced, Scaled};
    use super::super::series::Kind;
    use super::super::stamp::parse;
    use super::{Files, Meters, Problems};
    use crate::source::{Code, Problem};

    fn read(text: &str) -> (Meters, Vec<(Code, String)>) {
        let mut files = Files::default();
        let mut problems = Problems::default();
        let file = files.add("meters.toml", text);
        let meters = Meters::of(&files, file, &mut problems).unwrap_or_default();
        let found = |problem: &&Problem| {
            let place = problem.place.clone().unwrap();
            (problem.code, files.get(place.file).text()[place.span()].to_string())
        };
        let problems = problems.sorted().iter().map(found).collect();
        (meters, problems)
    }

    fn problems(text: &str) -> Vec<(Code, String)> {
        read(text).1
    }

    #[test]
    fn a_file_of_meters() {
        let (meters, problems) = read(
            r#"
            [[meter]]
            id = "M-17"
            park = "zuoyun"
            reading = "register"
            rolls_over_at = 1_000_000
            multiplier = 1.50
            interval = "15 min"

            [[meter.replaced]]
            at = "2023-08-01"
            last = 7
            first = "0"

            [[meter.replaced]]
            at = "2023-05-04 10:00"
            last = "99812.4"
            first = "3.0"

            [[meter]]
            id = "M-17"
            reading = "区间"
            multiplier = 80
            note = "of all other parks"
            "#,
        );
        assert_eq!(problems, []);
        let meter = meters.rules("zuoyun", "M-17").unwrap();
        let scaled = |digits, scale| Scaled { digits, scale };
        let replaced = |at: &str, last, first| Replaced { at: parse(at.as_bytes()).unwrap(), last, first };
        let register = RegisterRules {
            rolls_over_at: Some(scaled(1_000_000, 0)),
            multiplier: scaled(150, 2),
            replaced: Vec::new(),
        };
        assert_eq!(
            meter.replaced.iter().map(|one| one.replaced).collect::<Vec<_>>(),
            [
                replaced("2023-05-04 10:00", scaled(998_124, 1), scaled(30, 1)),
                replaced("2023-08-01", scaled(7, 0), scaled(0, 0)),
            ]
        );
        assert_eq!(
            (&meter.register, meter.reading, meter.interval),
            (&register, Some(Kind::Register), Some(Interval::Length(900_000_000)))
        );
        let other = meters.rules("", "M-17").unwrap();
        assert_eq!(
            (other.park.as_ref(), other.reading, other.register.multiplier),
            (None, Some(Kind::Interval), scaled(80, 0))
        );
        assert!(meters.rules("zuoyun", "M-18").is_none());
        assert_eq!(meters.all().count(), 2);
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_its_place() {
        let found = problems(
            r#"
            [[meter]]
            id = "A"
            readings = "register"
            reading = "registr"
            rolls_over_at = 0
            multiplier = -1
            interval = 15
            [[meter]]
            id = " A "
            reading = "register"
            rolls_over_at = 100
            multiplier = "1,5"
            interval = "15 m"
            [[meter.replaced]]
            at = "2023-02-30"
            last = 100.0
            first = "-1"
            [[meter.replaced]]
            at = 2023-02-03
            last = true
            new = 3
            [[meter]]
            park = "p"
            "#,
        );
        let place =
            |code: Code| -> Vec<&str> { found.iter().filter(|(c, _)| *c == code).map(|(_, at)| at.trim()).collect() };
        assert_eq!(place(Code::UnknownKey), ["readings", "new"]);
        assert_eq!(place(Code::UnknownChoice), ["\"registr\"", "15", "\"15 m\""]);
        assert_eq!(place(Code::NegativeQuantity), ["0", "-1"]);
        assert_eq!(place(Code::DuplicateId), ["\" A \""]);
        assert_eq!(place(Code::NotADecimal), ["\"1,5\""]);
        assert_eq!(place(Code::NotAPeriod), ["\"2023-02-30\""]);
        assert_eq!(place(Code::Implausible), ["100.0", "\"-1\""]);
        assert_eq!(place(Code::WrongType), ["2023-02-03", "true"]);
        // `first` of the second replacement, and `id` of the last meter.
        assert_eq!((place(Code::MissingKey).len(), found.len()), (2, 16));
    }

    #[test]
    fn what_only_registers_have() {
        let replaced = "[[meter.replaced]]\nat = \"2023-05-04\"\nlast = 5\nfirst = 0\n";
        let codes = |text: String| problems(&text).into_iter().map(|(code, _)| code).collect::<Vec<_>>();
        assert_eq!(codes(format!("[[meter]]\nid = \"A\"\n{replaced}")), [Code::MissingKey]);
        assert_eq!(
            codes(format!("[[meter]]\nid = \"A\"\nreading = \"interval\"\nrolls_over_at = 10\n{replaced}")),
            [Code::UnknownKey; 2]
        );
        assert_eq!(
            codes(format!("[[meter]]\nid = \"A\"\nreading = \"register\"\n{replaced}{replaced}")),
            [Code::DuplicateId]
        );
        assert_eq!(
            codes("[[meter]]\nid = \"A\"\nreading = \"register\"\nrolls_over_at = 9999.9".to_string()),
            [Code::Implausible]
        );
    }

    #[test]
    fn headings_that_are_not_lists() {
        assert_eq!(problems("[meter]\nid = \"A\"").len(), 1);
        assert_eq!(
            problems("[[meters]]\nid = \"A\"").iter().map(|(code, _)| *code).collect::<Vec<_>>(),
            [Code::MissingKey, Code::UnknownKey]
        );
        assert_eq!(
            problems("[[meter]]\nid = \"A\"\nreading = \"register\"\n[meter.replaced]\nat = \"2023-05-04\"").len(),
            1
        );
        assert_eq!(problems("[[meter]]\nid = \" \"").len(), 1);
    }
}
