//! Running the library on a park in a string, and arithmetic of the tests' own: exact fractions on big integers.
#![allow(dead_code, reason = "each test binary uses its own part")]

use num_bigint::BigInt;
use parkcarbon::factors::{Layer, Library};
use parkcarbon::intake::sense::sense_within;
use parkcarbon::inventory::{View, account};
use parkcarbon::output::{inventory_json, problems_json};
use parkcarbon::park::{Park, read_park};
use parkcarbon::source::{Files, Problems};

thread_local! {
    /// The shipped library does not change between cases, so it is read once in a thread.
    static LIBRARY: Library = Library::load(&[], &mut Files::default(), &mut Problems::default());
}

/// A result of `account`, as a program sees it.
#[derive(Debug)]
pub struct Run {
    /// The JSON object.
    pub json: serde_json::Value,
}

impl Run {
    /// Accounts a park; `None` if it has an error or no data in the period.
    pub fn account(text: &str, period: &str, view: &str) -> Option<Self> {
        LIBRARY.with(|library| Self::under(library, text, period, view, None))
    }

    /// Accounts a park under a standard.
    pub fn standard(text: &str, period: &str, standard: &str) -> Option<Self> {
        LIBRARY.with(|library| Self::under(library, text, period, "park", Some(standard)))
    }

    /// Accounts a park with a library of one's own.
    pub fn under(library: &Library, text: &str, period: &str, view: &str, standard: Option<&str>) -> Option<Self> {
        let (files, park, mut problems) = read(library, text)?;
        let period = period.parse().expect("a period");
        let view = View::ALL.iter().find(|(id, _)| *id == view).expect("a view").1;
        let standard = library.standard(standard.unwrap_or(&park.accounting.standard), period).expect("a standard");
        let inventory = account(&park, library, standard, period, view, &mut problems)?;
        let json = inventory_json(&inventory, &park, library, &files, &[]).expect("JSON");
        Some(Self { json: serde_json::from_str(&json).expect("JSON") })
    }

    /// The entries.
    pub fn entries(&self) -> &Vec<serde_json::Value> {
        self.json["entries"].as_array().expect("entries")
    }

    /// Grams of a figure in tonnes.
    pub fn grams(&self, value: &serde_json::Value) -> i128 {
        let text = value.as_str().expect("a decimal").replace('.', "");
        text.parse().expect("six decimals")
    }
}

/// A park in Shanxi with the enterprise `a`.
pub fn park(activities: &str) -> String {
    format!(
        "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"gb-t-32150\"\ngas_volume_basis = \"0C\"\n\
         [[enterprise]]\nid = \"a\"\nname = \"A\"\n{activities}"
    )
}

/// An activity with a quantity for 2023Q1; more keys as they are written.
pub fn activity(carrier: &str, unit: &str, quantity: &str, more: &str) -> String {
    format!(
        "[[enterprise.activity]]\ncarrier = \"{carrier}\"\nunit = \"{unit}\"\nquantity = {{ 2023Q1 = {quantity} }}\n{more}\n"
    )
}

/// The shipped library with files laid over it.
pub fn library_with(files: &[(&str, &str)]) -> Library {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    let mut problems = Problems::default();
    let library = Library::load(&[Layer(folder.path().to_path_buf())], &mut Files::default(), &mut problems);
    assert!(problems.is_empty(), "{:?}", problems.sorted());
    library
}

fn read(library: &Library, text: &str) -> Option<(Files, Park, Problems)> {
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let file = files.add("park.toml", text);
    let park = read_park(&mut files, file, library, &mut problems)?;
    (!problems.has_errors()).then_some((files, park, problems))
}

