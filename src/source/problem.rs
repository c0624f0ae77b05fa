//! Problems: a code, a severity, a place, one sentence of fact and a hint; collected first, shown together.

use std::collections::HashSet;

use super::codes::{Code, Severity};
use super::nearest::nearest;
use super::place::Place;
use super::text::Text;

/// So many problems get a suggestion.
const MAX_SUGGESTIONS: usize = 200;

/// One finding, ready to be shown in either language.
#[derive(Debug, Clone)]
pub struct Problem {
    /// What kind of finding it is.
    pub code: Code,
    /// Where it stands, if it stands in a text.
    pub place: Option<Place>,
    /// The file it concerns as a whole, where there is no text to point into.
    pub file_name: Option<String>,
    /// One sentence of fact.
    pub text: Text,
    /// A second place that belongs to it, such as the first of two duplicates.
    pub related: Option<Box<(Place, Text)>>,
    /// What to do about it.
    pub hint: Option<Text>,
    /// The id of the enterprise whom it concerns, so that it can be forwarded.
    pub enterprise: Option<String>,
}

impl Problem {
    /// A problem without a place yet.
    pub fn new(code: Code, text: Text) -> Self {
        Self { code, place: None, file_name: None, text, related: None, hint: None, enterprise: None }
    }

    /// Sets the place.
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Names the file or folder as a whole.
    pub fn in_file(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Says whom it concerns.
    pub fn about(mut self, enterprise: &str) -> Self {
        self.enterprise = Some(enterprise.to_string());
        self
    }

    /// Adds a hint.
    pub fn hint(mut self, hint: Text) -> Self {
        self.hint = Some(hint);
        self
    }

    /// Adds the hint "did you mean", if there is a nearest name.
    pub fn suggest(self, nearest: Option<&str>) -> Self {
        match nearest {
            Some(name) => self.hint(Text::new(format!("did you mean `{name}`?"), format!("是否应为 `{name}`？"))),
            None => self,
        }
    }

    /// Points to a second place.
    pub fn related(mut self, place: Place, text: Text) -> Self {
        self.related = Some(Box::new((place, text)));
        self
    }

    /// The severity, which belongs to the code.
    pub fn severity(&self) -> Severity {
        self.code.info().severity
    }
}

/// Collects problems until all of them can be shown.
#[derive(Debug, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Adds one.
    pub fn add(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// Takes over all problems of another collection.
    pub fn take(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The problems with only the first of each code at a place.
    pub fn once_per_place(self) -> Self {
        let mut seen = HashSet::new();
        let once = |problem: &Problem| {
            let place = problem.place.as_ref().map(|place| (place.file, place.start()));
            place.is_none_or(|place| seen.insert((place, problem.code)))
        };
        Self(self.0.into_iter().filter(once).collect())
    }

    /// Says of each problem that does not know whom it concerns, by its place.
    pub fn about_each(&mut self, find: impl Fn(&Place) -> Option<String>) {
        for problem in self.0.iter_mut().filter(|problem| problem.enterprise.is_none()) {
            problem.enterprise = problem.place.as_ref().and_then(&find);
        }
    }

    /// The nearest valid name, as long as there are few problems: after hundreds of them it would only cost time.
    pub fn nearest<'a>(&self, name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        if self.0.len() < MAX_SUGGESTIONS { nearest(name, candidates) } else { None }
    }

    /// True if any of them is an error.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|p| p.severity() == Severity::Error)
    }

    /// True if there is none at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// All problems in the order of their places; those of whole files come first.
    pub fn sorted(&self) -> Vec<&Problem> {
        let mut all: Vec<&Problem> = self.0.iter().collect();
        all.sort_by_key(|p| {
            let place = p.place.as_ref().map(|place| (place.file, place.start()));
            (place, p.file_name.clone(), p.code)
        });
        all
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