/// Severity and line of every problem of a park.
pub fn problems(text: &str) -> Vec<(String, Option<u64>)> {
    LIBRARY.with(|library| {
        let (mut files, mut problems) = (Files::default(), Problems::default());
        let file = files.add("park.toml", text);
        let _ = read_park(&mut files, file, library, &mut problems);
        let json = serde_json::to_value(problems_json(&problems.sorted(), &files)).expect("JSON");
        let all = json.as_array().expect("an array").iter();
        all.map(|p| (p["severity"].as_str().expect("text").to_string(), p["line"].as_u64())).collect()
    })
}

/// A decimal text as a fraction.
pub fn rational(text: &str) -> (BigInt, BigInt) {
    let text = text.replace('−', "-");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let numerator: BigInt = format!("{whole}{fraction}").parse().unwrap_or_else(|_| panic!("{text}"));
    let mut top = numerator;
    let mut bottom = BigInt::from(10).pow(fraction.len() as u32);
    // Equal values compare equal.
    while bottom > BigInt::from(1) && &top % BigInt::from(10) == BigInt::ZERO {
        top /= 10;
        bottom /= 10;
    }
    (top, bottom)
}

/// Evaluates a printed formula: numbers joined by × and ÷, each followed by its unit, which is left out.
pub fn evaluate(formula: &str) -> (BigInt, BigInt) {
    let (mut top, mut bottom) = (BigInt::from(1), BigInt::from(1));
    let marked = formula.replace(" × ", "\n*").replace(" ÷ ", "\n/");
    for factor in marked.lines() {
        let (divide, factor) = match factor.strip_prefix(['*', '/']) {
            Some(rest) => (factor.starts_with('/'), rest),
            None => (false, factor),
        };
        let number = factor.split(' ').next().expect("a number");
        let (a, b) = match number.split_once('/') {
            Some((a, b)) => {
                let ((an, ad), (bn, bd)) = (rational(a), rational(b));
                (an * bd, ad * bn)
            }
            None => rational(number),
        };
        let (a, b) = if divide { (b, a) } else { (a, b) };
        top *= a;
        bottom *= b;
    }
    (top, bottom)
}

/// A fraction rounded half to even, by schoolbook comparison of the remainder with one half.
pub fn rounded_half_even(top: &BigInt, bottom: &BigInt, places: u32) -> i128 {
    let scaled = top * BigInt::from(10).pow(places);
    let negative = (scaled < BigInt::ZERO) != (*bottom < BigInt::ZERO);
    let (n, d) = (BigInt::from(scaled.magnitude().clone()), BigInt::from(bottom.magnitude().clone()));
    let mut quotient = &n / &d;
    let twice = (&n % &d) * 2;
    let odd = &quotient % BigInt::from(2) == BigInt::from(1);
    if twice > d || (twice == d && odd) {
        quotient += 1;
    }
    let size = i128::try_from(quotient).expect("fits");
    if negative { -size } else { size }
}

/// The findings of sense about a park with an activity table (none if empty): code, and the line where each stands.
pub fn findings(park: &str, table: &str, within: Option<&str>) -> Vec<(String, String)> {
    LIBRARY.with(|library| findings_under(library, park, table, within))
}

/// The same with a library of one's own.
pub fn findings_under(library: &Library, park: &str, table: &str, within: Option<&str>) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("park.toml");
    std::fs::write(&path, park).expect("written");
    std::fs::write(folder.path().join("activity.csv"), table).expect("written");
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let file = files.read(&path, &mut problems).expect("a file");
    let park = read_park(&mut files, file, library, &mut problems);
    let errors: Vec<&str> = problems.sorted().iter().map(|problem| problem.text.en.as_str()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let within = within.map(|period| period.parse().expect("a period"));
    sense_within(&park.expect("a park"), library, within, &mut problems);
    let line = |problem: &&parkcarbon::source::Problem| {
        let place = problem.place.as_ref().expect("every finding has a place");
        let text = files.get(place.file).text();
        let (row, _) = files.get(place.file).line_column(place.start());
        text.lines().nth(row - 1).expect("a line").trim().to_string()
    };
    problems.sorted().iter().map(|problem| (problem.code.id().to_string(), line(problem))).collect()
}
